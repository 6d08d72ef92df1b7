"""The PDF of a work sheet, to print and write on."""

from django.template.loader import render_to_string

from assessments.factsheet.pdf import STYLESHEET_OF_WORK_SHEET, write
from assessments.worksheets import labels
from assessments.worksheets.content import WorkSheet


def render(sheet: WorkSheet) -> bytes:
    """The PDF of a work sheet, the same bytes each time for the same sheet."""
    context = labels.beside(sheet) | {"sheet": sheet}
    return write(render_to_string("work_sheets/pdf.html", context), STYLESHEET_OF_WORK_SHEET)
