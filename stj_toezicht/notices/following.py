"""What else a mail does beside telling: a date that it has to say, what begins when it was sent, and when it lapses.

This app knows nothing of what notices are about. Whoever writes those of a kind says so here, when the application
starts.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from stj_toezicht.notices.models import Notice


@dataclass(frozen=True)
class Follow:
    """`until` tells by what day a mail that goes out now asks for something; `was_sent` is done once the mail server
    took it, in the transaction that keeps that.
    """

    until: Callable[[Notice], datetime.date | None]
    was_sent: Callable[[Notice], None]


CLOSED_ACCOUNT = "Het account is intussen gesloten."

_of_kinds: dict[str, Follow] = {}
_lapses: dict[str, Callable[[Notice], str]] = {}


def follow(kind, *, until, was_sent):
    """Have this done with every notice of a kind."""
    _of_kinds[kind] = Follow(until, was_sent)


def lapse(kind, *, why):
    """Have a notice of a kind not sent where `why` gives a reason that it isn't true any more."""
    _lapses[kind] = why


def why_lapsed(notice):
    """Why a notice that would go out now is to be sent no more; empty where it still holds."""
    if not notice.to.is_active:
        return CLOSED_ACCOUNT
    why = _lapses.get(notice.kind)
    return why(notice) if why else ""


def fill_in(notice):
    """Write in a notice that goes out now by what day it asks for something, where that depends on now."""
    if known := _of_kinds.get(notice.kind):
        notice.until = known.until(notice)
        Notice.objects.filter(pk=notice.pk).update(until=notice.until)


def was_sent(notice):
    """Do what follows on a notice that the mail server took."""
    if known := _of_kinds.get(notice.kind):
        known.was_sent(notice)
