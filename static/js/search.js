// The list under a search box: arrow keys choose, Enter opens, Escape closes. Without it the form
// leads to the page of results.
(() => {
  "use strict";
  const boxOf = (list) => document.querySelector(`[data-suggests="${list.id}"]`);
  const listOf = (box) => document.getElementById(box.dataset.suggests);
  const options = (box) => [...listOf(box).querySelectorAll("[role=option]")];

  const mark = (box, option) => {
    options(box).forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  };
  const open = (box, yes) => {
    listOf(box).hidden = !yes;
    box.setAttribute("aria-expanded", String(yes && options(box).length > 0));
    if (!yes) mark(box, null);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-suggests]").forEach((box) => {
      box.setAttribute("role", "combobox");
      box.setAttribute("aria-autocomplete", "list");
      box.setAttribute("aria-controls", box.dataset.suggests);
      open(box, false);
    });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.target.matches(".suggestions") && boxOf(event.detail.target);
    if (box) open(box, box === document.activeElement && listOf(box).childElementCount > 0);
  });
  document.addEventListener("focusin", (event) => {
    document.querySelectorAll("[data-suggests]").forEach((box) => {
      if (event.target === box) open(box, listOf(box).childElementCount > 0);
      else if (!listOf(box).contains(event.target)) open(box, false);
    });
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("[data-suggests]").forEach((box) => {
      if (!box.form.contains(event.target)) open(box, false);
    });
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("[data-suggests]") || listOf(box).hidden) return;
    const all = options(box);
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Past either end the words themselves are chosen again.
      const next = at + step < -1 ? all.length - 1 : at + step;
      mark(box, all[next] || null);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      all[at].click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      open(box, false);
    }
  });
})();
