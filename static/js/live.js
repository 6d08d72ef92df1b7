"use strict";
// Says things to somebody who doesn't see the page change: politely, after what is being read.

{
  const region = document.createElement("p");
  region.className = "stj-visually-hidden";
  region.setAttribute("role", "status");
  document.querySelector("main").append(region);

  stj.say = (sentence) => {
    region.textContent = sentence;
  };
}
