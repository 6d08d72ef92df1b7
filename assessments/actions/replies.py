"""What a municipality answers to a draft: begun by any of its contacts, and sent by one of them."""

import datetime
import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format, time_format

from assessments.actions import Refused, log, notices
from assessments.actions.deliveries import DraftIsClosed
from assessments.actions.steps import hold
from assessments.models import Evidence, Release, Remark, RemarkKind, Reply
from assessments.models.remarks import ANSWERS, OvertakenRemark
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind

MAX_SIZE_OF_EVIDENCE = 200 * 1024 * 1024  # bytes, of all documents of a reply


class NotAContact(Refused):
    """Somebody answers a draft for a municipality for which they don't speak today."""

    message = "U bent nu geen contactpersoon van deze gemeente, dus u kunt niet namens haar reageren."


class ClosedForReply(DraftIsClosed):
    """A municipality answers a draft that the inspectorate took back."""

    message = (
        "De inspectie heeft dit concept teruggenomen en werkt eraan. U krijgt een nieuw concept om op te reageren. "
        "Daar kunt u uw teksten overnemen."
    )


class SentAlready(Refused):
    """A reply would change that was sent."""

    def __init__(self, reply: Reply) -> None:
        at = timezone.localtime(reply.sent_at)
        super().__init__(
            f"{reply.sent_by} heeft deze reactie op {date_format(at)} om {time_format(at)} verstuurd. Er kan niets meer"
            " bij. U kunt wel een aanvullende reactie beginnen."
        )


class NothingSent(Refused):
    """A further reply would be begun while the one before is still being written."""

    message = "Er is nog een reactie in bewerking. Verstuur die eerst."


class NothingSaid(Refused):
    """A reply would be sent in which nothing is said, and not even that there are no remarks."""

    message = (
        "Er staat nog niets in uw reactie. Schrijf eerst iets op, of verstuur dat u geen opmerkingen hebt."
    )


class RemarksWereMade(Refused):
    """A reply of which it is said that it has no remarks has some."""

    message = "U hebt opmerkingen opgeschreven. Verstuur die, of maak ze eerst leeg."


class NotAllSaid(Refused):
    """Something hangs on a remark, or goes with an intent, that lacks its text."""


class ReplyIsFull(Refused):
    """The documents of the reply would be more than 200 MB together."""

    message = (
        "De documenten bij uw reactie zijn samen dan meer dan 200 MB. Haal eerst een document weg dat niet nodig is,"
        " of maak dit bestand kleiner."
    )


class TwoVersions(Refused):
    """Two contacts wrote on one place at the same time, and nobody chose yet."""

    message = "Van een tekst zijn er nog twee versies. Kies eerst welke blijft; dan kunt u versturen."


class ChangedWhileReading(Refused):
    """A colleague saved something after the reply was looked at, as a whole, to send it."""

    message = "Een collega heeft intussen iets gewijzigd. Hieronder staat hoe de reactie nu is. Er is niets verstuurd."


def refusal_to_reply(release_: Release, *, by: User) -> Refused | None:
    """Why `by` can't answer a draft, or None when they can; the same whether its term runs or is over."""
    readable = Release.objects.visible_to(by).filter(pk=release_.pk)
    if by.role != Role.MUNICIPALITY or not readable.exists():
        return NotAContact()
    return ClosedForReply() if release_.closed_at else None


def hold_for_reply(release_: Release, *, by: User, number: int) -> Reply | None:
    """The reply with that number, held with its draft until the end of the transaction; None where it isn't begun.

    Raises NotAContact, ClosedForReply or SentAlready.
    """
    held = Release.objects.without_files().select_for_update(of=["self"]).get(pk=release_.pk)
    if refusal := refusal_to_reply(held, by=by):
        raise refusal
    last: Reply | None = held.replies.select_related("sent_by").order_by("-number").first()
    if last is None:
        return None
    if last.is_sent or number < last.number:
        raise SentAlready(held.replies.sent().select_related("sent_by").get(number=min(number, last.number)))
    return last


def begin(release_: Release, *, by: User) -> Reply:
    """The next reply to a draft that is held, of which none is being written."""
    number = release_.replies.count() + 1
    return Reply.objects.create(release=release_, number=number, started_at=timezone.now(), started_by=by)


def check_room(reply: Reply, size: int) -> None:
    """Refuse a document of that size where the reply would hold too much with it. Raises ReplyIsFull."""
    stored = Evidence.objects.filter(remark__reply=reply).aggregate(total=Sum("size"))["total"] or 0
    if stored + size > MAX_SIZE_OF_EVIDENCE:
        raise ReplyIsFull


@transaction.atomic
def start(release_: Release, *, by: User) -> Reply:
    """Begin a further reply, after the one before was sent. Raises NotAContact, ClosedForReply or NothingSent."""
    held = Release.objects.without_files().select_for_update(of=["self"]).get(pk=release_.pk)
    if refusal := refusal_to_reply(held, by=by):
        raise refusal
    if held.replies.being_written().exists():
        raise NothingSent
    return begin(held, by=by)


