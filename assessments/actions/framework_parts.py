"""Changing a version of a framework by which no round was held: what it tests, in which words and which order.

All of these raise MayNotChangeFrameworks or FrameworkIsGone.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils.text import capfirst

from assessments.actions import Refused, check_length
from assessments.actions.frameworks import hold_framework
from assessments.models import Framework, Indicator, Theme
from assessments.texts import folded, normalise
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log import rows

ONCE = {  # what no two of the same list have in common
    Framework: {"version": "Er is al een versie die zo heet. Kies een andere naam voor deze versie."},
    Theme: {
        "name": "Er is al een thema met deze naam. Geef elk thema een eigen naam.",
        "heading": "Er is al een thema met deze kop. Geef elk thema een eigen kop.",
    },
    Indicator: {
        "code": "Er is al een indicator met deze code. Geef elke indicator een eigen code.",
        "wording": "Deze formulering staat er al. Noem elke indicator één keer.",
    },
}


class MayNotChangeFrameworks(Refused):
    message = "Alleen een coördinator wijzigt een toetsingskader."


class FrameworkInUse(Refused):
    message = (
        "Met deze versie van het toetsingskader is een ronde begonnen. Daarom ligt vast wat wordt getoetst."
        " Wilt u iets veranderen? Maak dan een nieuwe versie."
    )


class HasCaseFiles(Refused):
    message = (
        "Onder deze versie van het toetsingskader is een dossier geopend. Daarom blijft zij bestaan."
        " Geef haar een laatste dag als er geen eerste toets meer mee mag beginnen."
    )


class OnlyVersion(Refused):
    message = "Dit is de enige versie van het toetsingskader. Maak eerst een nieuwe versie."


class FieldRefused(Refused):
    """One `field` can't say this."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class SaysNothing(FieldRefused):
    """A field is empty that can't be."""


class SaidTwice(FieldRefused):
    """Another of the same list says it already."""


class EndsBeforeItStarts(FieldRefused):
    """A version would be the norm until a day before its first."""


class ChangedMeanwhile(Refused):
    message = "Een collega heeft dit intussen gewijzigd. Er is niets opgeslagen."


class PartIsGone(Refused):
    message = "Een collega heeft dit intussen verwijderd."


def standing(row: Any) -> str:
    """What tells two states of a row apart, its place in the order aside."""
    said = {name: value for name, value in rows.said(row).items() if name != "position"}
    return hashlib.sha256(json.dumps(said, cls=DjangoJSONEncoder).encode()).hexdigest()


@transaction.atomic
def change_framework(framework: Framework, *, by: User, seen: str, **said: Any) -> Framework:
    """Say otherwise how a version is called and when it is the norm; of one in use the last day alone.

    What is said as it stands already is no change. Raises MayNotChangeFrameworks, FrameworkInUse, ChangedMeanwhile,
    SaysNothing, SaidTwice, EndsBeforeItStarts or TextTooLong.
    """
    held = _hold(framework, by)
    differing = {name for name, value in said.items() if _stored(value) != getattr(held, name)}
    if differing - {"valid_until"} and held.is_used():
        raise FrameworkInUse
    first, last = said.get("valid_from", held.valid_from), said.get("valid_until", held.valid_until)
    if last and first and last < first:
        raise EndsBeforeItStarts("valid_until", "De laatste dag kan niet vóór de eerste liggen.")
    return _say(held, Framework.objects.filter(code=held.code), by, seen, said)


@transaction.atomic
def add_theme(framework: Framework, *, by: User, **said: str) -> Theme:
    """Test by one more theme, after the others.

    Raises MayNotChangeFrameworks, FrameworkInUse, SaysNothing, SaidTwice or TextTooLong.
    """
    return _add(Theme(framework=_hold_unused(framework, by)), by, said)


@transaction.atomic
def add_indicator(theme: Theme, *, by: User, **said: str) -> Indicator:
    """Test one thing more under a theme, after the others. Raises what `add_theme` does, or PartIsGone."""
    _hold_unused(theme.framework, by)
    return _add(Indicator(theme=_again(theme)), by, said)


@transaction.atomic
def change_part(part: Theme | Indicator, *, by: User, seen: str, **said: str) -> None:
    """Word a theme or an indicator otherwise; `seen` is how it stood where `by` looked.

    Raises what `add_theme` does, ChangedMeanwhile or PartIsGone.
    """
    _hold_unused(part.framework, by)
    row = _again(part)
    _say(row, row.siblings(), by, seen, said)


