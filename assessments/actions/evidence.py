"""Documents with which a municipality supports what it says in a reply; until it is sent they can be taken off."""

import hashlib

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, replies
from assessments.actions.attachments import NothingInIt, TooBig
from assessments.actions.remarks import NotAskedHere, Topic, place_for_evidence
from assessments.actions.replies import hold_for_reply
from assessments.models import Evidence, Release
from assessments.models.attachments import MAX_ATTACHMENT_SIZE
from assessments.models.remarks import ANSWERS
from stj_toezicht.accounts.models import User


class AddedAlready(Refused):
    """The same document supports this remark already."""


def add_evidence(
    release_: Release, topic: Topic, *, by: User, number: int, name: str, content: bytes
) -> Evidence:
    """Support a remark with a document, under a `name` that is clean (`assessments.documents.names`).

    Raises NothingInIt, TooBig, what `hold_for_reply` does, NotAskedHere, AddedAlready or ReplyIsFull.
    """
    if not content:
        raise NothingInIt
    if len(content) > MAX_ATTACHMENT_SIZE:
        raise TooBig
    sha256 = hashlib.sha256(content).hexdigest()  # outside the transaction, in which others wait
    with transaction.atomic():
        reply = hold_for_reply(release_, by=by, number=number)
        if topic.kind not in ANSWERS or not topic.is_asked_in(release_):
            raise NotAskedHere
        remark = place_for_evidence(reply, release_, topic, by=by)
        if same := remark.evidence.defer("content").filter(sha256=sha256).first():
            raise AddedAlready(f"Dit document staat hier al, als “{same.name}”.")
        replies.check_room(remark.reply, len(content))
        return Evidence.objects.create(
            remark=remark,
            name=name,
            content=content,
            size=len(content),
            sha256=sha256,
            added_at=timezone.now(),
            added_by=by,
        )


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take a document off a reply that was not sent yet. Raises what `hold_for_reply` does."""
    reply = evidence.remark.reply
    release_ = Release.objects.without_files().get(pk=reply.release_id)
    hold_for_reply(release_, by=by, number=reply.number)
    Evidence.objects.filter(pk=evidence.pk).delete()
