"""What was painted on the pages of a document, and for which box."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
import weasyprint
from weasyprint.document import Document, Page

HEAD = {"Type": "/Pagination", "Subtype": "/Header"}
FOOT = {"Type": "/Pagination", "Subtype": "/Footer"}
WATERMARK = {"Type": "/Pagination", "Subtype": "/Watermark"}
DECORATION = {"Type": "/Layout"}


@dataclass(eq=False)
class Mark:
    """A piece of a page that was painted for one box: a line of text, or as much of it as has one style."""

    page: int
    box: Any
    properties: pydyf.Dictionary
    _place: int
    _stream: list[Any] = field(repr=False)
    before_space: bool = False

    def text(self) -> str:
        return str(getattr(self.box, "text", ""))

    def read_as(self, text: str) -> None:
        """Let it be read as this text, whatever is seen of it."""
        self.properties["ActualText"] = pydyf.String(text)

    def end_with_space(self, spaces: dict[bytes, int]) -> None:
        """Paint a space at its end, by the number of that glyph in its font, or have one read where there is none."""
        end = self._stream.index(b"EMC", self._place)
        text = self._last(b"] TJ", end)
        font = self._last(b" Tf", end)
        if text is None or font is None:
            return
        shown = self._stream[text].removesuffix(b"] TJ")
        glyph = spaces.get(self._stream[font].split()[0][1:])
        if glyph is None:
            self.read_as(f"{self.text()} ")
        elif not shown.rstrip(b"-.0123456789").endswith(f"{glyph:04x}>".encode()):
            self._stream[text] = shown + f"<{glyph:04x}>] TJ".encode()

    def _last(self, operator: bytes, end: int) -> int | None:
        """Where in the stream an operator stands last before the end of this mark."""
        for place in range(end - 1, self._place, -1):
            item = self._stream[place]
            if isinstance(item, bytes) and item.endswith(operator):
                return place
        return None

    def set_aside(self, why: dict[str, str]) -> None:
        """Make it an artifact: to be seen, and not read."""
        self._stream[self._place - 1] = "/Artifact"
        self._stream[self._place] = pydyf.Dictionary(why)

    def say(self, number: int) -> None:
        """Let it be read, under its number on the page."""
        self.properties["MCID"] = number


class HTML(weasyprint.HTML):
    """A page of ours whose document can tell afterwards what was painted for which box."""

    def render(self, *arguments: Any, **options: Any) -> Document:
        document = super().render(*arguments, **options)
        for page in document.pages:
            page.paint = _Painting(page)
        return document


class _Painting:
    """How a page is painted: as WeasyPrint does, and remembering for which box it opened which mark.

    WeasyPrint numbers the marks of a page as it paints, and forgets them while it makes its own structure.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.numbers = _Numbers()

    def __call__(self, stream: Any, scale: float = 1) -> None:
        stream._tags = self.numbers
        Page.paint(self.page, stream, scale)


class _Numbers(dict[Any, dict[str, Any]]):
    """The numbers of the marks of a page by box, also of those that were taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[Any, int] = {}

    def __setitem__(self, box: Any, mark: dict[str, Any]) -> None:
        super().__setitem__(box, mark)
        self.given[box] = mark["mcid"]


def page_of(document: Document) -> Element:
    """The page of ours of which a document was made."""
    page: Element = document.pages[0]._page_box.children[0].element
    return page


def spaces(document: Document) -> dict[bytes, int]:
    """The number of the glyph that is a space in each font of a document, by the name of the font."""
    return {
        font.hash.encode(): glyph
        for font in document.fonts.values()
        for glyph, text in font.to_unicode.items()
        if text == " "
    }


def marks(document: Document, pdf: pydyf.PDF) -> dict[Any, Mark]:
    """Every mark on the pages of a document, by the box that it was painted for."""
    numbers = range(len(document.pages))
    return {mark.box: mark for number in numbers for mark in _on_page(document, pdf, number)}


def _on_page(document: Document, pdf: pydyf.PDF, number: int) -> Iterator[Mark]:
    page = pdf.objects[pdf.pages["Kids"][3 * number]]
    stream = pdf.objects[int(page["Contents"].split()[0])].stream
    places = {
        item["MCID"]: place
        for place, item in enumerate(stream)
        if isinstance(item, pydyf.Dictionary) and "MCID" in item
    }
    for box, mcid in document.pages[number].paint.numbers.given.items():
        place = places[mcid]
        yield Mark(number, box, stream[place], place, stream)
