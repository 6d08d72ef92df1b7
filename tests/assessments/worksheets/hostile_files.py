"""Files that are no work sheet, or worse: what is wrong with each, what is said of it, and how it is made."""

import io
import struct
import zipfile

from assessments.documents.archives import DAMAGED, TOO_MUCH_IN_IT
from assessments.documents.kinds import MACROS
from assessments.worksheets import labels
from assessments.worksheets.docx import write
from assessments.worksheets.reading import NO_SHEET
from assessments.worksheets.references import Reference
from tests.assessments.documents.made_up import GENUINE, PROGRAM, packed
from tests.assessments.worksheets.made_up import sheet

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MB = 1024 * 1024
SOMETHING_ELSE = "Dit is geen Word-bestand (.docx). Kies het werkblad dat u hier ophaalde."


def changed(part="word/document.xml", content=b"", *, stored=False, **more):
    """A work sheet of which one part is something else; `stored` as it is, so that it isn't tightly packed."""
    with zipfile.ZipFile(io.BytesIO(write(sheet()))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return packed(members | {part: content} | more, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


def document(body, before=""):
    content = f"<?xml version='1.0'?>{before}<w:document {W}>{body}</w:document>".encode()
    return changed(content=content, stored=True)


def lying():
    """An archive that says of its largest member that it is small."""
    bomb = bytearray(changed(content=b" " * (50 * MB)))
    place = bomb.rindex(b"word/document.xml")  # in the list of members at the end
    bomb[place - 46 + 24 : place - 46 + 28] = (1000).to_bytes(4, "little")
    return bytes(bomb)


def counted_elsewhere():
    """An archive of which the second record, for huge archives, counts far more members than the first."""
    one = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 6) + bytes(16)
    members = b"".join(one + b"%06d" % number for number in range(300_000))
    huge = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 300_000, 300_000, len(members), 4)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 4 + len(members), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 46, 4, 0)
    return b"PK\x03\x04" + members + huge + locator + end


def chained_styles(number, paragraphs):
    """Styles of which each is based on the next, and paragraphs in the first one and so on."""
    style = '<w:style w:styleId="s{}"><w:basedOn w:val="s{}"/></w:style>'
    paragraph = '<w:p><w:pPr><w:pStyle w:val="s{}"/></w:pPr></w:p>'
    styles = "".join(style.format(each, each + 1) for each in range(number))
    text = "".join(paragraph.format(each) for each in range(paragraphs))
    return changed(
        part="word/styles.xml",
        content=f"<w:styles {W}>{styles}</w:styles>".encode(),
        stored=True,
        **{"word/document.xml": f"<w:document {W}>{text}</w:document>"},
    )


def shared_lists(number):
    """Lists that share one definition of as many levels."""
    levels = "".join(f'<w:lvl w:ilvl="{each}"/>' for each in range(number))
    one = '<w:num w:numId="{}"><w:abstractNumId w:val="1"/></w:num>'
    lists = "".join(one.format(each) for each in range(number))
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>{lists}</w:numbering>'
    )
    item = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    return changed(
        part="word/numbering.xml",
        content=numbering.encode(),
        stored=True,
        **{"word/document.xml": f"<w:document {W}>{CELL}{item}{END}</w:document>"},
    )


def described_tables(number, of=""):
    """Tables that have nothing but the description by which a point is known again."""
    table = '<w:tbl><w:tblPr><w:tblDescription w:val="{}"/></w:tblPr>{}</w:tbl>'
    return "".join(table.format(Reference(1, each, 0), of) for each in range(number))


def answer(label, text):
    """A row of a point."""
    cells = (f"<w:tc><w:p><w:r><w:t>{each}</w:t></w:r></w:p></w:tc>" for each in (label, text))
    return f"<w:tr>{''.join(cells)}</w:tr>"


