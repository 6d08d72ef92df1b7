"""The rows of a case file that a factsheet is taken into."""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from assessments.actions import log
from assessments.actions.findings import PRINTED
from assessments.actions.imports.frameworks import indicators_of
from assessments.actions.writers import add_writers
from assessments.models import (
    Approach,
    CaseFile,
    ContactMoment,
    Continuation,
    DevelopmentRevision,
    Finding,
    FindingRevision,
    Indicator,
    PrintedIndicator,
    Round,
)
from assessments.reading import Contact, Factsheet
from assessments.steps import State
from assessments.texts import for_search
from municipalities.models import Municipality
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind


def make_rows(
    case_file: CaseFile,
    source: Factsheet,
    municipality: Municipality,
    first_municipality: Municipality,
    *,
    by: User,
) -> None:
    """Make the rows of a factsheet in a case file that has none of them; each is an event of its own."""
    approaches = _make_approaches(case_file, source)
    indicators = indicators_of(case_file.framework)
    _make_printed_indicators(case_file, source, indicators, by=by)
    now = timezone.now()
    rounds = {
        source.first_year: _make_round(
            case_file,
            source.first_year,
            first_municipality,
            by=by,
            at=now,
            approaches=[name for year, name in approaches if year == source.first_year],
        ),
        source.year: _make_round(
            case_file,
            source.year,
            municipality,
            by=by,
            at=now,
            approaches=[source.follow_up],
            development=source.development,
            appeared_in=source.appeared_in,
        ),
    }
    for contact in source.contacts:
        _make_contact_moment(rounds[source.year], contact, by=by)
    _make_findings(source, rounds, approaches, indicators, by=by, at=now)


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
    case_file: CaseFile, source: Factsheet, indicators: dict[str, Indicator], *, by: User
) -> None:
    before = log.printed_in(case_file)
    themes = {theme.heading: theme for theme in case_file.framework.themes.all()}
    for row in source.rows:
        indicator = indicators[row.indicator]
        if (row.wording, row.theme) != (indicator.wording, indicator.theme.heading):
            PrintedIndicator.objects.get_or_create(
                case_file=case_file,
                indicator=indicator,
                defaults={"theme": themes[row.theme], "wording": row.wording},
            )
    old, new = {"printed": before}, {"printed": log.printed_in(case_file)}
    log.changed(Kind.CASE_FILE, case_file, of=case_file, by=by, old=old, new=new)


def _make_round(
    case_file: CaseFile,
    year: int,
    municipality: Municipality,
    *,
    by: User,
    at: datetime.datetime,
    approaches: Sequence[str],
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
        state=State.FINAL,
        finalised_at=at,
        finalised_by=by,
    )
    add_writers(round_.pk, [by.pk])
    said = {"year": year, "municipality": municipality.code, "approaches": approaches, "read_in": True}
    log.added(Kind.ROUND, round_, of=round_, by=by, said=said | {"state": round_.state})
    if development:
        DevelopmentRevision.objects.create(
            round=round_, version=1, development=development, changed_at=at, changed_by=by
        )
        log.added(Kind.DEVELOPMENT, round_, of=round_, by=by, said={"development": development})
    return round_


def _make_contact_moment(round_: Round, contact: Contact, *, by: User) -> None:
    moment = ContactMoment.objects.create(round=round_, kind=contact.kind, date=contact.date)
    said = {"kind": moment.kind, "date": moment.date}
    log.added(Kind.CONTACT_MOMENT, moment, of=round_, by=by, about=moment.told, said=said)


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
            text_version=1,
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
            text_version=1,
            verdict=finding.verdict,
            reason=finding.reason,
            explanation=finding.explanation,
            changed_at=at,
            changed_by=by,
        )
        for finding in findings
    )
    for finding in findings:
        said = {name: value for name in PRINTED if (value := getattr(finding, name))}
        log.added(Kind.FINDING, finding, of=finding.round, by=by, said=said)
