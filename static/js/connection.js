"use strict";
// The banner that tells whether there is a connection, and whether all that was typed without it is saved.

{
  const LOST = "Geen verbinding. Wat u typt, staat nog in dit venster en wordt opgeslagen zodra de verbinding terug is.";
  const NO_ANSWER = "Dit lukt nu niet: er is geen verbinding. Probeer het opnieuw zodra die terug is.";
  const BACK = "De verbinding is terug. Alles is opgeslagen.";

  const banner = document.createElement("div");
  banner.className = "stj-connection";
  banner.setAttribute("role", "status");
  document.querySelector("main").prepend(banner);
  let isLost = false;

  stj.isConnected = () => navigator.onLine && !isLost;

  stj.loseConnection = () => {
    isLost = true;
    show(LOST, "warning");
  };

  // To be called when nothing waits to be saved any more.
  stj.catchUp = () => {
    if (!isLost || !navigator.onLine) return;
    isLost = false;
    show(BACK, "ok");
  };

  function show(sentence, tone) {
    if (banner.textContent === sentence) return;
    const alert = document.createElement("p");
    alert.className = `utrecht-alert utrecht-alert--${tone}`;
    alert.textContent = sentence;
    banner.replaceChildren(alert);
  }

  // Who asked for something hears that it can't come; what is saved or asked by itself says so in its own place.
  function tellOfNoAnswer({ detail }) {
    if (detail.elt.matches("[data-autosave], [data-poll]")) return;
    if (!navigator.onLine) stj.loseConnection();
    stj.show(NO_ANSWER);
  }

  window.addEventListener("offline", stj.loseConnection);
  document.addEventListener("htmx:sendError", tellOfNoAnswer);
  document.addEventListener("htmx:timeout", tellOfNoAnswer);
  document.addEventListener("input", () => {
    if (!isLost) banner.replaceChildren();
  });
  if (!navigator.onLine) stj.loseConnection();
}
