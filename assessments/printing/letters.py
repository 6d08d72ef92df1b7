"""Which letters our typeface has: what it lacks can't stand in a PDF that is to be read for ever."""

from functools import cache
from unicodedata import category, combining

from fontTools.ttLib import TTFont

from stj_toezicht import fonts

# Controls, joiners and spaces, which a typeface need not have.
WITHOUT_A_SHAPE = {"Cc", "Cf", "Zs", "Zl", "Zp"}
VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def lacking(text: str) -> list[str]:
    """The letters of a text that our typeface lacks, each once, in their order in Unicode."""
    return sorted(letter for letter in set(text) if _is_lacking(letter))


def spelled_out(text: str) -> str:
    """A text in which the number of a letter stands for what our typeface lacks, "[U+6F22]"; a mark on a letter falls
    away.
    """
    return text.translate(
        {ord(each): "" if combining(each) else f"[U+{ord(each):04X}]" for each in lacking(text)}
    )


def _is_lacking(letter: str) -> bool:
    return (
        ord(letter) not in _of_typeface()
        and ord(letter) not in VARIATION_SELECTORS
        and category(letter) not in WITHOUT_A_SHAPE
    )


@cache
def _of_typeface() -> frozenset[int]:
    """The letters that all of our faces have."""
    return frozenset.intersection(*(_of_face(name) for name in fonts.NAMES))


def _of_face(name: str) -> frozenset[int]:
    with TTFont(fonts.FOLDER / name, lazy=True) as face:
        return frozenset(face.getBestCmap())
