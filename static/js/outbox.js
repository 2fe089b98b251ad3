// What cannot be sent now waits on this device and is sent when there is a line (docs/bad-links.md).
// Forms marked data-later go this way. Never kept: passwords and what is marked data-sealed. It is bound to
// the person: nobody else who signs in here sees or sends it. On a shared device it lives with the page.
(() => {
  "use strict";
  const root = document.documentElement, { user } = root.dataset;
  const box = document.getElementById("outbox");
  if (!user || !box || !window.fetch) return;
  const SYNC = "/api/v1/sync/", DAYS = 30, PATIENCE = 30000, AGAIN = 20000;
  const words = box.dataset, shared = "shared" in root.dataset;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  // --- the store: {files: of answers, acts} ------------------------------------------------------------
  const memory = { files: new Map(), acts: new Map() };
  const base = shared || !window.indexedDB ? null : new Promise((done) => {
    const asked = indexedDB.open("answers", 2);
    asked.onupgradeneeded = () => ["files", "acts"].forEach((name) => {
      if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name, { keyPath: "id" });
    });
    asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); done(asked.result); };
    asked.onerror = asked.onblocked = () => done(null);
  });
  // Gives what was asked for once it lies on the disk; undefined where there is no store.
  const within = async (name, mode, act) => {
    const db = base && await base;
    if (!db) return undefined;
    return new Promise((done) => {
      try {
        const change = db.transaction(name, mode, { durability: "strict" });
        const asked = act(change.objectStore(name));
        change.oncomplete = () => done(asked.result === undefined ? null : asked.result);
        change.onerror = change.onabort = () => done(undefined);
      } catch { done(undefined); }
    });
  };
  const put = async (name, one) => {
    const kept = await within(name, "readwrite", (store) => store.put(one)) !== undefined;
    if (kept) memory[name].delete(one.id);
    else memory[name].set(one.id, one);
    return kept;
  };
  const drop = (name, id) => { memory[name].delete(id); return within(name, "readwrite", (store) => store.delete(id)); };
  const all = async (name) => {
    const rows = [...(await within(name, "readonly", (store) => store.getAll()) || []), ...memory[name].values()];
    const old = Date.now() - DAYS * 86400000;
    rows.filter((one) => one.at < old).forEach((one) => drop(name, one.id));
    return rows.filter((one) => one.user === user && one.at >= old).sort((a, b) => a.at - b.at);
  };

  // --- one thing after the other, in whichever page it was asked for -------------------------------------
  let line = Promise.resolve();
  const inLine = (act) => {
    const next = () => (navigator.locks ? navigator.locks.request("outbox", act) : act());
    line = line.then(next, next);
    return line;
  };

  // --- a file in pieces: where the line broke it goes on, also from another page or day -------------------
  const PIECE = 65536, UPLOADS = "/files/uploads/";
  const needsPieces = (blob) => blob.size > PIECE && Boolean(window.crypto && crypto.subtle);
  const hashOf = async (blob) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))].map((n) => n.toString(16).padStart(2, "0")).join("");
  // → id of the upload, whole. Throws where the line breaks; with `problems` where the file is refused.
  const inPieces = async (blob, name, tell = () => {}) => {
    const announced = new FormData();
    Object.entries({ csrfmiddlewaretoken: token(), name, size: blob.size, sha256: await hashOf(blob) }).forEach(([field, value]) => announced.append(field, value));
    const begun = await request(UPLOADS, { method: "POST", body: announced }), told = await begun.json();
    if (begun.status !== 201) {
      const size = (told.problems || []).filter((each) => each.code === "upload.size").map((each) => each.message);
      throw Object.assign(new Error(String(begun.status)), size.length ? { problems: size } : {});
    }
    let at = told.offset;
    while (at < blob.size) {
      tell(Math.floor((100 * at) / blob.size));
      const piece = await request(`${UPLOADS}${told.id}/`, { method: "PATCH", body: blob.slice(at, at + PIECE), headers: { "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream", "X-CSRFToken": token() } });
      if (piece.status !== 204 && piece.status !== 409) throw new Error(String(piece.status));
      at = Number(piece.headers.get("Upload-Offset"));
    }
    tell(100);
    return told.id;
  };
  const forgetPieces = (id) => { if (id) request(`${UPLOADS}${id}/`, { method: "DELETE", headers: { "X-CSRFToken": token() } }).catch(() => {}); };

  // --- photos and papers of answers ------------------------------------------------------------------------
  // → {told} arrived, {problems} refused, null where the line broke.
  const sendFile = async (one, tell = () => {}) => {
    if (!(await all("files")).some((each) => each.id === one.id)) return { problems: [] }; // sent meanwhile
    const data = new FormData();
    Object.entries({ do: "file", csrfmiddlewaretoken: token(), step: one.step, key: one.key, place: one.place }).forEach(([name, value]) => data.append(name, value));
    // As many rows of a repeat as the answer needs.
    if (/\[\d+\]\./.test(one.key)) data.append(`q-${one.key}`, "");
    try {
      const upload = needsPieces(one.blob) ? await inPieces(one.blob, one.name, tell) : "";
      if (upload) data.append("in_pieces", `file:${upload}`);
      else data.append("file", one.blob, one.name);
      const answer = await request(one.path, { method: "POST", body: data, headers: { Accept: "application/json" } }, 10 * PATIENCE);
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      if (answer.status === 200 && told && told.id) { await drop("files", one.id); forgetPieces(upload); return { told }; }
      if (answer.status === 400 && told) { await drop("files", one.id); return { problems: told.problems || [] }; }
    } catch (error) {
      if (error.problems) { await drop("files", one.id); return { problems: error.problems }; }
    }
    return null; // the line broke
  };
  const request = async (address, options, patience = PATIENCE) => {
    const stop = new AbortController(), clock = setTimeout(() => stop.abort(), patience);
    try { return await fetch(address, { ...options, signal: stop.signal }); } finally { clearTimeout(clock); }
  };

  // --- acts ------------------------------------------------------------------------------------------------
  const NOT_SENT = ["csrfmiddlewaretoken", "once", "version", "do"];
  const collect = (form) => {
    const data = {};
    new FormData(form).forEach((value, name) => {
      if (typeof value !== "string" || NOT_SENT.includes(name)) return;
      data[name] = name in data ? [].concat(data[name], value) : value;
    });
    return data;
  };
  const isSealed = (form) => [...form.elements].some((el) => el.matches("[data-sealed], [data-sealed] *") && (el.type === "checkbox" || el.type === "radio" ? el.checked : el.value));
  const isBroken = (answer) => answer.status >= 500 || answer.status === 429;

  // Sends one; gives it with what became of it. "waiting" where the line broke.
  const send = async (one) => {
    one.told = "";
    for (const file of (await all("files")).filter((each) => each.path === one.path)) {
      const sent = await sendFile(file);
      if (!sent) return one;
      if (sent.problems) one.fileProblems = [...(one.fileProblems || []), ...sent.problems.map((text) => `${file.name}: ${text}`)];
    }
    one.tries += 1;
    await put("acts", one);
    try {
      const { id, act, record, version, happened_at, data } = one;
      const body = JSON.stringify({ user, operations: [{ key: id, act, record, version, happened_at, data }] });
      const answer = await request(SYNC, { method: "POST", body, headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() } });
      if (isBroken(answer)) return one;
      const told = await answer.json();
      if (answer.status !== 200) {
        if ([401, 403, 409].includes(answer.status)) one.told = words.signedOut; // 409: somebody else is signed in by now
        else Object.assign(one, { state: "refused", problems: (told.problems || []).map((each) => each.message) });
      } else {
        const [{ outcome, first, words: said, url, problems }] = told.results, end = outcome === "known" ? first : outcome;
        if (end !== "later") Object.assign(one, { state: end, said, url, problems: (problems || []).map((each) => each.message) });
      }
    } catch { return one; }
    await put("acts", one);
    return one;
  };

  const flush = () => inLine(async () => {
    for (const one of (await all("acts")).filter((each) => each.state === "waiting")) {
      if (!navigator.onLine) break;
      const sent = await send(one);
      if (sent.state === "waiting") break;
    }
  }).then(draw);

  // --- what is said about it ---------------------------------------------------------------------------------
  let unsent = 0, clock = 0;
  const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  const button = (text, act) => { const one = made("button", text, { type: "button", className: "button small" }); one.addEventListener("click", act); return one; };
  const callout = (kind, ...inside) => { const one = made("div", "", { className: `callout ${kind}` }), inner = document.createElement("div"); inner.append(...inside); one.append(inner); return one; };
  const acts = (...inside) => { const one = made("p", "", { className: "acts" }); one.append(...inside); return one; };
  const link = (text, href) => made("a", text, { href });

  const lineOf = (one) => {
    if (one.state === "applied") return callout("", made("p", `${one.title}: ${one.said || words.applied}`, { className: "strong" }), ...(one.fileProblems || []).map((text) => made("p", text, { className: "error" })), ...(one.url && one.url !== location.pathname ? [acts(link(words.see, one.url))] : []));
    const gone = button(words.throwAway, async () => { await drop("acts", one.id); draw(); });
    if (one.state === "conflict") return callout("soon", made("p", `${one.title}: ${one.said}`, { className: "strong" }), acts(link(words.compare, one.url)));
    return callout("refused", made("p", `${one.title}: ${words.refused}`, { className: "strong" }), ...one.problems.map((text) => made("p", text)), acts(link(words.openForm, one.href || one.path), gone));
  };
  const draw = async () => {
    const rows = await all("acts"), waiting = rows.filter((one) => one.state === "waiting"), done = rows.filter((one) => one.state === "applied" || one.state === "conflict");
    unsent = rows.filter((one) => one.state === "waiting" || one.state === "refused").length;
    const mine = done.find((one) => queued && one.id === queued.id);
    if (mine && mine.url) { location.assign(mine.url); return; }
    clearTimeout(clock);
    if (waiting.length) clock = setTimeout(flush, AGAIN);
    const shown = rows.filter((one) => one.state !== "waiting").map(lineOf);
    const told = waiting.map((one) => one.told).find(Boolean);
    if (told || waiting.some((one) => !queued || one.id !== queued.id)) { // what the page itself says is not said twice
      shown.unshift(callout("soon", made("p", words.waiting.replace("{n}", waiting.length), { className: "strong" }), ...waiting.map((one) => made("p", one.title)),
        ...(told ? [made("p", told)] : []), ...(memory.acts.size ? [made("p", words.open)] : []), acts(button(words.send, flush))));
    }
    box.replaceChildren(...shown);
    box.hidden = !shown.length;
    done.forEach((one) => drop("acts", one.id)); // told once
  };

  // --- a form that may be sent later ---------------------------------------------------------------------------
  let queued = null; // {id, form, note}: of this page, waiting
  const showQueued = (form, id) => {
    const note = callout("soon", made("p", memory.acts.has(id) ? words.open : words.queued, { className: "strong" }), acts(button(words.send, flush), button(words.change, async () => {
      await inLine(() => drop("acts", id));
      note.remove();
      queued = null;
      form.hidden = false;
      form.dispatchEvent(new CustomEvent("resumed"));
      draw();
    })));
    note.dataset.queued = "";
    note.tabIndex = -1;
    form.hidden = true;
    form.after(note);
    note.focus();
    queued = { id, form, note };
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target, { submitter } = event;
    if (!form.dataset.later || event.defaultPrevented || form.dataset.busy) { if (form.dataset.busy) event.preventDefault(); return; }
    if (submitter && submitter.name === "do" && submitter.value !== "finish") return;
    if (isSealed(form)) {
      if (navigator.onLine) return;
      event.preventDefault();
      box.replaceChildren(callout("soon", made("p", words.sealed)));
      box.hidden = false;
      box.scrollIntoView({ block: "center" });
      return;
    }
    event.preventDefault();
    form.dataset.busy = "yes";
    form.setAttribute("aria-busy", "true");
    const { later, record, title } = form.dataset;
    const one = {
      id: form.elements.once.value, user, at: Date.now(), path: location.pathname, href: location.pathname + location.search, title, act: later, record, state: "waiting", tries: 0,
      version: Number(form.elements.version.value), happened_at: new Date().toISOString(), data: collect(form),
    };
    for (const before of await all("acts")) if (before.path === one.path && (before.state === "refused" || !before.tries)) await drop("acts", before.id);
    await put("acts", one);
    const sent = navigator.onLine ? await inLine(() => send(one)) : one;
    delete form.dataset.busy;
    form.removeAttribute("aria-busy");
    if ((sent.state === "applied" || sent.state === "conflict") && sent.url) { location.assign(sent.url); return; }
    if (sent.state === "refused") { await drop("acts", one.id); form.submit(); return; } // the page says what is to be put right, field by field
    showQueued(form, one.id);
    draw();
  });

  // Opened again: what waits is not asked for twice, what was refused stands in the form to be mended.
  const stepOf = (form) => (form.elements.step || {}).value;
  const fill = (form, data) => [...form.elements].forEach((el) => {
    if (!el.name || !(el.name in data) || el.matches("[type=hidden], [type=file], [type=password], [data-sealed], [data-sealed] *")) return;
    const values = [].concat(data[el.name]);
    if (el.type === "checkbox" || el.type === "radio") el.checked = values.includes(el.value);
    else if (el.multiple) [...el.options].forEach((each) => { each.selected = values.includes(each.value); });
    else [el.value] = values;
  });
  const begin = async () => {
    const form = document.querySelector("form[data-later]");
    const mine = form && (await all("acts")).find((one) => one.path === location.pathname && (one.state === "waiting" || one.state === "refused"));
    if (mine && mine.state === "waiting") showQueued(form, mine.id);
    else if (mine && stepOf(form) === mine.data.step && !document.querySelector(".problems")) { fill(form, mine.data); form.dispatchEvent(new Event("change", { bubbles: true })); }
    flush();
  };

  // --- signing out ------------------------------------------------------------------------------------------
  let mayLeave = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form.getAttribute("action") || "").endsWith("/sign-out/") || mayLeave) return;
    event.preventDefault();
    const leave = async () => {
      mayLeave = true;
      for (const name of ["acts", "files"]) for (const one of await all(name)) await drop(name, one.id);
      form.requestSubmit();
    };
    if (!unsent) { leave(); return; }
    event.stopImmediatePropagation();
    box.replaceChildren(callout("refused", made("p", words.leaving.replace("{n}", unsent), { className: "strong" }), acts(button(words.stay, draw), button(words.send, flush), button(words.leave, leave))));
    box.hidden = false;
    box.querySelector("button").focus();
  }, true);

  window.solarOutbox = { put, drop, all, inLine, sendFile, needsPieces, inPieces, forgetPieces };
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && unsent) flush(); });
  document.addEventListener("DOMContentLoaded", begin);
})();
