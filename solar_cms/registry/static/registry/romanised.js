// Offers a Latin spelling for a name written in Lao, where the Latin field is empty. Never writes it unasked.
(() => {
  "use strict";
  const here = document.documentElement.dataset;
  if (here.romanised) return;
  here.romanised = "yes";

  const ask = async (offer, from) => {
    const field = document.getElementById(offer.dataset.romanised);
    offer.hidden = true;
    if (field.value.trim() || !/[\u0e80-\u0eff]/.test(from.value)) return;
    try {
      const answer = await fetch(`${offer.dataset.url}?name=${encodeURIComponent(from.value)}`);
      const { spelling } = await answer.json();
      offer.querySelector("span").textContent = spelling;
      offer.hidden = !spelling;
    } catch { /* without a line nothing is offered */ }
  };
  document.querySelectorAll("[data-romanised]").forEach((offer) => {
    const from = document.getElementById(offer.dataset.romanised.replace("_latin", ""));
    if (from) from.addEventListener("change", () => ask(offer, from));
    offer.querySelector("button").addEventListener("click", () => {
      document.getElementById(offer.dataset.romanised).value = offer.querySelector("span").textContent;
      offer.hidden = true;
    });
  });
})();
