"""What reads otherwise than it looks: words that a line breaks, spaces of which nothing is painted, signs.

A space is needed between two words also where a line ends between them; WeasyPrint paints none there.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from assessments.printing.structure.painted import Mark
from assessments.printing.structure.parts import Part

SOFT_HYPHEN = "\u00ad"
WITHIN_A_LINE = {"a", "b", "code", "em", "i", "span", "strong", "wbr"}


def mend(whole: Part, page: Element, spaces: dict[bytes, int]) -> None:
    """Read signs by their names and broken words as one, and part other words by the glyph that is a space."""
    text = _Text(page)
    for part in whole.parts():
        marks = list(_marks(part)) if part.kind != "Link" else []
        ends = [text.follow(mark) for mark in marks]
        for mark, end, following in zip(marks, ends, [*marks[1:], None], strict=False):
            if name := mark.box.element.get("aria-label"):
                mark.read_as(name)
            elif following is None or mark.text()[-1:].isspace() or following.text()[:1].isspace():
                continue
            elif mark.before_space:
                mark.end_with_space(spaces)
            elif _is_on_another_line(following, mark):
                _mend_end(mark, following, end, spaces)


@dataclass(frozen=True)
class _End:
    """How a piece of text ended: whether at a hyphen that isn't its own, and what stands after it in the text."""

    has_added_hyphen: bool
    before: str


class _Text:
    """The text of a page as it was before it was laid out, and how far each of its elements was read.

    Of white space it only matters where it stands, and of soft hyphens not even that.
    """

    def __init__(self, page: Element) -> None:
        self._letters: list[str] = []
        self._unread: defaultdict[Element, deque[int]] = defaultdict(deque)
        self._take(page)

    def follow(self, mark: Mark) -> _End:
        """Read on by what a mark says."""
        unread, last = self._unread[mark.box.element], None
        for letter in mark.text():
            if letter == SOFT_HYPHEN or letter.isspace():
                continue
            if not unread or self._letters[unread[0]] != letter:
                return _End(last is not None, "")
            last = unread.popleft()
        return _End(False, " " if last is None else self._letters[last + 1])

    def _take(self, element: Element) -> None:
        around = [] if element.tag in WITHIN_A_LINE else [" "]
        self._letters += around
        self._take_text(element.text, element)
        for child in element:
            self._take(child)
            self._take_text(child.tail, element)
        self._letters += around

    def _take_text(self, text: str | None, element: Element) -> None:
        for letter in (text or "").replace(SOFT_HYPHEN, ""):
            if not letter.isspace():
                self._unread[element].append(len(self._letters))
            self._letters.append(letter)


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


def _mend_end(mark: Mark, following: Mark, end: _End, spaces: dict[bytes, int]) -> None:
    """Part the words of two lines, and read a soft hyphen where a line ends within a word, whatever is to be seen."""
    line = mark.text().replace(SOFT_HYPHEN, "")
    if end.has_added_hyphen:
        mark.read_as(line.removesuffix(mark.box.style["hyphenate_character"]) + SOFT_HYPHEN)
    elif end.before.isspace():
        mark.end_with_space(spaces)
    elif line[-1:].isalnum() and following.text()[:1].isalnum():
        mark.read_as(line + SOFT_HYPHEN)
