"""Recognising a printed wording or name as the canonical one: only when that is certain."""

import difflib
import re
from collections.abc import Callable, Iterable

_ARTICLES = {"de", "het", "een"}
_REFERENCES = re.compile(r"\b(?:bij|binnen) de aanpak\b")
_DENIALS = {"niet", "geen", "niets", "niemand", "nooit", "noch", "zonder"}
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "`": "'"})
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
MAX_SENTENCES = 6


def plain(text: str) -> str:
    """A wording without what doesn't matter: capitals, white space, the form of quotes, the last full stop."""
    return " ".join(text.translate(_QUOTES).casefold().split()).rstrip(".").rstrip()


def matched(printed: str, wordings: Iterable[str]) -> str | None:
    """The canonical wording that a printed one certainly stands for, or None.

    Certain is: the same text; the same words apart from articles and "bij de aanpak"; or several sentences
    of which exactly one is a wording, where the others deny nothing.
    """
    wordings = tuple(wordings)
    return _the_same(printed, wordings) or _among_sentences(printed, wordings)


def nearest(text: str, names: Iterable[str], *, count: int = 3, cutoff: float = 0.6) -> list[str]:
    """The names that look most like `text`, the best first."""
    by_plain = {plain(name): name for name in names}
    found = difflib.get_close_matches(plain(text), by_plain, n=count, cutoff=cutoff)
    return [by_plain[name] for name in found]


def longest_prefix(text: str, names: Iterable[str], *, max_words: int = 8) -> str | None:
    """The longest of the names with which a text begins."""
    by_plain = {plain(name): name for name in names}
    words = text.split(maxsplit=max_words)[:max_words]
    beginnings = (plain(" ".join(words[:number]).rstrip(",;:")) for number in range(len(words), 0, -1))
    return next((by_plain[beginning] for beginning in beginnings if beginning in by_plain), None)


def _the_same(printed: str, wordings: tuple[str, ...]) -> str | None:
    for reading in (plain, _bare):
        if found := _only_one(printed, wordings, reading):
            return found
    return None


def _only_one(printed: str, wordings: tuple[str, ...], reading: Callable[[str], str]) -> str | None:
    sought = reading(printed)
    found = [wording for wording in wordings if reading(wording) == sought]
    return found[0] if sought and len(found) == 1 else None


def _bare(text: str) -> str:
    """A wording without articles and without a reference to the approach."""
    return " ".join(word for word in _REFERENCES.sub(" ", plain(text)).split() if word not in _ARTICLES)


def _among_sentences(printed: str, wordings: tuple[str, ...]) -> str | None:
    sentences = _BETWEEN_SENTENCES.split(printed)
    if not 1 < len(sentences) <= MAX_SENTENCES:
        return None
    found = []
    for start in range(len(sentences)):
        for end in range(start + 1, len(sentences) + 1):
            if wording := _the_same(" ".join(sentences[start:end]), wordings):
                found.append((wording, sentences[:start] + sentences[end:]))
    if len(found) != 1:
        return None
    wording, others = found[0]
    return None if _denies(others) else wording


def _denies(sentences: list[str]) -> bool:
    return any(word in _DENIALS for sentence in sentences for word in re.findall(r"\w+", plain(sentence)))
