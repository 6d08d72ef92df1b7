"""What a factsheet says differently from an earlier edition, finding by finding."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format

from assessments.factsheet.content import ApproachInYear, Cell, Column, Factsheet, Intent, LeftOut
from assessments.factsheet.sentences import enumerate_words
from assessments.verdicts import Verdict

Key = tuple[str, str, int, str, str]


@dataclass(frozen=True)
class Change:
    """One text that is not as it was; a finding has a verdict before and after, where it was there."""

    where: str
    before: str
    after: str
    verdict_before: str | None = None
    verdict_after: str | None = None

    @property
    def is_of_verdict(self) -> bool:
        return self.verdict_before != self.verdict_after

    @property
    def is_of_text(self) -> bool:
        return self.before != self.after

    @property
    def label(self) -> str:
        """What happened to it."""
        was_there = bool(self.before) or self.verdict_before is not None
        is_there = bool(self.after) or self.verdict_after is not None
        return "gewijzigd" if was_there and is_there else "toegevoegd" if is_there else "vervallen"


def changes(before: Factsheet, after: Factsheet) -> list[Change]:
    """Each part and each finding that differs, in the order in which they are printed.

    That it is another edition, of another day and for a reason, is no change of what it says.
    """
    return [*_of_parts(before, after), *_of_findings(before, after)]


def _of_parts(before: Factsheet, after: Factsheet) -> Iterator[Change]:
    was, became = _parts(before), _parts(after)
    for name in {**was, **became}:
        if was.get(name, "") != became.get(name, ""):
            yield Change(name, was.get(name, ""), became.get(name, ""))


def _parts(factsheet: Factsheet) -> dict[str, str]:
    """The texts of a factsheet besides its findings, by what they are called."""
    framework = (factsheet.framework_code, factsheet.framework_version, factsheet.framework_name)
    return {
        "Gemeente": f"{factsheet.municipality} ({factsheet.code})",
        "Eerdere namen": enumerate_words(list(factsheet.formerly)) if factsheet.formerly else "",
        "Aanpak": factsheet.approach_line,
        "Eerder verschenen": date_format(factsheet.appeared_in, "F Y") if factsheet.appeared_in else "",
        "Toetsingskader": " ".join(framework),
        "Om welke gezinnen het gaat": factsheet.definition,
        "Inleiding": factsheet.introduction,
        "Thema’s": "\n".join(f"{theme.name}: {theme.description}" for theme in factsheet.themes_tested),
        "Contact met de gemeente": "\n".join(
            f"{date_format(contact.date, 'j F Y')}: {contact.kind}" for contact in factsheet.contacts
        ),
        f"Ontwikkeling {factsheet.year}": factsheet.development,
        "Wat is opgevolgd": "\n".join(factsheet.scope),
        "Woorden bij de oordelen": ", ".join(dataclasses.astuple(factsheet.words)),
        "Ondertekening": factsheet.signed,
        "Onderzochte aanpakken": "\n".join(_told(approach) for approach in factsheet.approaches),
        "Niet opnieuw getoetst": "\n".join(_stood(each) for each in factsheet.left_out),
        "Zienswijze van de gemeente": "\n\n".join(factsheet.statements),
        "Wat de gemeente gaat doen": "\n\n".join(_intended(intent) for intent in factsheet.intents),
    }


def _intended(intent: Intent) -> str:
    """What a municipality will do about one point, as the annex prints it."""
    none = "De gemeente neemt geen maatregel." if intent.has_no_measure else ""
    by_whom = f"Door: {intent.by_whom}" if intent.by_whom else ""
    planned_on = f"Uiterlijk {date_format(intent.planned_on, 'j F Y')}" if intent.planned_on else ""
    lines = [f"{intent.indicator} ({intent.approach})", none, intent.text, by_whom, planned_on]
    return "\n".join(filter(None, lines))


def _stood(left_out: LeftOut) -> str:
    """An indicator that was not tested again, with its last verdicts."""
    marks = (
        " ".join(filter(None, [str(cell.year), cell.municipality, cell.approach, Verdict(cell.verdict).mark]))
        for cell in left_out.cells
        if cell.verdict
    )
    return f"{left_out.heading}: {left_out.indicator} ({', '.join(marks)})"


def _told(approach: ApproachInYear) -> str:
    went_on = {None: "", True: "opgevolgd", False: "niet opgevolgd"}[approach.followed_up]
    name = " ".join(filter(None, [str(approach.year), approach.municipality, approach.name]))
    return ", ".join(filter(None, [name, went_on, approach.reason]))


def _of_findings(before: Factsheet, after: Factsheet) -> Iterator[Change]:
    was, became = _findings(before), _findings(after)
    for key in {**became, **was}:
        old, new = was.get(key), became.get(key)
        if old != new:
            yield Change(
                where=_place(key, after if new else before),
                before=_text(old),
                after=_text(new),
                verdict_before=old.verdict if old else None,
                verdict_after=new.verdict if new else None,
            )


def _findings(factsheet: Factsheet) -> dict[Key, Cell]:
    return {
        (theme.heading, point.indicator, cell.year, cell.approach, cell.municipality): cell
        for theme in factsheet.themes
        for point in theme.points
        for cell in point.cells
        if cell
    }


def _place(key: Key, factsheet: Factsheet) -> str:
    heading, indicator, *of_column = key
    labels = {column.label for column in factsheet.columns if _of(column) == tuple(of_column)}
    return f"{heading}: {indicator} ({', '.join(labels) or of_column[0]})"


def _of(column: Column) -> tuple[int, str, str]:
    return column.year, column.approach, column.municipality


def _text(cell: Cell | None) -> str:
    return "\n\n".join(filter(None, [cell.reason, cell.explanation])) if cell else ""
