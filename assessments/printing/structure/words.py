"""What reads otherwise than it looks: words that a line breaks, spaces of which nothing is painted, signs.

A space is needed between two words also where a line ends between them; WeasyPrint paints none there.
"""

from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

from assessments.printing.structure.painted import Mark
from assessments.printing.structure.parts import Part

SOFT_HYPHEN = "\u00ad"


def mend(whole: Part, spaces: dict[bytes, int]) -> None:
    """Read signs by their names and broken words as one, and part other words by the glyph that is a space."""
    text_of = cache(_text_of)
    for part in whole.parts():
        marks = list(_marks(part)) if part.kind != "Link" else []
        for mark, following in zip(marks, [*marks[1:], None], strict=False):
            if name := mark.box.element.get("aria-label"):
                mark.read_as(name)
            elif following is None or " " in (mark.text()[-1:], following.text()[:1]):
                continue
            elif mark.before_space:
                mark.end_with_space(spaces)
            elif _is_on_another_line(following, mark):
                _mend_end(mark, following, text_of(mark.box.element), spaces)


def _marks(part: Part) -> Iterator[Mark]:
    """What a part says itself, and its links."""
    for held in part.holds:
        if isinstance(held, Mark):
            yield held
        elif isinstance(held, Part) and held.kind == "Link":
            yield from _marks(held)


def _is_on_another_line(following: Mark, mark: Mark) -> bool:
    """Whether it stands lower, or higher as in the next column, by more than letters of two sizes on a line do."""
    box, next_box = mark.box, following.box
    distance = next_box.position_y + next_box.height / 2 - box.position_y - box.height / 2
    return following.page != mark.page or abs(distance) > min(box.height, next_box.height) / 2


def _mend_end(mark: Mark, following: Mark, text: str, spaces: dict[bytes, int]) -> None:
    """Part the words of two lines, and read a soft hyphen where a line ends within a word, whatever is to be seen."""
    line = mark.text().replace(SOFT_HYPHEN, "")
    word = line.removesuffix(mark.box.style["hyphenate_character"])
    begin = following.text()[:1]
    if line + begin in text:
        if line[-1:].isalnum() and begin.isalnum():
            mark.read_as(line + SOFT_HYPHEN)
    elif word + begin in text:
        mark.read_as(word + SOFT_HYPHEN)
    else:
        mark.end_with_space(spaces)


def _text_of(element: Element) -> str:
    """The text that an element holds itself, as it is before it is laid out: what is between others on a line each."""
    pieces = [element.text, *(child.tail for child in element)]
    return "\n".join(" ".join(piece.replace(SOFT_HYPHEN, "").split()) for piece in pieces if piece)
