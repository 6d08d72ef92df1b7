"""Making the copies that municipalities read in advance, in the queue: a request only asks for them.

A copy is claimed, printed outside every transaction, and kept in one with the mail that tells of it, so that nobody
hears of what isn't there. What a killed worker left is taken up by `make_left_behind`.
"""

import hashlib
import logging
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from assessments.actions import Refused, log, notices, renderings, stopping
from assessments.actions.steps import hold
from assessments.factsheet.drafting import draft
from assessments.models import AdvanceCopy, PlannedPublication, Round
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind

BROKE_DOWN = "Er ging iets mis in de toepassing. Probeer het opnieuw, of vraag de beheerder om hulp."
BROKEN_OFF = "Het maken werd steeds afgebroken. Probeer het opnieuw, of vraag de beheerder om hulp."
AFTER_MAIL = -10  # forty copies take a minute, in which mail and what is published now go first

logger = logging.getLogger(__name__)


class MayNotTryAgain(Refused):
    message = "Alleen een coördinator kan een kopie onder embargo opnieuw laten maken."


class NothingToTryAgain(Refused):
    """A copy that is being made, is there, or is for nobody to read any more would be made anew."""

    message = "Deze kopie is er al, wordt gemaakt, of is niet meer nodig. Er valt niets opnieuw te maken."


def ask_for(planned: PlannedPublication) -> None:
    """Have the queue make the copy of what is planned, once that stands."""
    AdvanceCopy.objects.create(planned=planned)
    transaction.on_commit(partial(make_copy.enqueue, planned.pk), robust=True)


@transaction.atomic
def try_again(planned: PlannedPublication, *, by: User) -> None:
    """Make a copy after all that could not be made. Raises MayNotTryAgain or NothingToTryAgain."""
    if by.role != Role.COORDINATOR:
        raise MayNotTryAgain
    failed = AdvanceCopy.objects.failed(timezone.now()).filter(planned=planned)
    if not failed.update(problem="", claimed_at=None, attempts=0):
        raise NothingToTryAgain
    transaction.on_commit(partial(make_copy.enqueue, planned.pk), robust=True)


@task(priority=AFTER_MAIL)
def make_copy(planned_pk: int) -> bool:
    """Make the copy of what is planned; tells whether it did, and no other, for a copy that is still to be read."""
    to_make = AdvanceCopy.objects.to_make(timezone.now()).filter(planned=planned_pk)
    return any(_make(pk) for pk in to_make.values_list("pk", flat=True))


def make_left_behind() -> int:
    """Make all copies that nobody is making, and give up what was broken off as often as is tried; returns how many."""
    for pk in list(AdvanceCopy.objects.given_up(timezone.now()).values_list("pk", flat=True)):
        known = AdvanceCopy.objects.defer("pdf").select_related("planned__round", "planned__planned_by")
        _conclude(known.get(pk=pk), problem=BROKEN_OFF)
    to_make = AdvanceCopy.objects.to_make(timezone.now()).values_list("pk", flat=True)
    return sum(_make(pk) for pk in list(to_make))


def _claim(pk: int) -> AdvanceCopy | None:
    """A copy, as the one worker that makes it; None where another was first or it isn't wanted any more."""
    now = timezone.now()
    free = AdvanceCopy.objects.to_make(now).order_by().filter(pk=pk)
    if not free.update(claimed_at=now, attempts=F("attempts") + 1):
        return None
    return AdvanceCopy.objects.select_related("planned__round", "planned__planned_by").get(pk=pk)


def _make(pk: int) -> bool:
    copy = _claim(pk)
    if copy is None:
        return False
    try:
        document = _printed(copy.planned)
    except stopping.Changed:
        stopping.stop_changed(PlannedPublication.objects.filter(pk=copy.planned_id))
        return False
    except Refused as refusal:
        return _conclude(copy, problem=str(refusal))
    except Exception:
        logger.exception("The advance copy of planned publication %s broke down", copy.planned_id)
        return _conclude(copy, problem=BROKE_DOWN)
    return _conclude(copy, document=document)


def _printed(planned: PlannedPublication) -> bytes:
    """What was seen when it was planned, with its embargo. Raises Changed, TookTooLong or Broke."""
    round_ = Round.objects.select_related("case_file__framework", "municipality").get(pk=planned.round_id)
    factsheet = draft(round_, edition=round_.editions.count() + 1, correction=planned.reason)
    if factsheet.fingerprint() != planned.seen:
        raise stopping.Changed
    return renderings.keep(factsheet, embargo_until=planned.publish_at)


@transaction.atomic
def _conclude(copy: AdvanceCopy, *, document: bytes | None = None, problem: str = "") -> bool:
    """Keep what became of a copy and tell of it, unless another took it up or its plan ended; tells whether it did."""
    planned = copy.planned
    held = hold(planned.round)
    now = timezone.now()
    mine = AdvanceCopy.objects.asked_for(now).filter(pk=copy.pk, claimed_at=copy.claimed_at)
    if document is None:
        if mine.update(problem=problem):
            notices.not_copied(planned, held, attempt=copy.claimed_at)
        return False
    sha256 = hashlib.sha256(document).hexdigest()
    if not mine.update(pdf=document, sha256=sha256, made_at=now):
        return False
    old, new = {"sha256": ""}, {"sha256": sha256}
    log.changed(Kind.PLANNED, planned, of=held, by=User.objects.system(), old=old, new=new)
    notices.planned(planned, held, by=planned.planned_by)
    return True
