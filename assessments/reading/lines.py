"""Lines with their numbers, blocks of them, and the joining of hard line breaks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assessments.texts import folded, normalise

_PAGE_BREAK = "\f"
_OTHER_BREAKS = re.compile("[\v\x85\u2028\u2029]")
_HYPHENS_AT_END = re.compile("[\u00ad\u2010\u2011]\\s*$")
_SUSPENDED_BEFORE = {"en", "of", "als", "tot"}


@dataclass(frozen=True)
class Line:
    """A line of the file, without white space around it; both sides of a page break have the same number."""

    number: int
    text: str


Block = Sequence[Line]


def numbered(text: str) -> list[Line]:
    """The lines of a text, whatever its line ends, numbered as an editor does, up to the last with text."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    return [
        Line(number, _clean(part)) for number, row in enumerate(rows, 1) for part in row.split(_PAGE_BREAK)
    ]


def _clean(text: str) -> str:
    return folded(normalise(_OTHER_BREAKS.sub(" ", _HYPHENS_AT_END.sub("-", text))))


def blocks(lines: Iterable[Line]) -> Iterator[Block]:
    """The runs of lines that no empty line divides."""
    block: list[Line] = []
    for line in lines:
        if line.text:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def joined(texts: Iterable[str]) -> str:
    """Lines made one text again, with the hyphens at line ends resolved.

    A word that was broken is whole again; a hyphen that belongs there stays: "dwang- en drang", "Sittard-Geleen".
    """
    pieces: list[str] = []
    for text in texts:
        before = pieces[-1] if pieces else ""
        if not before:
            pieces.append(text)
        elif not before.endswith("-") or before.endswith(" -") or not _follows_a_hyphen(text):
            pieces.append(f" {text}")
        elif text[0].islower():
            pieces[-1] = before[:-1]
            pieces.append(text)
        else:
            pieces.append(text)
    return "".join(pieces)


def _follows_a_hyphen(text: str) -> bool:
    return text[:1].isalnum() and text.split(maxsplit=1)[0] not in _SUSPENDED_BEFORE


def text_of_block(block: Block) -> str:
    return joined(line.text for line in block)
