"""What a case file holds of a factsheet already."""

from collections.abc import Iterator
from itertools import groupby

from assessments import reading
from assessments.actions import Refused
from assessments.models import Approach, CaseFile, Finding, Round
from assessments.reading import Difference, Factsheet


class DiffersFromCaseFile(Refused):
    """The case file has these rounds already, and says something else."""

    message = "In het dossier staat iets anders. Er is niets overschreven."

    def __init__(self, found: list[Difference]):
        self.differences = found
        super().__init__()


def stored_factsheet(case_file: CaseFile, first_year: int, year: int) -> Factsheet:
    """What the rows of a case file say about two of its rounds, in the form in which a factsheet is read."""
    held = Round.objects.held_in(case_file).select_related("municipality")
    rounds = {round_.year: round_ for round_ in held}
    approaches = Approach.objects.begun_in(case_file)
    first, last = rounds.get(first_year), rounds.get(year)
    return Factsheet(
        first_year=first_year,
        year=year,
        first_municipality=first.municipality.name if first else "",
        municipality=last.municipality.name if last else "",
        approaches=tuple(
            reading.Approach(approach.name, approach.reason_left if approach.ends_in == year else "")
            for approach in approaches.in_use(first_year)
        ),
        follow_up=" en ".join(approach.name for approach in approaches.in_use(year)),
        contacts=tuple(
            reading.Contact(moment.kind, moment.date)
            for moment in (last.contact_moments.all() if last else ())
        ),
        development=last.development if last else "",
        appeared_in=last.appeared_in if last else None,
        rows=tuple(_stored_rows(case_file, [rounds.get(first_year), rounds.get(year)])),
    )


def _stored_rows(case_file: CaseFile, rounds: list[Round | None]) -> Iterator[reading.Row]:
    printed = {row.indicator_id: row for row in case_file.printed_indicators.select_related("theme")}
    findings = (
        Finding.objects.filter(round__in=[round_ for round_ in rounds if round_])
        .select_related("round", "approach", "indicator__theme")
        .in_order()
    )
    for indicator, of_indicator in groupby(findings, key=lambda finding: finding.indicator):
        row = printed.get(indicator.pk)
        yield reading.Row(
            indicator=indicator.wording,
            theme=row.theme.heading if row else indicator.theme.heading,
            wording=row.wording if row else indicator.wording,
            cells=tuple(
                reading.Cell(
                    year=finding.round.year,
                    approach=finding.approach.name,
                    verdict=finding.verdict,
                    explanation=finding.explanation,
                    reason=finding.reason,
                )
                for finding in of_indicator
            ),
        )
