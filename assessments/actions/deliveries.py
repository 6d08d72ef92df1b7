"""When the draft of a round was delivered to its municipality, and the term in which that answers."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from assessments import terms
from assessments.actions import Refused, log, notices
from assessments.actions.steps import hold
from assessments.models import Extension, Release, Round
from assessments.models.releases import KEY_OF_MAILS
from assessments.steps import State
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind
from stj_toezicht.notices.following import follow
from stj_toezicht.notices.kinds import Kind as NoticeKind
from stj_toezicht.notices.models import Notice

TAKEN_BY_THE_SERVER = "De mailserver nam het bericht per e-mail aan."


class MayNotRelease(Refused):
    message = "Alleen een coördinator legt vast wanneer een concept bij de gemeente ligt."


class DeliveredAlready(Refused):
    message = "De bezorging van dit concept is al vastgelegd."


class DeliveredInTheFuture(Refused):
    message = "De dag van bezorging kan niet na vandaag liggen."


class DeliveredTooEarly(Refused):
    """A draft would be delivered before it was released."""

    message = "Het concept kan niet zijn bezorgd voordat het is vrijgegeven."


class OverAtOnce(Refused):
    """The term of a draft that was delivered that long ago is over; one that is sure of the day can say so."""

    can_go_on = True

    def __init__(self, last_day: datetime.date):
        super().__init__(
            f"Bij deze dag liep de termijn tot en met {date_format(last_day, 'l j F Y')}: die is al voorbij."
            " Klopt de dag? Kies dan “Toch vastleggen”. U kunt de termijn daarna verlengen."
        )


class NotDelivered(Refused):
    """A term would be extended that doesn't run yet."""

    message = "De termijn loopt nog niet: de bezorging is nog niet vastgelegd."


class NotLonger(Refused):
    message = "Kies een dag na de huidige laatste dag, en niet in het verleden."


class TooMuchLonger(Refused):
    """A term would become much longer, which is more likely a mistyped year."""

    message = (
        f"Kies een dag die ten hoogste {terms.MOST_WORKING_DAYS} werkdagen na de huidige laatste dag ligt,"
        " of na vandaag als die voorbij is."
    )


class ExtendedWithoutReason(Refused):
    message = "Geef de reden waarom de termijn langer wordt."


class TermIsOver(Refused):
    """A term would begin or become longer while the round is final: what is sent now changes nothing any more."""

    message = "Deze ronde is vastgesteld. Het wederhoor is voorbij, dus er loopt geen termijn meer."


class NotMailed(Refused):
    """It would be delivered by a mail that was never written."""

    message = "Over dit concept ging geen bericht per e-mail uit. Kies hoe het wel is bezorgd."


class DraftIsClosed(Refused):
    """The round went back to review, so that the municipality will get a next draft."""

    message = "Dit concept is teruggenomen. De gemeente krijgt een nieuw concept."


@transaction.atomic
def deliver(
    release_: Release, *, on: datetime.date, how: str, by: User, although_over: bool = False
) -> Release:
    """Write down that a draft was delivered; its term runs from the day after.

    Also of one that went by e-mail, where it is uncertain whether that arrived, or it went another way in the end.
    Where the term is over by then, only by who knows that: `although_over`. Raises MayNotRelease, DraftIsClosed,
    TermIsOver, DeliveredAlready, NotMailed, DeliveredInTheFuture, DeliveredTooEarly or OverAtOnce.
    """
    if by.role != Role.COORDINATOR:
        raise MayNotRelease
    round_ = hold(release_.round)
    held = _hold(release_, round_)
    if held.delivered_on:
        raise DeliveredAlready
    if how == Release.Delivery.EMAIL and held.delivery != how:
        raise NotMailed
    if on > timezone.localdate():
        raise DeliveredInTheFuture
    if on < timezone.localdate(held.released_at):
        raise DeliveredTooEarly
    last_day = terms.last_day_of_term(on, held.working_days)
    if terms.day_of(timezone.now()) > last_day and not although_over:
        raise OverAtOnce(last_day)
    _deliver(held, round_, on=on, how=how, delivered_by=by)
    notices.released(held, round_, by=by)
    return held


def until_if_mailed_now(notice: Notice) -> datetime.date | None:
    """The last day on which can be answered that a mail tells which goes out now; None where none is to be told."""
    release_ = _told_of(notice)
    if release_ is None or not _is_asked(release_, release_.round):
        return None
    return release_.last_day or terms.last_day_of_term(timezone.localdate(), release_.working_days)


@transaction.atomic
def mailed(notice: Notice) -> None:
    """The mail server took a mail that tells of a draft: with the first of these it is delivered.

    Not one that was delivered otherwise meanwhile, or taken back, or of which the round is final: no term begins then.
    Who was told a day on which the term doesn't end, as of a mail that was taken after midnight, hears the right one.
    """
    release_ = _told_of(notice)
    if release_ is None:
        return
    round_ = hold(release_.round)
    held = Release.objects.without_files().select_for_update(of=["self"]).get(pk=release_.pk)
    if held.delivery == Release.Delivery.EMAIL and held.delivered_on is None and _is_asked(held, round_):
        on = timezone.localdate(notice.sent_at)
        _deliver(held, round_, on=on, how=held.delivery, delivered_by=None, reason=TAKEN_BY_THE_SERVER)
    if notice.until and held.last_day and notice.until < held.last_day:
        notices.ends_later(held, round_, to=notice.to)


def _is_asked(release_: Release, round_: Round) -> bool:
    """Whether a municipality has this draft before it to answer."""
    return release_.closed_at is None and round_.state == State.REPLY


def _told_of(notice: Notice) -> Release | None:
    pk = notice.key.removeprefix(KEY_OF_MAILS)
    return Release.objects.without_files().select_related("round").get(pk=pk) if pk.isdecimal() else None


@transaction.atomic
def extend(release_: Release, *, last_day: datetime.date, reason: str, by: User) -> Release:
    """Make the term of a draft longer, also when it is over, until the end of `last_day`.

    A term doesn't end on a Saturday, a Sunday or a public holiday: it becomes the first working day after that.

    Raises MayNotRelease, DraftIsClosed, TermIsOver, NotDelivered, TooMuchLonger, NotLonger or ExtendedWithoutReason.
    """
    if by.role != Role.COORDINATOR:
        raise MayNotRelease
    round_ = hold(release_.round)
    held = _hold(release_, round_)
    if held.last_day is None:
        raise NotDelivered
    today = timezone.localdate()
    if last_day > terms.last_day_of_term(max(held.last_day, today), terms.MOST_WORKING_DAYS):
        raise TooMuchLonger
    is_past, last_day = last_day < today, terms.working_day_from(last_day)
    if is_past or last_day <= held.last_day:
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


def _deliver(
    release_: Release,
    round_: Round,
    *,
    on: datetime.date,
    how: str,
    delivered_by: User | None,
    reason: str = "",
) -> None:
    """Begin the term; where nobody wrote the delivery down, no person did it: the mail server did."""
    told = {
        "delivery": how,
        "delivered_on": on,
        "last_day": terms.last_day_of_term(on, release_.working_days),
    }
    old = {name: getattr(release_, name) for name in told}
    Release.objects.filter(pk=release_.pk).update(delivered_by=delivered_by, **told)
    by = delivered_by or User.objects.system()
    log.changed(Kind.RELEASE, release_, of=round_, by=by, old=old, new=told, reason=reason)
    for name, value in told.items():
        setattr(release_, name, value)
    release_.delivered_by = delivered_by


follow(NoticeKind.RELEASED, until=until_if_mailed_now, was_sent=mailed)
