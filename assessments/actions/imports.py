"""Taking a published factsheet into a case file."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments import reading
from assessments.actions import Refused
from assessments.models import (
    Approach,
    CaseFile,
    ContactMoment,
    Continuation,
    DevelopmentRevision,
    Finding,
    FindingRevision,
    Framework,
    Indicator,
    PrintedIndicator,
    Round,
)
from assessments.reading import Difference, Factsheet, Known, Unreadable, differences
from assessments.texts import for_search
from municipalities.models import Municipality
from stj_toezicht.accounts.models import User

FRAMEWORK = "GGSR"


class NoFramework(Refused):
    """The office has no version of the framework that was valid then."""


class UnclearMunicipality(Refused):
    """The register doesn't say with certainty to which case file a factsheet belongs."""


class WentOnElsewhere(Refused):
    """The case file went on in that of a merged municipality, and has nothing of this factsheet."""


class OthersWentOnInIt(Refused):
    """The factsheet is of before the round from which other case files go on in the one it belongs to."""


class DiffersFromCaseFile(Refused):
    """The case file has these rounds already, and says something else."""

    message = "In het dossier staat iets anders. Er is niets overschreven."

    def __init__(self, found: list[Difference]):
        self.differences = found
        super().__init__()


@dataclass(frozen=True)
class Imported:
    """The case file that holds a factsheet, and whether this import made something."""

    case_file: CaseFile
    factsheet: Factsheet
    is_new: bool


def read(content: bytes) -> Factsheet:
    """What a file says, by the framework and the register as they stand. Raises Unreadable or NoFramework."""
    text = reading.text_of(content)
    framework = _framework(reading.first_year(text))
    themes = list(framework.themes.all())
    return reading.read_factsheet(
        text,
        Known(
            framework=framework.code,
            themes={theme.name: theme.heading for theme in themes}
            | {theme.heading: theme.heading for theme in themes},
            wordings=tuple(_indicators(framework)),
            municipalities=tuple(Municipality.objects.values_list("name", flat=True)),
        ),
    )


@transaction.atomic
def import_factsheet(source: Factsheet, *, by: User) -> Imported:
    """Make the case file, approaches, rounds and findings of a factsheet; both rounds are final at once.

    What is stored already stays as it is: the same factsheet changes nothing. Raises DiffersFromCaseFile where
    it differs, UnclearMunicipality, WentOnElsewhere, OthersWentOnInIt, NoFramework, or Unreadable for two
    municipalities that aren't one line.
    """
    framework = _framework(source.first_year)
    municipality, first_municipality = _municipalities(source)
    case_file = _case_file(municipality, first_municipality, framework)
    is_new = not _has_anything_of(case_file, source)
    if is_new:
        _refuse_what_went_on(case_file, source)
        _make(case_file, source, municipality, first_municipality, by=by)
    if found := differences(_stored(case_file, source.first_year, source.year), source):
        raise DiffersFromCaseFile(found)
    return Imported(case_file, source, is_new=is_new)


def _has_anything_of(case_file: CaseFile, source: Factsheet) -> bool:
    years = [source.first_year, source.year]
    return (
        Round.objects.held_in(case_file).filter(year__in=years).exists()
        or Approach.objects.begun_in(case_file).filter(starts_in__in=years).exists()
    )


def _refuse_what_went_on(case_file: CaseFile, source: Factsheet) -> None:
    """Refuse a factsheet of rounds that a merger left behind: what they found would not be followed up any more."""
    if case_file.merged_into:
        raise WentOnElsewhere(
            f"Het dossier van {case_file} gaat sinds de ronde {case_file.merged_in} verder in dat van"
            f" {case_file.merged_into}. Er kan geen factsheet meer bij."
        )
    if others := case_file.merged.filter(merged_in__gt=source.first_year).select_related("municipality"):
        names, year = " en ".join(map(str, others)), min(other.merged_in or 0 for other in others)
        raise OthersWentOnInIt(
            f"In het dossier van {case_file} gaat sinds de ronde {year} ook verder wat in {names} is vastgelegd."
            " Een factsheet over rondes van daarvoor kan er niet meer bij."
        )


def _make(
    case_file: CaseFile,
    source: Factsheet,
    municipality: Municipality,
    first_municipality: Municipality,
    *,
    by: User,
) -> None:
    approaches = _make_approaches(case_file, source)
    indicators = _indicators(case_file.framework)
    _make_printed_indicators(case_file, source, indicators)
    now = timezone.now()
    rounds = {
        source.first_year: _make_round(case_file, source.first_year, first_municipality, by=by, at=now),
        source.year: _make_round(
            case_file,
            source.year,
            municipality,
            by=by,
            at=now,
            development=source.development,
            appeared_in=source.appeared_in,
        ),
    }
    ContactMoment.objects.bulk_create(
        ContactMoment(round=rounds[source.year], kind=contact.kind, date=contact.date)
        for contact in source.contacts
    )
    _make_findings(source, rounds, approaches, indicators, by=by, at=now)


def _framework(year: int) -> Framework:
    valid = Framework.objects.filter(code=FRAMEWORK).valid_on(datetime.date(year, 12, 31))
    if framework := valid.order_by("valid_from").last():
        return framework
    raise NoFramework(f"Er is geen toetsingskader {FRAMEWORK} dat in {year} gold.")


def _indicators(framework: Framework) -> dict[str, Indicator]:
    """The framework's indicators by their wording."""
    indicators = Indicator.objects.filter(theme__framework=framework).select_related("theme")
    return {indicator.wording: indicator for indicator in indicators}


