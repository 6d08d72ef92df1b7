"use strict";
// What becomes of text that is pasted from Word or out of a PDF: the paragraphs and lists that it was meant to be.
// Text that doesn't look like that comes out as it went in.

{
  const BULLET = /^[ \t]*(?:[•▪●◦‣∙][ \t]*|[·o§–-] *\t[ \t]*)/u;
  const NUMBER = /^[ \t]*(\d{1,3}[.)])\t[ \t]*/;
  const STARTS_ANEW = /^[ \t]*(?:[-+*][ \t]|\d{1,3}[.)][ \t]|#{1,6}[ \t]|LET OP:)/;
  const ENDS_A_SENTENCE = /[.!?:;]["'”’)\]]*$/u;
  const RUNS_ON = /^[ \t]*["'“‘(]?\p{Ll}/u;
  const BROKEN_WORD = /([\p{L}\p{N}]+)-$/u;
  const JOINS_TWO_WORDS = /^(?:en|of|als|noch|tot)\b/u;
  const NARROWEST_COLUMN = 22;
  const ROOM_FOR_DOUBT = 0.85; // letters differ in width, so the lines of one column differ in length

  stj.mendPasted = (pasted) => {
    const text = stj.withoutInvisible(pasted.replace(/\r\n?/g, "\n").replace(/\u00ad(?=\n\p{Ll})/gu, "-"));
    const lines = text.split("\n").map((line) => line.replace(BULLET, "- ").replace(NUMBER, "$1 "));
    return blocks(lines)
      .map((block) => mendBlock(block, columnOf(block.length > 2 ? block : lines)))
      .join("\n");
  };

  // Runs of lines with words; each empty line is a block of its own.
  function blocks(lines) {
    const found = [];
    for (const line of lines) {
      if (line.trim() && found.at(-1)?.[0].trim()) found.at(-1).push(line);
      else found.push([line]);
    }
    return found;
  }

  const columnOf = (lines) => Math.max(...lines.map((line) => line.trim().length));

  function mendBlock(lines, column) {
    if (!wasWrapped(lines, column)) return lines.join("\n");
    return lines.reduce((text, next, place) => {
      const line = lines[place - 1].trim();
      const runsOn = !STARTS_ANEW.test(next) && (breaksAWord(line, next) || isFull(line, next, column));
      return runsOn ? join(text.trimEnd(), next.trim()) : `${text}\n${next}`;
    });
  }

  // A broken word, or a full line whose sentence runs on, shows that lines end where a column ended; a short line
  // whose sentence runs on shows that somebody broke it on purpose.
  function wasWrapped(lines, column) {
    let shows = 0;
    let denies = 0;
    lines.slice(1).forEach((next, place) => {
      const line = lines[place].trim();
      if (STARTS_ANEW.test(next)) return;
      if (breaksAWord(line, next)) shows += 2;
      else if (RUNS_ON.test(next) && !ENDS_A_SENTENCE.test(line)) {
        if (isFull(line, next, column)) shows += 1;
        else denies += 1;
      }
    });
    return shows > 2 * denies;
  }

  const breaksAWord = (line, next) => BROKEN_WORD.test(line) && RUNS_ON.test(next);

  // Whether the next word would not have fitted on the line any more.
  function isFull(line, next, column) {
    const [word] = next.trim().split(/\s/, 1);
    return column >= NARROWEST_COLUMN && line.length + 1 + word.length >= ROOM_FOR_DOUBT * column;
  }

  function join(text, next) {
    const broken = text.match(BROKEN_WORD);
    if (!broken || JOINS_TWO_WORDS.test(next)) return `${text} ${next}`;
    return keepsItsHyphen(broken[1], next) ? text + next : text.slice(0, -1) + next;
  }

  // "Zuid-Holland", "2013-2014", "GGSR-gezinnen" and "e-mail" are written with the hyphen that stood there.
  const keepsItsHyphen = (before, next) =>
    /^[\p{Lu}\p{N}]/u.test(next) || /^[\p{Lu}\p{N}]+$/u.test(before) || before.length === 1;
}
