"""Writing down who is to be told of a change, in the transaction of that change."""

from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import send_soon
from stj_toezicht.notices.texts import subject_and_text

WITHOUT_ADDRESS = "Bij dit account staat geen e-mailadres."


class NotInTheSameTransaction(RuntimeError):
    """Somebody would be told of a change that failed, or not of one that stands."""


def write(kind, *, to, about, path, key, by=None, chain="", municipality="", until=None, due_at=None):
    """Write down that each of the people in `to` is told of something, and send it once the change stands.

    `by`, who did it, isn't told; nor is who has no active account. `key` names the event: of the same one a person is
    told once. `until` is the day by which it asks for something; before `due_at` nothing is sent.
    Raises NotInTheSameTransaction.
    """
    if not connection.in_atomic_block:
        raise NotInTheSameTransaction(kind)
    now = timezone.now()
    notices = [
        Notice(
            kind=kind,
            key=key,
            to=person,
            to_name=str(person),
            to_address=person.email,
            by_name=str(by or ""),
            about=" ".join(about.split())[:600],
            chain=chain,
            municipality=municipality,
            path=path,
            until=until,
            written_at=now,
            due_at=due_at or now,
            **({} if person.email else {"state": State.FAILED, "problem": WITHOUT_ADDRESS}),
        )
        for person in sorted(set(to), key=lambda person: person.pk)
        if person.is_active and person != by
    ]
    for notice in notices:
        notice.subject, _ = subject_and_text(notice)
    if notices:
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        transaction.on_commit(partial(send_soon, due_at), robust=True)
