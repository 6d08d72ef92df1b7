"""Who had a hand in what a round says, and so doesn't review it: the one rule that everything else asks."""

import datetime
from collections.abc import Iterable

from django.db.models import F

from assessments.models import Outcome, Round, Writer
from assessments.models.overtaken import OvertakenQuerySet
from stj_toezicht.accounts.models import User


def add_writers(round_pk: int, user_pks: Iterable[int]) -> None:
    """Write down who wrote in a round; for who did before this changes nothing."""
    writers = [Writer(round_id=round_pk, user_id=pk) for pk in sorted(set(user_pks))]
    Writer.objects.bulk_create(writers, ignore_conflicts=True)


def print_anew(round_: Round) -> None:
    """What a round prints beside its findings changed, so that it wants reading again."""
    Round.objects.filter(pk=round_.pk).update(text_version=F("text_version") + 1)


def settle(waiting: OvertakenQuerySet, outcome: Outcome, *, of: int, by: User, at: datetime.datetime) -> int:
    """Decide on second versions in the round `of` that still wait; whose text comes to stand wrote in it too.

    Tells on how many.
    """
    if outcome != Outcome.LEFT:
        add_writers(of, waiting.waiting().values_list("typed_by", flat=True))
    return waiting.settle(outcome, by=by, at=at)
