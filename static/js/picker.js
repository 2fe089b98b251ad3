// Pickers: a list opens while one writes (WAI-ARIA combobox). Without this file the words are read
// by the server when the form is sent.
(() => {
  "use strict";
  const here = document.documentElement.dataset;
  if (here.pickers) return;
  here.pickers = "yes";

  const box = (input) => input.closest("[data-picker]");
  const list = (input) => document.getElementById(`${input.id}_list`);
  const options = (input) => [...list(input).querySelectorAll("[role=option]")];
  const inputOf = (el) => box(el).querySelector("input[type=text]");
  const keyOf = (input) => box(input).querySelector("input[type=hidden]");

  const setUp = (root) => root.querySelectorAll("[data-picker] > input[type=text]:not([role])").forEach((input) => {
    const rows = list(input);
    const label = document.querySelector(`label[for="${input.id}"]`);
    const set = (el, values) => Object.entries(values).forEach(([name, value]) => el.setAttribute(name, value));
    set(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": rows.id });
    set(rows, { role: "listbox", "aria-label": label ? label.firstChild.textContent.trim() : input.name });
  });

  const show = (input, open) => {
    list(input).hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (open) list(input).scrollIntoView({ block: "nearest" });
    else mark(input, null);
  };
  const mark = (input, option) => {
    options(input).forEach((one, n) => {
      one.id = `${input.id}_option_${n}`;
      one.setAttribute("aria-selected", String(one === option));
    });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const marked = (input) => options(input).find((one) => one.getAttribute("aria-selected") === "true");
  const forget = (input) => {
    delete input.dataset.said;
    if (keyOf(input)) keyOf(input).value = "";
    box(input).querySelectorAll("input[type=radio]").forEach((one) => { one.checked = false; });
  };
  const choose = (input, option) => {
    forget(input);
    input.value = option.dataset.said;
    input.dataset.said = option.dataset.said;
    if (keyOf(input)) keyOf(input).value = option.dataset.key;
    input.dataset.chosen = option.dataset.key;
    show(input, false);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // What narrows the list is sent along: the value of a select, else the code at the end.
  document.addEventListener("htmx:configRequest", (event) => {
    const input = event.target;
    if (!input.matches || !input.matches("[data-picker] > input")) return;
    const wanted = { q: input.value };
    const outer = input.dataset.within && document.getElementById(input.dataset.within);
    if (outer) wanted.within = outer.value;
    event.detail.parameters = wanted;
  });
  document.addEventListener("htmx:load", (event) => setUp(event.target));
  // A list that comes late takes neither the mark from a row nor the choice that was made meanwhile.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const rows = event.detail.target;
    if (!rows.matches(".picker-list")) return;
    const was = marked(inputOf(rows));
    rows.dataset.was = was ? was.dataset.key : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const rows = event.detail.target;
    if (!rows.matches(".picker-list")) return;
    const input = inputOf(rows);
    if (document.activeElement !== input || input.dataset.said === input.value) return;
    mark(input, options(input).find((one) => one.dataset.key === rows.dataset.was) || null);
    show(input, true);
    const told = rows.querySelector("[data-told]");
    if (told) box(input).querySelector("[role=status]").textContent = told.textContent;
  });
  // On a dying line the words are still read by the server, so nothing need be said.
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-picker] > input[type=text]")) return;
    forget(event.target);
    if (!event.target.value.trim()) show(event.target, false);
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches || !input.matches("[data-picker] > input[type=text]")) return;
    const open = !list(input).hidden;
    const all = options(input);
    const at = all.indexOf(marked(input));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open && !all.length) { window.htmx.trigger(input, "picker"); return; }
      show(input, true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (all.length) mark(input, all[(at + step + all.length + (at < 0 && step < 0 ? 1 : 0)) % all.length]);
    } else if (event.key === "Enter" && open && at >= 0) {
      event.preventDefault();
      choose(input, all[at]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      show(input, false);
    } else if (event.key === "Tab") show(input, false);
  });
  // The press must not take the focus from the field; the choice is made on the click.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".picker-list")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".picker-list [role=option]");
    if (option) choose(inputOf(option), option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-picker] > input[type=text]")) show(event.target, false);
  });
  setUp(document);
})();
