"use strict";
// Puts an earlier text under what stands in a field, at once; undoing takes it out again.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take-over]");
  if (!button) return;
  event.preventDefault();
  const field = document.getElementById(button.dataset.takeOver);
  const text = document.getElementById(button.dataset.textFrom).content.textContent;
  const typed = field.value.trimEnd();
  stj.typeOver(field, typed.length, field.value.length, typed ? `\n\n${text}` : text);
});