def _municipalities(source: Factsheet) -> tuple[Municipality, Municipality]:
    """The municipality of the factsheet and that of its first round, held until the end of the transaction."""
    municipality = _in_register(source.municipality, source.contacts[0].date)
    line = list(municipality.line().select_for_update())
    first = next((other for other in line if other.name == source.first_municipality), None)
    if first is None:
        raise Unreadable(
            f"verwachtte een gemeente die is opgegaan in {source.municipality} of daaruit voortkomt,"
            f" maar vond “{source.first_municipality}”.",
            source.introduction_line,
        )
    return municipality, first


def _in_register(name: str, day: datetime.date) -> Municipality:
    named = Municipality.objects.named(name)
    found = named if named.count() == 1 else named.valid_on(day)
    if found.count() != 1:
        raise UnclearMunicipality(f"Het register kent niet precies één gemeente {name} op {day:%d-%m-%Y}.")
    return found.get()


def _case_file(
    municipality: Municipality, first_municipality: Municipality, framework: Framework
) -> CaseFile:
    """The case file in which the municipality stands, by the name of the factsheet or of its first round; made
    if there is none. It moves along to the successor whose factsheet this is.

    One that went on in another stays the one in which the factsheet stands.

    Another municipality of the same line, such as one that was merged into this one later, has its own.
    """
    named = [municipality, first_municipality]
    of_framework = CaseFile.objects.filter(framework=framework)
    found = (
        of_framework.filter(municipality=municipality)
        or of_framework.filter(
            Q(municipality=first_municipality) | Q(rounds__municipality__in=named)
        ).distinct()
    )
    if len(found) > 1:
        names = " en ".join(str(case_file) for case_file in found)
        raise UnclearMunicipality(f"Er zijn meer dossiers waar dit factsheet bij kan horen: {names}.")
    if not found:
        return CaseFile.objects.create(municipality=municipality, framework=framework)
    case_file = found[0]
    if case_file.merged_into is None and municipality in case_file.municipality.descendants():
        case_file.municipality = municipality
        case_file.save(update_fields=["municipality"])
    return case_file


def _make_approaches(case_file: CaseFile, source: Factsheet) -> dict[tuple[int, str], Approach]:
    """The approaches by year and name, with what became of those of the first round."""
    made: dict[tuple[int, str], Approach] = {}
    for approach in source.approaches:
        ends = approach.reason_left or not source.goes_on
        made[source.first_year, approach.name] = Approach.objects.create(
            case_file=case_file,
            name=approach.name,
            starts_in=source.first_year,
            ends_in=source.year if ends else None,
            reason_left=approach.reason_left,
        )
    if source.goes_on:
        made[source.year, source.follow_up] = made[source.first_year, source.follow_up]
        return made
    going_on = [approach for approach in made.values() if not approach.reason_left]
    successor = Approach.objects.create(case_file=case_file, name=source.follow_up, starts_in=source.year)
    made[source.year, source.follow_up] = successor
    Continuation.objects.bulk_create(
        Continuation(case_file=case_file, predecessor=approach, successor=successor, year=source.year)
        for approach in going_on
    )
    return made


def _make_printed_indicators(
    case_file: CaseFile, source: Factsheet, indicators: dict[str, Indicator]
) -> None:
    themes = {theme.heading: theme for theme in case_file.framework.themes.all()}
    for row in source.rows:
        indicator = indicators[row.indicator]
        if (row.wording, row.theme) != (indicator.wording, indicator.theme.heading):
            PrintedIndicator.objects.get_or_create(
                case_file=case_file,
                indicator=indicator,
                defaults={"theme": themes[row.theme], "wording": row.wording},
            )


def _make_round(
    case_file: CaseFile,
    year: int,
    municipality: Municipality,
    *,
    by: User,
    at: datetime.datetime,
    development: str = "",
    appeared_in: datetime.date | None = None,
) -> Round:
    round_ = Round.objects.create(
        case_file=case_file,
        year=year,
        municipality=municipality,
        development=development,
        development_version=1 if development else 0,
        development_changed_at=at if development else None,
        development_changed_by=by if development else None,
        appeared_in=appeared_in,
        started_at=at,
        started_by=by,
        finalised_at=at,
        finalised_by=by,
    )
    if development:
        DevelopmentRevision.objects.create(
            round=round_, version=1, development=development, changed_at=at, changed_by=by
        )
    return round_


def _make_findings(
    source: Factsheet,
    rounds: dict[int, Round],
    approaches: dict[tuple[int, str], Approach],
    indicators: dict[str, Indicator],
    *,
    by: User,
    at: datetime.datetime,
) -> None:
    findings = Finding.objects.bulk_create(
        Finding(
            round=rounds[cell.year],
            approach=approaches[cell.year, cell.approach],
            indicator=indicators[row.indicator],
            verdict=cell.verdict,
            reason=cell.reason,
            explanation=cell.explanation,
            search_text=for_search(cell.explanation, cell.reason),
            version=1,
            changed_at=at,
            changed_by=by,
        )
        for row in source.rows
        for cell in row.cells
    )
    FindingRevision.objects.bulk_create(
        FindingRevision(
            finding=finding,
            version=1,
            verdict=finding.verdict,
            reason=finding.reason,
            explanation=finding.explanation,
            changed_at=at,
            changed_by=by,
        )
        for finding in findings
    )


def _stored(case_file: CaseFile, first_year: int, year: int) -> Factsheet:
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
