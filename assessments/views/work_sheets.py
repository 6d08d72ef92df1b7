"""The work sheet of a round: as a page that prints well, as PDF, and as a Word file to fill in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.views.cards import round_for
from assessments.worksheets import docx, labels, pdf
from assessments.worksheets.drafting import draft
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to


@require_safe
@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
def work_sheet(request, pk):
    """The work sheet as a page; in print only the sheet is left."""
    round_ = round_for(request.user, pk)
    sheet = _sheet(request, round_)
    context = labels.beside(sheet) | {
        "sheet": sheet,
        "round": round_,
        "may_write": round_.can_be_written_by(request.user),
    }
    return render(request, "work_sheets/page.html", context)


@require_safe
@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
def work_sheet_pdf(request, pk):
    """The work sheet as PDF."""
    round_ = round_for(request.user, pk)
    return _file(pdf.render(_sheet(request, round_)), round_, "pdf", "application/pdf", "inline")


@require_safe
@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
def work_sheet_docx(request, pk):
    """The work sheet as a Word file."""
    round_ = round_for(request.user, pk)
    return _file(docx.write(_sheet(request, round_)), round_, "docx", docx.MEDIA_TYPE, "attachment")


def _sheet(request, round_):
    with_filled_points = request.GET.get("punten") == "alle"
    return draft(round_, printed_at=timezone.now(), with_filled_points=with_filled_points)


def _file(content, round_, extension, media_type, disposition):
    name = f"werkblad-{round_.municipality.slug}-{round_.year}.{extension}"
    headers = {
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
