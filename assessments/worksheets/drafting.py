"""Making a work sheet of the rows of a round."""

import datetime

from django.utils import timezone

from assessments.models import Finding, History, Remark, Round
from assessments.worksheets.content import Earlier, Point, Theme, WorkSheet
from assessments.worksheets.references import Reference


def draft(round_: Round, *, printed_at: datetime.datetime, with_filled_points: bool = False) -> WorkSheet:
    """The work sheet of a round as its rows now stand: per theme the open points, or all of them."""
    history = History.of(round_)
    intents = Remark.objects.last_intents(history.findings)
    points: dict[int, list[Point]] = {}
    themes = {}
    for finding in history.of_round(round_.year):
        if finding.is_open or with_filled_points:
            theme = history.theme(finding.indicator)
            themes[theme.pk] = theme
            points.setdefault(theme.pk, []).append(_point(finding, history, round_.year, intents))
    return WorkSheet(
        municipality=round_.municipality.name,
        year=round_.year,
        is_follow_up=any(each.year < round_.year for each in history.rounds),
        printed_at=printed_at,
        with_filled_points=with_filled_points,
        several_approaches=len(history.approaches_in(round_.year)) > 1,
        themes=tuple(
            Theme(theme.heading, theme.description, tuple(points[pk])) for pk, theme in themes.items()
        ),
    )


def _point(finding: Finding, history: History, year: int, intents: dict[int, Remark]) -> Point:
    return Point(
        reference=Reference(finding.round_id, finding.pk, finding.version),
        indicator=history.wording(finding.indicator),
        approach=finding.approach.name,
        earlier=tuple(
            _earlier(each, intents.get(each.pk))
            for each in history.earlier(finding.approach, finding.indicator, year)
        ),
        verdict=finding.verdict,
        reason=finding.reason,
        explanation=finding.explanation,
        private_note=finding.private_note,
    )


def _earlier(finding: Finding, intent: Remark | None) -> Earlier:
    sent_at = intent.reply.sent_at if intent else None
    return Earlier(
        finding.round.year,
        finding.approach.name,
        finding.verdict,
        finding.reason,
        finding.explanation,
        finding.found_in,
        intent.in_words if intent else "",
        timezone.localtime(sent_at).year if sent_at else None,
    )
