"""Reading the pages of a document back into the parts of its HTML."""

from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

from assessments.printing.structure.painted import DECORATION, FOOT, HEAD, WATERMARK, Mark
from assessments.printing.structure.parts import (
    HEADINGS,
    HOLD_PARAGRAPHS,
    HOLD_PARTS,
    KINDS,
    MAY_BE_EMPTY,
    Annotation,
    Part,
)


class NotReadable(ValueError):
    """A document holds what a screen reader would not come across."""


def read(document: Document, marks: dict[Any, Mark]) -> Part:
    """The structure of a document; what is not part of its text is set aside on its pages."""
    reader = _Reader(marks)
    for number, page in enumerate(document.pages):
        reader.read(page._page_box, reader.whole, number)
    if reader.unread:
        raise NotReadable(f"Painted, and neither read nor set aside: {list(reader.unread)[:3]}")
    _tidy(reader.whole)
    return reader.whole


class _Reader:
    """Goes through the boxes in the order of the pages, and gives each piece of text to the part of its element.

    The boxes of one element on several pages or in several columns have that element in common: they are one part.
    """

    def __init__(self, marks: dict[Any, Mark]) -> None:
        self.unread = dict(marks)
        self.whole = Part("Document")
        self._parts: dict[tuple[Element, str], Part] = {}
        self._terms: dict[Part, Part] = {}  # the last item of each list of terms
        self._heads: set[Element] = set()  # and feet, of tables that were begun

    def read(self, box: Any, into: Part, page: int) -> None:
        """Read a box and all in it into a part."""
        box = getattr(box, "_box", box)  # that of a box which is positioned
        why = self._why_not_read(box)
        if why:
            self._set_aside(box, why)
            return
        if into.kind == "THead" and box.element_tag == "tr" and _is_title(box.element):
            self._read_title(box, into, page)
            return
        part = self._part_of(box, into)
        if part.kind in HOLD_PARAGRAPHS and _has_lines(box):
            part = self._paragraph_of(box.element, part)
        if box.link_annotation:
            part.holds.append(Annotation(page, box.link_annotation))
        if box in self.unread:
            self._say(self.unread.pop(box), part)
        for child in getattr(box, "children", ()):
            self.read(child, part, page)

    def _say(self, mark: Mark, part: Part) -> None:
        if isinstance(mark.box, boxes.ReplacedBox):
            raise NotReadable(f"A picture that nobody hears: {mark.box.element_tag}")
        if part.kind not in HOLD_PARTS:
            part.holds.append(mark)
        elif mark.text().strip():
            raise NotReadable(f"Text between the parts of a {part.kind}: {mark.text()[:50]}")
        else:
            mark.set_aside(DECORATION)

    def _why_not_read(self, box: Any) -> dict[str, str] | None:
        """As what a box is left out: its text is of the page, or was read before, or is said by its neighbour."""
        if isinstance(box, boxes.MarginBox):
            return {"t": HEAD, "b": FOOT}.get(box.at_keyword[1], WATERMARK)
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            if box.element in self._heads:
                return HEAD
            self._heads.add(box.element)
        if box.element is not None and box.element.get("aria-hidden") == "true":
            return DECORATION
        return None

    def _set_aside(self, box: Any, why: dict[str, str]) -> None:
        box = getattr(box, "_box", box)
        if box.link_annotation:
            raise NotReadable(f"A link that nobody hears: {box.element.get('href')}")
        if box in self.unread:
            self.unread.pop(box).set_aside(why)
        for child in getattr(box, "children", ()):
            self._set_aside(child, why)

    def _part_of(self, box: Any, into: Part) -> Part:
        """The part to which the text of a box belongs: that of its element, or else that around it."""
        element, tag = box.element, box.element_tag
        if isinstance(box, (boxes.LineBox, boxes.TextBox)):
            return into
        if (element, tag) in self._parts:
            return self._parts[element, tag]
        if tag == "li::marker":
            part = self._parts[element, "li"].inside.add("Lbl", at=0)
        elif tag == "li":
            part = into.add("LI").add("LBody")
        elif tag == "dt":
            self._terms[into] = into.add("LI")
            part = self._terms[into].add("Lbl")
        elif tag == "dd":
            part = self._terms[into].add("LBody")
        elif tag in KINDS and (tag != "a" or box.link_annotation):
            part = into.add(KINDS[tag])
        else:
            return into
        if tag in ("th", "td"):
            part.attributes = _of_cell(box)
        self._parts[element, tag] = part
        return part

    def _paragraph_of(self, element: Element, into: Part) -> Part:
        """A paragraph for text that has none of its own, such as that of a div. It may have begun on a page before."""
        begun = self._parts.get((element, "text"))
        if begun is None or into.holds[-1] is not begun:
            begun = self._parts[element, "text"] = into.add("P")
        return begun

    def _read_title(self, row: Any, head: Part, page: int) -> None:
        """Read the row of a table's head that repeats the heading above it: a heading stands before its table."""
        table = head.inside
        around = table.inside
        around.holds.remove(table)
        heading = next(box for box in row.descendants() if box.element_tag in HEADINGS)
        self.read(heading, around, page)
        around.holds.append(table)


def _has_lines(box: Any) -> bool:
    return any(isinstance(child, boxes.LineBox) for child in getattr(box, "children", ()))


def _is_title(row: Element) -> bool:
    """Whether a row of a table is one cell with a heading and nothing else."""
    if len(row) != 1 or len(row[0]) != 1 or row[0][0].tag not in HEADINGS:
        return False
    return not "".join([row.text or "", row[0].text or "", row[0][0].tail or "", row[0].tail or ""]).strip()


def _of_cell(box: Any) -> dict[str, Any]:
    """What a cell of a table says of itself: how far it reaches and, in a head, over which cells it is."""
    attributes: dict[str, Any] = {}
    if box.element_tag == "th":
        attributes["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"
    if box.colspan != 1:
        attributes["ColSpan"] = box.colspan
    if box.rowspan != 1:
        attributes["RowSpan"] = box.rowspan
    return attributes


def _tidy(part: Part) -> None:
    """Leave out what holds nothing, and texts that are nothing but space: nothing is painted of them."""
    before: Part | Mark | Annotation | None = None
    for held in list(part.holds):
        if isinstance(held, Part):
            _tidy(held)
            if not held.holds and held.kind not in MAY_BE_EMPTY:
                part.holds.remove(held)
        elif isinstance(held, Mark) and not held.text().strip():
            held.set_aside(DECORATION)
            part.holds.remove(held)
            if isinstance(before, Mark):
                before.before_space = True
            continue
        before = held
