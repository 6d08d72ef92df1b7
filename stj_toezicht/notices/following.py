"""What else a mail does beside telling: a date that it has to say, and what begins when it was sent.

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


_of_kinds: dict[str, Follow] = {}


def follow(kind, *, until, was_sent):
    """Have this done with every notice of a kind."""
    _of_kinds[kind] = Follow(until, was_sent)


def fill_in(notice):
    """Write in a notice that goes out now by what day it asks for something, where that depends on now."""
    if known := _of_kinds.get(notice.kind):
        notice.until = known.until(notice)
        Notice.objects.filter(pk=notice.pk).update(until=notice.until)


def was_sent(notice):
    """Do what follows on a notice that the mail server took."""
    if known := _of_kinds.get(notice.kind):
        known.was_sent(notice)
