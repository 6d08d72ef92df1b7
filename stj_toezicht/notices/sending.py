"""Handing the notices that are due to the mail server, each of them once.

Before a notice is handed over it is claimed, by one conditional update that is committed first: of all who try, one
sends it. Where the server said no, or could not be reached, it is tried again after a growing wait. Where it is not
known what the server did (the line broke while it listened, or this process ended), the notice is `uncertain`:
somebody looks at it and decides, for telling a municipality twice is as bad as not telling it. What is not true
any more when its turn comes lapses, with the reason.
"""

import datetime
import logging
import smtplib

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from stj_toezicht.notices import following
from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.texts import link_of, subject_and_text

logger = logging.getLogger(__name__)

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
WAITS = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, 24 * HOUR)  # after each attempt that failed
UNFINISHED_AFTER = 15 * MINUTE  # far longer than a mail server is waited for (EMAIL_TIMEOUT)
BROKEN_OFF = "De toepassing stopte tijdens het verzenden. Misschien is het bericht wel aangekomen."
NOT_KEPT = "Het bericht is verzonden. Wat daarop volgt, kon niet worden vastgelegd."
NO_ANSWER = "De mailserver gaf geen antwoord. Misschien is het bericht wel aangekomen."


@task
def send_notices():
    """Send all notices that are due; whatever a task that was lost should have sent goes along."""
    return send_due()


def send_soon(due_at=None):
    """Have a worker send what is due, or will be at `due_at`."""
    (send_notices.using(run_after=due_at) if due_at else send_notices).enqueue()


def send_due():
    """Send every notice that is due and that nobody else is sending; returns how many were sent."""
    now = timezone.now()
    unfinished = Notice.objects.filter(state=State.SENDING, claimed_at__lt=now - UNFINISHED_AFTER)
    unfinished.update(state=State.UNCERTAIN, problem=BROKEN_OFF)
    due = list(Notice.objects.due(now).values_list("pk", flat=True))
    return sum(_send(pk) for pk in due)


def _send(pk):
    """Send a notice, unless another does; returns whether it was sent."""
    notice = _claim(pk)
    if notice is None:
        return False
    try:
        if why := following.why_lapsed(notice):
            return _conclude(notice, state=State.LAPSED, problem=why)
        message, server = _message(notice), get_connection()
    except Exception:
        logger.exception("Notice %s could not be made", pk)
        return _conclude(notice, state=State.FAILED, problem="Het bericht kon niet worden gemaakt.")
    try:
        server.open()
    except OSError as problem:
        return _put_off(notice, "De mailserver is niet bereikbaar", problem)
    try:
        server.send_messages([message])
    except (
        smtplib.SMTPResponseException,
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPNotSupportedError,
    ) as refusal:
        return _put_off(notice, "De mailserver weigerde het bericht", refusal)
    except Exception as problem:
        logger.warning("Notice %s may have been sent: %s", pk, type(problem).__name__)
        return _conclude(notice, state=State.UNCERTAIN, problem=NO_ANSWER)
    finally:
        _hang_up(server)
    return _was_sent(notice)


def _was_sent(notice):
    """Keep that it was sent, with what follows on that in the same transaction; returns whether both are kept."""
    notice.sent_at = timezone.now()
    try:
        with transaction.atomic():
            following.was_sent(notice)
            return _conclude(notice, state=State.SENT, sent_at=notice.sent_at, problem="")
    except Exception:
        logger.exception("What follows on notice %s could not be kept", notice.pk)
        return _conclude(notice, state=State.UNCERTAIN, problem=NOT_KEPT)


def _claim(pk):
    """The notice, as the one process that will send it; None when another was first."""
    now = timezone.now()
    with transaction.atomic(durable=True):  # committed before the mail server hears of it
        claimed = Notice.objects.due(now).order_by().filter(pk=pk)
        if not claimed.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
            return None
    return Notice.objects.select_related("to").get(pk=pk)


def _message(notice):
    following.fill_in(notice)
    subject, text = subject_and_text(notice, link=link_of(notice))
    headers = {"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, to=[notice.to_address], headers=headers)


def _put_off(notice, what, problem):
    """Try again later what is certain not to have been sent, or give up: the server's no was for good, or the last."""
    code, said = _answer(problem)
    problem = f"{what}: {code or ''} {said}".replace("  ", " ").strip()[:300]
    logger.warning("Notice %s was not sent: %s", notice.pk, code or said)
    if code >= 500 or notice.attempts > len(WAITS):
        return _conclude(notice, state=State.FAILED, problem=problem)
    due_at = timezone.now() + WAITS[notice.attempts - 1]
    _conclude(notice, state=State.WAITING, due_at=due_at, problem=problem)
    send_soon(due_at)
    return False


def _answer(problem):
    """What the server said, as its code and its words; 0 and the kind of error where it said nothing."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(problem.recipients.values()))
    elif isinstance(problem, smtplib.SMTPResponseException):
        code, said = problem.smtp_code, problem.smtp_error
    else:
        return 0, type(problem).__name__
    return code, said.decode(errors="replace") if isinstance(said, bytes) else str(said)


def _conclude(notice, *, state, **fields):
    """Keep what became of an attempt; returns whether the notice was sent."""
    same = Notice.objects.filter(
        pk=notice.pk, attempts=notice.attempts, state__in=[State.SENDING, State.UNCERTAIN]
    )
    same.update(state=state, **fields)
    return state == State.SENT


def _hang_up(server):
    """End the conversation; what the server says to that changes nothing about the mail."""
    try:
        server.close()
    except OSError as problem:
        logger.info("The mail server ended with %s", type(problem).__name__)
