// Makes pages quicker; none needs it. Nothing here holds a rule.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Ticked rows: one box ticks all, the bar counts them.
  const PICK = "td.pick input, input[data-pick]";
  const count = () => {
    const picked = all(PICK).filter((one) => one.checked).length;
    all("[data-picked-count]").forEach((el) => { el.textContent = picked; });
    all("[data-pick-all]").forEach((box) => {
      const boxes = all(PICK);
      box.checked = picked > 0 && picked === boxes.length;
      box.indeterminate = picked > 0 && picked < boxes.length;
    });
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-pick-all]")) all(PICK).forEach((one) => { one.checked = box.checked; });
    if (box.matches(`[data-pick-all], ${PICK}`)) count();
    if (box.matches("[data-show-password]")) {
      all("input[data-password]").forEach((field) => { field.type = box.checked ? "text" : "password"; });
    }
  });

  // A form is sent once, however often the button is pressed on a slow line.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  // When long work is over, the rest of its page is fetched too.
  document.addEventListener("htmx:afterSwap", (event) => {
    const now = document.getElementById(event.detail.target.id);
    if (now && now.matches(".progress[data-over]")) window.location.reload();
  });
  // Where the page is another one by then, there is nothing to swap in.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, serverResponse } = event.detail;
    if (!target.matches(".progress") || serverResponse.includes(`id="${target.id}"`)) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });

  // On a phone the row of tabs begins with the current one in sight.
  all(".tabs [aria-current]").forEach((tab) => {
    const row = tab.closest(".tabs");
    row.scrollLeft = tab.getBoundingClientRect().left - row.getBoundingClientRect().left - 40;
  });

  // Files may be dropped on the field's whole box.
  ["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
    const box = event.target.closest && event.target.closest(".field.file");
    if (!box) return;
    event.preventDefault();
    box.classList.toggle("over", kind === "dragover");
    if (kind === "drop") {
      const input = box.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }));

  // "/" goes to the search box from anywhere outside a field.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const search = document.getElementById("search-q");
    if (search) { event.preventDefault(); search.focus(); }
  });

  // A page of our own where there is no connection (templates/sw.js).
  if ("serviceWorker" in navigator && document.documentElement.dataset.user) {
    window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }

  const reveal = (root) => {
    all("[data-needs-script]", root).forEach((el) => { el.hidden = false; });
    all("[data-no-script]", root).forEach((el) => { el.hidden = true; });
  };
  document.addEventListener("htmx:load", (event) => reveal(event.target));
  document.addEventListener("DOMContentLoaded", () => {
    reveal(document);
    count();
    const problems = document.querySelector(".problems");
    if (problems) problems.focus();
  });
})();
