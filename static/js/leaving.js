"use strict";
// Nobody leaves the page with a text that is saved nowhere: a link waits until it is saved, the browser asks when it
// can't be, and what is sent in vain stays.

if (document.querySelector("form[data-recording]")) {
  const TIME_TO_SUBMIT = 10_000;
  const form = document.querySelector("form[data-recording]");
  let goingTo = null;
  let isSubmitting = false;

  function linkAway(event) {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return null;
    const staysHere = link.hash && link.pathname + link.search === location.pathname + location.search;
    return staysHere || link.hasAttribute("download") ? null : link;
  }

  document.addEventListener("click", (event) => {
    const unsaved = stj.unsavedCards();
    if (unsaved.length === 0 || !unsaved.every((card) => card.isHopeful)) return;
    const link = linkAway(event);
    if (!link) return;
    event.preventDefault();
    goingTo = link.href;
    for (const card of unsaved) card.save();
  });

  form.addEventListener("answered", () => {
    const unsaved = stj.unsavedCards();
    if (goingTo && unsaved.length === 0) location.assign(goingTo);
    else if (!unsaved.every((card) => card.isHopeful)) goingTo = null;
    else if (goingTo) for (const card of unsaved) card.save();
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

  // What goes along with a page that is going away the browser sends after it is gone.
  function sendAlong({ fields }) {
    const names = fields.getAttribute("hx-params").split(",").map((name) => name.trim());
    stj.nextNumber(form);
    const pairs = [...new FormData(form)].filter(([name]) => names.includes(name));
    const headers = { "HX-Request": "true", "X-CSRFToken": stj.csrfToken() };
    const request = { method: "POST", keepalive: true, headers, body: new URLSearchParams(pairs) };
    fetch(fields.getAttribute("hx-post"), request).catch(() => {});
  }

  window.addEventListener("pagehide", () => {
    if (!isSubmitting) for (const card of stj.unsavedCards()) if (card.mayWrite) sendAlong(card);
  });

  window.addEventListener("pageshow", () => {
    isSubmitting = false;
    goingTo = null;
  });
}
