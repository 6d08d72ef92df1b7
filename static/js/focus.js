"use strict";
// The focus goes where the address points, and is never lost when a part of the page is replaced.

{
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary";

  // What lies in a folded part is unfolded, and a card that is folded itself is opened.
  stj.goTo = (target) => {
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const fold = target.querySelector(":scope > details");
    if (fold) fold.open = true;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  };

  function placeInTheAddress() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return target?.matches("[data-card], .stj-preview") ? target : null;
  }

  // In a card that wasn't taken, that is the field with what is wrong.
  function goWhereTheAddressPoints() {
    const place = placeInTheAddress();
    const wrong = place?.closest("[data-card]")?.querySelector("[aria-invalid=true]");
    if (place) stj.goTo(wrong ?? place);
    wrong?.closest(".utrecht-form-field")?.scrollIntoView({ block: "nearest" });
  }

  // What is told when the page comes in at a card stands above that card, or it would be out of sight.
  const messages = document.querySelector(".stj-messages");
  if (messages.children.length > 0) placeInTheAddress()?.closest("[data-card]")?.before(messages);

  window.addEventListener("hashchange", goWhereTheAddressPoints);
  goWhereTheAddressPoints();
  // When the page is whole, the browser itself puts the focus where the address points to.
  window.addEventListener("load", () => {
    setTimeout(() => {
      if (document.activeElement === placeInTheAddress()) goWhereTheAddressPoints();
    });
  });

  // Remembers where the focus is in a part that is about to be replaced.
  let lost = null;

  function remember({ detail: { target } }) {
    const active = document.activeElement;
    if (!target?.contains(active) || active === document.body) return;
    const place = [...target.querySelectorAll(FOCUSABLE)].indexOf(active);
    lost = { id: active.id, within: target.id, place, card: active.closest("[data-card]") };
  }

  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:oobBeforeSwap", remember);
  document.addEventListener("htmx:afterSettle", () => {
    if (!lost) return;
    const { id, within, place, card } = lost;
    lost = null;
    if (document.activeElement !== document.body) return;
    const replaced = within && document.getElementById(within);
    const again = (id && document.getElementById(id)) || replaced?.querySelectorAll(FOCUSABLE)[place];
    (again ?? card ?? document.querySelector("main")).focus();
  });
}
