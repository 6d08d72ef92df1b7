"""The work sheet as a Word file: to type in, or to print and write on, and to be read back."""

import io
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any
from xml.sax.saxutils import quoteattr

import docx
from django.utils import timezone
from django.utils.formats import date_format
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from assessments.verdicts import Verdict
from assessments.worksheets import labels
from assessments.worksheets.content import Earlier, Point, WorkSheet
from assessments.worksheets.paragraphs import DEEPEST, NUMBER, Paragraph, Run, from_markdown, in_lists

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, FALLBACK = "Source Sans Pro", "Calibri"
INK, MUTED, ACCENT = RGBColor(0x1C, 0x23, 0x30), RGBColor(0x55, 0x60, 0x7A), RGBColor(0x1D, 0x4F, 0x91)
GROUND, ACCENT_GROUND, LINE = "F5F6F8", "EDF2F9", "B4BBC8"
LABELS, WIDTH = Mm(36), Mm(174)
ORDER = (
    "tblStyle",
    "tblW",
    "jc",
    "tblBorders",
    "tblLayout",
    "tblCellMar",
    "tblLook",
    "tblCaption",
    "tblDescription",
)
_NOT_IN_XML = re.compile("[\0-\x08\v\f\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SMALL, ROOM = "Klein", {labels.REASON: Mm(9), labels.EXPLANATION: Mm(44), labels.NOTE: Mm(16)}


def write(sheet: WorkSheet) -> bytes:
    """The file, in which every point is a table that is known again by its reference."""
    sheet = _in_xml(sheet)
    document = docx.Document()
    _set_up(document, sheet)
    document.add_paragraph(sheet.title, style="Title")
    for sentence in labels.introduction(sheet):
        document.add_paragraph(sentence)
    for theme in sheet.themes:
        document.add_heading(theme.heading, level=1)
        document.add_paragraph(labels.as_sentence(theme.description), style=SMALL)
        for point in theme.points:
            _add_point(document, point, sheet)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _in_xml(content: Any) -> Any:
    """A sheet without the characters in its texts that no XML can hold; what is stored for long may have some."""
    if isinstance(content, str):
        return _NOT_IN_XML.sub("", content)
    if isinstance(content, tuple):
        return tuple(map(_in_xml, content))
    if is_dataclass(content) and not isinstance(content, type):
        texts = {field.name: _in_xml(getattr(content, field.name)) for field in fields(content)}
        return replace(content, **texts)
    return content


def _set_up(document: Document, sheet: WorkSheet) -> None:
    properties = document.core_properties
    properties.title, properties.language, properties.comments = sheet.title, "nl-NL", ""
    properties.author = "Samenwerkend Toezicht Jeugd"
    properties.created = properties.modified = sheet.printed_at.replace(tzinfo=None)
    _set_page(document)
    _set_styles(document)
    _name_fallback(document)
    _drop_thumbnail(document)
    _set_header_and_footer(document, sheet)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def _set_styles(document: Document) -> None:
    styles = document.styles
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.find(qn("w:lang")).set(qn("w:val"), "nl-NL")
    styles.add_style(SMALL, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    #        size, bold, colour, space before and after
    looks = {
        "Normal": (10.5, False, INK, 0, 4),
        "Title": (24, True, ACCENT, 0, 6),
        "Heading 1": (16, True, ACCENT, 18, 2),
        "Heading 2": (12.5, True, INK, 14, 4),
        "Header": (8.5, False, MUTED, 0, 0),
        "Footer": (8.5, False, MUTED, 0, 0),
        SMALL: (9, False, MUTED, 0, 4),
    }
    for name, (size, bold, colour, before, after) in looks.items():
        style = styles[name]
        _set_font(style.element)
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def _set_font(style: Any) -> None:
    """Our typeface for all scripts, instead of the one that the theme of the template names."""
    properties = style.get_or_add_rPr()
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _name_fallback(document: Document) -> None:
    """Say what to show where our typeface isn't installed."""
    table = next(
        part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml"
    )
    font = (
        f'<w:font w:name="{FONT}"><w:altName w:val="{FALLBACK}"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
    table._blob = table.blob.replace(b"</w:fonts>", font.encode())


def _drop_thumbnail(document: Document) -> None:
    """The picture of the template's own first page, which a folder would show for every sheet."""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def _set_header_and_footer(document: Document, sheet: WorkSheet) -> None:
    section = document.sections[0]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph in (header, footer):
        paragraph.paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    header.add_run(f"{sheet.title}\t{labels.INTERNAL}")
    moment = timezone.localtime(sheet.printed_at)
    footer.add_run(f"Stand van {date_format(moment)} om {moment:%H:%M}\tPagina ")
    _add_field(footer, "PAGE")
    footer.add_run(" van ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: WordParagraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _add_point(document: Document, point: Point, sheet: WorkSheet) -> None:
    document.add_heading(point.indicator, level=2)
    if sheet.several_approaches:
        line = document.add_paragraph(f"Aanpak {point.approach}", style=SMALL)
        line.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=2)
    _set_up_table(table, point)
    _head_row(table, labels.PART, labels.CONTENT)
    for earlier in point.earlier:
        _fill_earlier(_row(table, earlier.label), earlier)
    verdict = _row(table, f"{labels.VERDICT} {sheet.year}")
    _fill_verdict(verdict, point.verdict)
    reason = [Paragraph((Run(point.reason),))] if point.reason else []
    _fill(_row(table, labels.REASON, hint=labels.REASON_HINT), reason, labels.REASON)
    _fill(_row(table, labels.EXPLANATION), from_markdown(point.explanation), labels.EXPLANATION)
    _fill(_row(table, labels.NOTE, hint=labels.NOTE_HINT), from_markdown(point.private_note), labels.NOTE)
    reference = _row(table, labels.REFERENCE)
    reference.paragraphs[0].style = document.styles[SMALL]
    reference.paragraphs[0].add_run(f"{point.reference}   {labels.REFERENCE_HINT}")
    _keep_together(table, point)


def _set_up_table(table: Table, point: Point) -> None:
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    table.columns[0].width, table.columns[1].width = LABELS, WIDTH - LABELS
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 60), ("left", 110), ("bottom", 60), ("right", 110))
    )
    _set_properties(
        table,
        f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>",
        f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>",
        f'<w:tblLook {nsdecls("w")} w:val="06A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>',
        f"<w:tblCaption {nsdecls('w')} w:val={quoteattr(point.indicator)}/>",
        f'<w:tblDescription {nsdecls("w")} w:val="{labels.REFERENCE} {point.reference}"/>',
    )


