"""Documents and work sheets that are brought along."""

from dataclasses import replace

from django.utils import timezone

from assessments.verdicts import Verdict
from assessments.worksheets import docx, labels
from assessments.worksheets.drafting import draft
from tests.assessments.worksheets.made_up import Filled
from tests.pictures.picture import press
from tests.pictures.rounds import open_round


def bring_documents(*files):
    def bring(page):
        chosen = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
        page.get_by_label("Bestanden").set_input_files(chosen)
        press("Documenten toevoegen")(page)

    return bring


def remove_a_document(page):
    page.get_by_role("link", name="Verwijderen van").first.click()
    press("Document verwijderen")(page)


def bring_no_work_sheet(page):
    file = {"name": "verslag.docx", "mimeType": docx.MEDIA_TYPE, "buffer": b"%PDF-1.7"}
    page.get_by_label("Ingevuld werkblad").set_input_files(file)
    press("Bekijk wat er verandert")(page)


def bring_work_sheet(page):
    """Bring a sheet on which one point is filled in, one asks attention and one is of another round; more was typed."""
    sheet = draft(open_round(), printed_at=timezone.now(), with_filled_points=True)
    points = [point for theme in sheet.themes for point in theme.points]
    texts = {"explanation": "Er is een plan, met een *eind*.\n\n- het team\n- de regisseur"}
    written = [
        replace(points[0], verdict=Verdict.IMPROVEMENT_POINT, **texts),
        replace(points[1], verdict=Verdict.NOT_ASSESSED, reason="", **texts),
        replace(points[2], reference=replace(points[2].reference, round=0)),
        *points[3:],
    ]
    filled = Filled(docx.write(replace(sheet, themes=(replace(sheet.themes[0], points=tuple(written)),))))
    filled.write_below("Aanwezig waren de wethouder jeugd en twee regisseurs van het sociale wijkteam.")
    filled.document.add_paragraph(f"Zie https://www.alkmaar.nl/{'planvanaanpak' * 8}.pdf")
    filled.document.tables[0].add_row().cells[1].text = "Wie belt de gemeentesecretaris terug?"
    filled.comment(labels.EXPLANATION, "Klopt dit jaartal?", table=3)
    file = {"name": "werkblad.docx", "mimeType": docx.MEDIA_TYPE, "buffer": filled.save()}
    page.get_by_label("Ingevuld werkblad").set_input_files(file)
    press("Bekijk wat er verandert")(page)
