// Photos of answers: made smaller here (longest side 1600 px), sent at once, kept on this device while
// there is no line. Without this file they are sent with the page.
(() => {
  "use strict";
  const form = document.querySelector("form[data-answers]");
  if (!form || !window.solarOutbox) return;
  const { user } = document.documentElement.dataset, LONGEST = 1600;
  const words = form.dataset, here = location.pathname;
  const boxOf = (key) => [...form.querySelectorAll("[data-files]")].find((box) => box.dataset.files === key);
  const tell = (box, text, wrong) => {
    const line = box.querySelector("[data-file-told]");
    line.textContent = text;
    line.className = wrong ? "error" : "soft";
  };

  // --- made smaller; nothing but the picture is left of the file ---------------------------------
  const shrink = async (file) => {
    if (!file.type.startsWith("image/")) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.82); });
      return blob ? new File([blob], `${file.name.replace(/\.[^.]*$/, "") || "photo"}.jpg`, { type: "image/jpeg" }) : file;
    } catch { return file; } // no picture: the server says what is wrong with it
  };

  // Where a JPEG was taken, from its EXIF; asked for only where the question wants the place.
  const placeOf = async (file) => {
    try {
      const view = new DataView(await file.slice(0, 262144).arrayBuffer());
      if (view.getUint16(0) !== 0xffd8) return "";
      let at = 2;
      while (view.getUint16(at) !== 0xffe1) {
        if ((view.getUint16(at) & 0xff00) !== 0xff00) return "";
        at += 2 + view.getUint16(at + 2);
      }
      const tiff = at + 10, little = view.getUint16(tiff) === 0x4949;
      const u16 = (o) => view.getUint16(tiff + o, little), u32 = (o) => view.getUint32(tiff + o, little);
      const entry = (start, tag) => {
        for (let n = 0; n < u16(start); n += 1) if (u16(start + 2 + 12 * n) === tag) return start + 2 + 12 * n;
        return 0;
      };
      const gps = u32(entry(u32(4), 0x8825) + 8);
      const degrees = (tag) => {
        const from = u32(entry(gps, tag) + 8);
        return [0, 1, 2].reduce((sum, n) => sum + u32(from + 8 * n) / u32(from + 8 * n + 4) / 60 ** n, 0);
      };
      const letter = (tag) => String.fromCharCode(view.getUint8(tiff + entry(gps, tag) + 8));
      const lat = degrees(2) * (letter(1) === "S" ? -1 : 1), lon = degrees(4) * (letter(3) === "W" ? -1 : 1);
      return Number.isFinite(lat) && Number.isFinite(lon) ? `${lat.toFixed(6)} ${lon.toFixed(6)}` : "";
    } catch { return ""; }
  };

  // Kept on this device and sent by static/js/outbox.js.
  const { put, all, inLine, sendFile } = window.solarOutbox;

  // --- sent ------------------------------------------------------------------------------------------
  const size = (bytes) => `${Math.max(1, Math.round(bytes / 1000))} kB`;
  const show = (box, told, blob) => {
    const row = document.createElement("li"), name = document.createElement("span"), label = document.createElement("label"), tick = document.createElement("input");
    const link = document.createElement("a");
    link.href = `/files/${told.id}/`;
    link.textContent = told.name;
    if (blob && blob.type.startsWith("image/")) {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(blob);
      picture.alt = "";
      name.append(picture, " ");
    }
    name.append(link, ` ${size(told.size)}`);
    label.className = "choice";
    Object.assign(tick, { type: "checkbox", name: "remove", value: told.id });
    label.append(tick, words.remove);
    row.append(name, label);
    const list = box.querySelector(".files");
    if (!box.querySelector("input[type=file]").multiple) list.replaceChildren();
    if (![...list.querySelectorAll("[name=remove]")].some((other) => other.value === told.id)) list.append(row);
  };
  let busy = 0;
  const waiting = new Map();
  const send = async (one) => {
    const box = boxOf(one.key), say = (text, wrong) => { if (box) tell(box, text, wrong); };
    const sent = navigator.onLine ? await inLine(() => sendFile(one, (share) => say(`${words.sending} ${share} %`))) : null;
    if (!sent) { say(words.waiting); setTimeout(again, 20000); return; }
    waiting.delete(one.id);
    say((sent.problems || []).join(" "), true);
    if (!sent.told) return;
    if (box) show(box, sent.told, one.blob);
    form.dispatchEvent(new CustomEvent("kept", { detail: sent.told }));
  };
  const queue = async (one) => { busy += 1; waiting.set(one.id, one); await send(one); busy -= 1; };
  const again = () => { if (!busy && navigator.onLine) [...waiting.values()].forEach(queue); };

  form.addEventListener("change", async (event) => {
    const input = event.target, box = input.closest("[data-files]");
    if (!box || input.type !== "file" || !input.files.length) return;
    const chosen = [...input.files];
    input.value = "";
    busy += 1;
    for (const file of chosen) {
      tell(box, words.shrinking);
      const place = "place" in box.dataset ? await placeOf(file) : "";
      const small = "picture" in box.dataset ? await shrink(file) : file;
      const one = { id: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`, user, at: Date.now(), path: here, step: form.elements.step.value, key: box.dataset.files, name: small.name, blob: small, place };
      await put("files", one);
      queue(one);
    }
    busy -= 1;
  });
  // The page is not left while photos are on their way; what waits for a line stays on the device.
  form.addEventListener("submit", (event) => {
    if (!busy || !navigator.onLine || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const wait = () => (busy ? setTimeout(wait, 200) : form.requestSubmit(submitter));
    wait();
  }, true);

  const begin = async () => {
    (await all("files")).filter((one) => one.path === here).forEach((one) => {
      waiting.set(one.id, one);
      const box = boxOf(one.key);
      if (box) tell(box, words.waiting);
    });
    again();
  };
  window.addEventListener("online", again);
  begin();
})();
