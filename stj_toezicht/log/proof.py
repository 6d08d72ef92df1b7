"""Proving that nobody changed, left out or cut off what was written down.

Events only come after those that are there, so what somebody writes during the check changes nothing of what is
checked: each chain is read up to where it stood at the start, in short reads that nobody waits for.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator

from django.db.models import F

from stj_toezicht.log.models import Chain, Event

AT_ONCE = 500
_LINE = re.compile(r"(?P<sha256>[0-9a-f]{64}) (?P<length>[1-9]\d{0,8}) (?P<name>.{1,40})")


class NotAStand(ValueError):
    """A text doesn't say where the chains of a log stood."""


def standing() -> list[Chain]:
    """Where each chain stands, at one moment."""
    return list(Chain.objects.filter(length__gt=0).order_by("name"))


def as_text(chains: Iterable[Chain]) -> str:
    """Where chains stand, in lines to keep elsewhere: the log must always go on from there."""
    return "".join(f"{chain.sha256} {chain.length} {chain.name}\n" for chain in chains)


def fingerprint(chains: Iterable[Chain]) -> str:
    """One SHA-256 for where all chains stand."""
    return hashlib.sha256(as_text(chains).encode()).hexdigest()


def gone_since(text: str) -> Iterator[str]:
    """What of the log isn't any more as it was when `as_text` said where it stood, in Dutch, a line for each chain.

    Who takes the guards away can cut events off a chain, or write it anew, so that it is whole in itself. It then
    doesn't go on from where it stood. Raises NotAStand.
    """
    for line in text.splitlines():
        if not (stood := _LINE.fullmatch(line)):
            raise NotAStand(line)
        events = Event.objects.filter(chain__name=stood["name"], number=stood["length"])
        sha256 = events.values_list("sha256", flat=True).first()
        if sha256 is None:
            yield f"Logboek {stood['name']}: gebeurtenis {stood['length']} stond er, en is er niet meer."
        elif sha256 != stood["sha256"]:
            yield f"Logboek {stood['name']}: gebeurtenis {stood['length']} is een andere dan die er stond."


def broken(
    chains: Iterable[Chain] | None = None, *, done: Callable[[], object] = lambda: None
) -> Iterator[str]:
    """What doesn't hold in the log, in Dutch, one line for each row; nothing at all when it is whole.

    `done` is called after each event.
    """
    for chain in Chain.objects.order_by("pk") if chains is None else chains:
        row, number, sha256 = None, 0, ""
        for event in _events(chain):
            yield from _broken(event, number + 1, sha256)
            row, number, sha256 = event.pk, event.number, event.sha256
            done()
        if chain.length == number and chain.sha256 != sha256:
            yield (
                f"Logboek {chain}, gebeurtenis {number} (rij {row}): "
                "is een andere dan de laatste die is geschreven."
            )
        elif chain.length != number:
            yield (
                f"Logboek {chain}: houdt op bij gebeurtenis {number}, "
                f"terwijl er {chain.length} zijn geschreven."
            )
    for event in Event.objects.filter(number__gt=F("chain__length")).select_related("chain").order_by("pk"):
        yield f"{_name(event)}: komt na de laatste die is geschreven."


def _events(chain: Chain) -> Iterator[Event]:
    """The events of a chain up to where it stood, some at a time."""
    number = 0
    of_chain = Event.objects.filter(chain=chain.pk, number__lte=chain.length).order_by("number")
    while some := list(of_chain.filter(number__gt=number)[:AT_ONCE]):
        for event in some:
            event.chain = chain
            yield event
        number = some[-1].number


def _broken(event: Event, expected: int, previous: str) -> Iterator[str]:
    name = _name(event)
    if event.number != expected:
        yield f"{name}: hiervoor ontbreekt gebeurtenis {expected}."
    elif event.previous_sha256 != previous:
        yield f"{name}: sluit niet aan op de gebeurtenis ervoor."
    if event.sha256 != event.computed_sha256():
        yield f"{name}: zegt iets anders dan toen zij werd geschreven."


def _name(event: Event) -> str:
    return f"Logboek {event.chain}, gebeurtenis {event.number} (rij {event.pk})"
