"""Reading a filled-in work sheet back: what somebody wrote on each point, and what can't be made out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from assessments.documents import NotAccepted
from assessments.texts import folded
from assessments.verdicts import Verdict
from assessments.worksheets import labels
from assessments.worksheets.paragraphs import to_markdown
from assessments.worksheets.references import Reference
from assessments.worksheets.word import Cell, Table, WordFile

NO_SHEET = (
    "In dit bestand staat geen punt van een werkblad. Gebruik het Word-bestand dat u bij deze ronde ophaalt."
)
UNKNOWN_POINT = "Dit punt heeft geen kenmerk dat we herkennen. Neem de tekst met de hand over."
TWICE = "Dit punt staat twee keer in het bestand. Verwijder er één en lees het bestand opnieuw in."
TWO_VERDICTS = "Er is meer dan één oordeel aangekruist. Kies er een."
UNKNOWN_VERDICT = "Bij het oordeel staat iets dat we niet herkennen: “{}”. Kies zelf een oordeel."
ROW_MISSING = "De rij “{}” ontbreekt in het werkblad. Wat is opgeslagen blijft staan."
PICTURE = "Hier staat een afbeelding. Die komt niet mee; voeg die toe als document bij een contactmoment."
NOTE = (
    "Hier hoort in Word een opmerking of voetnoot bij. Die komt niet mee; neem die zo nodig met de hand over."
)
ROW_UNKNOWN = "Buiten de vakken van dit punt staat tekst die niet is ingelezen: “{}”. Neem die zo nodig over."
TABLE = "In het vak staat een tabel. De tekst eruit is overgenomen, regel voor regel."

# The signs of the three verdicts, and what a keyboard or a word processor makes of them.
CHECKS = frozenset("√✓✔vV")
CROSSES = frozenset("×✕✗✘xX\N{CYRILLIC SMALL LETTER HA}\N{CYRILLIC CAPITAL LETTER HA}")
DASHES = frozenset("–—-\N{HYPHEN}\N{NON-BREAKING HYPHEN}")
BY_MARK = (
    dict.fromkeys(CHECKS, Verdict.MEETS)
    | dict.fromkeys(CROSSES, Verdict.IMPROVEMENT_POINT)
    | dict.fromkeys(DASHES, Verdict.NOT_ASSESSED)
)
HINTS = {labels.REASON: labels.REASON_HINT, labels.NOTE: labels.NOTE_HINT}
OPEN_BOXES, CROSSED_BOXES = frozenset("☐□▢⬜"), frozenset("☒☑⊠⊗✅🗹🗷")


@dataclass(frozen=True)
class Answer:
    """What a work sheet says on one point; None stands for what it doesn't say at all.

    `problems` are for somebody to solve, `remarks` to know.
    """

    heading: str
    reference: Reference | None
    verdict: str | None = None
    reason: str | None = None
    explanation: str | None = None
    private_note: str | None = None
    problems: tuple[str, ...] = field(default=())
    remarks: tuple[str, ...] = field(default=())
    is_double: bool = False


@dataclass(frozen=True)
class Sheet:
    """What somebody filled in, point by point, and what stands outside the tables of the points."""

    answers: list[Answer]
    loose: list[Cell]

    def written_outside(self, printed: Collection[str]) -> list[str]:
        """What somebody wrote between or below the points: all that isn't one of the lines that we `printed`."""
        ours = {folded(line) for line in printed}
        return [text for cell in self.loose if (text := _outside(cell, ours))]


def read(content: bytes) -> Sheet:
    """What somebody filled in. Raises NotAccepted where it isn't a work sheet, or isn't safe."""
    answers, loose = [], []
    for block in WordFile(content).blocks():
        if isinstance(block, Cell):
            loose.append(block)
        elif answer := _answer(block):
            answers.append(answer)
        else:
            loose.extend(cell for row in block.rows for cell in row)
    if not answers:
        raise NotAccepted(NO_SHEET)
    times = Counter(answer.reference for answer in answers if answer.reference)
    told = [
        replace(answer, problems=(*answer.problems, TWICE), is_double=True)
        if answer.reference and times[answer.reference] > 1
        else answer
        for answer in answers
    ]
    return Sheet(told, loose)


def verdict_in(lines: list[str]) -> str:
    """The verdict that is ticked or written in lines of text; nothing where none is.

    Raises ValueError with what can't be made out.
    """
    chosen = {verdict for line in lines if line.strip() and (verdict := _choice(line.strip()))}
    if len(chosen) > 1:
        raise ValueError(TWO_VERDICTS)
    return next(iter(chosen), "")


