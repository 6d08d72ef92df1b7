"use strict";
// Texts as the server keeps them: the same rules as assessments/texts.py, so that what is counted, compared and
// cleaned here is what is stored there. This file comes first; the others add to `stj` what they share.

const stj = {};

{
  const LINE_ENDS = /\r\n?|[\v\f\x85\u2028\u2029]/g;
  const SURROGATES = /\p{Surrogate}/gu;
  const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;
  const CONTROLS = /(?![\n\t])\p{Cc}/gu;
  const TOO_MANY_ACCENTS = /(\p{M}{30})\p{M}+/gu;

  // Without the characters that nobody sees; white space stays, for somebody may still be typing.
  stj.withoutInvisible = (text) =>
    text
      .replace(LINE_ENDS, "\n")
      .replace(SURROGATES, "")
      .replace(INVISIBLE, "")
      .replace(CONTROLS, "")
      .replace(TOO_MANY_ACCENTS, "$1")
      .normalize("NFC");

  stj.asStored = (text) =>
    stj
      .withoutInvisible(text)
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();

  // Characters as somebody counts them: an emoji is one, and so is the end of a line.
  stj.countCharacters = (text) => [...stj.asStored(text)].length;
}