@transaction.atomic
def publish_intents(release_: Release, *, by: User, number: int, publishes: bool) -> Reply:
    """Say whether what the municipality will do is published with the factsheet. Raises what `hold_for_reply` does."""
    reply = hold_for_reply(release_, by=by, number=number) or begin(release_, by=by)
    Reply.objects.filter(pk=reply.pk).update(publishes_intents=publishes)
    reply.publishes_intents = publishes
    return reply


def fingerprint(reply: Reply | None) -> str:
    """What tells two states of a reply apart that is being written: a SHA-256 of which versions it consists of."""
    if reply is None:
        return hashlib.sha256(b"").hexdigest()
    remarks = sorted(reply.remarks.said().values_list("pk", "version"))
    evidence = sorted(reply.remarks.filter(evidence__isnull=False).values_list("evidence__pk", flat=True))
    state = [reply.number, reply.publishes_intents, remarks, evidence]
    return (
        hashlib.sha256(json.dumps(state).encode()).hexdigest() if remarks or evidence else fingerprint(None)
    )


@transaction.atomic
def send(
    release_: Release,
    *,
    by: User,
    number: int,
    seen: str,
    has_no_remarks: bool = False,
    at: datetime.datetime | None = None,
) -> Reply:
    """Send the reply to a draft, in which nothing changes after that; `seen` is the fingerprint of what `by` read.

    That it `has_no_remarks` ends the term early. Of what came in after the last day of the term, or when the round was
    final, that is kept along with it; it came in `at` the moment at which the request for it began.
    Raises what `hold_for_reply` does, ChangedWhileReading, TwoVersions, NotAllSaid, RemarksWereMade or NothingSaid.
    """
    # Or what is sent while the round is finalised would be neither decided on nor late.
    round_ = hold(release_.round)
    reply = hold_for_reply(release_, by=by, number=number)
    if seen != fingerprint(reply):
        raise ChangedWhileReading
    if reply is None and has_no_remarks:
        reply = begin(release_, by=by)
    if reply is None:
        raise NothingSaid
    if OvertakenRemark.objects.filter(remark__reply=reply).waiting().exists():
        raise TwoVersions
    if lacking := what_lacks_its_text(reply):
        raise NotAllSaid(lacking[0][1])
    said = list(reply.remarks.said())
    if has_no_remarks and any(remark.kind in ANSWERS for remark in said):
        raise RemarksWereMade
    if not has_no_remarks and not said:
        raise NothingSaid
    held = Release.objects.without_files().get(pk=release_.pk)
    now = timezone.now()
    sent = {
        "sent_at": now,
        "sent_by": by,
        "has_no_remarks": has_no_remarks,
        "is_late": held.is_over_at(at or now),
        "came_after_final": round_.is_final,
    }
    for name, value in sent.items():
        setattr(reply, name, value)
    reply.save(update_fields=list(sent))
    log.added(Kind.REPLY, reply, of=round_, by=by, said=_said(reply))
    reply.release, held.round = held, round_
    notices.replied(reply, held)
    return reply


def what_lacks_its_text(reply: Reply) -> list[tuple[Remark, str]]:
    """The remarks on which a document hangs, or that say who and when, without saying what; each with a sentence."""
    empty = reply.remarks.filter(text="").select_related("released")
    documented = set(empty.filter(evidence__isnull=False).values_list("pk", flat=True))
    lacking = []
    for remark in empty:
        if remark.pk in documented:
            sentence = (
                f"Bij “{remark.about}” staat een document zonder tekst. Schrijf erbij wat er niet klopt."
            )
        elif remark.has_no_measure:
            sentence = f"Bij “{remark.about}” staat dat er geen maatregel komt. Schrijf erbij waarom niet."
        elif remark.by_whom or remark.planned_on:
            sentence = f"Bij “{remark.about}” staat nog niet wat de gemeente gaat doen."
        else:
            continue
        lacking.append((remark, sentence))
    return lacking


def _said(reply: Reply) -> dict[str, Any]:
    """All that a reply says, as the log keeps it: of documents their names and SHA-256."""
    names = ("number", "has_no_remarks", "is_late", "came_after_final", "publishes_intents")
    told: dict[str, Any] = {name: getattr(reply, name) for name in names}
    remarks = {}
    for remark in reply.remarks.said().select_related("released"):
        about = remark.about
        if remark.released:
            about = f"{about} ({remark.released.approach})"
        lines = [remark.text]
        if remark.kind == RemarkKind.INTENT:
            lines += ["Geen maatregel"] if remark.has_no_measure else []
            lines += [f"Wie: {remark.by_whom}"] if remark.by_whom else []
            lines += [f"Uiterlijk op: {remark.planned_on:%d-%m-%Y}"] if remark.planned_on else []
        evidence = remark.evidence.values_list("name", "sha256")
        lines += [f"Document: {name} (SHA-256 {sha256})" for name, sha256 in evidence]
        remarks[f"{remark.get_kind_display()}, {about}:"] = "\n".join(lines)
    return told | {"remarks": remarks}