def _answer(table: Table) -> Answer | None:
    rows: dict[str, Cell] = {}
    unknown = []
    for first, *others in filter(None, table.rows):
        label, beside = _label(first.text)
        if label and others:
            rows[label] = _joined((*([rows[label]] if label in rows else []), *others))
            unknown.append(beside)
        elif not _is_printed(first.text):
            unknown.append(folded(" ".join(cell.text for cell in (first, *others))))
    reference = Reference.within(rows[labels.REFERENCE].text if labels.REFERENCE in rows else "")
    reference = reference or Reference.within(table.description)
    if not reference and not {labels.VERDICT, labels.EXPLANATION} <= rows.keys():
        return None  # a table of somebody's own
    answer = Answer(heading=table.title, reference=reference)
    if not reference:
        return replace(answer, problems=(UNKNOWN_POINT,))
    if labels.REFERENCE in rows:
        unknown.append(_beside_reference(rows[labels.REFERENCE]))
    cells = {name: rows.get(name) for name in (labels.REASON, labels.EXPLANATION, labels.NOTE)}
    verdict, problems = _verdict(rows.get(labels.VERDICT))
    return replace(
        answer,
        verdict=verdict,
        reason=_one_line(cells[labels.REASON]),
        explanation=_text(cells[labels.EXPLANATION]),
        private_note=_text(cells[labels.NOTE]),
        problems=(
            *problems,
            *(ROW_MISSING.format(name) for name, cell in cells.items() if cell is None),
            *(ROW_UNKNOWN.format(text) for text in unknown if text),
        ),
        remarks=tuple(dict.fromkeys(_remarks(cell for row in table.rows for cell in row))),
    )


def _outside(cell: Cell, ours: Collection[str]) -> str:
    """What somebody wrote in a paragraph outside the points, with what comes along with it."""
    text = folded(cell.text)
    is_ours = not text or text in ours or text.startswith(labels.BEGINNINGS)
    return "\n".join([*([] if is_ours else [cell.text.strip()]), *_remarks([cell])])


def _label(text: str) -> tuple[str, str]:
    """The label of ours with which a text begins, if any, and what somebody wrote beside it."""
    text = folded(text)
    for label in (labels.VERDICT, labels.REASON, labels.EXPLANATION, labels.NOTE, labels.REFERENCE):
        if found := re.match(rf"{label}\b(?: 20\d\d\b)?", text, re.IGNORECASE):
            beside = text[found.end() :].strip().removeprefix(HINTS.get(label, "")).lstrip(" :.")
            return label, beside
    return "", ""


def _beside_reference(cell: Cell) -> str:
    """What somebody wrote in the cell that is there for the reference alone."""
    return folded(
        re.sub(r"\b\d+[-‐‑–]\d+[-‐‑–]\S+", "", folded(cell.text).replace(labels.REFERENCE_HINT, ""))
    )


def _is_printed(text: str) -> bool:
    """Whether it begins a row that is there to be read: the head of the table, or what an earlier year found."""
    return folded(text) == labels.PART or re.match(r"\s*20\d\d, ", text) is not None


def _joined(cells: Collection[Cell]) -> Cell:
    return Cell(
        tuple(paragraph for cell in cells for paragraph in cell.paragraphs),
        has_picture=any(cell.has_picture for cell in cells),
        has_table=any(cell.has_table for cell in cells),
    )


def _verdict(cell: Cell | None) -> tuple[str | None, tuple[str, ...]]:
    if cell is None:
        return None, (ROW_MISSING.format(labels.VERDICT),)
    try:
        return verdict_in(cell.text.split("\n")), ()
    except ValueError as problem:
        return None, (str(problem),)


def _choice(line: str) -> str:
    """The verdict that one line chooses; nothing where its box is empty."""
    box, rest = line[0], line[1:].strip()
    if line.startswith("[") and "]" in line:
        box, rest = ("☒" if line[1 : line.index("]")].strip() else "☐"), line[line.index("]") + 1 :].strip()
    if box in OPEN_BOXES and (not rest or _word(rest)):
        return ""
    if box in CROSSED_BOXES and (verdict := _word(rest)):
        return verdict
    if verdict := _word(line):
        return verdict
    sign, _, named = line.partition(" ")
    # A cross put in front of a whole label: "x √ Voldoet". Before a bare word it could be a verdict itself.
    if sign in CHECKS | CROSSES and " " in named.strip() and (verdict := _word(named.strip())):
        return verdict
    raise ValueError(UNKNOWN_VERDICT.format(line[:60]))


def _word(text: str) -> str:
    """The verdict that a mark, a word, or both together stand for; nothing for all else."""
    text = " ".join(text.split()).rstrip(".,;: ")
    mark, _, word = text.partition(" ")
    by_mark = BY_MARK.get(mark, "")
    if not word:
        return by_mark or _WORDS.get(text.casefold(), "")
    if by_mark and _WORDS.get(word.casefold()) == by_mark:
        return by_mark
    return _WORDS.get(text.casefold(), "")


_WORDS = {verdict.label.casefold(): verdict.value for verdict in Verdict}


def _text(cell: Cell | None) -> str | None:
    return None if cell is None else to_markdown(cell.paragraphs)


def _one_line(cell: Cell | None) -> str | None:
    return None if cell is None else " ".join(cell.text.split())


def _remarks(cells: Iterable[Cell]) -> Iterator[str]:
    for cell in cells:
        if cell.has_picture:
            yield PICTURE
        if cell.has_table:
            yield TABLE
        if cell.has_note:
            yield NOTE
