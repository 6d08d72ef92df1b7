"""Proving that nobody changed, left out or cut off what was written down."""

from collections.abc import Iterator
from itertools import groupby

from stj_toezicht.log.models import Chain, Event


def broken() -> Iterator[str]:
    """What doesn't hold in the log, in Dutch, one line for each row; nothing at all when it is whole."""
    heads = {chain.pk: chain for chain in Chain.objects.order_by("pk")}
    ends = dict.fromkeys(heads, (None, 0, ""))
    events = Event.objects.select_related("chain").order_by("chain", "number").iterator(chunk_size=500)
    for pk, of_chain in groupby(events, key=lambda event: event.chain_id):
        row, number, sha256 = None, 0, ""
        for event in of_chain:
            yield from _broken(event, number + 1, sha256)
            row, number, sha256 = event.pk, event.number, event.sha256
        ends[pk] = (row, number, sha256)
    for pk, (row, number, sha256) in ends.items():
        if heads[pk].length == number and heads[pk].sha256 != sha256:
            yield (
                f"Logboek {heads[pk]}, gebeurtenis {number} (rij {row}): "
                "is een andere dan de laatste die is geschreven."
            )
        elif heads[pk].length != number:
            yield (
                f"Logboek {heads[pk]}: houdt op bij gebeurtenis {number}, "
                f"terwijl er {heads[pk].length} zijn geschreven."
            )


def _broken(event: Event, expected: int, previous: str) -> Iterator[str]:
    name = f"Logboek {event.chain}, gebeurtenis {event.number} (rij {event.pk})"
    if event.number != expected:
        yield f"{name}: hiervoor ontbreekt gebeurtenis {expected}."
    elif event.previous_sha256 != previous:
        yield f"{name}: sluit niet aan op de gebeurtenis ervoor."
    if event.sha256 != event.computed_sha256():
        yield f"{name}: zegt iets anders dan toen zij werd geschreven."
