"""Bringing in a newer register of municipalities."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.formats import date_format

from municipalities.models import Municipality, Succession, address_for
from municipalities.register import Entry, NotARegister, Problem
from stj_toezicht.accounts.models import User
from stj_toezicht.log import rows

FIELDS = ("name", "sort_name", "province", "valid_from", "valid_until", "change")


@dataclass(frozen=True)
class Changes:
    """What a newer register makes different, ready to be shown and to be saved."""

    new: list[Municipality] = field(default_factory=list)
    changed: dict[Municipality, dict[str, tuple]] = field(default_factory=dict)
    begun: list[Succession] = field(default_factory=list)
    dropped: list[Succession] = field(default_factory=list)
    absent: list[Municipality] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.begun or self.dropped)

    def in_sections(self) -> dict[str, list[str]]:
        """The changes in words, under a heading for each kind."""
        sections = {
            "Nieuw": [f"{_known(new)}, {new.province}{_validity(new)}" for new in self.new],
            "Hernoemd": [
                f"{municipality.code} {names[0]} heet nu {names[1]}; het adres blijft {municipality.slug}"
                for municipality, names in self._with("name")
            ],
            "Opgeheven": [
                f"{_known(municipality)}, tot en met {_said(days[1])}"
                for municipality, days in self._with("valid_until")
                if days[0] is None
            ],
            "Opgegaan in": [_succession(succession) for succession in self.begun],
            "Opvolging vervallen": [_succession(succession) for succession in self.dropped],
            "Gewijzigd": list(self._corrections()),
        }
        return {heading: lines for heading, lines in sections.items() if lines}

    def _with(self, name: str):
        return [
            (municipality, changed[name]) for municipality, changed in self.changed.items() if name in changed
        ]

    def _corrections(self):
        for municipality, changed in self.changed.items():
            for name, (old, new) in changed.items():
                if name == "name" or (name == "valid_until" and old is None):
                    continue
                label = Municipality._meta.get_field(name).verbose_name
                yield f"{_known(municipality)}: {label} {_said(old)} wordt {_said(new)}"


def compare(entries: Iterable[Entry]) -> Changes:
    """What `entries` make different to the register as it is; nothing is saved.

    A renamed municipality keeps its address, so that links to it go on working. Who is not among the
    entries stays as they are. Raises NotARegister where a successor is unknown to both.
    """
    entries = list(entries)
    known = {municipality.code: municipality for municipality in Municipality.objects.order_by("code")}
    _refuse_unknown_successors(entries, known)
    slugs = {municipality.slug for municipality in known.values()}
    changes = Changes()
    for entry in entries:
        if entry.code not in known:
            known[entry.code] = _new(entry, slugs)
            changes.new.append(known[entry.code])
        elif changed := _take_over(known[entry.code], entry):
            changes.changed[known[entry.code]] = changed
    _compare_successions(entries, known, changes)
    named = {entry.code for entry in entries}
    changes.absent.extend(municipality for code, municipality in known.items() if code not in named)
    return changes


@transaction.atomic
def bring_in(entries: Iterable[Entry], *, by: User) -> Changes:
    """Make the register say what `entries` say, all or nothing; each row that differs is an event.

    Raises NotARegister as `compare` does.
    """
    list(Municipality.objects.select_for_update(no_key=True).values_list("pk", flat=True))
    changes = compare(entries)
    Municipality.objects.bulk_create(changes.new)
    Municipality.objects.bulk_update(changes.changed, FIELDS, batch_size=100)
    for succession in changes.dropped:
        rows.went(succession, by=by)
    Succession.objects.filter(pk__in=[succession.pk for succession in changes.dropped]).delete()
    Succession.objects.bulk_create(changes.begun)
    for new in [*changes.new, *changes.begun]:
        rows.came(new, by=by)
    for municipality, changed in changes.changed.items():
        rows.changed(
            municipality,
            by=by,
            old=rows.said(municipality) | {name: old for name, (old, _) in changed.items()},
        )
    return changes


def _refuse_unknown_successors(entries: list[Entry], known: dict[str, Municipality]) -> None:
    codes = known.keys() | {entry.code for entry in entries}
    problems = [
        Problem(
            entry.line, f"opvolger {code} is onbekend. Verwacht: een code uit dit bestand of het register."
        )
        for entry in entries
        for code in entry.successors
        if code not in codes
    ]
    if problems:
        raise NotARegister(problems)


def _new(entry: Entry, slugs: set[str]) -> Municipality:
    slug = address_for(entry.name)
    if not slug or slug in slugs:
        slug = f"{slug}-{entry.code.lower()}".removeprefix("-")
    slugs.add(slug)
    return Municipality(code=entry.code, slug=slug, **{name: getattr(entry, name) for name in FIELDS})


def _take_over(municipality: Municipality, entry: Entry) -> dict[str, tuple]:
    """Set what `entry` says differently, and tell per field the old and the new value."""
    changed = {
        name: (getattr(municipality, name), getattr(entry, name))
        for name in FIELDS
        if getattr(municipality, name) != getattr(entry, name)
    }
    for name, (_, new) in changed.items():
        setattr(municipality, name, new)
    return changed


def _compare_successions(entries: list[Entry], known: dict[str, Municipality], changes: Changes) -> None:
    there = {
        (succession.predecessor.code, succession.successor.code): succession
        for succession in Succession.objects.select_related("predecessor", "successor").order_by("pk")
    }
    wanted = {(entry.code, code) for entry in entries for code in entry.successors}
    named = {entry.code for entry in entries}
    changes.begun.extend(
        Succession(predecessor=known[entry.code], successor=known[code])
        for entry in entries
        for code in entry.successors
        if (entry.code, code) not in there
    )
    changes.dropped.extend(
        succession for pair, succession in there.items() if pair[0] in named and pair not in wanted
    )


def _known(municipality: Municipality) -> str:
    return f"{municipality.code} {municipality.name}"


def _succession(succession: Succession) -> str:
    return f"{_known(succession.predecessor)} ging op in {_known(succession.successor)}"


def _validity(municipality: Municipality) -> str:
    first = f", vanaf {_said(municipality.valid_from)}" if municipality.valid_from else ""
    last = f", tot en met {_said(municipality.valid_until)}" if municipality.valid_until else ""
    return first + last


def _said(value: str | date | None) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return f"“{value}”" if value else "(leeg)"
