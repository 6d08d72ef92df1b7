"""Words that do not fit on a line: broken to the eye, and whole to a reader and to who searches."""

from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from assessments.printing.structure.painted import Mark
from assessments.printing.structure.parts import Part

SOFT_HYPHEN = "\u00ad"


def mend(whole: Part) -> None:
    """Say of each word that is broken over two lines that it goes on."""
    pieces = cache(_pieces)
    for part in whole.parts():
        marks = [held for held in part.holds if isinstance(held, Mark)]
        for mark, following in pairwise(marks):
            if mark.box.element is following.box.element:
                said = _with_soft_hyphen(mark.box, following.text(), pieces(mark.box.element))
                if said:
                    mark.properties["ActualText"] = pydyf.String(said)


def _with_soft_hyphen(box: Any, following: str, pieces: tuple[str, ...]) -> str | None:
    """What a line says that ends within a word: with a soft hyphen, also where none or another is to be seen."""
    line = box.text.replace(SOFT_HYPHEN, "")
    if _goes_on(line, following, pieces):
        return line + SOFT_HYPHEN if line[-1].isalnum() and following[0].isalnum() else None
    word = line.removesuffix(box.style["hyphenate_character"])
    if word != line and _goes_on(word, following, pieces):
        return word + SOFT_HYPHEN
    return None


def _goes_on(line: str, following: str, pieces: tuple[str, ...]) -> bool:
    """Whether what follows a line was joined to it in the text that was laid out."""
    joined = line + following[:1]
    return any(joined in piece for piece in pieces)


def _pieces(element: Element) -> tuple[str, ...]:
    """The texts that an element holds itself, as they are before they are laid out on lines."""
    texts = [element.text, *(child.tail for child in element)]
    return tuple(" ".join(text.replace(SOFT_HYPHEN, "").split()) for text in texts if text)
