"""Where a round stands, what the next step is, and whose turn it is: what every page of a case file says on top."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.factsheet.signing import unsigned_in
from assessments.models import CaseFile, Round
from assessments.steps import PUBLISH, Actor, State, Step, steps_from
from stj_toezicht.accounts.models import Role, User

OURSELVES = "STJ Toezicht"  # the application


@dataclass(frozen=True)
class Turn:
    """What happens next to a round: `who` has it and what they do, and the last day on which, where there is one; or
    `at` what moment, where that was planned.

    Of a round in which nothing more is to happen they are empty.
    """

    round: Round
    who: str = ""
    does: str = ""
    until: datetime.date | None = None
    at: datetime.datetime | None = None
    step: Step | None = None  # that they can take; none while others still have to do something for it

    @property
    def state(self) -> State:
        return State(self.round.state)


def turn_in(round_: Round, user: User) -> Turn:
    """Whose turn it is in a round, as `user` reads it, also when it went on since it was read."""
    (read,) = with_signatures(Round.objects.with_turn(user, [round_.state]).filter(pk=round_.pk))
    return turn_of(read, user) if read.state == round_.state else turn_in(read, user)


def turn_in_newest(case_file: CaseFile, user: User) -> Turn | None:
    """The same for the newest round of a case file that `user` may read; None where there is none."""
    rounds = Round.objects.visible_to(user).filter(case_file=case_file)
    newest = rounds.order_by("-year", "-pk").first()
    return turn_in(newest, user) if newest else None


def with_signatures(rounds: Iterable[Round]) -> list[Round]:
    """These rounds, each with the inspectorates that have yet to sign what it says now: `unsigned_by`.

    Only where one signed already that costs more than a query: what it signed is held against what is said now.
    """
    rounds = list(rounds)
    unsigned, _ = unsigned_in([round_ for round_ in rounds if round_.state == State.FINAL])
    for round_ in rounds:
        round_.unsigned_by = {each.inspectorate for each, _ in unsigned[round_.pk]}
    return rounds


def turn_of(round_: Round, user: User) -> Turn:
    """The same for a round that was read `with_turn` for its state and `with_signatures`; no queries."""
    steps = steps_from(round_.state, is_follow_up=_looks_again(round_))
    step = next((each for each in steps if not each.is_back), None)
    if step is None:
        return Turn(round_)
    if round_.state == State.REPLY and round_.is_reply_awaited:
        return _until_answered(round_, user)
    if step.wants_four_eyes and round_.is_unread:
        return Turn(round_, _who_reads(round_, user), "keurt goed")
    if step == PUBLISH and round_.unsigned_by:
        return Turn(round_, *_who_signs(round_, user))
    if step == PUBLISH and round_.publish_at:
        return Turn(round_, OURSELVES, "publiceert", at=round_.publish_at)
    if Actor.TEAM in step.actors and not round_.has_team:
        return Turn(round_, _as_coordinator(user), "stelt het team samen")
    return Turn(round_, _who_takes(step, round_, user), step.does, step=step)


def _looks_again(round_: Round) -> bool:
    """Whether it is a follow-up; asked only where a first test goes another way than these."""
    return round_.state not in (State.REVIEW, State.FINAL) or round_.follows_up


def _until_answered(round_: Round, user: User) -> Turn:
    if round_.is_on_its_way:
        return Turn(round_, OURSELVES, "bezorgt het concept per e-mail")
    if round_.term_ends_on is None:
        return Turn(round_, _as_coordinator(user), "legt de bezorging vast")
    return Turn(round_, "de gemeente", "reageert", round_.term_ends_on)


def _who_reads(round_: Round, user: User) -> str:
    reads = user.role in (Role.INSPECTOR, Role.COORDINATOR)
    return "u of een collega" if reads and not (round_.is_of_team or round_.is_of_writer) else "een collega"


def _who_signs(round_: Round, user: User) -> tuple[str, str]:
    signs = user.role in (Role.INSPECTOR, Role.COORDINATOR) and user.inspectorate in round_.unsigned_by
    return ("u of een collega", "ondertekent") if signs else ("de inspecties", "ondertekenen")


def _who_takes(step: Step, round_: Round, user: User) -> str:
    if Actor.TEAM in step.actors:
        return "uw team" if round_.is_of_team and user.role == Role.INSPECTOR else "het team"
    return _as_coordinator(user) if Actor.COORDINATOR in step.actors else step.who


def _as_coordinator(user: User) -> str:
    return "u" if user.role == Role.COORDINATOR else Actor.COORDINATOR.label
