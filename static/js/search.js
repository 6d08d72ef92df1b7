/* Searching while somebody types: htmx brings the hits, and the address follows, so that it can be kept or sent. */
"use strict";

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig.elt.matches("[data-search]")) {
    history.replaceState(null, "", event.detail.pathInfo.finalRequestPath);
  }
});
