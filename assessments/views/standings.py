"""Where a round stands: each point with what was found, what is written and what still waits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count

from assessments.models import Comment, Finding, History, OvertakenFinding, Round
from assessments.verdicts import Verdict
from assessments.views.cards import Part


@dataclass(frozen=True)
class Standing:
    """One point in the overview of its round."""

    finding: Finding
    wording: str
    earlier: list[Finding]
    comments: int
    has_two_versions: bool

    @property
    def has_years_in_common(self):
        """Whether the year alone doesn't tell the earlier findings apart."""
        return len({finding.round.year for finding in self.earlier}) < len(self.earlier)


@dataclass(frozen=True)
class Filter:
    """A choice among the points: its name in the address, what it is called, and what it says when empty."""

    name: str
    label: str
    empty: str
    holds: Callable[[Standing], bool]
    is_for_the_team: bool = False


def _with(verdict: str) -> Callable[[Standing], bool]:
    return lambda standing: standing.finding.verdict == verdict


FILTERS = (
    Filter("", "Alles", "Deze ronde heeft geen bevindingen.", lambda standing: True),
    Filter(
        "open",
        "Open",
        "Er staat niets meer open: elk punt heeft een oordeel, en elke √ of X een toelichting.",
        lambda standing: standing.finding.is_open,
    ),
    Filter("voldoet", "√ Voldoet", "Nog geen punt kreeg “Voldoet”.", _with(Verdict.MEETS)),
    Filter(
        "verbeterpunt",
        "X Verbeterpunt",
        "Nog geen punt kreeg “Verbeterpunt”.",
        _with(Verdict.IMPROVEMENT_POINT),
    ),
    Filter(
        "niet-beoordeeld",
        "Niet beoordeeld",
        "Er is geen punt dat niet is beoordeeld.",
        _with(Verdict.NOT_ASSESSED),
    ),
    Filter(
        "twee-versies",
        "Twee versies",
        "Van geen enkel punt staan twee versies naast elkaar.",
        lambda standing: standing.has_two_versions,
        is_for_the_team=True,
    ),
    Filter(
        "opmerkingen",
        "Met opmerkingen",
        "Er zijn geen opmerkingen die nog wachten.",
        lambda standing: standing.comments > 0,
        is_for_the_team=True,
    ),
)


def filters_for(*, team: bool) -> list[Filter]:
    """The choices of who may read what is for the `team` alone, or of others."""
    return [each for each in FILTERS if team or not each.is_for_the_team]


def with_numbers(filters: list[Filter], chosen: Filter, standings) -> list[tuple[Filter, int]]:
    """Each filter with how many points it holds; one that holds none stands only where that tells something."""
    numbered = [(each, sum(map(each.holds, standings))) for each in filters]
    always = ("", "open", chosen.name)
    return [(each, number) for each, number in numbered if number or each.name in always]


def standings_of(history: History, round_: Round) -> dict[int, Standing]:
    """How each point of a round stands, by the key of its finding."""
    of_round = history.of_round(round_.year)
    comments = Comment.objects.open().filter(finding__round=round_).values_list("finding")
    waiting = dict(comments.annotate(Count("pk")).order_by())
    overtaken = OvertakenFinding.objects.waiting().filter(finding__round=round_)
    two_versions = set(overtaken.values_list("finding", flat=True))
    return {
        finding.pk: Standing(
            finding,
            history.wording(finding.indicator),
            history.earlier(finding.approach, finding.indicator, round_.year),
            waiting.get(finding.pk, 0),
            finding.pk in two_versions,
        )
        for finding in of_round
    }


def shown_under(parts: list[Part], standings: dict[int, Standing], chosen: Filter) -> Iterator[tuple]:
    """Each theme that has points which `chosen` holds, with these."""
    for part in parts:
        points = [standings[finding.pk] for finding in part.findings]
        if shown := [standing for standing in points if chosen.holds(standing)]:
            yield part, shown
