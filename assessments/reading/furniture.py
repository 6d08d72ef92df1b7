"""What a page carries beside its text: running titles, footers, and the line that names the approaches."""

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass

from assessments.reading import dates
from assessments.reading.errors import expected
from assessments.reading.lines import Line, joined
from assessments.reading.names import without_quotes

MAX_NAME = 150
MAX_LINES_OF_APPROACH = 12
MAX_FOOTER = 300
_FIRST_TITLE = "uitkomsten verbeterpunten"
_TITLES = {_FIRST_TITLE, f"vervolg {_FIRST_TITLE}"}
_FOOTER = re.compile(
    r"(?:\d{1,3} \| )?Uitkomsten verbeterpunten toezichtonderzoek .{1,120}? - Samenwerkend Toezicht Jeugd"
    r"(?: (?P<month>[A-Za-z]{3,9}) (?P<year>20\d\d))?(?: \| \d{1,3})?"
)
_APPROACH = "Aanpak:"
_EARLIER = re.compile(r"\((20\d\d):")


@dataclass(frozen=True)
class ApproachLine:
    """ "Aanpak: CJG (2013: aanpak A en aanpak B)": the approach of the follow-up, and those before it."""

    line: int
    name: str
    earlier_year: int | None
    earlier: str


@dataclass(frozen=True)
class Month:
    """The month of publication as it stands in a footer."""

    line: int
    first_day: datetime.date


@dataclass(frozen=True)
class Pages:
    """The lines with the furniture blanked out, and what the furniture said.

    `ends_in_text` says that the last line is no furniture; `ends_openly` that, or that it is the title after
    which the tables go on.
    """

    lines: list[Line]
    approach_lines: list[ApproachLine]
    months: list[Month]
    ends_in_text: bool
    ends_openly: bool


def cleared(lines: list[Line], *, headings: Collection[str]) -> Pages:
    """The text of the pages without their furniture. `headings` are those above tables: they end a line
    that names the approach."""
    kept = list(lines)
    approach_lines, months = [], []
    introduced = False
    for index, line in enumerate(lines):
        introduced = introduced or line.text == "Inleiding"
        if line.text.casefold() in _TITLES:
            kept[index] = Line(line.number, "")
        elif footer := _footer(line.text):
            kept[index] = Line(line.number, "")
            if footer["month"] and (first_day := dates.month(footer["month"], footer["year"])):
                months.append(Month(line.number, first_day))
        elif kept[index].text.startswith(_APPROACH) and (not introduced or _starts_block(kept, index)):
            end = _end_of_approach(kept, index, headings)
            if named := _approach_line(kept[index:end]):
                approach_lines.append(named)
                kept[index:end] = [Line(part.number, "") for part in kept[index:end]]
    last = _last(lines)
    ends_in_text = last == _last(kept)
    ends_openly = ends_in_text or (last is not None and lines[last].text.casefold() == _FIRST_TITLE)
    return Pages(kept, approach_lines, months, ends_in_text, ends_openly)


def _footer(text: str) -> re.Match[str] | None:
    return _FOOTER.fullmatch(text) if len(text) <= MAX_FOOTER else None


def _last(lines: list[Line]) -> int | None:
    return next((index for index in range(len(lines) - 1, -1, -1) if lines[index].text), None)


def _starts_block(lines: list[Line], index: int) -> bool:
    return index == 0 or not lines[index - 1].text


def _end_of_approach(lines: list[Line], start: int, headings: Collection[str]) -> int:
    """Where the line that starts at `start` ends: at an empty line, or at its closing bracket if it has one."""
    end = start + 1
    last = min(len(lines), start + MAX_LINES_OF_APPROACH)
    while end < last and lines[end].text and not _ends_the_name(lines[end].text, headings):
        end += 1
    following = next((index for index in range(end, last) if lines[index].text), last)
    if following < last and _EARLIER.match(lines[following].text):
        end = following + 1
    if any(_EARLIER.search(line.text) for line in lines[start:end]):
        while not lines[end - 1].text.endswith(")"):
            if end >= last:
                raise expected(
                    "een haakje sluiten na de aanpakken van de eerste ronde",
                    line=lines[start].number,
                    found=joined(line.text for line in lines[start:end] if line.text),
                )
            end += 1
    return end


def _ends_the_name(text: str, headings: Collection[str]) -> bool:
    return text in headings or text.casefold() in _TITLES or bool(_footer(text))


def _approach_line(lines: list[Line]) -> ApproachLine | None:
    text = joined(line.text for line in lines if line.text).removeprefix(_APPROACH)
    earlier = _EARLIER.search(text)
    name = (text[: earlier.start()] if earlier else text).strip()
    if not name or name.endswith("."):
        return None
    if len(name) > MAX_NAME:
        raise expected(f"een naam van hoogstens {MAX_NAME} tekens", line=lines[0].number, found=name)
    return ApproachLine(
        line=lines[0].number,
        name=without_quotes(name),
        earlier_year=int(earlier[1]) if earlier else None,
        earlier=text[earlier.end() :].strip().removesuffix(")") if earlier else "",
    )
