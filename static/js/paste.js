"use strict";
// Pasting into a text. What was pasted goes in first and its mended form over it, so that undoing once brings back
// exactly what was pasted.

{
  const TOLD = "De afgebroken regels en vreemde tekens van de geplakte tekst zijn hersteld. Met Ctrl+Z zet u terug wat u plakte.";

  document.addEventListener("paste", (event) => {
    const field = event.target.closest("textarea");
    const pasted = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n");
    if (!field || !pasted) return;
    const mended = stj.mendPasted(pasted);
    if (mended === pasted) return;
    event.preventDefault();
    const start = field.selectionStart;
    stj.typeOver(field, start, field.selectionEnd, pasted);
    stj.typeOver(field, start, field.selectionStart, mended);
    tellBelow(field);
  });

  function tellBelow(field) {
    document.querySelector(".stj-pasted")?.remove();
    const note = document.createElement("p");
    note.className = "stj-pasted";
    note.textContent = TOLD;
    field.after(note);
    stj.say(TOLD);
    const forget = ({ type, inputType }) => {
      if (type === "input" && !inputType.startsWith("history")) return;
      note.remove();
      field.removeEventListener("input", forget);
      field.removeEventListener("blur", forget);
    };
    field.addEventListener("input", forget);
    field.addEventListener("blur", forget);
  }
}
