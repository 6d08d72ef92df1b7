"""Publishing at a moment that was planned, of one round or of many at once; each through `publication.publish`.

A plan that is due is carried out by a worker; what a lost task should have done goes along with the next. The edition
and the end of its plan are one transaction, so that a worker that is killed leaves both or none.
"""

import datetime
import logging
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from assessments.actions import Refused, advance_copies, log, publication, stopping
from assessments.actions.steps import ChangedMeanwhile, end_plan, hold, refuse_step
from assessments.factsheet.drafting import draft
from assessments.models import Edition, History, PlannedPublication, Round
from assessments.models.planned_publications import Result
from assessments.steps import PUBLISH
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind

logger = logging.getLogger(__name__)

FURTHEST = datetime.timedelta(days=366)
BROKE_DOWN = "Er ging iets mis in de toepassing. Publiceer dit factsheet zelf, of plan het opnieuw."


class NotToCome(Refused):
    message = "Kies een moment dat nog moet komen, binnen een jaar."


class PlannedAlready(Refused):
    """A round would be planned twice."""

    message = "De publicatie van deze ronde is al gepland."


class NotPlanned(Refused):
    """A plan was carried out or cancelled before."""

    message = "Deze publicatie is niet meer gepland."


class MayNotPlan(Refused):
    message = "Alleen een coördinator kan een geplande publicatie wijzigen."


@transaction.atomic
def plan(
    round_: Round, *, by: User, publish_at: datetime.datetime, seen: str, reason: str = ""
) -> PlannedPublication:
    """Have the factsheet of a round published at a moment; now is a moment too.

    `seen` is the fingerprint of the factsheet that `by` was given to read. The queue makes the copy that its
    municipality reads in advance (`assessments.actions.advance_copies`). Raises what
    `assessments.actions.steps.refuse_step` does, CorrectionWithoutReason, NotToCome, PlannedAlready or
    ChangedMeanwhile.
    """
    held = hold(round_)
    history = History.of(held)
    refuse_step(held, PUBLISH, by=by, history=history)
    now = timezone.now()
    if not now - datetime.timedelta(minutes=5) <= publish_at <= now + FURTHEST:
        raise NotToCome
    is_next = Edition.objects.filter(round=held).exists()
    reason = normalise(reason).strip() if is_next else ""
    if is_next and not reason:
        raise publication.CorrectionWithoutReason
    if held.planned_publications.waiting().exists():
        raise PlannedAlready
    if seen != draft(held, history=history).fingerprint():
        raise ChangedMeanwhile
    planned = PlannedPublication.objects.create(
        round=held, publish_at=publish_at, seen=seen, reason=reason, planned_at=now, planned_by=by
    )
    log.added(Kind.PLANNED, planned, of=held, by=by, said={"publish_at": publish_at}, reason=reason)
    if publish_at > now:
        advance_copies.ask_for(planned)
        carry_out = publish_due.using(run_after=publish_at)
    else:
        carry_out = publish_due
    transaction.on_commit(partial(carry_out.enqueue), robust=True)
    return planned


@transaction.atomic
def cancel(planned: PlannedPublication, *, by: User) -> None:
    """Let a factsheet not be published at its moment after all. Raises MayNotPlan or NotPlanned."""
    if by.role != Role.COORDINATOR:
        raise MayNotPlan
    held = hold(planned.round)
    problem = f"{by} haalde de publicatie uit de planning."
    if not end_plan(planned, held, Result.CANCELLED, by=by, problem=problem):
        raise NotPlanned


@task
def publish_due() -> int:
    """Publish all that is planned for now or before; returns how many were published."""
    due = PlannedPublication.objects.due(timezone.now()).values_list("pk", flat=True)
    return sum(carry_out(pk) for pk in list(due))


def carry_out(pk: int) -> bool:
    """Publish what is planned, or write down why that could not be; tells whether it was published."""
    waiting = PlannedPublication.objects.waiting().select_related("round", "planned_by")
    planned = waiting.filter(pk=pk).first()
    if planned is None:
        return False
    problem = ""
    try:
        publication.publish(
            planned.round, by=planned.planned_by, seen=planned.seen, reason=planned.reason, planned=planned
        )
    except ChangedMeanwhile:
        problem = stopping.Changed.message
    except Refused as refusal:
        problem = str(refusal)
    except Exception:
        logger.exception("Planned publication %s broke down", pk)
        problem = BROKE_DOWN
    if problem:
        stopping.stop([planned], problem=problem)
    return not problem
