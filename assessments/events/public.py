"""What a municipality reads of the log of its own case file: what the inspectorate told it, and what it said itself.

Nothing of a draft before its release: no texts, remarks of colleagues, notes, teams or approvals, and of where a
round stands only what followed on its release. Who did something is told by role, never by name. A kind of event of
which nothing is said here stays hidden.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from assessments.events.chains import events_of
from assessments.events.words import Difference, differences_between, title_of
from assessments.models import CaseFile, Decision
from assessments.steps import State
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event

SINCE_RELEASE = (State.REPLY, State.FINAL, State.PUBLISHED)


@dataclass(frozen=True)
class Reading:
    """Which fields of a kind of events a municipality reads, and whether also the reason; without fields, each."""

    fields: tuple[str, ...] = ()
    reason: bool = False


READ = {
    Kind.STEP: Reading(("state",)),  # why a round went back is the inspectorate's own
    Kind.RELEASE: Reading(
        ("number", "working_days", "sha256", "delivery", "delivered_on", "last_day"), reason=True
    ),
    Kind.REPLY: Reading(),  # its own words
    Kind.DECISION: Reading(("is_adopted", "reason")),
    Kind.PLANNED: Reading(("publish_at", "sha256")),
    Kind.EDITION: Reading(("number", "year", "sha256"), reason=True),
    Kind.WITHDRAWAL: Reading(("number", "withdrawn_at"), reason=True),
}
HIDDEN = frozenset(
    {
        Kind.FINDING,
        Kind.DEVELOPMENT,
        Kind.SECOND_VERSION,
        Kind.CONTACT_MOMENT,
        Kind.ATTACHMENT,
        Kind.COMMENT,
        Kind.PLAN,
        Kind.APPROVAL,
        Kind.WAIVER,
        Kind.SIGN_OFF,
        Kind.ROUND,
        Kind.TEAM,
        Kind.CASE_FILE,
        Kind.FRAMEWORK,
        Kind.STANDARD_TEXT,
        Kind.ACCOUNT,
        Kind.MUNICIPALITY,
        Kind.CONTACT,
        Kind.NOTICE,
    }
)


@dataclass(frozen=True)
class PublicEvent:
    """An event as a municipality reads it: when, by somebody of which role, what, and what of it."""

    at: datetime.datetime
    role: str
    title: str
    about: str
    reason: str = ""
    differences: list[Difference] = field(default_factory=list)


def public_log(case_file: CaseFile) -> list[PublicEvent]:
    """What its municipality reads of the log of a case file, the newest first."""
    decisions = Decision.objects.filter(remark__reply__release__round__case_file=case_file)
    rounds = decisions.values_list("pk", "remark__reply__release__round")
    events = events_of(case_file).filter(kind__in=READ).order_by("pk")
    return as_the_municipality_reads(events, round_of={f"decision {pk}": round_ for pk, round_ in rounds})


def as_the_municipality_reads(
    events: Iterable[Event], *, round_of: Mapping[str, int] | None = None
) -> list[PublicEvent]:
    """Those of the events of one case file, the oldest first, that its municipality may read; the newest first.

    `round_of` tells the key of the round of each decision by the subject of its event ("decision 12"): decisions are
    read as they stood when their round became final last: of one that went back they may still change. Of which that
    isn't told is hidden.
    """
    events = list(events)
    rounds = {subject: f"round {pk}" for subject, pk in (round_of or {}).items()}
    told = _told_decisions(events, rounds)
    shown = []
    for number, event in _since_release(events):
        if event.kind == Kind.DECISION and number not in told:
            continue
        if event.kind in READ:
            shown.append(_told(event, READ[Kind(event.kind)]))
    return shown[::-1]


def _told_decisions(events: list[Event], rounds: Mapping[str, str]) -> set[int]:
    """By their places, the events of the decisions that stood when their round became final last."""
    is_final = [state for state in State if state.is_final]
    final_at = {
        event.subject: number
        for number, event in enumerate(events)
        if event.kind == Kind.STEP and event.new.get("state") in is_final
    }
    return set(
        {
            event.subject: number
            for number, event in enumerate(events)
            if event.kind == Kind.DECISION and number < final_at.get(rounds.get(event.subject, ""), 0)
        }.values()
    )


def _since_release(events: Iterable[Event]) -> Iterator[tuple[int, Event]]:
    """With their places: all but the steps that a round took before its draft was first given, or among colleagues."""
    released = set()
    for number, event in enumerate(events):
        if event.kind == Kind.STEP:
            if _went_to(event, State.REPLY):
                released.add(event.subject)
            states = (event.old.get("state"), event.new.get("state"))
            if event.subject not in released or not any(state in SINCE_RELEASE for state in states):
                continue
        yield number, event


def _went_to(event: Event, state: State) -> bool:
    return event.kind == Kind.STEP and event.new.get("state") == state


def _told(event: Event, reading: Reading) -> PublicEvent:
    old, new = (
        {name: value for name, value in values.items() if not reading.fields or name in reading.fields}
        for values in (event.old, event.new)
    )
    title = title_of(event)
    if event.kind == Kind.STEP:
        title, old, new = f"Naar {State(event.new['state']).label}", {}, {}
    if event.kind == Kind.DECISION:  # as it stands, whatever it was before the round was final
        title, old = "Besluit op een reactie", {}
    differences = [each for each in differences_between(old, new) if each.before or each.after]
    return PublicEvent(
        at=event.at,
        role=event.get_by_role_display(),
        title=title,
        about=event.about,
        reason=event.reason if reading.reason else "",
        differences=differences,
    )