def _set_properties(table: Table, *properties: str) -> None:
    """Set properties of a table, in the one order in which Word wants to find them."""
    parent = table._tbl.tblPr
    for element in map(parse_xml, properties):
        for old in parent.findall(element.tag):
            parent.remove(old)
        parent.append(element)
    order = [qn(f"w:{name}") for name in ORDER]
    parent[:] = sorted(parent, key=lambda element: order.index(element.tag))


def _head_row(table: Table, *texts: str) -> None:
    row = table.add_row()
    header = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(header)
    for cell, text in zip(row.cells, texts, strict=True):
        _shade(cell, ACCENT_GROUND)
        cell.paragraphs[0].add_run(text).bold = True


def _row(table: Table, label: str, *, hint: str = "") -> _Cell:
    """A row with its label; returns the cell beside it."""
    labelled, cell = table.add_row().cells
    labelled.width, cell.width = LABELS, WIDTH - LABELS
    _shade(labelled, GROUND)
    labelled.paragraphs[0].add_run(label).bold = True
    if hint:
        labelled.add_paragraph(hint, style=SMALL)
    return cell


def _shade(cell: _Cell, colour: str) -> None:
    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(shade))


def _fill_earlier(cell: _Cell, earlier: Earlier) -> None:
    paragraph = cell.paragraphs[0]
    if earlier.verdict:
        given = Verdict(earlier.verdict)
        paragraph.add_run(f"{given.mark} {given.label}").bold = True
    else:
        paragraph.add_run("Nog open")
    if earlier.reason:
        cell.add_paragraph(earlier.reason)
    _write(cell, from_markdown(earlier.explanation))
    if earlier.intent:
        cell.add_paragraph().add_run(f"De gemeente zei in {earlier.said_in}:").bold = True
        for line in filter(None, earlier.intent.split("\n")):
            cell.add_paragraph(line)


def _fill_verdict(cell: _Cell, current: str) -> None:
    for number, verdict in enumerate(Verdict):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph._p.append(_checkbox(verdict == current))
        paragraph.add_run(f" {verdict.mark} {verdict.label}")


def _checkbox(checked: bool) -> Any:
    state, sign = ("1", "☒") if checked else ("0", "☐")
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    return parse_xml(
        f'<w:sdt {nsdecls("w")} {w14}><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"/>'
        f"</w:rPr><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def _fill(cell: _Cell, paragraphs: list[Paragraph], label: str) -> None:
    """Put what is recorded already in the cell of a row that keeps room to write."""
    height = cell._tc.getparent().get_or_add_trPr()
    height.trHeight_val, height.trHeight_hRule = ROOM[label], WD_ROW_HEIGHT_RULE.AT_LEAST
    _write(cell, paragraphs, first=True)


def _write(cell: _Cell, paragraphs: list[Paragraph], *, first: bool = False) -> None:
    """Put paragraphs in a cell; `first` begins in the empty one that a cell always has."""
    for group in in_lists(paragraphs):
        is_list = bool(group[0].list)
        numbering = _add_list(cell, group) if is_list else 0
        for each in group:
            paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
            first = False
            _write_runs(paragraph, each)
            if is_list:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = each.level
                properties.get_or_add_numId().val = numbering


def _write_runs(paragraph: WordParagraph, content: Paragraph) -> None:
    for each in content.runs:
        run = paragraph.add_run(each.text)
        run.bold, run.italic = each.bold or None, each.italic or None


def _add_list(cell: _Cell, items: list[Paragraph]) -> int:
    """A list of its own, so that its numbers begin at 1; returns its key."""
    part: Any = cell.part
    numbering = part.numbering_part.element
    kinds = {item.level: item.list for item in items}
    key = len(numbering)
    numbering.insert(0, parse_xml(_abstract_list(key, kinds)))
    return numbering.add_num(key).numId


def _abstract_list(key: int, kinds: dict[int, str]) -> str:
    levels = "".join(_level(level, kinds.get(level) == NUMBER) for level in range(DEEPEST + 1))
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}"><w:multiLevelType w:val="hybridMultilevel"/>'
        f"{levels}</w:abstractNum>"
    )


def _level(level: int, numbered: bool) -> str:
    kind, text = ("decimal", f"%{level + 1}.") if numbered else ("bullet", "•")
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{284 * (level + 1)}" w:hanging="284"/></w:pPr></w:lvl>'
    )


def _keep_together(table: Table, point: Point) -> None:
    """Keep a point on one page where it fits."""
    if point.is_long:
        return
    *rows, last = table.rows
    for row in (*rows, last):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for row in rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
