"""Whether a round is ready: what must be so before it is finalised or published, and where to mend what is not."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from assessments.models import (
    Approach,
    Approval,
    Comment,
    ContactMoment,
    Finding,
    History,
    OvertakenDevelopment,
    OvertakenFinding,
    Round,
)
from assessments.steps import State
from assessments.verdicts import Verdict

# Checks that tell what colleagues type.
OF_THE_TEAM = {"second_versions", "second_developments", "comments", "development_comments"}
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


def review(round_: Round, history: History | None = None) -> list[Result]:
    """What each check says of a round, in a fixed order; `history` is that of its case file, if already read.

    Once it is up for review, four eyes are among them.
    """
    return _look_at_all(Rows.of(round_, history or History.of(round_)))


def review_each(rounds: Collection[Round]) -> dict[Round, list[Result]]:
    """What each check says of each of these rounds, in as many queries as for one."""
    findings = defaultdict(list)
    found = Finding.objects.filter(round__in=rounds).with_theme().defer("private_note", "search_text")
    for finding in found.select_related("approach", "indicator").in_order():
        findings[finding.round_id].append(finding)
    each = Rows.of_each(rounds, History.of_each(rounds), findings)
    return {rows.round: _look_at_all(rows) for rows in each}


def missing(round_: Round) -> list[Result]:
    """What a round still lacks; an empty list means that it is ready."""
    rows = Rows.of(round_, History.of(round_))
    return [result for result in _look_at(rows) if not result.is_done]


def not_approved(round_: Round) -> Result | None:
    """Which texts nobody else has read and agreed with as they now are; None when all are."""
    result = FOUR_EYES.look_at(Rows.of(round_, History.of(round_)))
    return None if result.is_done else result


def _look_at_all(rows: Rows) -> list[Result]:
    four_eyes = [FOUR_EYES.look_at(rows)] if rows.round.state == State.REVIEW else []
    return _look_at(rows) + four_eyes


def _look_at(rows: Rows) -> list[Result]:
    return [check.look_at(rows) for check in CHECKS if check.is_about(rows)]


def _nothing_at_all(rows: Rows) -> Iterator[Place]:
    if not rows.findings:
        yield rows.section("naar de ronde", "verbeterpunten")


def _without_verdict(rows: Rows) -> Iterator[Place]:
    return rows.cards(finding for finding in rows.findings if finding.lacks_verdict)


def _bare(rows: Rows) -> Iterator[Place]:
    return rows.cards(finding for finding in rows.findings if finding.lacks_explanation)


def _without_reason(rows: Rows) -> Iterator[Place]:
    return rows.cards(
        finding
        for finding in rows.findings
        if finding.verdict == Verdict.NOT_ASSESSED and not finding.reason.strip()
    )


def _no_contact_moment(rows: Rows) -> Iterator[Place]:
    if not rows.contact_moments:
        yield rows.section("naar de contactmomenten", "contactmomenten")


def _still_to_come(rows: Rows) -> Iterator[Place]:
    for moment in rows.contact_moments:
        if moment.date > rows.today:
            yield rows.section(f"{moment} op {date_format(moment.date)}", "contactmomenten")


def _no_development(rows: Rows) -> Iterator[Place]:
    if not rows.round.development.strip():
        yield rows.section("naar de ontwikkeling", "ontwikkeling")


def _overtaken(rows: Rows) -> Iterator[Place]:
    return rows.cards(finding for finding in rows.findings if finding.pk in rows.overtaken)


def _overtaken_development(rows: Rows) -> Iterator[Place]:
    if rows.has_overtaken_development:
        yield rows.section("naar de ontwikkeling", "ontwikkeling")


def _commented(rows: Rows) -> Iterator[Place]:
    return rows.cards(finding for finding in rows.findings if finding.pk in rows.commented)


def _commented_development(rows: Rows) -> Iterator[Place]:
    if rows.has_commented_development:
        yield rows.section("naar de ontwikkeling", "ontwikkeling")


def _not_approved(rows: Rows) -> Iterator[Place]:
    yield from rows.cards(finding for finding in rows.findings if finding.pk not in rows.approved)
    if None not in rows.approved:
        yield rows.section("de ontwikkeling en de contactmomenten", "ontwikkeling")


def _out_of_nowhere(rows: Rows) -> Iterator[Place]:
    for approach in rows.history.approaches_in(rows.round.year):
        if not _continues(approach, rows):
            yield Place(approach.name, f"{rows.round.case_file.get_absolute_url()}#aanpakken")


def _continues(approach: Approach, rows: Rows) -> bool:
    """Whether an approach is, or goes on from, one that the round before looked at."""
    earlier = rows.earlier_year
    return earlier is not None and any(
        predecessor.is_in_use(earlier) for predecessor in rows.history.predecessors(approach)
    )


CHECKS = (
    Check(
        code="points",
        title="De ronde heeft punten",
        find=_nothing_at_all,
        one="Er zijn geen bevindingen.",
        many="",
    ),
    Check(
        code="verdicts",
        title="Elk {point} heeft een oordeel",
        find=_without_verdict,
        one="1 {point} heeft nog geen oordeel.",
        many="{number} {point}en hebben nog geen oordeel.",
        rest="?toon=open#verbeterpunten",
    ),
    Check(
        code="explanations",
        title="Elk oordeel heeft een toelichting",
        find=_bare,
        one="1 {point} heeft een oordeel zonder toelichting.",
        many="{number} {point}en hebben een oordeel zonder toelichting.",
        rest="?toon=open#verbeterpunten",
    ),
    Check(
        code="reasons",
        title="Wat niet is beoordeeld, heeft een reden",
        find=_without_reason,
        one="1 {point} is niet beoordeeld en heeft geen reden.",
        many="{number} {point}en zijn niet beoordeeld en hebben geen reden.",
        rest="?toon=niet-beoordeeld#verbeterpunten",
    ),
    Check(
        code="contact_moment",
        title="Er is een contactmoment vastgelegd",
        find=_no_contact_moment,
        one="Er is nog geen contactmoment vastgelegd.",
        many="",
    ),
    Check(
        code="contact_dates",
        title="Geen contactmoment ligt in de toekomst",
        find=_still_to_come,
        one="1 contactmoment moet nog komen.",
        many="{number} contactmomenten moeten nog komen.",
        of_contact_moments=True,
        rest="#contactmomenten",
    ),
    Check(
        code="development",
        title="De ontwikkeling is beschreven",
        find=_no_development,
        one="De tekst “Ontwikkeling {year}” is nog leeg.",
        many="",
        of_follow_ups_alone=True,
    ),
    Check(
        code="second_versions",
        title="Bij elk {point} is er één versie",
        find=_overtaken,
        one="Bij 1 {point} wacht een tweede versie op een keuze.",
        many="Bij {number} {point}en wacht een tweede versie op een keuze.",
        rest="?toon=twee-versies#verbeterpunten",
    ),
    Check(
        code="second_developments",
        title="Van de ontwikkeling is er één versie",
        find=_overtaken_development,
        one="Van de ontwikkeling wacht een tweede versie op een keuze.",
        many="",
    ),
    Check(
        code="comments",
        title="Alle opmerkingen bij de punten zijn afgehandeld",
        find=_commented,
        one="Bij 1 {point} staat nog een opmerking open.",
        many="Bij {number} {point}en staat nog een opmerking open.",
        rest="?toon=opmerkingen#verbeterpunten",
    ),
    Check(
        code="development_comments",
        title="Alle opmerkingen bij de ontwikkeling zijn afgehandeld",
        find=_commented_development,
        one="Bij de ontwikkeling staat nog een opmerking open.",
        many="",
    ),
    Check(
        code="approaches",
        title="Elke aanpak zet een eerdere voort",
        find=_out_of_nowhere,
        one="Van 1 aanpak is niet vastgelegd welke eerdere aanpak zij voortzet.",
        many="Van {number} aanpakken is niet vastgelegd welke eerdere aanpak zij voortzetten.",
        of_follow_ups_alone=True,
    ),
)
FOUR_EYES = Check(
    code="four_eyes",
    title="Een collega die niet meeschreef, keurde elke tekst goed",
    find=_not_approved,
    one="1 tekst is nog niet goedgekeurd zoals die nu luidt.",
    many="{number} teksten zijn nog niet goedgekeurd zoals zij nu luiden.",
)
