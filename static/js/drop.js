// Files are sent with progress and can be stopped; without this file the form is simply posted.
(() => {
  "use strict";
  const here = document.documentElement.dataset;
  if (here.drops) return;
  here.drops = "yes";

  const size = (bytes) => {
    const units = ["B", "kB", "MB"];
    const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2;
    const number = bytes / 1000 ** step;
    return `${number.toLocaleString(document.documentElement.lang === "lo" ? "de" : "en", { maximumFractionDigits: step === 2 ? 1 : 0 })} ${units[step]}`;
  };
  const boxOf = (input) => input.closest(".field").querySelector("[data-drop]");
  const part = (box, name) => box.querySelector(`[data-drop-${name}]`);
  const fail = (box, text) => {
    part(box, "progress").hidden = true;
    part(box, "error").hidden = !text;
    part(box, "error").textContent = text;
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches(".field.file input[type=file]")) return;
    const box = boxOf(input);
    fail(box, "");
    part(box, "files").replaceChildren(...[...input.files].map((file) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const bytes = document.createElement("span");
      name.textContent = file.name;
      bytes.textContent = size(file.size);
      bytes.className = "soft num";
      row.append(name, bytes);
      return row;
    }));
  });

  // The answer is the same form with what is to be put right: it takes the place of the page's
  // main part, and the files chosen stay chosen.
  const showAnswer = (request, kept) => {
    const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    if (!answer) { window.location.reload(); return; }
    document.querySelector("main").replaceWith(answer);
    window.htmx.process(answer);
    answer.dispatchEvent(new Event("htmx:load", { bubbles: true }));
    kept.forEach((files, name) => {
      const input = document.querySelector(`.field.file input[name="${name}"]`);
      if (!input) return;
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const problems = document.querySelector(".problems");
    if (problems) problems.focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const inputs = [...form.querySelectorAll(".field.file input[type=file]")].filter((one) => one.files.length);
    if (!inputs.length || !window.htmx || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const box = boxOf(inputs[0]);
    const kept = new Map(inputs.map((input) => [input.name, input.files]));
    const request = new XMLHttpRequest();
    const told = part(box, "told");
    const done = (text) => { fail(box, text); delete form.dataset.sent; };
    fail(box, "");
    part(box, "progress").hidden = false;
    part(box, "cancel").hidden = false;
    told.textContent = box.dataset.sending;
    request.upload.onprogress = ({ loaded, total }) => {
      const share = Math.floor((100 * loaded) / total);
      part(box, "progress").querySelector("progress").value = share;
      told.textContent = `${share} % · ${size(loaded)} / ${size(total)}`;
    };
    request.upload.onload = () => { told.textContent = box.dataset.checking; part(box, "cancel").hidden = true; };
    request.onload = () => {
      const to = request.getResponseHeader("X-Location");
      if (to) { window.location.assign(to); return; }
      if ((request.getResponseHeader("Content-Type") || "").includes("text/html")) showAnswer(request, kept);
      else done(box.dataset.cut);
    };
    request.onerror = request.ontimeout = () => done(box.dataset.cut);
    request.onabort = () => done(box.dataset.cancelled);
    part(box, "cancel").onclick = () => request.abort();
    request.open("POST", form.action || window.location.href);
    request.setRequestHeader("X-Upload", "1");
    request.send(new FormData(form, event.submitter));
  });
})();
