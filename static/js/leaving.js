"use strict";
// Nobody leaves the page with a text that is saved nowhere: a link or another form (logging out) waits until it is
// saved, the browser asks when it can't be, and what is sent in vain stays.

if (document.querySelector("form[data-recording]")) {
  const TIME_TO_SUBMIT = 10_000;
  const MOST_ALONG = 60_000; // bytes: of 64 KB for all that goes along together, some are for what isn't text
  const AROUND_A_FIELD = 200;
  const form = document.querySelector("form[data-recording]");
  let goOn = null; // what to do once all is saved
  let isSubmitting = false;

  function linkAway(event) {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return null;
    const staysHere = link.hash && link.pathname + link.search === location.pathname + location.search;
    return staysHere || link.hasAttribute("download") ? null : link;
  }

  // A form that a script sends stays here; it has said so by now.
  function formAway(event) {
    return event.target === form || event.defaultPrevented || event.target.target ? null : event.target;
  }

  function saveBefore(event, leave) {
    const unsaved = stj.unsavedCards();
    if (unsaved.length === 0 || !unsaved.every((card) => card.isHopeful)) return;
    event.preventDefault();
    goOn = leave;
    for (const card of unsaved) card.save();
  }

  document.addEventListener("click", (event) => {
    const link = linkAway(event);
    if (link) saveBefore(event, () => location.assign(link.href));
  });

  document.addEventListener("submit", (event) => {
    const other = formAway(event);
    if (other) saveBefore(event, () => other.requestSubmit(event.submitter));
  });

  form.addEventListener("answered", () => {
    const unsaved = stj.unsavedCards();
    if (!unsaved.every((card) => card.isHopeful)) goOn = null;
    if (!goOn) return;
    if (unsaved.length > 0) for (const card of unsaved) card.save();
    else {
      const leave = goOn;
      goOn = null;
      leave();
    }
  });

  // Enter in a field presses the button of the card in which that field is.
  form.querySelector("button[name=enter]")?.addEventListener("click", (event) => {
    const button = document.activeElement.closest("[data-card]")?.querySelector("[data-shortcut=save]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // Without a connection an error page of the browser would take the place of this one.
  form.addEventListener("submit", (event) => {
    stj.refreshCsrfToken(form);
    if (stj.isConnected()) {
      stj.nextNumber(form);
      isSubmitting = true;
      setTimeout(() => (isSubmitting = false), TIME_TO_SUBMIT);
    } else {
      event.preventDefault();
      stj.loseConnection();
      stj.saveCard(event.submitter ?? form);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    const unsaved = stj.unsavedCards();
    if (isSubmitting || unsaved.length === 0) return;
    for (const card of unsaved) card.saveIfTyped();
    event.preventDefault();
  });

  function pairsOf({ fields }) {
    const names = fields.getAttribute("hx-params").split(",").map((name) => name.trim());
    return [...new FormData(form)].filter(([name]) => names.includes(name));
  }

  function sizeOf(card) {
    const bytes = ([name, value]) => new Blob([name, value]).size + AROUND_A_FIELD;
    return pairsOf(card).reduce((total, pair) => total + bytes(pair), 0);
  }

  function sendAlong(card) {
    stj.nextNumber(form);
    const body = new FormData();
    for (const [name, value] of pairsOf(card)) body.append(name, value);
    const headers = { "HX-Request": "true", "X-CSRFToken": stj.csrfToken() };
    fetch(card.fields.getAttribute("hx-post"), { method: "POST", keepalive: true, headers, body }).catch(() => {});
  }

  // What goes along with a page that is going away the browser sends after it is gone, up to a bound: the smallest
  // first, so that as many cards as fit. Before that it asked, as it does as long as anything is unsaved.
  window.addEventListener("pagehide", () => {
    if (isSubmitting) return;
    const waiting = stj.unsavedCards().filter((card) => card.mayWrite);
    const sized = waiting.map((card) => [sizeOf(card), card]).sort(([one], [other]) => one - other);
    let left = MOST_ALONG;
    for (const [size, card] of sized) if ((left -= size) >= 0) sendAlong(card);
  });

  window.addEventListener("pageshow", () => {
    isSubmitting = false;
    goOn = null;
  });
}

// A page on which somebody chooses between two versions saves nothing by itself: it asks before what was typed goes.
{
  const form = document.querySelector("form[data-ask-before-leaving]");
  let isTyped = false;

  form?.addEventListener("input", () => (isTyped = true));
  form?.addEventListener("submit", () => {
    stj.refreshCsrfToken(form);
    isTyped = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
}
