"""Letting a round go on without one of its checks, for a reason that stays readable."""

from django.db import transaction
from django.utils import timezone

from assessments import readiness
from assessments.actions import Refused, log
from assessments.actions.steps import ChangedMeanwhile, hold
from assessments.models import Round, Waiver
from assessments.steps import State
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind


class MayNotWaive(Refused):
    message = "Alleen een coördinator kan een controle overslaan."


class CannotBeWaived(Refused):
    """A check would be waived that the data itself demands, or four eyes."""

    message = "Deze controle kan niet worden overgeslagen."


class WaivedWithoutReason(Refused):
    message = "Geef de reden waarom deze controle wordt overgeslagen."


class NothingToWaive(Refused):
    """A check would be waived, or no longer, that is in order."""

    message = "Er valt hier niets over te slaan: deze controle is in orde of al overgeslagen."


class NotWaived(Refused):
    message = "Deze controle is niet overgeslagen, of niet meer."


class IsPublished(Refused):
    """A check of a round would be waived of which the checks are over."""

    message = "Deze ronde is gepubliceerd. Er valt niets meer te controleren."


@transaction.atomic
def waive(round_: Round, code: str, *, by: User, reason: str, seen: str) -> Waiver:
    """Have a check of a round not count as long as nothing else is missing than what was `seen` missing.

    Raises MayNotWaive, CannotBeWaived, IsPublished, NothingToWaive, ChangedMeanwhile or WaivedWithoutReason.
    """
    held = _hold(round_, by)
    result = next((each for each in readiness.review(held) if each.code == code), None)
    if result is None or not result.can_be_waived:
        raise CannotBeWaived
    if result.is_done:
        raise NothingToWaive
    if seen != result.fingerprint:
        raise ChangedMeanwhile
    reason = normalise(reason).strip()
    if not reason:
        raise WaivedWithoutReason
    if former := held.waivers.given().filter(code=code).first():
        _end(former, held, by)
    waiver = Waiver.objects.create(
        round=held,
        code=code,
        title=result.title,
        gaps=result.gaps,
        reason=reason,
        waived_at=timezone.now(),
        waived_by=by,
    )
    log.added(Kind.WAIVER, waiver, of=held, by=by, said=waiver.said, reason=reason)
    return waiver


@transaction.atomic
def take_waiver_back(round_: Round, code: str, *, by: User) -> None:
    """Have a check count again. Raises MayNotWaive, IsPublished or NotWaived."""
    held = _hold(round_, by)
    waiver = held.waivers.given().filter(code=code).first()
    if waiver is None:
        raise NotWaived
    _end(waiver, held, by)


def _end(waiver: Waiver, held: Round, by: User) -> None:
    Waiver.objects.filter(pk=waiver.pk).update(ended_at=timezone.now(), ended_by=by)
    log.removed(Kind.WAIVER, waiver, of=held, by=by, said={**waiver.said, "reason": waiver.reason})


def _hold(round_: Round, by: User) -> Round:
    if by.role != Role.COORDINATOR:
        raise MayNotWaive
    held = hold(round_)
    if held.state == State.PUBLISHED:
        raise IsPublished
    return held
