"""Writing down what somebody changes, in the transaction in which they change it."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from stj_toezicht.log.models import Chain, Event
from stj_toezicht.statements import Given, Statement

HEAD = Statement(lambda: Chain.objects.select_for_update().filter(name=Given("name")))


class NotInTheSameTransaction(RuntimeError):
    """A change would stand without its event, or an event without its change, when one of them fails."""


def write(chain, *, by, kind, about, subject="", old=None, new=None, reason="", at=None):
    """Add an event to a chain, by name; `old` and `new` are what can be said in JSON, with days and moments.

    Must be called inside a transaction; until its end no other adds to this chain. Raises NotInTheSameTransaction.
    """
    if not connection.in_atomic_block:
        raise NotInTheSameTransaction(kind)
    head = _hold(chain)
    event = Event(
        chain=head,
        number=head.length + 1,
        at=at or timezone.now(),
        by=by,
        by_name=str(by),
        by_role=by.role,
        kind=kind,
        about=about[: Event._meta.get_field("about").max_length],
        subject=subject,
        old=_plain(old),
        new=_plain(new),
        reason=reason,
        previous_sha256=head.sha256,
    )
    event.sha256 = event.computed_sha256()
    event.save(force_insert=True)
    Chain.objects.filter(pk=head.pk).update(length=event.number, sha256=event.sha256)
    return event


def _hold(name):
    head = HEAD.first(name=name)
    if head is None:
        Chain.objects.bulk_create([Chain(name=name)], ignore_conflicts=True)
        head = Chain.objects.select_for_update().get(name=name)
    return head


def _plain(value):
    """The value as it comes back from the database, so that the hash is of what can be read again."""
    return json.loads(json.dumps({} if value is None else value, cls=DjangoJSONEncoder))


def differences(old, new):
    """Of two mappings the parts that differ, as (was, became); what is in one alone differs too."""
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return {name: old[name] for name in names if name in old}, {
        name: new[name] for name in names if name in new
    }
