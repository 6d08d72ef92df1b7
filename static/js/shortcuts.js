"use strict";
// The shortcuts of the recording page. They are listed on it, and each person can switch them off there; a municipality
// that answers a draft has the one that saves.

{
  const VERDICTS = { KeyV: "meets", KeyX: "improvement_point", KeyN: "not_assessed" };
  const NO_CARD = "Ga eerst naar een punt: Alt+O brengt u naar het volgende open punt.";
  const ALL_FILLED = "Er zijn geen open punten meer.";

  const set = () => document.querySelector("[data-shortcuts]")?.dataset.shortcuts; // on, off, or save: that one alone
  const areOn = () => set() === "on";
  const saves = () => areOn() || set() === "save";
  const currentCard = () => document.activeElement.closest("[data-card]");

  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.isComposing) return;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const alt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const act = (control && event.code === "KeyS" && saves() && save) || (alt && areOn() && actionOf(event.code));
    if (!act || event.getModifierState("AltGraph")) return;
    event.preventDefault();
    act();
  });

  function actionOf(code) {
    if (code === "KeyO") return goToNextOpen;
    return VERDICTS[code] && (() => choose(VERDICTS[code]));
  }

  function save() {
    if (!stj.saveCard(document.activeElement)) stj.show("Alles is al opgeslagen.");
  }

  // The next open point on this page, then on another page, then from the top of this one.
  function goToNextOpen() {
    const cards = [...document.querySelectorAll("[data-card]")];
    const after = cards.indexOf(currentCard()) + 1;
    const isOpen = (card) => card.dataset.state === "open";
    const elsewhere = document.querySelector("a[data-shortcut=next]");
    const further = cards.slice(after).find(isOpen);
    if (further) stj.goTo(further);
    else if (elsewhere && elsewhere.pathname !== location.pathname) elsewhere.click();
    else {
      const first = cards.find(isOpen);
      if (first) stj.goTo(first);
      else stj.show(ALL_FILLED);
    }
  }

  function choose(verdict) {
    const card = currentCard();
    const choice = card?.querySelector(`[data-autosave] [type=radio][value="${verdict}"]`);
    if (!choice) {
      stj.show(NO_CARD);
      return;
    }
    const writes = document.activeElement.matches("textarea");
    choice.checked = true;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    if (!writes) choice.focus();
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    if (writes) stj.show(choice.closest("label").textContent.trim());
  }

  // Tells assistive technology which control has which shortcut, as long as they are on.
  function label() {
    const controls = { 'a[data-shortcut="next"]': "Alt+O", '[data-shortcut="save"]': "Control+S" };
    for (const [code, verdict] of Object.entries(VERDICTS)) {
      controls[`[data-autosave] [type=radio][value="${verdict}"]`] = `Alt+${code.slice(3)}`;
    }
    for (const [selector, keys] of Object.entries(controls)) {
      for (const control of document.querySelectorAll(selector)) {
        if (keys === "Control+S" ? saves() : areOn()) control.setAttribute("aria-keyshortcuts", keys);
        else control.removeAttribute("aria-keyshortcuts");
      }
    }
    document.querySelector("[data-shortcuts]")?.removeAttribute("hidden");
  }

  document.addEventListener("htmx:afterSettle", label);
  label();
}
