"""Places to break in a text that offers none: for each of its lines, WeasyPrint lays out all that is left of it."""

import re

LONGEST = 200  # letters between which a line can't break: no word has as many
APART = 20  # letters from one place that is made to the next

# What stands on one line with what follows it, an accent on a space and the number of a letter included.
_LETTER = r"(?:[^\s<>&\]\xad-]|&[^;\s]{1,8};|\](?!\[)|[\xa0\u2007\u202f]| (?=[\u0300-\u036f]))"
_TAG_OR_LONG = re.compile(rf"<title>[^<]*|<[^>]*>|(?<!\w){_LETTER}{{{LONGEST},}}")
_PIECE = re.compile(rf"(?:{_LETTER}[\u0300-\u036f]*){{1,{APART}}}")
_AFTER_SPACE = re.compile("(?<=[\xa0\u2007\u202f])(?=[^\u0300-\u036f])")


def made_breakable(html: str) -> str:
    """A page that has a place to break wherever it had none for very long: after a no-break space, or else anywhere."""
    return _TAG_OR_LONG.sub(_with_places, html)


def _with_places(found: re.Match[str]) -> str:
    if found[0].startswith("<"):
        return found[0]
    words = _AFTER_SPACE.split(found[0])
    return "<wbr>".join(
        piece for word in words for piece in (_PIECE.findall(word) if len(word) > LONGEST else [word])
    )
