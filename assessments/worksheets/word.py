"""The tables of a Word file, read straight from its XML: nothing of it is run, fetched or unpacked to disk."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from assessments.documents import NotAccepted
from assessments.documents.archives import DAMAGED, TOO_MUCH_IN_IT, check_measures, open_archive, read_member
from assessments.documents.kinds import KINDS
from assessments.worksheets.paragraphs import BULLET, NUMBER, Paragraph, Run

NO_WORD_FILE = "Dit is geen Word-bestand (.docx). Kies het werkblad dat u hier ophaalde."
MAX_XML = 8 * 1024 * 1024  # bytes of text with its marks, in which a thousand pages fit
MAX_ELEMENTS = 200_000
MAX_PIECES = 40_000  # tables, rows, cells, paragraphs and runs, of which the largest sheet has a fifth
MAX_CHARACTERS = 500_000  # of text in it, fifty times what one field takes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What was struck out with tracked changes, and what a newer program says once more for an older one.
SKIPPED = {f"{W}del", f"{W}moveFrom", f"{COMPATIBILITY}Fallback", f"{W}rPr", f"{W}pPr", f"{W}sdtPr"}
PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}
NOTES = {f"{W}commentReference", f"{W}footnoteReference", f"{W}endnoteReference"}
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# Check marks and boxes of the symbol fonts that Word offers first.
SYMBOLS = {"FC": "✓", "FE": "☑", "A8": "☐", "6F": "☐", "FB": "✗", "FD": "☒", "71": "☐", "D6": "√"}


@dataclass(frozen=True)
class Cell:
    """What stands in one cell of a table, or in a paragraph outside all tables."""

    paragraphs: tuple[Paragraph, ...]
    has_picture: bool = False
    has_table: bool = False
    has_note: bool = False

    @property
    def text(self) -> str:
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Table:
    """A table, with its title or else the paragraph above it, and the description that no page shows."""

    title: str
    description: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Style:
    """What a style says of its text, and on which it is based."""

    based_on: str = ""
    bold: bool | None = None
    italic: bool | None = None
    list: str = ""

    def on(self, base: "Style") -> "Style":
        """This style with what it leaves to the one that it is based on."""
        return Style(
            self.based_on,
            base.bold if self.bold is None else self.bold,
            base.italic if self.italic is None else self.italic,
            self.list or base.list,
        )


@dataclass
class WordFile:
    """A .docx that somebody sent. Raises NotAccepted for what isn't one or isn't safe to open."""

    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not KINDS["docx"].is_it(self.content):
            raise NotAccepted(NO_WORD_FILE)
        self._archive: zipfile.ZipFile = open_archive(self.content)
        check_measures(self._archive)
        body = self._parse("word/document.xml")
        if body is None:
            raise NotAccepted(DAMAGED)
        self._body = body
        self._pieces = self._characters = 0
        self._whole: dict[str, Style] = {}

    def blocks(self) -> Iterator[Table | Cell]:
        """The tables that aren't in another and the paragraphs between them, in their order."""
        heading = ""
        for element in _outermost(self._body, f"{W}tbl", f"{W}p"):
            if element.tag == f"{W}p":
                paragraph = self._paragraph(element)
                heading = paragraph.text.strip() or heading
                yield self._with(paragraph, of=element)
            else:
                yield self._table(element, heading)

    def _table(self, table: etree._Element, heading: str) -> Table:
        self._count()
        properties = table.find(f"{W}tblPr")
        title, description = (_value(properties, name) for name in ("tblCaption", "tblDescription"))
        rows = tuple(self._row(row) for row in _outermost(table, f"{W}tr"))
        return Table(title or heading, description, rows)

    def _row(self, row: etree._Element) -> tuple[Cell, ...]:
        self._count()
        return tuple(self._cell(cell) for cell in _outermost(row, f"{W}tc"))

    def _cell(self, cell: etree._Element) -> Cell:
        self._count()
        paragraphs = [self._paragraph(paragraph) for paragraph in _outermost(cell, f"{W}p")]
        return self._with(*paragraphs, of=cell)

    @staticmethod
    def _with(*paragraphs: Paragraph, of: etree._Element) -> Cell:
        """Paragraphs with what stands beside their text."""
        return Cell(
            paragraphs,
            has_picture=next(of.iter(*PICTURES), None) is not None,
            has_table=next(of.iter(f"{W}tbl"), None) is not None,
            has_note=next(of.iter(*NOTES), None) is not None,
        )

    def _count(self, text: str = "") -> None:
        self._pieces += 1
        self._characters += len(text)
        if self._pieces > MAX_PIECES or self._characters > MAX_CHARACTERS:
            raise NotAccepted(TOO_MUCH_IN_IT)

    def _paragraph(self, paragraph: etree._Element) -> Paragraph:
        self._count()
        properties = paragraph.find(f"{W}pPr")
        style = self._style(_value(properties, "pStyle"))
        kind, level = self._list(properties, style)
        return Paragraph(tuple(self._runs(paragraph, style)), kind, level)

    def _runs(self, parent: etree._Element, style: Style) -> Iterator[Run]:
        for child in parent:
            if child.tag in SKIPPED:
                continue
            if child.tag == f"{W}r":
                yield from self._run(child, style)
            elif child.tag == f"{W}sdt" and (box := child.find(f"{W}sdtPr/{W14}checkbox")) is not None:
                yield Run("☒" if _is_on(box.find(f"{W14}checked"), W14) else "☐")
            elif child.tag == f"{W}sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
                continue  # words of the form itself, that ask for an answer
            else:
                yield from self._runs(child, style)

    def _run(self, run: etree._Element, style: Style) -> Iterator[Run]:
        text = "".join(_texts(run))
        self._count(text)
        properties = run.find(f"{W}rPr")
        own = self._style(_value(properties, "rStyle"))
        bold = _first_said(_switch(properties, "b"), own.bold, style.bold)
        italic = _first_said(_switch(properties, "i"), own.italic, style.italic)
        if text:
            yield Run(text, bold, italic)

    def _list(self, properties: etree._Element | None, style: Style) -> tuple[str, int]:
        numbered = properties.find(f"{W}numPr") if properties is not None else None
        if numbered is None:
            return style.list, 0
        key, level = _value(numbered, "numId"), _value(numbered, "ilvl")
        at = int(level) if level.isascii() and level.isdigit() and len(level) < 3 else 0
        if key in {"", "0"}:
            return "", 0
        return self._kinds.get((self._definitions.get(key, ""), str(at)), BULLET), at

    @cached_property
    def _numbering(self) -> etree._Element | None:
        return self._parse("word/numbering.xml")

    @cached_property
    def _definitions(self) -> dict[str, str]:
        """By the key of each list that of its definition, which lists may share."""
        lists = self._numbering.findall(f"{W}num") if self._numbering is not None else ()
        return {each.get(f"{W}numId", ""): _value(each, "abstractNumId") for each in lists}

    @cached_property
    def _kinds(self) -> dict[tuple[str, str], str]:
        """Whether items have bullets or numbers, by the key of the definition and the level."""
        kinds = {}
        root = self._numbering
        for definition in root.findall(f"{W}abstractNum") if root is not None else ():
            key = definition.get(f"{W}abstractNumId", "")
            for level in definition.findall(f"{W}lvl"):
                shown = {"bullet": BULLET, "none": ""}.get(_value(level, "numFmt"), NUMBER)
                kinds[key, level.get(f"{W}ilvl", "")] = shown
        return kinds

    def _style(self, name: str) -> Style:
        """A style with what it takes over from those that it is based on; each is worked out once."""
        chain: dict[str, Style] = {}
        while name in self._styles and name not in self._whole and name not in chain:
            chain[name] = self._styles[name]
            name = chain[name].based_on
        style = self._whole.get(name, Style())
        for name, own in reversed(chain.items()):
            self._whole[name] = style = own.on(style)
        return style

    @cached_property
    def _styles(self) -> dict[str, Style]:
        root = self._parse("word/styles.xml")
        styles = {}
        for each in root.findall(f"{W}style") if root is not None else ():
            run, paragraph = each.find(f"{W}rPr"), each.find(f"{W}pPr")
            kind, _ = self._list(paragraph, Style())
            based_on = _value(each, "basedOn")
            styles[each.get(f"{W}styleId", "")] = Style(based_on, _switch(run, "b"), _switch(run, "i"), kind)
        return styles

    def _parse(self, name: str) -> etree._Element | None:
        """A part of the file as a tree; a part that brings declarations of its own is refused unread."""
        content = read_member(self._archive, name, at_most=MAX_XML)
        if content is None:
            return None
        if content.count(b"<") > 2 * MAX_ELEMENTS:
            raise NotAccepted(TOO_MUCH_IN_IT)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise NotAccepted(DAMAGED) from error
        if root.getroottree().docinfo.doctype:
            raise NotAccepted(DAMAGED)
        return root


def _outermost(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The elements with one of `tags` below `parent` that aren't in another, what was struck out left aside."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag not in SKIPPED and child.tag not in PICTURES:
            yield from _outermost(child, *tags)


def _texts(run: etree._Element) -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}sym":
            yield SYMBOLS.get(child.get(f"{W}char", "")[-2:].upper(), "\ufffd")
        else:
            yield SIGNS.get(child.tag, "")


def _value(parent: etree._Element | None, name: str) -> str:
    found = parent.find(f"{W}{name}") if parent is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


def _switch(properties: etree._Element | None, name: str) -> bool | None:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return None if found is None else _is_on(found, W)


def _is_on(element: etree._Element | None, namespace: str) -> bool:
    return element is not None and element.get(f"{namespace}val", "1") not in {"0", "false", "off"}


def _first_said(*switches: bool | None) -> bool:
    return next((switch for switch in switches if switch is not None), False)
