"use strict";
// Changes the text of a field as typing would, so that the browser's own undo takes it back.

{
  stj.typeOver = (field, start, end, text) => {
    field.focus();
    field.setSelectionRange(start, end);
    const done = document.execCommand(text ? "insertText" : "delete", false, text);
    if (done) return;
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

  // Changes a text without moving the place where somebody is typing.
  stj.correct = (field, mend) => {
    const mended = mend(field.value);
    if (mended === field.value) return;
    const caret = mend(field.value.slice(0, field.selectionStart)).length;
    if (field !== document.activeElement) {
      field.value = mended;
      return;
    }
    const [across, down] = [window.scrollX, window.scrollY];
    stj.typeOver(field, 0, field.value.length, mended);
    field.setSelectionRange(caret, caret);
    window.scrollTo(across, down);
  };

  // The server told which texts it stored without the characters that nobody sees: here they go out as well.
  document.addEventListener("cleaned", ({ detail }) => {
    for (const name of Object.keys(detail.fields ?? { [detail.field]: detail.count })) {
      const field = document.querySelector(`[name="${CSS.escape(name)}"]`);
      if (field) stj.correct(field, stj.withoutInvisible);
    }
  });
}
