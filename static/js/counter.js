"use strict";
// Counts the characters of a text against its limit as the server will, and says aloud only that the end comes near.

{
  const number = new Intl.NumberFormat("nl-NL");
  const NEAR = 0.9;

  for (const field of document.querySelectorAll("[data-counter]")) {
    const counter = document.createElement("p");
    counter.className = "stj-counter";
    field.after(counter);
    let told = "";

    const count = () => {
      const limit = Number(field.dataset.counter);
      const characters = stj.countCharacters(field.value);
      const stage = characters > limit ? "over" : characters >= NEAR * limit ? "near" : "";
      const extra = stage === "over" ? `, ${number.format(characters - limit)} te veel` : "";
      counter.hidden = characters === 0;
      counter.textContent = `${number.format(characters)} van ${number.format(limit)} tekens${extra}`;
      counter.dataset.stage = stage;
      if (stage !== told && stage && document.activeElement === field) stj.say(counter.textContent);
      told = stage;
    };
    field.addEventListener("input", count);
    count();
  }
}
