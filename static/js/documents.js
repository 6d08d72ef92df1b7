"use strict";
// A document that was chosen is brought at once, with all that was typed: nobody goes away thinking that it is there.

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-recording] [type=file]") || target.files.length === 0) return;
  target.form.requestSubmit(target.closest("[data-card]").querySelector("[data-shortcut=save]"));
});