@transaction.atomic
def move_part(part: Theme | Indicator, *, by: User, up: bool) -> None:
    """Have a theme or an indicator change places with the one before or after it; the first and last stay.

    Raises MayNotChangeFrameworks, FrameworkInUse or PartIsGone.
    """
    _hold_unused(part.framework, by)
    row = _again(part)
    others = row.siblings().order_by("-position" if up else "position")
    side = {"position__lt": row.position} if up else {"position__gt": row.position}
    other = others.filter(**side).first()
    if other is None:
        return
    here, there = row.position, other.position
    for each, position in ((row, _after(row)), (other, here), (row, there)):  # no two on one place, ever
        each.position = position
        each.save(update_fields=["position"])
    rows.changed(row, by=by, old=rows.said(row) | {"position": here})
    rows.changed(other, by=by, old=rows.said(other) | {"position": there})


@transaction.atomic
def remove_part(part: Theme | Indicator, *, by: User, seen: str) -> None:
    """Take a theme with its indicators, or one indicator, out of a framework.

    Raises MayNotChangeFrameworks, FrameworkInUse, ChangedMeanwhile or PartIsGone.
    """
    _hold_unused(part.framework, by)
    row = _again(part)
    if seen != contents(row):
        raise ChangedMeanwhile
    rows.went(row, by=by)
    row.delete()


@transaction.atomic
def remove_framework(framework: Framework, *, by: User, seen: str) -> None:
    """Take a version out with all that it says, while nobody has anything to do with it.

    Raises HasCaseFiles, OnlyVersion or ChangedMeanwhile.
    """
    versions = Framework.objects.filter(code=framework.code).order_by("pk")
    list(versions.select_for_update())  # all of them, in one order, so that no two who remove one leave none
    held = _hold(framework, by)
    if refusal := refusal_to_remove(held):
        raise refusal
    if seen != contents(held):
        raise ChangedMeanwhile
    rows.went(held, by=by)
    held.delete()


def refusal_to_remove(framework: Framework) -> Refused | None:
    """Why a version stays, if it does."""
    if framework.case_files.exists():
        return HasCaseFiles()
    others = Framework.objects.filter(code=framework.code).exclude(pk=framework.pk)
    return None if others.exists() else OnlyVersion()


def contents(part: Framework | Theme | Indicator) -> str:
    """What tells two states apart of a version, or of a theme or indicator in it, with all that is in it."""
    return hashlib.sha256("".join(map(standing, (part, *_in(part)))).encode()).hexdigest()


def _in(part: Framework | Theme | Indicator) -> list[Any]:
    if isinstance(part, Theme):
        return list(part.indicators.all())
    if isinstance(part, Framework):
        indicators = Indicator.objects.filter(theme__framework=part)
        return [*part.themes.all(), *indicators, *part.standard_texts.all(), *part.signatories.all()]
    return []


def _hold(framework: Framework, by: User) -> Framework:
    if by.role != Role.COORDINATOR:
        raise MayNotChangeFrameworks
    return hold_framework(framework)


def _hold_unused(framework: Framework, by: User) -> Framework:
    held = _hold(framework, by)
    if held.is_used():
        raise FrameworkInUse
    return held


def _again(part: Any) -> Any:
    """A theme or an indicator as it is now that its framework is held."""
    row = type(part).objects.filter(pk=part.pk).first()
    if row is None:
        raise PartIsGone
    return row


def _after(part: Theme | Indicator) -> int:
    return (part.siblings().aggregate(last=Max("position"))["last"] or 0) + 1


def _add(part: Any, by: User, said: Mapping[str, str]) -> Any:
    part.position = _after(part)
    _fill(part, part.siblings(), said)
    part.save(force_insert=True)
    rows.came(part, by=by)
    return part


def _say(row: Any, beside: Any, by: User, seen: str, said: Mapping[str, Any]) -> Any:
    if seen != standing(row):
        raise ChangedMeanwhile
    old = rows.said(row)
    _fill(row, beside.exclude(pk=row.pk), said)
    row.save(update_fields=list(said))
    rows.changed(row, by=by, old=old)
    return row


def _fill(row: Any, others: Any, said: Mapping[str, Any]) -> None:
    """Have a row say this, where none of the `others` does. Raises SaysNothing, SaidTwice or TextTooLong."""
    for name, value in said.items():
        field = row._meta.get_field(name)
        text = _stored(value)
        if not text and not field.blank:
            raise SaysNothing(name, f"Vul iets in bij “{capfirst(field.verbose_name)}”.")
        if isinstance(text, str):
            check_length(text, field.max_length)
        if name in ONCE[type(row)] and text.casefold() in _casefolded(others, name):
            raise SaidTwice(name, ONCE[type(row)][name])
        setattr(row, name, text)


def _stored(value: Any) -> Any:
    return folded(normalise(value)) if isinstance(value, str) else value


def _casefolded(others: Any, name: str) -> set[str]:
    return {value.casefold() for value in others.values_list(name, flat=True)}
