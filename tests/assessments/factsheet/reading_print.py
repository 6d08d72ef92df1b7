"""What a factsheet must say in print, and what a PDF says page by page."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from operator import eq

import pypdf
from django.utils.formats import date_format
from django.utils.text import capfirst

from assessments.factsheet.content import Cell, Factsheet
from assessments.factsheet.data import to_json
from assessments.factsheet.sentences import enumerate_words
from assessments.texts import to_plain
from assessments.verdicts import Verdict

RUNNING_ON = "Vervolg uitkomsten verbeterpunten"
RUNNING_ON_IN_ANNEX = ("Vervolg zienswijze van de gemeente", "Vervolg wat de gemeente gaat doen")
UNCHANGED = "De inspectie heeft deze tekst niet gewijzigd."


def bare(text: str) -> str:
    """The letters and marks of a text: without white space, bullets, and the hyphens that line ends add."""
    return re.sub(r"[\s•-]", "", text)


@dataclass(frozen=True)
class Page:
    """What one page says, without white space: what runs along on every page apart from the rest."""

    is_marked: bool
    runs_on: bool
    repeated_head: str
    body: str


def pages(document: bytes, factsheet: Factsheet, *, state: str = "") -> list[Page]:
    """The pages of a PDF in order; each has its foot, and the mark of its `state`."""
    texts = _texts(document)
    foot = bare(f"{factsheet.title} – Samenwerkend Toezicht Jeugd")
    found, before = [], ""
    for number, text in enumerate(texts, start=1):
        month = state.capitalize() or _month(factsheet)
        for running in (foot, bare(f"{month} | {number} van {len(texts)}")):
            assert text.count(running) == 1, f"page {number} lacks “{running}” at its foot"
            text = text.replace(running, "")
        body = text.replace(bare(state.upper()), "") if state else text
        page = _page(body, before, heads(factsheet), is_marked=body != text)
        found.append(page)
        before += page.body
    return found


@cache  # each test looks at the same documents, of which reading takes far longer than looking
def _texts(document: bytes) -> list[str]:
    return [bare(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def _page(text: str, before: str, all_heads: list[str], *, is_marked: bool) -> Page:
    runs_on = bare(RUNNING_ON) in text
    for running_on in (RUNNING_ON, *RUNNING_ON_IN_ANNEX):
        text = text.replace(bare(running_on), "")
    again = [head for head in all_heads if head in before and text.startswith(head)]
    head = max(again, key=len, default="")
    return Page(is_marked, runs_on, head, text.removeprefix(head))


def heads(factsheet: Factsheet) -> list[str]:
    """The head of each table: heading and columns."""
    columns = "".join(column.label for column in factsheet.columns)
    return [bare(f"{theme.heading} Indicator {columns}") for theme in factsheet.themes]


def said(factsheet: Factsheet, *, state: str = "") -> Iterator[str]:
    """All that a factsheet says in print, in order of reading."""
    yield state
    yield "Samenwerkend Toezicht Jeugd"
    yield factsheet.title
    if factsheet.formerly:
        yield f"voorheen {enumerate_words(factsheet.formerly)}"
    yield factsheet.approach_line
    yield _month(factsheet)
    if factsheet.correction:
        yield f"Reden van deze editie: {factsheet.correction}"
    yield to_plain(factsheet.definition)
    yield f"Inleiding {factsheet.introduction}"
    yield from (f"{theme.name}: {theme.description}" for theme in factsheet.themes_tested)
    if factsheet.development:
        yield f"Ontwikkeling {factsheet.year}"
    if factsheet.contacts:
        contacts = (f"{date_format(each.date, 'j F Y')}: {each.kind}" for each in factsheet.contacts)
        yield f"Contact met de gemeente {'; '.join(contacts)}"
    yield to_plain(factsheet.development)
    yield from outcomes(factsheet)
    yield from _left_out(factsheet)
    yield from _annex(factsheet)
    yield from _colophon(factsheet)


def outcomes(factsheet: Factsheet) -> Iterator[str]:
    """What was found: the sentences, the legend and the tables."""
    words = factsheet.words
    yield "Uitkomsten verbeterpunten"
    yield from factsheet.scope
    yield f"Legenda √ {words.meets} X {words.improvement_point} – {words.not_assessed}"
    for theme, head in zip(factsheet.themes, heads(factsheet), strict=True):
        yield head
        for point in theme.points:
            yield point.indicator
            yield from (_cell(cell, factsheet) for cell in point.cells)


def _cell(cell: Cell | None, factsheet: Factsheet) -> str:
    if cell is None:
        return factsheet.words.not_tested
    return f"{_verdict(cell, factsheet)} {cell.reason} {to_plain(cell.explanation)}"


def _verdict(cell: Cell, factsheet: Factsheet) -> str:
    mark = Verdict(cell.verdict).mark if cell.verdict else ""
    return f"{mark} {factsheet.words.of(cell.verdict)}"


def _left_out(factsheet: Factsheet) -> Iterator[str]:
    if factsheet.left_out:
        yield f"Niet opnieuw getoetst Deze indicatoren zijn eerder getoetst, en in {factsheet.year} niet opnieuw."
        yield "Het laatste oordeel staat erboven."
    for cells, headings in factsheet.left_out_alike:
        yield "; ".join(
            f"{_verdict(cell, factsheet)} in {cell.year}{', ' * bool(cell.municipality)}{cell.municipality}: "
            f"{cell.approach}"
            for cell in cells
        )
        for heading, indicators in headings.items():
            yield heading
            yield from indicators


def _annex(factsheet: Factsheet) -> Iterator[str]:
    writes = f"Dit schrijft de gemeente {factsheet.municipality}"
    if factsheet.statements:
        yield f"Zienswijze van de gemeente {writes}. {UNCHANGED}"
        yield from factsheet.statements
    if factsheet.intents:
        yield f"Wat de gemeente gaat doen {writes} over punten die nog open staan. {UNCHANGED}"
    for intent in factsheet.intents:
        yield f"{intent.indicator} {intent.approach}"
        yield "De gemeente neemt geen maatregel." if intent.has_no_measure else ""
        yield intent.text
        yield f"Door: {intent.by_whom}" if intent.by_whom else ""
        yield f"Uiterlijk {date_format(intent.planned_on, 'j F Y')}" if intent.planned_on else ""


def _colophon(factsheet: Factsheet) -> Iterator[str]:
    if factsheet.published_on:
        yield factsheet.colophon
        yield f"SHA-256 van de gegevens: {hashlib.sha256(to_json(factsheet)).hexdigest()}"
    else:
        yield "Dit is een concept: het is nog niet gepubliceerd."


def _month(factsheet: Factsheet) -> str:
    month = capfirst(date_format(factsheet.issued_in, "F Y")) if factsheet.issued_in else ""
    return f"{month}, editie {factsheet.edition}" if factsheet.edition > 1 else month


def assert_nothing_is_lost(
    document: bytes, factsheet: Factsheet, *, state: str = "", shown: str = ""
) -> None:
    """The PDF says exactly what the factsheet says, in its order: no word more, none less, none elsewhere.

    `state` runs along on every page, and stands as `shown` in the title block.
    """
    printed = pages(document, factsheet, state=state)
    there = "".join(page.body for page in printed)
    meant = bare("".join(said(factsheet, state=shown or state.capitalize())))
    alike = sum(takewhile(bool, map(eq, there, meant)))
    around = slice(max(0, alike - 60), alike + 60)
    assert there == meant, f"{there[around]!r} is printed where {meant[around]!r} belongs"
    assert {page.is_marked for page in printed} == {bool(state)}


def pages_of_tables(printed: list[Page], factsheet: Factsheet) -> Iterator[Page]:
    """Those pages that begin within a table or between two, after the first of them."""
    before = ""
    start, end = bare("".join(outcomes(factsheet)))[:200], "".join(bare(each) for each in outcomes(factsheet))
    for page in printed:
        begins = before.find(start)
        if begins >= 0 and len(before) < begins + len(end):
            yield page
        before += page.body
