"""Hanging documents on a contact moment, and taking them off."""

import hashlib

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format

from assessments.actions import Refused, log
from assessments.actions.rounds import hold_for_writing
from assessments.models import Attachment, ContactMoment, RemovedAttachment
from assessments.models.attachments import MAX_ATTACHMENT_SIZE, MAX_SIZE_PER_ROUND
from stj_toezicht.log.kinds import Kind


class NothingInIt(Refused):
    """An empty file came in."""

    message = "Dit bestand is leeg."


class TooBig(Refused):
    """A file of more than 20 MB came in."""

    message = "Dit bestand is groter dan 20 MB. Maak het kleiner, of splits het."


class AlreadyAttached(Refused):
    """The same document hangs on this contact moment already."""


class RoundIsFull(Refused):
    """The documents of the round would be more than 200 MB together."""

    message = (
        "De documenten van deze ronde zijn samen dan meer dan 200 MB. Verwijder eerst een document dat niet meer "
        "nodig is, of maak dit bestand kleiner."
    )


class ContactMomentGone(Refused):
    """The contact moment was removed by another."""

    message = "Iemand anders heeft dit contactmoment intussen verwijderd."


def attach(moment, *, by, name, content):
    """Hang a document on a contact moment, under a `name` that is clean (`assessments.documents.names`).

    Raises NothingInIt, TooBig, NotOnTheTeam, RoundIsFinal, ContactMomentGone, AlreadyAttached or RoundIsFull.
    """
    if not content:
        raise NothingInIt
    if len(content) > MAX_ATTACHMENT_SIZE:
        raise TooBig
    sha256 = hashlib.sha256(content).hexdigest()  # outside the transaction, in which others wait
    with transaction.atomic():
        round_ = hold_for_writing(moment.round_id, by=by)
        if not ContactMoment.objects.filter(pk=moment.pk).exists():
            raise ContactMomentGone
        same = Attachment.objects.without_content().filter(contact_moment=moment, sha256=sha256).first()
        if same:
            raise AlreadyAttached(f"Dit document staat al bij dit contactmoment, als “{same.name}”.")
        of_round = Attachment.objects.filter(contact_moment__round=moment.round_id)
        if (of_round.aggregate(total=Sum("size"))["total"] or 0) + len(content) > MAX_SIZE_PER_ROUND:
            raise RoundIsFull
        attachment = Attachment.objects.create(
            contact_moment=moment,
            name=name,
            content=content,
            size=len(content),
            sha256=sha256,
            added_at=timezone.now(),
            added_by=by,
        )
        log.added(
            Kind.ATTACHMENT, attachment, of=round_, by=by, about=_about(attachment), said=_said(attachment)
        )
        return attachment


def _about(attachment):
    return f"{attachment.name}, bij {attachment.contact_moment.told}"


def _said(attachment):
    return {name: getattr(attachment, name) for name in ("name", "size", "sha256")}


@transaction.atomic
def remove_attachment(attachment, *, by):
    """Take a document off its contact moment; what it was stays noted. Raises NotOnTheTeam or RoundIsFinal."""
    round_ = hold_for_writing(attachment.contact_moment.round_id, by=by)
    take_off(Attachment.objects.filter(pk=attachment.pk), of=round_, by=by)


def take_off(attachments, *, of, by):
    """Delete documents, in the transaction of who holds their round, and note of each what and whose it was."""
    now = timezone.now()
    for known in attachments.without_content().select_related("contact_moment"):
        moment = known.contact_moment
        RemovedAttachment.objects.create(
            round_id=moment.round_id,
            contact_moment=moment,
            moment=f"{moment} op {date_format(moment.date)}",
            removed_at=now,
            removed_by=by,
            **{name: getattr(known, name) for name in ("name", "size", "sha256", "added_at", "added_by_id")},
        )
        log.removed(Kind.ATTACHMENT, known, of=of, by=by, about=_about(known), said=_said(known))
    attachments.delete()
