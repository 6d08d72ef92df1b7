"""The words that stand on a work sheet, and by which its rows are known again when it is read back."""

from assessments.verdicts import Verdict
from assessments.worksheets.content import WorkSheet

PART, CONTENT = "Onderdeel", "Bevinding"
VERDICT = "Oordeel"
REASON, REASON_HINT = "Reden", "Alleen bij “Niet beoordeeld”."
EXPLANATION = "Toelichting"
NOTE, NOTE_HINT = "Notitie", "Voor het team; komt nooit in het factsheet."
REFERENCE, REFERENCE_HINT = "Kenmerk", "Laat dit staan: hieraan herkennen we het punt."
BEGINNINGS = ("Werkblad ", "Dit werkblad heeft ", "Zet per punt een kruisje ", "Er staan geen punten open.")
INTERNAL = "Intern: niet verspreiden"


CHOICES = [(verdict.value, verdict.mark, verdict.label) for verdict in Verdict]


def introduction(sheet: WorkSheet) -> list[str]:
    """What the sheet is and how to use it, each sentence a paragraph."""
    if not sheet.number_of_points:
        return ["Er staan geen punten open. Alle punten van deze ronde zijn ingevuld."]
    number = sheet.number_of_points
    points = "punt" if number == 1 else "punten"
    what = f"alle {points}" if sheet.with_filled_points else f"de {points} die nog open staan"
    if number == 1:
        what = "het enige punt" if sheet.with_filled_points else "het punt dat nog open staat"
    return [
        f"Dit werkblad heeft {what}"
        + (f" ({number})" if number > 1 else "")
        + ", met wat er eerder is gevonden.",
        "Zet per punt een kruisje bij één oordeel en schrijf de toelichting in het vak. "
        "Noem functies, geen namen van gezinnen.",
    ]


def above(theme: str, description: str, indicator: str, approach: str) -> list[str]:
    """The lines that a Word file has above the table of a point, and above those of its theme."""
    return [theme, as_sentence(description), indicator, f"Aanpak {approach}"]


def as_sentence(description: str) -> str:
    return f"{description[:1].upper()}{description[1:]}."


def beside(sheet: WorkSheet) -> dict[str, object]:
    """The words of ours that a page or PDF prints beside what is in a sheet."""
    return {"introduction": introduction(sheet), "internal": INTERNAL, "choices": CHOICES}
