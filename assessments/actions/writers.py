"""Who had a hand in what a round says, and so doesn't review it: the one rule that everything else asks."""

import datetime
from collections.abc import Iterable

from django.db.models import F

from assessments.actions import log
from assessments.models import Outcome, Round, Writer
from assessments.models.overtaken import OvertakenQuerySet
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind


def add_writers(round_pk: int, user_pks: Iterable[int], *, by_deciding: bool = False) -> None:
    """Write down who wrote in a round; for who did before this changes nothing.

    Who until now only wrote `by_deciding` on the reply of a municipality, and now otherwise, decides no longer.
    """
    pks = sorted(set(user_pks))
    writers = [Writer(round_id=round_pk, user_id=pk, by_deciding=by_deciding) for pk in pks]
    if by_deciding:
        Writer.objects.bulk_create(writers, ignore_conflicts=True)
        return
    Writer.objects.bulk_create(
        writers, update_conflicts=True, unique_fields=["round", "user"], update_fields=["by_deciding"]
    )


def print_anew(round_: Round) -> None:
    """What a round prints beside its findings changed, so that it wants reading again."""
    Round.objects.filter(pk=round_.pk).update(text_version=F("text_version") + 1)


def settle(
    waiting: OvertakenQuerySet, outcome: Outcome, *, of: Round, by: User, at: datetime.datetime
) -> int:
    """Decide on second versions in the round `of` that still wait; whose text comes to stand wrote in it too.

    The log tells of each what was decided; its text stays with its row, which isn't for everybody who reads the log.
    Tells on how many.
    """
    rows = list(waiting.waiting().named())
    if outcome != Outcome.LEFT:
        add_writers(of.pk, [row.typed_by_id for row in rows])
    for row in rows:
        log.changed(Kind.SECOND_VERSION, row, of=of, by=by, old={"outcome": ""}, new={"outcome": outcome})
    return waiting.settle(outcome, by=by, at=at)
