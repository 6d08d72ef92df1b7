"""Asking for many factsheets in one file, stopping that, and asking again for what did not succeed.

What makes them is `assessments.actions.bundling`. A bundle changes nothing of a case file, so no log tells of it.
"""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, bundling
from assessments.bundling.choosing import Choice
from assessments.models import Bundle, BundlePart
from stj_toezicht.accounts.models import User

MOST = 5_000
WORKERS = 2  # that can share a bundle; where there is one, the second of its tasks finds nothing left to do


class NothingChosen(Refused):
    message = "Kies ten minste één factsheet."


class TooMany(Refused):
    message = f"Kies hoogstens {MOST} factsheets tegelijk."


class NotUnderWay(Refused):
    """A bundle that ended would be stopped."""

    message = "Deze bundel wordt niet meer gemaakt, dus er valt niets te stoppen."


class NothingToTryAgain(Refused):
    """A bundle of which nothing failed would be made anew."""

    message = "Van deze bundel is niets mislukt of gestopt, dus er valt niets opnieuw te maken."


class WithdrawnSince(Refused):
    """A bundle would be handed out that holds what nobody may read any more."""

    message = "Een factsheet in deze bundel is intussen ingetrokken. Maak een nieuwe bundel."


@transaction.atomic
def ask_for(chosen: Sequence[Choice], *, by: User, format: str) -> Bundle:  # noqa: A002  as its field is called
    """Have the queue make a bundle of what was chosen, in that order. Raises NothingChosen or TooMany."""
    if not chosen:
        raise NothingChosen
    if len(chosen) > MOST:
        raise TooMany
    bundle = Bundle.objects.create(made_by=by, made_at=timezone.now(), format=format)
    BundlePart.objects.bulk_create(
        BundlePart(bundle=bundle, position=position, edition=choice.edition, round=choice.round)
        for position, choice in enumerate(chosen)
    )
    _begin()
    return bundle


@transaction.atomic
def cancel(bundle: Bundle) -> None:
    """Stop making a bundle; whoever is at a part of it now ends that alone. Raises NotUnderWay."""
    if not Bundle.objects.unfinished().filter(pk=bundle.pk).update(cancelled_at=timezone.now()):
        raise NotUnderWay


@transaction.atomic
def try_again(bundle: Bundle) -> None:
    """Make what failed or was stopped after all; what succeeded stays as it was made. Raises NothingToTryAgain."""
    held = Bundle.objects.select_for_update(of=("self",)).get(pk=bundle.pk)
    failed = held.parts.failed()
    if held.is_unfinished or not (held.cancelled_at or held.problem or failed.exists()):
        raise NothingToTryAgain
    failed.update(problem="", finished_at=None)
    held.parts.filter(finished_at=None).update(claimed_at=None, attempts=0)
    held.pieces.all().delete()
    afresh = {"ready_at": None, "size": None, "sha256": "", "problem": "", "cancelled_at": None}
    Bundle.objects.filter(pk=held.pk).update(claimed_at=None, attempts=0, **afresh)
    _begin()


def refuse_withdrawn(bundle: Bundle) -> None:
    """Refuse to hand out an edition that was withdrawn since. Raises WithdrawnSince."""
    if bundle.parts.withdrawn_since().exists():
        raise WithdrawnSince


def forget() -> int:
    """Drop the bundles that were kept for a week, and return how many that were."""
    expired = Bundle.objects.expired(timezone.now())
    number = expired.count()
    expired.delete()
    return number


def _begin() -> None:
    for _ in range(WORKERS):
        transaction.on_commit(partial(bundling.work.enqueue), robust=True)
