// Keeps what is typed into a form on this device until it has arrived, and offers it again.
// Never kept: passwords, files, hidden fields, what is marked data-sealed, forms marked data-keep="no".
// On a shared device it lives as long as the tab; signing out wipes it; nobody else is offered it.
(() => {
  "use strict";
  const PREFIX = "keep:", DAYS = 7, root = document.documentElement;
  const { user } = root.dataset, shared = "shared" in root.dataset;
  const stores = [];
  let leaving = false; // signed out: nothing is kept any more
  try { stores.push(window.sessionStorage, window.localStorage); } catch { return; }
  const store = shared ? stores[0] : stores[1];
  const each = (found) => stores.forEach((one) => Object.keys(one).forEach((key) => {
    if (!key.startsWith(PREFIX)) return;
    let entry = null;
    try { entry = JSON.parse(one.getItem(key)); } catch { /* not ours to read */ }
    if (!entry || found(key, entry)) one.removeItem(key);
  }));

  document.addEventListener("submit", (event) => {
    if (!(event.target.getAttribute("action") || "").endsWith("/sign-out/")) return;
    leaving = true;
    each(() => true);
  });
  if (!user) { Object.keys(stores[0]).filter((key) => key.startsWith(PREFIX)).forEach((key) => stores[0].removeItem(key)); return; }

  // The server names the form that has arrived in a cookie.
  const arrived = (document.cookie.match(/(?:^|; )sent=([\w-]+)/) || [])[1];
  if (arrived) document.cookie = "sent=; path=/; max-age=0; samesite=lax";
  const old = Date.now() - DAYS * 86400000;
  each((key, entry) => entry.once === arrived || entry.at < old || !key.startsWith(`${PREFIX}${user}:`));

  const SKIP = "[type=hidden], [type=password], [type=file], [type=submit], [data-sealed], [data-sealed] *, td.pick *, [data-pick-all]";
  const fields = (form) => [...form.elements].filter((el) => el.name && el.matches("input, textarea, select") && !el.matches(SKIP));
  const read = (form) => fields(form).map((el) => {
    if (el.type === "checkbox" || el.type === "radio") return [el.name, el.value, el.checked];
    return [el.name, el.multiple ? [...el.selectedOptions].map((one) => one.value) : el.value];
  });
  // Fields stand where they stood, or are found by their name.
  const put = (form, rows) => rows.forEach(([name, value, checked], at) => fields(form).forEach((el, here, list) => {
    if (el.name !== name || (list.length === rows.length && here !== at)) return;
    if (checked !== undefined) { if (el.value === value) el.checked = checked; }
    else if (el.multiple) [...el.options].forEach((one) => { one.selected = value.includes(one.value); });
    else el.value = value;
    el.dispatchEvent(new Event("change", { bubbles: true }));
  }));
  const sameAs = (rows) => (other) => JSON.stringify(rows) === JSON.stringify(other);

  const words = document.getElementById("keep-words");
  const say = (form, which, at) => {
    form.querySelectorAll(".kept").forEach((one) => one.remove());
    const box = words.content.querySelector(`[data-kept=${which}]`).cloneNode(true);
    box.querySelectorAll("time").forEach((time) => { time.textContent = at; });
    form.prepend(box);
    return box;
  };
  const clock = (at) => {
    const day = new Date(at), two = (n) => String(n).padStart(2, "0");
    const time = `${two(day.getHours())}:${two(day.getMinutes())}`;
    return day.toDateString() === new Date().toDateString() ? time : `${day.getDate()}/${day.getMonth() + 1} ${time}`;
  };

  const watch = (form, number) => {
    if (!fields(form).length || form.querySelector("[type=password], [autocomplete=one-time-code]")) return;
    let once = form.elements.once;
    if (!once) {
      once = document.createElement("input");
      Object.assign(once, { type: "hidden", name: "once" });
      once.value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
      form.append(once);
    }
    const version = form.elements.version ? form.elements.version.value : "";
    const key = `${PREFIX}${user}:${location.pathname}${location.search}:${version}:${number}`;
    const first = read(form), untouched = sameAs(first);
    const keep = () => {
      const now = read(form);
      if (leaving || untouched(now)) return;
      try { store.setItem(key, JSON.stringify({ at: Date.now(), once: once.value, rows: now })); } catch { /* full: nothing is kept */ }
    };
    let soon;
    ["input", "change"].forEach((kind) => form.addEventListener(kind, () => { clearTimeout(soon); soon = setTimeout(keep, 400); }));
    window.addEventListener("pagehide", () => { if (soon) keep(); });
    form.addEventListener("submit", (event) => {
      keep();
      if (navigator.onLine || form.dataset.later) return; // outbox.js keeps those
      event.preventDefault();
      say(form, "offline", clock(Date.now())).focus();
    });

    let entry = null;
    try { entry = JSON.parse(store.getItem(key)); } catch { /* nothing kept */ }
    if (!entry || untouched(entry.rows)) return;
    const box = say(form, "offer", clock(entry.at));
    box.addEventListener("click", (event) => {
      if (event.target.matches("[data-put-back]")) { put(form, entry.rows); once.value = entry.once; }
      else if (event.target.matches("[data-throw-away]")) store.removeItem(key);
      else return;
      box.remove();
      const start = fields(form)[0];
      if (start) start.focus();
    });
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("main form[method=post]:not([data-keep=no])").forEach(watch);
  });
})();
