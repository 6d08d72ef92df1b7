"""Which municipality somebody means by a name, on some day."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format

from municipalities.models import Municipality, address_for

MOST_SUGGESTIONS = 8


@dataclass(frozen=True)
class Meant:
    """The municipality that was meant; or why there was none, with the `names` that may have been meant."""

    municipality: Municipality | None
    explanation: str = ""
    names: tuple[str, ...] = ()


def meant_by(name: str, *, on: datetime.date) -> Meant:
    """Look a name up in the register, whatever its capitals, accents and punctuation.

    A name of another time is explained: what the municipality went up in, or what it was before.
    """
    address = address_for(name)
    known = Municipality.objects.filter(Q(slug=address) | Q(name__iexact=name)) if address else []
    for municipality in known:
        if Municipality.objects.valid_on(on).filter(pk=municipality.pk).exists():
            return Meant(municipality)
    for municipality in known:
        return _of_another_time(municipality, on)
    valid = Municipality.objects.valid_on(on)
    names = [found.name for found in valid.named_like(name)[: MOST_SUGGESTIONS + 1]]
    if len(names) > MOST_SUGGESTIONS:
        return Meant(None, f"Er zijn veel gemeenten met “{name}” in de naam. Vul de hele naam in.")
    names = names or valid.nearest_names(name)
    return Meant(None, f"Het register kent geen gemeente “{name}”.", tuple(names))


def _of_another_time(municipality: Municipality, on: datetime.date) -> Meant:
    if municipality.valid_until and municipality.valid_until < on:
        gone = municipality.valid_until + datetime.timedelta(days=1)
        names = [other.name for other in municipality.descendants().valid_on(on)]
        became = f"Zij ging op in {_and(names)}." if names else "Het register noemt geen opvolger."
        return Meant(
            None,
            f"De gemeente {municipality} bestaat niet meer sinds {_day(gone)}. {became}",
            tuple(names),
        )
    names = [other.name for other in municipality.ancestors().valid_on(on)]
    was = f" Eind {on.year} was dat nog {_and(names)}." if names else ""
    begun = municipality.valid_from
    since = f" pas sinds {_day(begun)}" if begun else " dan niet"
    return Meant(None, f"De gemeente {municipality} bestaat{since}.{was}", tuple(names))


def _and(names: list[str]) -> str:
    return " en ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")
