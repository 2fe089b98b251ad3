// The calendar of the phone or browser behind a date in writing. Without this file one writes.
(() => {
  "use strict";
  const here = document.documentElement.dataset;
  if (here.dates) return;
  here.dates = "yes";

  const two = (text) => text.padStart(2, "0");
  const year = (text) => (Number(text) > 2400 ? String(Number(text) - 543) : text);
  const western = (text) => text.replace(/[\u0ed0-\u0ed9]/g, (digit) => String(digit.charCodeAt(0) - 0x0ed0));
  const fields = (el) => {
    const box = el.closest("[data-date]");
    return [box.querySelector("input[type=text]"), box.querySelector("input[data-mark]")];
  };
  // What is written, as the native field wants it; empty where it is no date yet.
  const iso = (text, kind) => {
    const parts = western(text).match(kind === "month" ? /^\s*()(\d{1,2})\D+(\d{4})/ : /^\s*(\d{1,2})\D+(\d{1,2})\D+(\d{4})/);
    if (!parts) return "";
    const [, day, month, y] = parts;
    return `${year(y)}-${two(month)}${kind === "month" ? "" : `-${two(day)}`}`;
  };
  const write = (field, text) => {
    field.value = text;
    ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
    field.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-date-open], [data-date-today]");
    if (!button) return;
    const [field, native] = fields(button);
    if (button.dataset.dateToday) { write(field, button.dataset.dateToday); return; }
    native.value = iso(field.value, native.getAttribute("type"));
    try { native.showPicker(); } catch { field.focus(); }
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-date] input[data-mark]") || !event.target.value) return;
    const [field, native] = fields(event.target);
    const [y, month, day] = native.value.split("-");
    const hour = (field.value.match(/\s(\d{1,2}[:.]\d{2})\s*$/) || [""])[0];
    write(field, [day, month].filter(Boolean).map(Number).concat(y).join(native.dataset.mark) + hour);
  });
  // A browser without a calendar for months leaves the text field alone.
  document.querySelectorAll("[data-date] input[data-mark]").forEach((native) => {
    if (native.type === "text" || !native.showPicker) native.parentElement.remove();
  });
})();
