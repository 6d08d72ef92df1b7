"""What the checks of a round look at, what one check is, and what it says."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from assessments.models import (
    Approval,
    Comment,
    ContactMoment,
    Finding,
    History,
    OvertakenDevelopment,
    OvertakenFinding,
    Round,
)

MOST_PLACES = 5  # that a page names one by one


@dataclass(frozen=True)
class Place:
    """One thing that is not as it should be, and the address where it can be mended."""

    name: str
    address: str


@dataclass(frozen=True)
class Rows:
    """What the checks look at: a round, with all that belongs to it, as it was on one day."""

    round: Round
    earlier_year: int | None
    history: History
    findings: list[Finding]
    contact_moments: list[ContactMoment]
    overtaken: set[int]
    has_overtaken_development: bool
    commented: set[int]
    has_commented_development: bool
    approved: set[int | None]
    today: datetime.date

    @classmethod
    def of(cls, round_: Round, history: History) -> "Rows":
        """Five queries, and those of the history, whatever the size of the round."""
        (rows,) = cls.of_each([round_], {round_.pk: history}, {round_.pk: history.of_round(round_.year)})
        return rows

    @classmethod
    def of_each(
        cls,
        rounds: Iterable[Round],
        histories: Mapping[int, History],
        findings: Mapping[int, list[Finding]],
    ) -> Iterator["Rows"]:
        """The same five queries, whatever the number of the rounds."""
        in_rounds = {"round__in": list(histories)}
        of_findings = {"finding__round__in": list(histories)}
        moments = defaultdict(list)
        for moment in ContactMoment.objects.filter(**in_rounds):
            moments[moment.round_id].append(moment)
        overtaken = OvertakenFinding.objects.waiting().filter(**of_findings)
        overtaken_findings = set(overtaken.values_list("finding", flat=True))
        developments = OvertakenDevelopment.objects.waiting().filter(**in_rounds)
        overtaken_developments = set(developments.values_list("round", flat=True))
        of_texts = Q(**of_findings) | Q(development_of__in=list(histories))
        comments = Comment.objects.open().filter(of_texts).order_by()
        commented = set(comments.values_list("finding", "development_of"))
        approved = defaultdict(set)
        for round_pk, finding in (
            Approval.objects.standing().filter(**in_rounds).values_list("round", "finding")
        ):
            approved[round_pk].add(finding)
        for round_ in rounds:
            history = histories[round_.pk]
            yield cls(
                round=round_,
                earlier_year=max((r.year for r in history.rounds if r.year < round_.year), default=None),
                history=history,
                findings=findings.get(round_.pk, []),
                contact_moments=moments[round_.pk],
                overtaken=overtaken_findings,
                has_overtaken_development=round_.pk in overtaken_developments,
                commented={finding for finding, _ in commented if finding},
                has_commented_development=(None, round_.pk) in commented,
                approved=approved[round_.pk],
                today=timezone.localdate(),
            )

    @property
    def is_follow_up(self) -> bool:
        return self.earlier_year is not None

    @property
    def point(self) -> str:
        """What a finding is called in this round; a first test doesn't know yet what must improve."""
        return "verbeterpunt" if self.is_follow_up else "punt"

    def section(self, name: str, anchor: str) -> Place:
        return Place(name, f"{self.round.get_absolute_url()}#{anchor}")

    def cards(self, findings: Iterable[Finding]) -> Iterator[Place]:
        """Where each of these findings is recorded, in the order in which they are printed."""
        several = len({finding.approach_id for finding in self.findings}) > 1
        for finding in findings:
            wording = self.history.wording(finding.indicator)
            name = f"{wording} (aanpak {finding.approach})" if several else wording
            yield Place(name, finding.get_absolute_url())


@dataclass(frozen=True)
class Check:
    """One thing that must be so: `find` gives the places where it isn't, `one` and `many` say how many these are."""

    code: str
    title: str
    find: Callable[[Rows], Iterable[Place]]
    one: str
    many: str
    of_follow_ups_alone: bool = False
    of_contact_moments: bool = False
    rest: str = ""

    def is_about(self, rows: Rows) -> bool:
        """Whether there is something to look at; that there is no contact moment is another check's to say."""
        return (rows.is_follow_up or not self.of_follow_ups_alone) and bool(
            rows.contact_moments or not self.of_contact_moments
        )

    def look_at(self, rows: Rows) -> "Result":
        places = tuple(self.find(rows))
        sentence = self.one if len(places) == 1 else self.many
        message = sentence.format(number=len(places), point=rows.point, year=rows.round.year)
        title = self.title.format(point=rows.point)
        rest = f"{rows.round.get_absolute_url()}{self.rest}" if self.rest else ""
        return Result(self.code, title, message if places else "", places, rest)


@dataclass(frozen=True)
class Result:
    """What one check says of one round; without places nothing is missing."""

    code: str
    title: str
    message: str
    places: tuple[Place, ...]
    rest: str = ""  # the address that shows all places together

    @property
    def is_done(self) -> bool:
        return not self.places

    @property
    def first_places(self) -> tuple[Place, ...]:
        return self.places[:MOST_PLACES]

    @property
    def further_places(self) -> int:
        return len(self.places[MOST_PLACES:])
