"use strict";
// Says things to somebody who doesn't see the page change: politely, after what is being read. What answers a key that
// was pressed, and shows nowhere else, stands on screen for some seconds as well.

{
  const region = document.createElement("p");
  region.className = "stj-visually-hidden";
  region.setAttribute("role", "status");
  document.querySelector("main").append(region);

  const SHOWN = 8000;
  let timer;

  stj.say = (sentence) => {
    hide();
    region.textContent = sentence;
  };

  stj.show = (sentence) => {
    stj.say(sentence);
    region.className = "stj-told";
    region.toggleAttribute("data-above", covers(document.activeElement));
    timer = setTimeout(() => {
      hide();
      region.textContent = ""; // or the same answer would not be heard again
    }, SHOWN);
  };

  function hide() {
    clearTimeout(timer);
    region.className = "stj-visually-hidden";
    region.removeAttribute("data-above");
  }

  // Whether it stands over what has the focus, or over the line of a text that is typed there.
  function covers(focused) {
    if (focused === document.body) return false;
    const [one, other] = [region, focused].map((element) => element.getBoundingClientRect());
    return one.top < other.bottom && other.top < one.bottom && one.left < other.right && other.left < one.right;
  }
}
