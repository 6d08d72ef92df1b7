"""What differs between two texts, word by word, and what two people made of one text put together again.

`merge` works by the sentence: who changed different sentences both get their way, and two changes of one sentence
are shown side by side, because words of one sentence hang together ("niet" in the one, a new verb in the other).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple, TypeVar

from diff_match_patch import diff_match_patch

SECONDS = 0.2  # after so long the rest of two texts counts as wholly different
_FIRST = 0xF0000  # each distinct word becomes one character from here on, which is no letter, digit or space

# Scripts without spaces between words: there every character is a word.
_UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
_WORDS = re.compile(rf"{_UNSPACED}|\n|[^\S\n]+|(?:(?!{_UNSPACED})\w)+|.")
_SENTENCES = re.compile(r"\s+|\S+(?:[^\S\n]+\S+)*?(?=\s*\n|\s*\Z|(?:(?<=[.!?])|(?<=[.!?][\"”’')\]]))\s)")

T = TypeVar("T")


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    SKIPPED = "skipped"  # a long stretch in which nothing changed, left out


class Piece(NamedTuple):
    """A stretch of text that is in both texts, or in one of them."""

    kind: Kind
    text: str


class Overlap(NamedTuple):
    """What both changed in a different way."""

    mine: str
    theirs: str
    base: str

    @property
    def both(self) -> str:
        """Every sentence of theirs and of mine, theirs first; the sentences that they have in common once."""
        (theirs, their_end), (mine, my_end) = _spaced(self.theirs), _spaced(self.mine)
        of_theirs, of_mine = iter(theirs), iter(mine)
        text = ""
        for kind, sentences in _compare([each for _, each in theirs], [each for _, each in mine]):
            for sentence in sentences:
                spaces = [next(of_theirs)[0]] if kind != Kind.ADDED else []
                spaces += [next(of_mine)[0]] if kind != Kind.REMOVED else []
                space = next(filter(None, spaces), "")
                text += (space or (text and _glue(text, sentence, self))) + sentence
        return text + (their_end or my_end)


@dataclass(frozen=True)
class Merge:
    """Two versions of one text put together; where they overlap stands an `Overlap`."""

    parts: tuple[str | Overlap, ...]

    @property
    def overlaps(self) -> list[Overlap]:
        return [part for part in self.parts if isinstance(part, Overlap)]

    @property
    def text(self) -> str:
        """All of it, and of an overlap both sides."""
        return "".join(part.both if isinstance(part, Overlap) else part for part in self.parts)


class Hunk(NamedTuple):
    """The sentences of the common text from `start` up to `end`, and what one side made of them."""

    start: int
    end: int
    sentences: list[str]
    is_mine: bool


def compare(before: str, after: str) -> list[Piece]:
    """What became of a text: read without what was added it is `before`, without what was removed `after`."""
    pieces = _compare(_split(_WORDS, before), _split(_WORDS, after), readable=True)
    return [Piece(kind, "".join(words)) for kind, words in pieces]


def shorten(pieces: Iterable[Piece], around: int = 160) -> list[Piece]:
    """The changes with the words around them; what else stayed the same is left out."""
    short: list[Piece] = []
    pieces = list(pieces)
    for place, piece in enumerate(pieces):
        if piece.kind != Kind.SAME or len(piece.text) <= 2 * around:
            short.append(piece)
            continue
        head = piece.text[:around].rpartition(" ")[0] if place else ""
        tail = piece.text[-around:].partition(" ")[2] if place < len(pieces) - 1 else ""
        short += [Piece(Kind.SAME, head)] if head else []
        short.append(Piece(Kind.SKIPPED, piece.text[len(head) : len(piece.text) - len(tail)]))
        short += [Piece(Kind.SAME, tail)] if tail else []
    return short


def merge(mine: str, theirs: str, base: str) -> Merge:
    """What both made of the common text `base`, put together."""
    if mine == theirs or theirs == base:
        return Merge((mine,))
    if mine == base:
        return Merge((theirs,))
    common = _split(_SENTENCES, base)
    hunks = sorted(
        [*_hunks(common, _split(_SENTENCES, mine), True), *_hunks(common, _split(_SENTENCES, theirs), False)],
        key=lambda hunk: (hunk.start, hunk.end),
    )
    parts: list[str | Overlap] = []
    at = 0
    for start, end, cluster in _clusters(hunks):
        parts.append("".join(common[at:start]))
        parts.append(_decide(common, start, end, cluster))
        at = end
    return Merge(tuple(part for part in (*parts, "".join(common[at:])) if part))


def merge_value(mine: T, theirs: T, base: T) -> tuple[T, bool]:
    """The value that somebody changed, mine when both did; and whether both did, each in another way."""
    if mine in (theirs, base):
        return theirs, False
    return mine, theirs != base


def _split(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match[0] for match in pattern.finditer(text)]


def _compare(
    before: Sequence[str], after: Sequence[str], *, readable: bool = False
) -> Iterator[tuple[Kind, list[str]]]:
    """What differs between two rows of words; `readable` takes a lone common word in a rewritten stretch along."""
    characters: dict[str, str] = {}
    for word in (*before, *after):
        characters.setdefault(word, chr(_FIRST + len(characters)))
    words = {character: word for word, character in characters.items()}
    matcher = diff_match_patch()
    matcher.Diff_Timeout = SECONDS
    rows = ("".join(characters[word] for word in row) for row in (before, after))
    differences = matcher.diff_main(*rows, False)
    if readable:
        matcher.diff_cleanupSemantic(differences)
    kinds = {0: Kind.SAME, 1: Kind.ADDED, -1: Kind.REMOVED}
    for operation, row in differences:
        yield kinds[operation], [words[character] for character in row]


def _hunks(common: Sequence[str], side: Sequence[str], is_mine: bool) -> Iterator[Hunk]:
    at = 0
    for same, pieces in groupby(_compare(common, side), key=lambda piece: piece[0] == Kind.SAME):
        start, sentences = at, []
        for kind, row in pieces:
            at += 0 if kind == Kind.ADDED else len(row)
            sentences += row if kind == Kind.ADDED else []
        if not same:
            yield Hunk(start, at, sentences, is_mine)


def _clusters(hunks: Sequence[Hunk]) -> Iterator[tuple[int, int, list[Hunk]]]:
    """The hunks that touch the same sentences, or put something in at the same place, together."""
    cluster: list[Hunk] = []
    start = end = 0
    for hunk in hunks:
        if cluster and (hunk.start < end or hunk.start == hunk.end == start):
            end = max(end, hunk.end)
            cluster.append(hunk)
            continue
        if cluster:
            yield start, end, cluster
        start, end, cluster = hunk.start, hunk.end, [hunk]
    if cluster:
        yield start, end, cluster


def _decide(common: Sequence[str], start: int, end: int, cluster: Sequence[Hunk]) -> str | Overlap:
    mine, theirs = (
        _applied(common, start, end, [hunk for hunk in cluster if hunk.is_mine == is_mine])
        for is_mine in (True, False)
    )
    if len({hunk.is_mine for hunk in cluster}) == 1:
        return mine if cluster[0].is_mine else theirs
    return mine if mine == theirs else Overlap(mine, theirs, "".join(common[start:end]))


def _applied(common: Sequence[str], start: int, end: int, hunks: Sequence[Hunk]) -> str:
    sentences: list[str] = []
    for hunk in hunks:
        sentences += [*common[start : hunk.start], *hunk.sentences]
        start = hunk.end
    return "".join([*sentences, *common[start:end]])


def _spaced(text: str) -> tuple[list[tuple[str, str]], str]:
    """Each sentence with the white space before it, and what white space comes after the last."""
    sentences, space = [], ""
    for piece in _split(_SENTENCES, text):
        if piece.isspace():
            space = piece
        else:
            sentences.append((space, piece))
            space = ""
    return sentences, space


def _glue(text: str, sentence: str, overlap: Overlap) -> str:
    """What comes between two sentences that never stood beside each other."""
    if sentence.startswith("- ") and text.rpartition("\n")[2].startswith("- "):
        return "\n"
    return "\n\n" if "\n" in overlap.theirs + overlap.mine else " "
