"""What waits for somebody, over all their rounds: each as a row with since when."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.models import (
    AdvanceCopy,
    Approval,
    Finding,
    OvertakenDevelopment,
    OvertakenFinding,
    Release,
    Reply,
    Round,
    Signatory,
    StepTaken,
    TeamChange,
    Writer,
)
from assessments.models.remarks import ANSWERS
from assessments.readiness import Result
from assessments.steps import FINALISE, STEPS, SUBMIT, State
from assessments.turns import Turn, turn_of, with_signatures
from stj_toezicht.accounts.models import Role, User

SECOND_VERSIONS = ("second_versions", "second_developments")
FOR_SOMEBODY = (*SECOND_VERSIONS, "comments", "development_comments")
ENDS_SOON = 3  # working days
BACK = [step.code for step in STEPS if step.is_back]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: what it is, where it is dealt with, and since when."""

    since: datetime.datetime
    text: str
    address: str
    where: str
    note: str = ""
    due_on: datetime.date | None = None
    is_late: bool = False


def of_rounds(
    rounds: Iterable[Round], results: Mapping[Round, list[Result]], user: User
) -> Iterator[Waiting]:
    """What waits in rounds that were read `with_moments` and `with_signatures`; `results` are what their checks say."""
    for round_ in rounds:
        turn = turn_of(round_, user)
        checks = results.get(round_, [])
        if user.role == Role.INSPECTOR:
            yield from _of_team(round_, turn, checks)
        elif turn.who == "u" and (turn.step != FINALISE or _is_ready(checks)):
            yield _turn(round_, turn)
        for each in checks:
            if each.since and each.code in (FOR_SOMEBODY if user.role == Role.INSPECTOR else SECOND_VERSIONS):
                yield Waiting(each.since, each.message.rstrip("."), where_to_mend(each), str(round_))


def _of_team(round_: Round, turn: Turn, checks: list[Result]) -> Iterator[Waiting]:
    """That a round came back, what is still open in it, and that it can be submitted once nothing lacks."""
    page, where = round_.get_absolute_url(), str(round_)
    if round_.last_step in BACK:
        back = f"Terug naar {State(round_.state).label.lower()}, door {round_.last_step_by}"
        yield Waiting(round_.last_step_at, back, page, where, note=round_.last_reason)
    if round_.open_points:
        point = "verbeterpunt" if round_.follows_up else "punt"
        many = "en" if round_.points > 1 else ""
        text = f"{round_.open_points} van {round_.points} {point}{many} nog in te vullen"
        yield Waiting(round_.started_at, text, f"{page}?toon=open#verbeterpunten", where)
    if turn.step == SUBMIT and _is_ready(checks):
        yield _turn(round_, turn)


def _is_ready(checks: list[Result]) -> bool:
    return bool(checks) and all(each.is_done for each in checks)


def _turn(round_: Round, turn: Turn) -> Waiting:
    """That whoever reads this can take the next step, since the last thing happened that it waited for."""
    moments = (round_.last_approved_at, round_.last_written_at, round_.last_step_at)
    since = round_.finalised_at or max(filter(None, moments), default=round_.started_at)
    if turn.step:
        text, address = turn.step.label, reverse("assessments:step", args=[round_.pk, turn.step.code])
    elif round_.state == State.REPLY:
        text = "Bezorging van het concept vastleggen"
        address = reverse("assessments:deliver", args=[round_.draft_pk])
        if round_.delivery == Release.Delivery.EMAIL:
            text = "Bezorging van het concept nakijken: geen bericht per e-mail kwam zeker aan"
    else:
        text, address = "Team samenstellen", reverse("assessments:team", args=[round_.case_file_id])
    return Waiting(since, text, address, str(round_))


def to_review(user: User) -> Iterator[Waiting]:
    """What colleagues submitted that somebody may read and approve."""
    submitted = Max("steps__taken_at", filter=Q(steps__step=SUBMIT.code))
    rounds = Round.objects.to_review_by(user).not_read_yet().annotate(submitted_at=submitted)
    for round_ in rounds.select_related("municipality"):
        since = round_.submitted_at or round_.started_at
        text = "Collegiale toets: lees de teksten en keur ze goed"
        yield Waiting(since, text, round_.get_absolute_url(), str(round_))


def terms_that_end() -> Iterator[Waiting]:
    """The terms of municipalities that end soon, for a coordinator."""
    given = Release.objects.with_the_municipality().awaited().filter(round__state=State.REPLY)
    for release in given.without_files().select_related("round__municipality"):
        page, where = f"{release.round.get_absolute_url()}#wederhoor", str(release.round)
        if release.ends_within(ENDS_SOON):
            text = f"Termijn van het wederhoor loopt tot en met {date_format(release.last_day)}"
            yield Waiting(release.released_at, text, page, where)


