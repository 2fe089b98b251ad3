// Answers are kept while one writes: on this device at once, in the draft on the server when there is a
// line. Shows and hides questions as the form's rules say. Without this file each page is kept when it
// is left, and the server says what applies.
(() => {
  "use strict";
  const form = document.querySelector("form[data-answers]");
  if (!form) return;
  const root = document.documentElement, words = form.dataset, { user } = root.dataset;
  const seal = form.elements.seal, told = form.querySelector("[data-draft-told]");
  const all = (selector, inside = form) => [...inside.querySelectorAll(selector)];

  // --- what stands in the form ---------------------------------------------------------------------
  const SKIP = "[type=hidden], [type=file], [type=submit], [data-sealed], [data-sealed] *, [name=remove], button, output";
  const fields = () => [...form.elements].filter((el) => el.name && !el.matches(SKIP));
  const read = () => fields().map((el) => (el.type === "checkbox" || el.type === "radio" ? [el.name, el.value, el.checked] : [el.name, el.value]));
  const put = (rows) => {
    rows.forEach(([name, value, checked]) => fields().forEach((el) => {
      if (el.name !== name) return;
      if (checked === undefined) el.value = value;
      else if (el.value === value) el.checked = checked;
    }));
    apply();
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // --- rules: what applies, what is computed -------------------------------------------------------
  const source = document.getElementById("answering-rules");
  const rules = source && window.solarExpressions ? JSON.parse(source.textContent) : null;
  const western = (text) => text.replace(/[\u0ed0-\u0ed9]/g, (digit) => String(digit.charCodeAt(0) - 0x0ed0)).trim();
  const day = (text) => {
    const parts = western(text).match(/^(\d{1,2})\D+(\d{1,2})\D+(\d{4})$/);
    if (!parts) return western(text);
    const year = Number(parts[3]) > 2400 ? Number(parts[3]) - 543 : Number(parts[3]);
    return `${year}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}`;
  };
  const valueOf = (box) => {
    const { kind, ask } = box.dataset;
    const mine = all(`[name="${CSS.escape(`q-${ask}`)}"]`, box);
    if (["check", "choice", "rating"].includes(kind)) {
      if (mine.length === 1 && mine[0].tagName === "SELECT") return mine[0].value;
      return (mine.find((el) => el.checked) || { value: "" }).value;
    }
    if (kind === "choices") return mine.filter((el) => el.checked).map((el) => el.value).join(" ");
    if (["photo", "file", "signature"].includes(kind)) return box.querySelector(".files li") ? "kept" : (mine[0] || {}).value || "";
    const text = mine.length ? mine[0].value : "";
    if (kind === "number") return western(text).replace(/\s/g, "");
    if (kind === "decimal") return western(text).replace(/\s/g, "").replace(",", ".");
    if (kind === "date") return day(text);
    if (kind === "place") {
      const code = text.trim().match(/(?:· ?|\()([A-Z][A-Z0-9-]{1,11})\)?$|(\d{4,})$/); // as places/finding.py reads it
      return code ? code[1] || code[2] : text;
    }
    return text.trim();
  };
  const apply = () => {
    if (!rules) return;
    const answers = { ...rules.answers };
    all("[data-ask]").forEach((box) => {
      if (!["note", "group", "repeat", "calculation"].includes(box.dataset.kind)) answers[box.dataset.ask] = valueOf(box);
    });
    const now = window.solarExpressions.run(rules.definition, answers);
    const holds = (keys, key) => (keys.has ? keys.has(key) : keys.includes(key));
    all("[data-ask]").forEach((box) => {
      box.hidden = !holds(now.relevant, box.dataset.ask);
      if (box.dataset.kind !== "calculation") return;
      const value = now.values.get ? now.values.get(box.dataset.ask) : now.values[box.dataset.ask];
      box.querySelector("[data-calculated]").textContent = value || "–";
    });
    all("[data-section]").forEach((part) => { part.hidden = !holds(now.sections, part.dataset.section); });
  };

  // --- kept on this device (static/js/keep.js forgets it as it does its own) -------------------------
  const PREFIX = `keep:${user}:answers:${location.pathname}:`;
  const step = form.elements.step.value, key = PREFIX + step;
  let store = null;
  try { store = "shared" in root.dataset ? window.sessionStorage : window.localStorage; } catch { /* none */ }
  const load = (name) => { try { return JSON.parse(store.getItem(name)); } catch { return null; } };
  const keep = (more) => {
    const once = form.elements.once ? form.elements.once.value : null;
    try { store.setItem(key, JSON.stringify({ at: Date.now(), once, seal: seal.value, rows: read(), ...more })); } catch { /* full */ }
  };
  const forget = (name) => { try { store.removeItem(name); } catch { /* none */ } };

  // --- kept on the server --------------------------------------------------------------------------
  let dirty = false, sending = false, stopped = false, soon;
  const say = (text, wrong) => { told.textContent = text; told.className = wrong ? "error" : "soft"; };
  const count = ({ answered, total, at }) => {
    const line = form.querySelector("[data-answered]"), bar = form.querySelector(".answered .bar rect");
    line.textContent = line.dataset.answered.replace("{n}", answered).replace("{m}", total);
    if (bar) bar.setAttribute("width", total ? (100 * answered) / total : 0);
    say(`${words.saved} ${at}`);
  };
  const parcel = () => {
    const data = new FormData(form);
    [...data.entries()].forEach(([name, value]) => { if (value instanceof File || name === "once" || name === "remove" || name.endsWith("-drawn")) data.delete(name); });
    data.set("do", "keep");
    return data;
  };
  const send = async (keepalive = false) => {
    if (!dirty || sending || stopped) return;
    if (!navigator.onLine) { say(words.local); return; }
    sending = true;
    dirty = false;
    const rows = read();
    try {
      const answer = await fetch(form.action, { method: "POST", body: parcel(), headers: { Accept: "application/json" }, keepalive });
      const kind = answer.headers.get("Content-Type") || "";
      if (answer.status === 409 && kind.includes("json")) { stopped = true; say(words.changed, true); }
      else if (answer.ok && kind.includes("json")) {
        const now = await answer.json();
        seal.value = now.seal;
        count(now);
        keep({ saved: same(rows, read()) });
      } else throw new Error(String(answer.status));
    } catch { dirty = true; say(words.local); setTimeout(() => send(), 15000); }
    sending = false;
    if (dirty && navigator.onLine && !stopped) later(3000);
  };
  const later = (wait) => { clearTimeout(soon); soon = setTimeout(() => send(), wait); };

  const written = (event) => {
    if (event.target.type === "file" || event.target.name === "remove") return;
    dirty = true;
    keep();
    apply();
    later(1500);
  };
  ["input", "change"].forEach((kind) => form.addEventListener(kind, written));
  window.addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(true);
  });
  form.addEventListener("kept", (event) => { if (!dirty) count(event.detail); apply(); });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    keep({ sent: true });
    const ends = words.later && (!event.submitter || event.submitter.value === "finish"); // outbox.js keeps it
    if (!navigator.onLine && !ends) { event.preventDefault(); say(words.local, true); told.scrollIntoView({ block: "center" }); return; }
    clearTimeout(soon);
    stopped = true;
  });
  form.addEventListener("resumed", () => { stopped = false; dirty = true; keep(); later(1500); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // --- a "no" opens its note -----------------------------------------------------------------------
  form.addEventListener("change", (event) => {
    const box = event.target.closest(".ask-check");
    if (box && event.target.type === "radio" && event.target.value === "no") all("details.more", box).forEach((more) => { more.open = true; });
  });

  // --- where the phone is --------------------------------------------------------------------------
  all("[data-geopoint]").forEach((box) => box.querySelector("button").addEventListener("click", () => {
    const input = box.querySelector("input"), line = box.nextElementSibling;
    const failed = () => { line.textContent = box.dataset.failed; };
    if (!navigator.geolocation) { failed(); return; }
    line.textContent = box.dataset.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      line.textContent = "";
      input.value = [coords.latitude.toFixed(6), coords.longitude.toFixed(6), Math.round(coords.altitude || 0), Math.round(coords.accuracy || 0)].join(" ");
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, failed, { enableHighAccuracy: true, timeout: 30000, maximumAge: 60000 });
  }));

  // --- signed with the finger ----------------------------------------------------------------------
  all("[data-sign]").forEach((box) => {
    const canvas = box.querySelector("canvas"), out = box.querySelector("input[type=hidden]"), pen = canvas.getContext("2d");
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#16201e" });
    let down = false;
    const at = (event) => { const rect = canvas.getBoundingClientRect(); return [((event.clientX - rect.left) * canvas.width) / rect.width, ((event.clientY - rect.top) * canvas.height) / rect.height]; };
    canvas.addEventListener("pointerdown", (event) => { down = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); event.preventDefault(); });
    canvas.addEventListener("pointermove", (event) => { if (!down) return; pen.lineTo(...at(event)); pen.stroke(); });
    ["pointerup", "pointercancel"].forEach((kind) => canvas.addEventListener(kind, () => { if (!down) return; down = false; out.value = canvas.toDataURL("image/png"); }));
    box.querySelector("[data-sign-clear]").addEventListener("click", () => { pen.clearRect(0, 0, canvas.width, canvas.height); out.value = ""; });
  });

  // --- what this device still holds ------------------------------------------------------------------
  const clock = (at) => new Date(at).toTimeString().slice(0, 5);
  const begin = () => {
    if (!store) return;
    Object.keys(store).filter((name) => name.startsWith(PREFIX) && name !== key).forEach((name) => { if ((load(name) || {}).sent) forget(name); });
    const entry = load(key);
    if (!entry || same(entry.rows, read()) || document.querySelector(".problems")) { if (entry) forget(key); return; }
    if (entry.seal === seal.value) { put(entry.rows); if (!entry.saved) { dirty = true; later(300); } return; }
    if (entry.sent || entry.saved) { forget(key); return; }
    const offer = document.getElementById("keep-words");
    if (!offer) return;
    const box = offer.content.querySelector("[data-kept=offer]").cloneNode(true);
    box.querySelectorAll("time").forEach((time) => { time.textContent = clock(entry.at); });
    form.prepend(box);
    box.addEventListener("click", (event) => {
      if (event.target.matches("[data-put-back]")) { put(entry.rows); dirty = true; later(300); }
      else if (!event.target.matches("[data-throw-away]")) return;
      forget(key);
      box.remove();
    });
  };
  begin();
  apply();
})();
