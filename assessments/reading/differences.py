"""Where two factsheets differ, said field by field."""

import difflib
import re
from dataclasses import dataclass

from assessments.reading.content import KINDS_OF_CONTACT, Approach, Cell, Contact, Factsheet
from assessments.reading.dates import MONTHS
from assessments.texts import folded
from assessments.verdicts import Verdict

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?;]) +|\n+")


@dataclass(frozen=True)
class Difference:
    """A field that the case file has in another form than the file."""

    field: str
    stored: str
    read: str

    def __str__(self) -> str:
        """The field's name, and sentence by sentence what only the case file (-) or only the file (+) says."""
        before, after = _sentences(self.stored), _sentences(self.read)
        if before == after:
            return f"{self.field}\nAlleen de indeling in alinea’s verschilt."
        diff = difflib.unified_diff(before, after, "dossier", "bestand", lineterm="", n=1)
        return "\n".join([self.field, *(line for line in diff if not line.startswith("@@"))])


def differences(stored: Factsheet, read: Factsheet) -> list[Difference]:
    """What a file says otherwise than what is stored; nothing when both say the same."""
    before, after = _fields(stored), _fields(read)
    return [
        Difference(field, before.get(field, ""), after.get(field, ""))
        for field in {**after, **before}
        if before.get(field, "") != after.get(field, "")
    ]


def _fields(factsheet: Factsheet) -> dict[str, str]:
    first, year = factsheet.first_year, factsheet.year
    fields = {
        f"Gemeente in {first}": factsheet.first_municipality,
        f"Gemeente in {year}": factsheet.municipality,
        f"Aanpakken in {first}": "\n".join(map(_approach, factsheet.approaches)),
        f"Aanpak in {year}": factsheet.follow_up,
        "Contactmoment": "\n".join(map(_contact, factsheet.contacts)),
        "Verschenen in": _month(factsheet),
        f"Ontwikkeling {year}": factsheet.development,
    }
    for row in factsheet.rows:
        fields[f"“{row.indicator}”, zoals afgedrukt"] = f"{row.theme}: {row.wording}"
        for cell in row.cells:
            fields[f"“{row.indicator}”, {cell.year}, {cell.approach}"] = _finding(cell)
    return fields


def _approach(approach: Approach) -> str:
    left = f" (niet meer onderzocht, omdat {approach.reason_left})" if approach.reason_left else ""
    return f"{approach.name}{left}"


def _contact(contact: Contact) -> str:
    date, kind = contact.date, KINDS_OF_CONTACT[contact.kind]
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}: {kind.label}"


def _month(factsheet: Factsheet) -> str:
    day = factsheet.appeared_in
    return f"{MONTHS[day.month - 1]} {day.year}" if day else ""


def _finding(cell: Cell) -> str:
    verdict = "" if not cell.verdict else Verdict(cell.verdict).label
    return "\n".join(part for part in (verdict, cell.reason, cell.explanation) if part)


def _sentences(text: str) -> list[str]:
    return [folded(sentence) for sentence in _BETWEEN_SENTENCES.split(text) if sentence.strip()]