def copies_to_make_again() -> Iterator[Waiting]:
    """The copies under embargo that could not be made, for a coordinator."""
    failed = AdvanceCopy.objects.failed(timezone.now()).defer("pdf")
    for copy in failed.select_related("planned__round__municipality"):
        text = "Kopie onder embargo opnieuw maken: de gemeente heeft nog geen bericht"
        page, where = reverse("assessments:publish_many"), str(copy.planned.round)
        yield Waiting(copy.claimed_at or copy.planned.planned_at, text, page, where)


def to_decide(user: User) -> Iterator[Waiting]:
    """The replies in which something waits for a decision that somebody may take."""
    said = Q(remarks__kind__in=ANSWERS, remarks__decision=None) & ~Q(remarks__text="")
    wrote = Writer.objects.filter(round=OuterRef("release__round"), user=user, by_deciding=False)
    replies = Reply.objects.sent().filter(~Exists(wrote), release__round__state=State.REPLY)
    left = TeamChange.objects.filter(case_file=OuterRef("release__round__case_file"), inspector=user)
    left = left.filter(kind=TeamChange.Kind.LEFT, changed_at__gte=OuterRef("release__round__started_at"))
    replies = replies.exclude(release__round__case_file__team=user).filter(~Exists(left))
    replies = replies.annotate(number_to_decide=Count("remarks", filter=said)).filter(number_to_decide__gt=0)
    for reply in replies.select_related("release__round__municipality").defer(
        "release__pdf", "release__content"
    ):
        many = "opmerking" if reply.number_to_decide == 1 else "opmerkingen"
        text = f"Besluiten op {reply.number_to_decide} {many} van de gemeente"
        yield Waiting(reply.sent_at, text, reply.get_absolute_url(), str(reply.release.round))


def to_sign(user: User) -> Iterator[Waiting]:
    """What was finalised, and somebody can sign for their inspectorate: not signed yet as it now reads."""
    own = Signatory.objects.filter(framework=OuterRef("case_file__framework"), inspectorate=user.inspectorate)
    rounds = Round.objects.follow_ups().filter(Exists(own), state=State.FINAL)
    for round_ in with_signatures(rounds.select_related("municipality")):
        if user.inspectorate in round_.unsigned_by:
            text = f"Ondertekenen namens de {user.get_inspectorate_display()}"
            address = reverse("assessments:sign", args=[round_.pk])
            yield Waiting(round_.finalised_at, text, address, str(round_))


def plans(user: User, today: datetime.date) -> Iterator[Waiting]:
    """The plans to look at: those of the own teams, and for a coordinator all."""
    due = Finding.objects.with_due_plan(today).as_printed()
    if user.role == Role.INSPECTOR:
        due = due.filter(round__case_file__team=user)
    for finding in due.select_related("round__municipality", "approach"):
        yield Waiting(
            timezone.make_aware(datetime.datetime.combine(finding.due_on, datetime.time.min)),
            finding.wording,
            reverse("assessments:plan", args=[finding.pk]),
            f"{finding.round}, {finding.approach}",
            note="Berust op een voornemen. Ga na wat ervan geworden is.",
            due_on=finding.due_on,
            is_late=finding.due_on < today,
        )


def with_moments(rounds, user):
    """Each round with whose turn it is, the last step it took, and when it was last written in and approved."""
    last = StepTaken.objects.filter(round=OuterRef("pk")).order_by("-taken_at", "-pk")
    approved = Approval.objects.filter(round=OuterRef("pk")).order_by("-approved_at")
    written = Finding.objects.filter(round=OuterRef("pk")).order_by(F("changed_at").desc(nulls_last=True))
    second = OvertakenFinding.objects.waiting().filter(finding__round=OuterRef("pk"))
    second_development = OvertakenDevelopment.objects.waiting().filter(round=OuterRef("pk"))
    draft = Release.objects.with_the_municipality().filter(round=OuterRef("pk"))
    return rounds.with_turn(user).annotate(
        draft_pk=Subquery(draft.values("pk")[:1]),
        delivery=Subquery(draft.values("delivery")[:1]),
        last_step=Subquery(last.values("step")[:1]),
        last_step_at=Subquery(last.values("taken_at")[:1]),
        last_step_by=Subquery(last.values("taken_by__name")[:1]),
        last_reason=Subquery(last.values("reason")[:1]),
        last_approved_at=Subquery(approved.values("approved_at")[:1]),
        last_written_at=Subquery(written.values("changed_at")[:1]),
        has_second_versions=Exists(second) | Exists(second_development),
    )


def where_to_mend(result: Result) -> str:
    """One place itself; where there are more, the address that shows them together."""
    return result.rest if result.rest and len(result.places) > 1 else result.places[0].address
