"""The PDF of a work sheet, to print and write on."""

from django.template.loader import render_to_string

from assessments.printing import press
from assessments.printing.letters import spelled_out
from assessments.worksheets import labels
from assessments.worksheets.content import WorkSheet

STYLESHEET = "work-sheet-pdf.css"


def render(sheet: WorkSheet) -> bytes:
    """The PDF of a work sheet, the same bytes each time for the same sheet."""
    context = labels.beside(sheet) | {"sheet": sheet}
    return press.write(spelled_out(render_to_string("work_sheets/pdf.html", context)), STYLESHEET)