def filled_in(text):
    """A point with its explanation."""
    return described_tables(1, answer(labels.EXPLANATION, text))


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
CELL, END = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
HOSTILE = {
    "nothing": (SOMETHING_ELSE, lambda: b""),
    "a program": (SOMETHING_ELSE, lambda: PROGRAM),
    "a PDF": (SOMETHING_ELSE, lambda: GENUINE["a.pdf"]),
    "twenty megabytes of noise": (DAMAGED, lambda: b"PK\x03\x04" + bytes(range(256)) * (20 * MB // 256)),
    "cut off": (DAMAGED, lambda: write(sheet())[:-1000]),
    "no document in it": (DAMAGED, lambda: packed({"[Content_Types].xml": "<Types/>", "word/x.xml": ""})),
    "counted elsewhere": (TOO_MUCH_IN_IT, counted_elsewhere),
    "macros": (MACROS, lambda: changed(part="word/vbaProject.bin", content=b"x")),
    "a bomb": (TOO_MUCH_IN_IT, lambda: changed(content=b" " * (50 * MB))),
    "a bomb beside it": (
        TOO_MUCH_IN_IT,
        lambda: changed(part="word/media/image.png", content=b"\0" * (50 * MB)),
    ),
    "a bomb that lies": (DAMAGED, lying),
    "many small bombs": (
        TOO_MUCH_IN_IT,
        lambda: changed(**{f"word/{number}": b"0" * MB for number in range(101)}),
    ),
    "many members": (TOO_MUCH_IN_IT, lambda: changed(**{f"word/{number}": b"" for number in range(10_001)})),
    "out of the archive": (DAMAGED, lambda: changed(part="../../etc/cron.d/x", content=b"x")),
    "not well formed": (DAMAGED, lambda: document("<w:p>")),
    "external entity": (
        DAMAGED,
        lambda: document("<w:p>&x;</w:p>", '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ),
    "external declarations": (
        DAMAGED,
        lambda: document("", '<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/x.dtd">'),
    ),
    "a billion laughs": (
        DAMAGED,
        lambda: document("&a9;", f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{LAUGHS}]>'),
    ),
    "a million elements": (TOO_MUCH_IN_IT, lambda: document("<w:p/>" * 1_000_000)),
    "as many elements as pass": (
        TOO_MUCH_IN_IT,
        lambda: document(f"<w:tbl><w:tr><w:tc>{'<w:p/>' * 390_000}</w:tc></w:tr></w:tbl>"),
    ),
    "as many runs": (
        TOO_MUCH_IN_IT,
        lambda: document(f"{CELL}<w:p>{'<w:r><w:b/></w:r>' * 130_000}</w:p>{END}"),
    ),
    "as many stray elements": (
        NO_SHEET,
        lambda: document(f"<w:tbl><w:tr><w:tc>{'<w:x/>' * 390_000}</w:tc></w:tr></w:tbl>"),
    ),
    "styles in a long chain": (NO_SHEET, lambda: chained_styles(40_000, 20_000)),
    "lists that share": (NO_SHEET, lambda: shared_lists(40_000)),
    "tables with nothing in them": (TOO_MUCH_IN_IT, lambda: document("<w:tbl/>" * 190_000)),
    "rows with nothing in them": (TOO_MUCH_IN_IT, lambda: document(f"<w:tbl>{'<w:tr/>' * 190_000}</w:tbl>")),
    "cells with nothing in them": (
        TOO_MUCH_IN_IT,
        lambda: document(f"<w:tbl><w:tr>{'<w:tc/>' * 190_000}</w:tr></w:tbl>"),
    ),
    "a long answer": (
        TOO_MUCH_IN_IT,
        lambda: document(described_tables(1, answer(labels.EXPLANATION, " *_[" * 1_900_000))),
    ),
    "a long row of references": (
        NO_SHEET,
        lambda: document(f"<w:tbl>{answer(labels.REFERENCE, '1-1-1-AAAAAAAAAA ' * 29_000)}</w:tbl>"),
    ),
    "one long text": (TOO_MUCH_IN_IT, lambda: document(f"<w:p><w:r><w:t>{'a' * (7 * MB)}</w:t></w:r></w:p>")),
    "deep": (DAMAGED, lambda: document("<w:tbl><w:tr><w:tc>" * 1_000 + "</w:tc></w:tr></w:tbl>" * 1_000)),
    "as deep as passes": (
        NO_SHEET,
        lambda: document("<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80),
    ),
    "styles in a circle": (
        NO_SHEET,
        lambda: changed(
            part="word/styles.xml",
            content=f'<w:styles {W}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
            f'<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'.encode(),
            **{
                "word/document.xml": f'<w:document {W}><w:p><w:pPr><w:pStyle w:val="a"/></w:pPr></w:p></w:document>'
            },
        ),
    ),
}
# Sheets that are taken in, of which the text is hard on what makes it ours; with how it begins then.
TAKEN_IN = {
    "an answer of empty lines": ("a\n\nb", lambda: document(filled_in("a" + "\n" * 200_000 + "b"))),
    "an answer of accents": ("\u00e1\u0316", lambda: document(filled_in("a" + "\u0316\u0301" * 100_000))),
}
