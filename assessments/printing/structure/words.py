"""What reads otherwise than it looks: a word that a line breaks, a space of which nothing is painted, a sign."""

from functools import cache
from xml.etree.ElementTree import Element

from assessments.printing.structure.painted import Mark
from assessments.printing.structure.parts import Part

SOFT_HYPHEN = "\u00ad"


def mend(whole: Part) -> None:
    """Say of each text that reads otherwise than it looks how it reads."""
    pieces = cache(_pieces)
    for part in whole.parts():
        marks = [held for held in part.holds if isinstance(held, Mark)]
        for mark, following in zip(marks, [*marks[1:], None], strict=False):
            name = mark.box.element.get("aria-label")
            if name:
                mark.read_as(name)
            elif not mark.text().strip():
                mark.read_as(" ")  # nothing is painted of a space alone
            elif following and following.box.element is mark.box.element:
                _mend_end(mark, following, pieces(mark.box.element))


def _mend_end(mark: Mark, following: Mark, pieces: tuple[str, ...]) -> None:
    """Read a soft hyphen where a line ends within a word, also where none or another is to be seen."""
    line = mark.text().replace(SOFT_HYPHEN, "")
    word = line.removesuffix(mark.box.style["hyphenate_character"])
    begin = following.text()[:1]
    if any(line + begin in piece for piece in pieces):
        if line[-1:].isalnum() and begin.isalnum():
            mark.read_as(line + SOFT_HYPHEN)
    elif any(word + begin in piece for piece in pieces):
        mark.read_as(word + SOFT_HYPHEN)


def _pieces(element: Element) -> tuple[str, ...]:
    """The texts that an element holds itself, as they are before they are laid out on lines."""
    texts = [element.text, *(child.tail for child in element)]
    return tuple(" ".join(text.replace(SOFT_HYPHEN, "").split()) for text in texts if text)
