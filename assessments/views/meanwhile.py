"""What changed in a round between reading it and approving, finalising or publishing what was read."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from assessments.actions import Refused
from assessments.actions.findings import PRINTED
from assessments.actions.log import chain_of
from assessments.actions.steps import ChangedMeanwhile
from assessments.factsheet.sentences import enumerate_words
from assessments.models import ContactMoment, Finding, FindingRevision, Round
from assessments.views.changes import Change, lay_out_changes
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Chain, Event

NOT_PRINTED = ("expected_on", "rests_on", "private_note")
OF_A_MOMENT = ("kind", "date")


@dataclass(frozen=True)
class Meanwhile:
    """One text or contact moment that changed: what it says differently now, by whom, and when last."""

    where: str
    who: str
    at: datetime.datetime
    changes: list[Change]


def in_findings(read: Iterable[tuple[Finding, int]]) -> list[Meanwhile]:
    """Of findings, each with the `text_version` that somebody read, those of which the text changed since."""
    changed = {finding: version for finding, version in read if finding.text_version != version}
    saves = defaultdict(list)
    revisions = FindingRevision.objects.filter(finding__in=changed).select_related("changed_by")
    for revision in revisions.order_by("version"):
        saves[revision.finding_id].append(revision)
    return [_in_finding(finding, version, saves[finding.pk]) for finding, version in changed.items()]


def _in_finding(finding, version, saves):
    before = [each for each in saves if each.text_version <= version]
    since = [each for each in saves if each.text_version > version]
    said = before[-1] if before else FindingRevision(finding=finding)
    changes = lay_out_changes(said, finding, (), hidden=NOT_PRINTED)
    return Meanwhile(
        finding.wording,
        enumerate_words(list(dict.fromkeys(str(each.changed_by) for each in since))),
        since[-1].changed_at,
        [change for change in changes if change.is_changed],
    )


def beside_findings(round_: Round, read: int) -> list[Meanwhile]:
    """What changed in the narrative and the contact moments since their `text_version` was `read`.

    Each event on these in the log raised it by one.
    """
    number = max(round_.text_version - read, 0)
    events = _printed(round_, _chain(round_).filter(kind__in=[Kind.DEVELOPMENT, Kind.CONTACT_MOMENT]))
    return _together(events[len(events) - number :] if number else [])


def since(round_: Round, number: int) -> list[Meanwhile]:
    """All that is printed of a round and changed after the event of this number in the log of its case file."""
    return _together(_printed(round_, _chain(round_).filter(number__gt=number)))


def since_shown(round_: Round, after: str, refusal: Refused | None) -> dict[str, Any]:
    """What a page says that shows all of a round: `after` which event that was, as its form sends along, and when
    something was refused because the round changed, what did.
    """
    chains = Chain.objects.filter(name=chain_of(round_.case_file_id))
    shown = {"after": chains.values_list("length", flat=True).first() or 0}
    if not isinstance(refusal, ChangedMeanwhile):
        return shown
    told = after.isdecimal() and len(after) < 10
    return {**shown, "is_changed": True, "meanwhile": since(round_, int(after)) if told else []}


def _chain(round_):
    return Event.objects.filter(chain__name=chain_of(round_.case_file_id)).order_by("number")


def _printed(round_, events):
    """Those events, of all on a case file, that changed what a round prints."""
    of_round = {f"finding {pk}" for pk in round_.findings.values_list("pk", flat=True)}
    of_others = ContactMoment.objects.exclude(round=round_).filter(round__case_file=round_.case_file_id)
    others = {f"contactmoment {pk}" for pk in of_others.values_list("pk", flat=True)}
    names = {Kind.FINDING: PRINTED, Kind.DEVELOPMENT: ("development",), Kind.CONTACT_MOMENT: OF_A_MOMENT}
    own = {Kind.FINDING: of_round, Kind.DEVELOPMENT: {f"round {round_.pk}"}}
    return [
        event
        for event in events.filter(kind__in=names)
        if event.subject in own.get(event.kind, {event.subject} - others)
        and any(name in values for name in names[event.kind] for values in (event.old, event.new))
    ]


def _together(events: list[Event]) -> list[Meanwhile]:
    """The events on one thing as one change, from what it first was to what it became; back again is none."""
    of_each = defaultdict(list)
    for event in events:
        of_each[event.subject].append(event)
    told = []
    for several in of_each.values():
        was: dict = {}
        became: dict = {}
        for event in several:
            was = {**event.old, **was}
            became |= event.new
        first, last = several[0], several[-1]
        both = (was if first.old else {}), (became if last.new else {})
        changes = [change for change in _changes(last, *both) if change.is_changed]
        if changes:
            names = enumerate_words(list(dict.fromkeys(event.by_name for event in several)))
            told.append(Meanwhile(last.about, names, last.at, changes))
    return told


def _changes(event, was, became):
    if event.kind == Kind.CONTACT_MOMENT:
        return [Change("contact_moment", _moment(event, was), _moment(event, became))]
    names = PRINTED if event.kind == Kind.FINDING else ("development",)
    return [Change(name, was.get(name) or "", became.get(name) or "") for name in names]


def _moment(event, said):
    """A contact moment as it is printed, from what an event tells of it; what went says nothing."""
    if not said:
        return ""
    kind = ContactMoment.Kind(said["kind"]).label if "kind" in said else event.about.partition(" op ")[0]
    return f"{kind} op {date_format(datetime.date.fromisoformat(said['date']))}" if "date" in said else kind
