"""Work sheets to write, and what people do to them in between."""

import datetime
import io

import docx

from assessments.worksheets import labels
from assessments.worksheets.content import Earlier, Point, Theme, WorkSheet
from assessments.worksheets.docx import write
from assessments.worksheets.references import Reference

RICH = """Een alinea met **vet** en *schuin*, en 2 \\* 3 = 6.
Een nieuwe regel

- een
- twee
  - dieper

1. eerst
1. dan

LET OP: alleen mondeling."""
EARLIER = (
    Earlier(2013, "CJG", "improvement_point", "", "Nog geen afspraken."),
    Earlier(2013, "Loket", "not_assessed", "De gemeente gaf geen inzage.", ""),
    Earlier(2014, "CJG", "meets", "", RICH),
)


def point(finding=341, version=0, **fields):
    given = {"verdict": "", "reason": "", "explanation": "", "private_note": ""} | fields
    given = {"indicator": f"Punt {finding} & meer", "approach": "CJG", "earlier": EARLIER} | given
    return Point(reference=Reference(12, finding, version), **given)


def sheet(*points, **fields):
    given = {"with_filled_points": False, "several_approaches": True, "is_follow_up": True} | fields
    return WorkSheet(
        municipality="’s-Hertogenbosch",
        year=2015,
        printed_at=datetime.datetime(2015, 11, 22, 13, 3, tzinfo=datetime.UTC),
        themes=(Theme("Toeleiding", "gezinnen zijn in beeld", points or (point(),)),),
        **given,
    )


class Filled:
    """A work sheet in a word processor: rows by their label, and what is typed in them."""

    def __init__(self, content):
        self.document = docx.Document(io.BytesIO(content))

    def row(self, label, table=0):
        rows = self.document.tables[table].rows
        return next(row for row in rows if row.cells[0].text.startswith(label))

    def cell(self, label, table=0):
        return self.row(label, table).cells[1]

    def type(self, label, *lines, table=0):
        cell = self.cell(label, table)
        for paragraph in cell.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        for child in list(cell.paragraphs[0]._p):
            cell.paragraphs[0]._p.remove(child)
        cell.paragraphs[0].add_run(lines[0] if lines else "")
        for line in lines[1:]:
            cell.add_paragraph(line)
        return self

    def tick(self, label, table=0):
        """Click the box before a verdict, as Word and LibreOffice leave it behind."""
        cell = self.cell(labels.VERDICT, table)
        for paragraph in cell.paragraphs:
            if paragraph.text.strip().endswith(label):
                paragraph._p.xpath(".//*[local-name()='checked']")[0].set(
                    "{http://schemas.microsoft.com/office/word/2010/wordml}val", "1"
                )
                paragraph._p.xpath(".//w:sdtContent//w:t")[0].text = "☒"
        return self

    def write_below(self, text, table=0):
        """Put a paragraph below a table."""
        paragraph = self.document.add_paragraph(text)._p
        self.document.tables[table]._tbl.addnext(paragraph)
        return self

    def comment(self, label, text, table=0):
        paragraph = self.cell(label, table).paragraphs[0]
        self.document.add_comment(paragraph.runs or paragraph.add_run(""), text=text, author="Anna")
        return self

    def save(self):
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()


def filled(*points):
    return Filled(write(sheet(*points)))
