"""What reads otherwise than it looks: a word that a line breaks, a space of which nothing is painted, a sign."""

from functools import cache
from xml.etree.ElementTree import Element

from assessments.printing.structure.painted import Mark
from assessments.printing.structure.parts import Part

SOFT_HYPHEN = "\u00ad"


def mend(whole: Part) -> None:
    """Say of each text that reads otherwise than it looks how it reads."""
    text_of = cache(_text_of)
    for part in whole.parts():
        marks = [held for held in part.holds if isinstance(held, Mark)]
        for mark, following in zip(marks, [*marks[1:], None], strict=False):
            name = mark.box.element.get("aria-label")
            if name:
                mark.read_as(name)
            elif not mark.text().strip():
                mark.read_as(" ")  # nothing is painted of a space alone
            elif following and following.box.element is mark.box.element:
                _mend_end(mark, following, text_of(mark.box.element))


def _mend_end(mark: Mark, following: Mark, text: str) -> None:
    """Read a soft hyphen where a line ends within a word, also where none or another is to be seen."""
    line = mark.text().replace(SOFT_HYPHEN, "")
    word = line.removesuffix(mark.box.style["hyphenate_character"])
    begin = following.text()[:1]
    if line + begin in text:
        if line[-1:].isalnum() and begin.isalnum():
            mark.read_as(line + SOFT_HYPHEN)
    elif word + begin in text:
        mark.read_as(word + SOFT_HYPHEN)


def _text_of(element: Element) -> str:
    """The text that an element holds itself, as it is before it is laid out: what is between others on a line each."""
    pieces = [element.text, *(child.tail for child in element)]
    return "\n".join(" ".join(piece.replace(SOFT_HYPHEN, "").split()) for piece in pieces if piece)
