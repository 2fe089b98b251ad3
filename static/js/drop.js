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

  // Large files go in pieces: where the line breaks, sending goes on from there when it is back.
  const inPieces = async (inputs, data, box, stopped) => {
    const out = window.solarOutbox, ids = [];
    for (const input of out ? inputs : []) {
      const rest = [];
      for (const file of input.files) {
        if (!out.needsPieces(file)) { rest.push(file); continue; }
        let id = "";
        while (!id && !stopped()) {
          try {
            id = await out.inPieces(file, file.name, (share) => {
              part(box, "progress").querySelector("progress").value = share;
              part(box, "told").textContent = `${share} % · ${size(file.size)}`;
            });
          } catch (error) {
            if (error.problems) throw error;
            part(box, "told").textContent = box.dataset.waiting;
            await new Promise((done) => { setTimeout(done, 5000); window.addEventListener("online", done, { once: true }); });
          }
        }
        if (stopped()) return null;
        ids.push(id);
        data.append("in_pieces", `${input.name}:${id}`);
      }
      if (rest.length < input.files.length) {
        data.delete(input.name);
        rest.forEach((file) => data.append(input.name, file, file.name));
      }
    }
    return ids;
  };

  document.addEventListener("submit", async (event) => {
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
    let ids = [], stopped = false;
    request.onload = () => {
      const to = request.getResponseHeader("X-Location");
      if (to) { ids.forEach((id) => window.solarOutbox.forgetPieces(id)); window.location.assign(to); return; }
      if ((request.getResponseHeader("Content-Type") || "").includes("text/html")) showAnswer(request, kept);
      else done(box.dataset.cut);
    };
    request.onerror = request.ontimeout = () => done(box.dataset.cut);
    request.onabort = () => done(box.dataset.cancelled);
    part(box, "cancel").onclick = () => { stopped = true; if (request.readyState) request.abort(); else done(box.dataset.cancelled); };
    const data = new FormData(form, event.submitter);
    try {
      ids = await inPieces(inputs, data, box, () => stopped);
    } catch (error) { done(error.problems.join(" ")); return; }
    if (!ids) return;
    request.open("POST", form.action || window.location.href);
    request.setRequestHeader("X-Upload", "1");
    request.send(data);
  });
})();
