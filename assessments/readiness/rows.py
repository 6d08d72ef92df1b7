"""What the checks of a round look at, what one check is, and what it says."""

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from assessments.factsheet.signing import unsigned_in
from assessments.models import (
    WAIVABLE,
    Approval,
    Comment,
    ContactMoment,
    Finding,
    History,
    OvertakenDevelopment,
    OvertakenFinding,
    Release,
    Remark,
    Round,
    Signatory,
    Waiver,
)
from assessments.readiness.waiting import ANYTHING, Waiting, waiting_in
from assessments.steps import State

MOST_PLACES = 5  # that a page names one by one
READ_BY_FOUR_EYES = (State.REVIEW, State.REPLY)  # where an approval is asked of a text
NO_MOMENTS: Mapping[int, datetime.datetime] = {}


@dataclass(frozen=True)
class Place:
    """One thing that is not as it should be, the address where it can be mended, and since when it waits for that.

    `gap` tells it apart from another that comes in its place, so that what was waived can be told from what wasn't.
    """

    name: str
    address: str
    gap: str = ""
    since: datetime.datetime | None = None


@dataclass(frozen=True)
class Rows:
    """What the checks look at: a round, with all that belongs to it, as it was on one day."""

    round: Round
    earlier_year: int | None
    history: History
    findings: list[Finding]
    contact_moments: list[ContactMoment]
    overtaken: Mapping[int, datetime.datetime]
    overtaken_development: datetime.datetime | None
    commented: Mapping[int, str]
    commented_development: str
    commented_at: Mapping[int, datetime.datetime]
    commented_development_at: datetime.datetime | None
    approved: set[int | None]
    waivers: Mapping[str, Waiver]
    is_reply_awaited: bool
    undecided: list[Remark]
    unsigned: list[tuple[Signatory, bool]]  # each with whether it signed an earlier text
    signs: bool
    today: datetime.date

    @classmethod
    def of(cls, round_: Round, history: History) -> "Rows":
        """Two queries and those of the history, whatever the size of the round; one more for each kind of what waits
        in it, one for the approvals while these count, and two during wederhoor.
        """
        moments = {round_.pk: history.contact_moments_of(round_)}
        findings = {round_.pk: history.of_round(round_.year)}
        of_round = cls.of_each([round_], {round_.pk: history}, findings, moments, waiting_in(round_))
        return next(of_round)

    @classmethod
    def of_each(
        cls,
        rounds: Collection[Round],
        histories: Mapping[int, History],
        findings: Mapping[int, list[Finding]],
        contact_moments: Mapping[int, list[ContactMoment]] | None = None,
        waiting: Waiting = ANYTHING,
    ) -> Iterator["Rows"]:
        """The same queries, whatever the number of the rounds; none for a kind of which nothing is `waiting`."""
        keys = list(histories)
        moments = _moments_of(keys) if contact_moments is None else contact_moments
        overtaken = _first(_overtaken_findings_of(keys)) if waiting.second_versions else {}
        overtaken_developments = (
            _first(_overtaken_developments_of(keys)) if waiting.second_developments else {}
        )
        open_ones = _open_comments_of(keys) if waiting.comments else []
        commented: defaultdict[int, str] = defaultdict(str)
        commented_developments: defaultdict[int, str] = defaultdict(str)
        for pk, finding, development, _ in open_ones:
            of_text = commented if finding else commented_developments
            of_text[finding or development or 0] += f" {pk}"
        commented_at = _first((finding, at) for _, finding, _, at in open_ones)
        developments_at = _first((development, at) for _, _, development, at in open_ones)
        approved = _approved_in([round_.pk for round_ in rounds if round_.state in READ_BY_FOUR_EYES])
        waivers = _waivers_of(keys) if waiting.waivers else {}
        with_municipality = [round_.pk for round_ in rounds if round_.state == State.REPLY]
        awaited, undecided = _of_reply(with_municipality) if with_municipality else (set(), {})
        final = [round_ for round_ in rounds if round_.state == State.FINAL and waiting.signatories]
        unsigned, signing = unsigned_in(final)
        for round_ in rounds:
            history = histories[round_.pk]
            yield cls(
                round=round_,
                earlier_year=max((r.year for r in history.rounds if r.year < round_.year), default=None),
                history=history,
                findings=findings.get(round_.pk, []),
                contact_moments=moments.get(round_.pk, []),
                overtaken=overtaken,
                overtaken_development=overtaken_developments.get(round_.pk),
                commented=commented,
                commented_development=commented_developments[round_.pk],
                commented_at=commented_at,
                commented_development_at=developments_at.get(round_.pk),
                approved=approved.get(round_.pk, set()),
                waivers=waivers.get(round_.pk, {}),
                is_reply_awaited=round_.pk in awaited,
                undecided=undecided.get(round_.pk, []),
                unsigned=unsigned[round_.pk],
                signs=round_.pk in signing,
                today=timezone.localdate(),
            )

    @property
    def is_follow_up(self) -> bool:
        return self.earlier_year is not None

    @property
    def point(self) -> str:
        """What a finding is called in this round; a first test doesn't know yet what must improve."""
        return "verbeterpunt" if self.is_follow_up else "punt"

    def section(
        self, name: str, anchor: str, gap: object = "", since: datetime.datetime | None = None
    ) -> Place:
        return Place(name, f"{self.round.get_absolute_url()}#{anchor}", f"{anchor} {gap}".strip(), since)

    def cards(
        self,
        findings: Iterable[Finding],
        gap: Callable[[Finding], object] = lambda finding: finding.text_version,
        since: Mapping[int, datetime.datetime] = NO_MOMENTS,
    ) -> Iterator[Place]:
        """Where each of these findings is recorded, in the order in which they are printed.

        What is missing there is known again by the version of the text, or by `gap`, and waits `since` a moment.
        """
        several = len({finding.approach_id for finding in self.findings}) > 1
        for finding in findings:
            wording = self.history.wording(finding.indicator)
            name = f"{wording} (aanpak {finding.approach})" if several else wording
            known_by = f"bevinding {finding.pk} {gap(finding)}"
            yield Place(name, finding.get_absolute_url(), known_by, since.get(finding.pk))


