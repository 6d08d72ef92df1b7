"""The names of approaches, as sentences and headings list them."""

import re
from collections.abc import Sequence

from assessments.reading.wordings import plain

_EACH_WITH_THE_WORD = re.compile(r",? en (?:de )?aanpak |, (?:de )?aanpak ")
_QUOTES = re.compile("[‘’“”'\"]")
_QUOTED = re.compile(r"^[‘“'\"](.*)[’”'\"]$")


def without_quotes(name: str) -> str:
    return _QUOTED.sub(r"\1", name.strip())


def listed(text: str) -> list[str]:
    """The names in "A", "A en de aanpak B" or "aanpak A, aanpak B en aanpak C"."""
    text = text.strip().removeprefix("de ").removeprefix("aanpak ").removeprefix(":")
    return [without_quotes(name) for name in _EACH_WITH_THE_WORD.split(text)]


def listed_together(text: str, *, candidates: Sequence[str] = ()) -> list[str] | None:
    """The names in "A en B" or "A, B en C", the words after "de aanpakken"; None when that isn't certain.

    A name may itself have "en" in it: then the list is certain only if it consists of the `candidates`.
    """
    text = text.strip().removeprefix(":").strip()
    if names := _in_the_order_of(text, candidates):
        return names
    *first, last = text.split(", ")
    two = last.split(" en ")
    if len(two) != 2 or any(" en " in name for name in first):
        return None
    return [without_quotes(name) for name in [*first, *two]]


def same(name: str, other: str) -> bool:
    """Whether two names are the same but for capitals, quotes and white space."""
    return bare(name) == bare(other)


def bare(text: str) -> str:
    """A text without quotes, capitals and double white space."""
    return plain(_QUOTES.sub("", text))


def _in_the_order_of(text: str, candidates: Sequence[str]) -> list[str] | None:
    """The candidates in the order in which `text` lists them, if it lists them all and nothing else."""
    if len(candidates) < 2 or not all(name in text for name in candidates):
        return None
    names = sorted(candidates, key=text.index)
    unquoted = [bare(name) for name in names]
    return names if bare(text) == f"{', '.join(unquoted[:-1])} en {unquoted[-1]}" else None
