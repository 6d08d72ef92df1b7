"""Which letters our typeface has: what it lacks can't stand in a PDF that is to be read for ever."""

from functools import cache

from fontTools.ttLib import TTFont

from stj_toezicht import fonts

# White space, joiners, directions and selectors: nothing is drawn for them, so that a typeface need not have them.
WITHOUT_A_SHAPE = frozenset(
    [
        0x09,
        0x0A,
        0x0D,
        0x00A0,
        0x00AD,
        0x034F,
        0x061C,
        *range(0x2000, 0x2010),
        *range(0x202A, 0x2030),
        *range(0x205F, 0x2070),
        0x3000,
        *range(0xFE00, 0xFE10),
        0xFEFF,
        *range(0xE0000, 0xE1000),
    ]
)


def lacking(text: str) -> list[str]:
    """The letters of a text that our typeface lacks, each once, in their order in Unicode."""
    return sorted(letter for letter in set(text) if _is_lacking(letter))


def spelled_out(text: str) -> str:
    """A text in which the number of a letter stands for what our typeface lacks: "[U+6F22]"."""
    return text.translate({ord(letter): f"[U+{ord(letter):04X}]" for letter in lacking(text)})


def _is_lacking(letter: str) -> bool:
    return ord(letter) not in _of_typeface() and ord(letter) not in WITHOUT_A_SHAPE


@cache
def _of_typeface() -> frozenset[int]:
    """The letters that all of our faces have."""
    return frozenset.intersection(*(_of_face(name) for name in fonts.NAMES))


def _of_face(name: str) -> frozenset[int]:
    with TTFont(fonts.FOLDER / name, lazy=True) as face:
        return frozenset(face.getBestCmap())