def _moments_of(rounds: list[int]) -> Mapping[int, list[ContactMoment]]:
    moments = defaultdict(list)
    for moment in ContactMoment.objects.filter(round__in=rounds):
        moments[moment.round_id].append(moment)
    return moments


def _overtaken_findings_of(rounds: list[int]) -> Iterable[tuple[int, datetime.datetime]]:
    waiting = OvertakenFinding.objects.waiting().filter(finding__round__in=rounds)
    return waiting.values_list("finding", "typed_at")


def _overtaken_developments_of(rounds: list[int]) -> Iterable[tuple[int, datetime.datetime]]:
    waiting = OvertakenDevelopment.objects.waiting().filter(round__in=rounds)
    return waiting.values_list("round", "typed_at")


def _open_comments_of(rounds: list[int]) -> list[tuple[int, int | None, int | None, datetime.datetime]]:
    of_texts = Q(finding__round__in=rounds) | Q(development_of__in=rounds)
    comments = Comment.objects.open().filter(of_texts).order_by("pk")
    return list(comments.values_list("pk", "finding", "development_of", "written_at"))


def _approved_in(rounds: list[int]) -> Mapping[int, set[int | None]]:
    approved: defaultdict[int, set[int | None]] = defaultdict(set)
    if not rounds:
        return approved
    standing = Approval.objects.standing().filter(round__in=rounds)
    for round_pk, finding in standing.values_list("round", "finding"):
        approved[round_pk].add(finding)
    return approved


def _waivers_of(rounds: list[int]) -> Mapping[int, dict[str, Waiver]]:
    waivers: defaultdict[int, dict[str, Waiver]] = defaultdict(dict)
    for waiver in Waiver.objects.given().filter(round__in=rounds).select_related("waived_by"):
        waivers[waiver.round_id][waiver.code] = waiver
    return waivers


def _of_reply(rounds: list[int]) -> tuple[set[int], dict[int, list[Remark]]]:
    """Of which of these rounds the municipality can still answer, and what each said on which nobody decided."""
    given = Release.objects.with_the_municipality().answered().filter(round__in=rounds)
    answered = set(given.values_list("round", flat=True))
    undecided = defaultdict(list)
    said = Remark.objects.undecided().filter(reply__release__round__in=rounds)
    for remark in said.select_related("reply__release", "released"):
        undecided[remark.reply.release.round_id].append(remark)
    return set(rounds) - answered, undecided


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
    of_reply: bool = False
    of_signed_rounds: bool = False
    rest: str = ""

    def is_about(self, rows: Rows) -> bool:
        """Whether there is something to look at; that there is no contact moment is another check's to say."""
        return (
            (rows.is_follow_up or not self.of_follow_ups_alone)
            and bool(rows.contact_moments or not self.of_contact_moments)
            and (rows.round.state == State.REPLY or not self.of_reply)
            and (rows.signs or not self.of_signed_rounds)
        )

    def look_at(self, rows: Rows) -> "Result":
        places = tuple(self.find(rows))
        sentence = self.one if len(places) == 1 else self.many
        message = sentence.format(number=len(places), point=rows.point, year=rows.round.year)
        title = self.title.format(point=rows.point)
        rest = f"{rows.round.get_absolute_url()}{self.rest}" if self.rest and places else ""
        waiver = rows.waivers.get(self.code) if places else None
        return Result(self.code, title, message if places else "", places, rest, waiver)


@dataclass(frozen=True)
class Result:
    """What one check says of one round; without places nothing is missing."""

    code: str
    title: str
    message: str
    places: tuple[Place, ...]
    rest: str = ""  # the address that shows all places together
    given: Waiver | None = None  # what a coordinator waived of it, whether or not that still holds

    @property
    def is_done(self) -> bool:
        """Whether a round can go on for all of this check."""
        return not self.places or self.is_waived

    @property
    def is_waived(self) -> bool:
        """Whether a coordinator lets the round go on without it, knowing of all that is missing now."""
        return self.given is not None and self.given.covers(self.gaps)

    @property
    def can_be_waived(self) -> bool:
        return self.code in WAIVABLE

    @property
    def gaps(self) -> dict[str, str]:
        """What is missing: by what each gap is known again, with its name."""
        return {place.gap: place.name for place in self.places}

    @property
    def fingerprint(self) -> str:
        """What tells apart what was missing at one moment and at another."""
        return hashlib.sha256(json.dumps(sorted(self.gaps)).encode()).hexdigest()

    @property
    def since(self) -> datetime.datetime | None:
        """Since when the first of what is missing waits for somebody; None where no moment is known."""
        return min((place.since for place in self.places if place.since), default=None)

    @property
    def first_places(self) -> tuple[Place, ...]:
        return self.places[:MOST_PLACES]

    @property
    def further_places(self) -> int:
        return len(self.places[MOST_PLACES:])


def _first(moments: Iterable[tuple[int | None, datetime.datetime]]) -> dict[int, datetime.datetime]:
    """The first moment of each key."""
    first: dict[int, datetime.datetime] = {}
    for key, at in moments:
        if key is not None:
            first[key] = min(at, first.get(key, at))
    return first
