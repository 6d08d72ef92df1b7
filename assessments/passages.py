"""Where words that somebody searched for stand in a text, and the part of the text around them. No queries.

What is searched is blind to accents and capitals (`texts.blind`); what is shown keeps the spelling of the original.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from assessments.texts import blind, blind_letter

LENGTH = 240
_WORD_OR_PHRASE = re.compile(r'["“”„]([^"“”„]*)["“”„]|([^\s"“”„]+)')

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A part of a text, marked where it is what somebody searched for."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class Passage:
    """The part of a text that is shown, and whether the text has more before and after it."""

    pieces: tuple[Piece, ...]
    has_more_before: bool = False
    has_more_after: bool = False


def words_of(query: str) -> tuple[str, ...]:
    """The words that somebody typed, as searching sees them; what stands between quotation marks is one."""
    typed = (phrase or word for phrase, word in _WORD_OR_PHRASE.findall(query))
    return tuple(dict.fromkeys(filter(None, map(blind, typed))))


def find(text: str, word: str) -> Iterator[Span]:
    """The places in a text, as it is spelled, of what searching sees as `word`."""
    seen, origin = _seen(text)
    start = seen.find(word)
    while start != -1:
        end = start + len(word)
        yield origin[start], _with_accents(text, origin[end - 1] + 1)
        start = seen.find(word, end)


def mark(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """A text in pieces, of which those are marked that were searched for."""
    return tuple(_cut(text, _joined(text, words), 0, len(text)))


def passage(text: str, words: Sequence[str], length: int = LENGTH) -> Passage:
    """Some `length` letters of a text with as many of the words as possible, cut between words."""
    if len(text) <= length:
        return Passage(mark(text, words))
    start, end = _window(text, _fullest([list(find(text, word)) for word in words], length), length)
    pieces = tuple(_cut(text, _joined(text, words), start, end))
    return Passage(pieces, has_more_before=start > 0, has_more_after=end < len(text))


@lru_cache(maxsize=32)
def _seen(text: str) -> tuple[str, tuple[int, ...]]:
    """What searching sees of a text, and for each letter of that the place where it comes from."""
    letters, origin = [], []
    for place, letter in enumerate(text):
        for seen in blind_letter(letter):
            if not seen.isspace():
                letters.append(seen)
                origin.append(place)
            elif letters and letters[-1] != " ":
                letters.append(" ")
                origin.append(place)
    return "".join(letters), tuple(origin)


def _with_accents(text: str, end: int) -> int:
    """The end of a find, moved past the loose accents of its last letter."""
    while end < len(text) and not blind_letter(text[end]):
        end += 1
    return end


def _joined(text: str, words: Iterable[str]) -> list[Span]:
    """All places of all words, from left to right, those that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(span for word in words for span in find(text, word)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _fullest(places: Sequence[Sequence[Span]], length: int) -> Span:
    """The stretch within `length` in which most of the words occur, the first of these; without any, the beginning."""
    spans = sorted((*span, word) for word, of_word in enumerate(places) for span in of_word)
    present, most, fullest = sum(map(bool, places)), 0, (0, 0)
    for number, (start, end, _) in enumerate(spans):
        within = {}
        for later, until, word in islice(spans, number, None):
            if later > start and until > start + length:
                break
            within[word] = until
        if len(within) > most:
            most, fullest = len(within), (start, max(end, *within.values()))
        if most == present:
            break
    return fullest


def _window(text: str, shown: Span, length: int) -> Span:
    """A stretch of `length` letters with `shown` in its middle, made smaller so that it cuts no word."""
    start = max(shown[0] - max(length - (shown[1] - shown[0]), 0) // 2, 0)
    end = min(start + length, len(text))
    start = max(end - length, 0)
    if start > 0 and (gap := text.find(" ", start - 1, shown[0])) != -1:
        start = gap + 1
    if end < len(text) and (gap := text.rfind(" ", shown[1], end + 1)) != -1:
        end = gap
    return start, end


def _cut(text: str, spans: Iterable[Span], start: int, end: int) -> Iterator[Piece]:
    """The pieces of a text from `start` to `end`."""
    done = start
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if first > done:
            yield Piece(text[done:first])
        yield Piece(text[first:last], is_marked=True)
        done = last
    if done < end:
        yield Piece(text[done:end])
