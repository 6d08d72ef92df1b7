"""Giving the draft of a round to its municipality to answer, and the term in which it can."""

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from assessments import terms
from assessments.actions import Refused, log, notices
from assessments.actions.steps import ChangedMeanwhile, go, hold, refuse_step
from assessments.factsheet import pdf
from assessments.factsheet.drafting import draft
from assessments.models import Extension, Release, ReleasedFinding, Round
from assessments.steps import RELEASE, State
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind

MOST_WORKING_DAYS = 60


class MayNotRelease(Refused):
    message = "Alleen een coördinator legt vast wanneer een concept bij de gemeente ligt."


class NotATerm(Refused):
    """A term would be of no day, or of more than anybody means."""

    message = f"Een termijn is ten minste 1 en ten hoogste {MOST_WORKING_DAYS} werkdagen."


class DeliveredAlready(Refused):
    message = "De bezorging van dit concept is al vastgelegd."


class DeliveredInTheFuture(Refused):
    message = "De dag van bezorging kan niet na vandaag liggen."


class DeliveredTooEarly(Refused):
    """A draft would be delivered before it was released."""

    message = "Het concept kan niet zijn bezorgd voordat het is vrijgegeven."


class NotDelivered(Refused):
    """A term would be extended that doesn't run yet."""

    message = "De termijn loopt nog niet: de bezorging is nog niet vastgelegd."


class NotLonger(Refused):
    message = "Kies een dag na de huidige laatste dag, en niet in het verleden."


class ExtendedWithoutReason(Refused):
    message = "Geef de reden waarom de termijn langer wordt."


class TermIsOver(Refused):
    """A term would begin or become longer while the round is final: what is sent now changes nothing any more."""

    message = "Deze ronde is vastgesteld. Het wederhoor is voorbij, dus er loopt geen termijn meer."


class NobodyToMail(Refused):
    """A draft would be delivered by e-mail, and no contact of its municipality would get one."""

    message = (
        "Geen contactpersoon van deze gemeente heeft nu een e-mailadres, dus er kan geen bericht per e-mail naartoe."
        " Kies een brief of overhandiging, of nodig eerst een contactpersoon uit."
    )


class DraftIsClosed(Refused):
    """The round went back to review, so that the municipality will get a next draft."""

    message = "Dit concept is teruggenomen. De gemeente krijgt een nieuw concept."


def release(
    round_: Round,
    *,
    by: User,
    seen: str | None = None,
    working_days: int = terms.WORKING_DAYS_FOR_REPLY,
    how: str = Release.Delivery.EMAIL,
) -> Release:
    """Give the draft of a round to its municipality: from this moment its contacts can read and answer it.

    What it says and its PDF stay as they are now. `seen` is the fingerprint of what `by` looked at. The PDF is made
    outside the transaction; inside it is checked that the rows still say the same. Raises what
    `assessments.actions.steps.refuse_step` does, NotATerm, ChangedMeanwhile or NobodyToMail, and then nothing has
    changed.
    """
    round_ = Round.objects.select_related("case_file__framework", "municipality").get(pk=round_.pk)
    refuse_step(round_, RELEASE, by=by)
    if not 1 <= working_days <= MOST_WORKING_DAYS:
        raise NotATerm
    factsheet = draft(round_)
    if seen != factsheet.fingerprint():
        raise ChangedMeanwhile
    document = pdf.render(factsheet)
    with transaction.atomic():
        held = hold(round_)
        refuse_step(held, RELEASE, by=by)
        if draft(held) != factsheet:
            raise ChangedMeanwhile
        go(held, RELEASE, by=by)
        released = Release.objects.create(
            round=held,
            number=held.releases.count() + 1,
            content=factsheet.to_snapshot(),
            pdf=document,
            sha256=hashlib.sha256(document).hexdigest(),
            text_version=held.text_version,
            working_days=working_days,
            released_at=timezone.now(),
            released_by=by,
        )
        texts = ("text_version", "verdict", "reason", "explanation")
        ReleasedFinding.objects.bulk_create(
            ReleasedFinding(
                release=released, finding=finding, **{name: getattr(finding, name) for name in texts}
            )
            for finding in held.findings.in_order()
        )
        said = {name: getattr(released, name) for name in ("number", "working_days", "sha256")}
        log.added(Kind.RELEASE, released, of=held, by=by, said=said)
        if how == Release.Delivery.EMAIL:
            _deliver(released, held, on=timezone.localdate(), how=how, by=by)
        return released


@transaction.atomic
def deliver(release_: Release, *, on: datetime.date, how: str, by: User) -> Release:
    """Write down that a draft was delivered; its term runs from the day after.

    Raises MayNotRelease, DraftIsClosed, TermIsOver, DeliveredAlready, DeliveredInTheFuture, DeliveredTooEarly or
    NobodyToMail.
    """
    if by.role != Role.COORDINATOR:
        raise MayNotRelease
    round_ = hold(release_.round)
    held = _hold(release_, round_)
    if held.delivered_on:
        raise DeliveredAlready
    if on > timezone.localdate():
        raise DeliveredInTheFuture
    if on < timezone.localdate(held.released_at):
        raise DeliveredTooEarly
    return _deliver(held, round_, on=on, how=how, by=by)


@transaction.atomic
def extend(release_: Release, *, last_day: datetime.date, reason: str, by: User) -> Release:
    """Make the term of a draft longer, also when it is over, until the end of `last_day`.

    Raises MayNotRelease, DraftIsClosed, TermIsOver, NotDelivered, NotLonger or ExtendedWithoutReason.
    """
    if by.role != Role.COORDINATOR:
        raise MayNotRelease
    round_ = hold(release_.round)
    held = _hold(release_, round_)
    if held.last_day is None:
        raise NotDelivered
    if last_day <= held.last_day or last_day < timezone.localdate():
        raise NotLonger
    reason = normalise(reason).strip()
    if not reason:
        raise ExtendedWithoutReason
    Extension.objects.create(
        release=held,
        earlier_last_day=held.last_day,
        last_day=last_day,
        reason=reason,
        extended_at=timezone.now(),
        extended_by=by,
    )
    old, new = {"last_day": held.last_day}, {"last_day": last_day}
    Release.objects.filter(pk=held.pk).update(**new)
    log.changed(Kind.RELEASE, held, of=round_, by=by, old=old, new=new, reason=reason)
    held.last_day = last_day
    notices.extended(held, round_, by=by)
    return held


def _hold(release_: Release, round_: Round) -> Release:
    held = Release.objects.without_files().select_for_update(of=["self"]).get(pk=release_.pk)
    if held.closed_at:
        raise DraftIsClosed
    if round_.state != State.REPLY:
        raise TermIsOver
    return held


def _deliver(release_: Release, round_: Round, *, on: datetime.date, how: str, by: User) -> Release:
    if how == Release.Delivery.EMAIL and not any(
        each.email for each in notices.contacts_of(round_.case_file)
    ):
        raise NobodyToMail
    told = {
        "delivery": how,
        "delivered_on": on,
        "last_day": terms.last_day_of_term(on, release_.working_days),
    }
    Release.objects.filter(pk=release_.pk).update(delivered_by=by, **told)
    old = {name: getattr(release_, name) for name in told}
    log.changed(Kind.RELEASE, release_, of=round_, by=by, old=old, new=told)
    for name, value in told.items():
        setattr(release_, name, value)
    notices.delivered(release_, round_, by=by)
    return release_
