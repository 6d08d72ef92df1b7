"""The parts of which a structure is made, and the kinds of PDF 1.7 that they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessments.printing.structure.painted import Mark

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
# Elements that are not here, such as div, span and strong, add nothing to what their text is part of.
KINDS = {
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "LI",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "a": "Link",
} | {heading: heading.upper() for heading in HEADINGS}
HOLD_PARAGRAPHS = frozenset({"Document", "Art", "Sect", "BlockQuote"})  # and no text of their own
HOLD_PARTS = frozenset({"L", "LI", "Table", "THead", "TBody", "TFoot", "TR"})  # and nothing else
MAY_BE_EMPTY = frozenset({"TR", "TH", "TD"})  # a row lacks no cell


class Part:
    """A part of a document and what it holds, in the order of reading; the whole is inside itself."""

    def __init__(self, kind: str, inside: "Part | None" = None) -> None:
        self.kind = kind
        self.inside = inside or self
        self.holds: list[Part | Mark | Annotation] = []
        self.attributes: dict[str, Any] = {}

    def add(self, kind: str, at: int | None = None) -> "Part":
        """A new part within this one, as the last or at a place."""
        part = Part(kind, self)
        self.holds.insert(len(self.holds) if at is None else at, part)
        return part

    def parts(self) -> Iterator["Part"]:
        """All parts within this one, in the order of reading, this one first."""
        yield self
        for held in self.holds:
            if isinstance(held, Part):
                yield from held.parts()

    def text(self) -> str:
        """The text of this part and all in it, on one line."""
        return " ".join(" ".join(held.text() for held in self.holds).split())


@dataclass(frozen=True, eq=False)
class Annotation:
    """The spot on a page that one can press to follow a link."""

    page: int
    dictionary: Any

    def text(self) -> str:
        return ""
