"""The first page: the title, and the introduction that says what was tested when."""

import re
from dataclasses import dataclass

from assessments.reading import names
from assessments.reading.errors import Unreadable, expected
from assessments.reading.furniture import MAX_NAME, ApproachLine
from assessments.reading.known import Known
from assessments.reading.lines import Block, Line, blocks, joined, text_of_block
from assessments.reading.wordings import longest_prefix, nearest

MAX_PARAGRAPH = 5_000
INTRODUCTION = "Inleiding"
_TESTED = re.compile(r"In (20\d\d) heeft STJ in ")
_AFTER_A_NAME = re.compile(
    r"\.(?:\s|$)| op beleidsniveau| het afgelopen jaar| \(voorheen| zijn | - | Aanpak:"
)


@dataclass(frozen=True)
class FirstRound:
    """What the introduction says: where, in what year and on which approaches the first test was."""

    line: int
    year: int
    municipality: str
    approaches: list[str]


def introduction(lines: list[Line]) -> tuple[Block, str, int]:
    """The paragraph that says what was tested first, as lines and as text, with its year."""
    start = next((n for n, line in enumerate(lines) if line.text == INTRODUCTION), None)
    if start is None:
        raise expected(f"de kop “{INTRODUCTION}”", line=lines[-1].number)
    for block in blocks(lines[start + 1 :]):
        if tested := _TESTED.match(text_of_block(block[:3])):
            return block, text_of_block(block)[:MAX_PARAGRAPH], int(tested[1])
        break
    raise expected(
        "een zin die begint met “In [jaar] heeft STJ in [gemeente] de aanpak”", line=lines[start].number
    )


def first_round(lines: list[Line], approach_lines: list[ApproachLine], known: Known) -> FirstRound:
    """What was tested in the first round, by the introduction; `approach_lines` help where names have "en"."""
    block, text, year = introduction(lines)
    line = block[0].number
    if f"toetsingskader {known.framework}" not in text:
        raise expected(f"het toetsingskader {known.framework}", line=line, found=text)
    where, tested, what = _TESTED.sub("", text, count=1).partition(" de aanpak")
    if not tested:
        raise expected("“de aanpak” of “de aanpakken” met hun naam", line=line, found=text)
    found = _approaches(what, year, approach_lines, line)
    for name in found:
        if not 0 < len(name) <= MAX_NAME:
            raise expected(
                f"een naam van een aanpak van hoogstens {MAX_NAME} tekens", line=line, found=name or what
            )
    return FirstRound(line, year, municipality(where, known, line=line), found)


def municipality(text: str, known: Known, *, line: int) -> str:
    """The municipality of the register with which a text begins. Refuses an unknown one with the nearest."""
    text = text.strip().removeprefix("de ").removeprefix("gemeente ")
    if name := longest_prefix(text, known.municipalities):
        return name
    printed = _AFTER_A_NAME.split(text, maxsplit=1)[0][:60]
    raise expected(
        "een gemeente uit het register",
        line=line,
        found=printed,
        nearest=nearest(printed, known.municipalities),
    )


def title_municipality(lines: list[Line], known: Known) -> tuple[str, int] | None:
    """The municipality on the title page, with its line; None when the text has no title page."""
    before = []
    for line in lines:
        if line.text == INTRODUCTION:
            break
        before.append(line)
    for block in blocks(before):
        for number, line in enumerate(block):
            if "toezichtonderzoek" in line.text:
                _, _, name = joined(part.text for part in block[number:]).partition("toezichtonderzoek")
                return municipality(name, known, line=line.number), line.number
    return None


def _approaches(what: str, year: int, approach_lines: list[ApproachLine], line: int) -> list[str]:
    """The names after "de aanpak" or "de aanpakken", to where the sentence says that they were tested."""
    ends = [end for end in (what.find(" op beleidsniveau"), what.find(" getoetst")) if end > 0]
    if not ends:
        raise expected(
            "“op beleidsniveau getoetst” na de naam van de aanpak", line=line, found=f"de aanpak{what}"
        )
    what = what[: min(ends)]
    candidates = _candidates(approach_lines, year)
    if what.startswith("ken"):
        found = names.listed_together(what.removeprefix("ken"), candidates=candidates)
    else:
        found = names.listed(what)
    if not found:
        raise Unreadable(
            f"kan de namen van de aanpakken niet met zekerheid onderscheiden in “{what.removeprefix('ken').strip()}”."
            " Schrijf “aanpak” voor elke naam.",
            line,
        )
    if candidates and not _equal(found, candidates):
        raise expected(
            f"dezelfde aanpakken als in de inleiding ({'; '.join(found)})",
            line=next(named.line for named in approach_lines if named.earlier),
            found="; ".join(candidates),
        )
    return found


def _candidates(approach_lines: list[ApproachLine], year: int) -> list[str]:
    earlier = [named for named in approach_lines if named.earlier]
    for named in earlier:
        if named.earlier_year != year:
            raise expected(
                f"het jaar {year}", line=named.line, found=f"({named.earlier_year}: {named.earlier})"
            )
    return names.listed(earlier[0].earlier) if earlier else []


def _equal(found: list[str], others: list[str]) -> bool:
    return len(found) == len(others) and all(any(names.same(a, b) for b in others) for a in found)
