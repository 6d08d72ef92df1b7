"""Under which municipality a case file goes on when municipalities are merged or divided, and together with which."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Model
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.actions import Refused, log
from assessments.actions.frameworks import hold_framework
from assessments.actions.teams import write_team_change
from assessments.factsheet.sentences import enumerate_words
from assessments.models import (
    Approach,
    CaseFile,
    Continuation,
    PrintedIndicator,
    Round,
    TeamChange,
)
from municipalities.models import Municipality, Succession
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind


class NoSingleMunicipality(Refused):
    """The register doesn't say with certainty what a case file's municipality was in some year."""


class SuccessorHasCaseFile(Refused):
    """A case file with nothing in it would move to a municipality that has one of its own."""


@dataclass(frozen=True)
class Destination:
    """The municipality that a round of some year looks at, and the case files that go on in it together."""

    municipality: Municipality
    case_files: tuple[CaseFile, ...]

    @property
    def is_merger(self) -> bool:
        return len(self.case_files) > 1

    @property
    def former_names(self) -> list[str]:
        """The names of the municipalities that were no more."""
        names = [str(case_file) for case_file in self.case_files]
        return [name for name in names if name != self.municipality.name]


def destination(case_file: CaseFile, *, year: int) -> Destination:
    """Where `case_file` goes on in `year`: under its own municipality if that existed at the end of the year, else
    under its only successor then; with all other case files whose municipality went up in that one.

    Raises NoSingleMunicipality.
    """
    register = _Register(date(year, 12, 31))
    municipality = _present(case_file.municipality, register, year)
    ancestors = {municipality.pk} | set(municipality.ancestors().values_list("pk", flat=True))
    candidates = (
        CaseFile.objects.standing()
        .filter(municipality__in=ancestors, framework=case_file.framework_id)
        .select_related("municipality", "framework")
    )
    together = [each for each in candidates if register.became(each.municipality_id) == {municipality.pk}]
    return Destination(municipality, tuple(together))


def municipality_in(case_file: CaseFile, *, year: int, by: User) -> Municipality:
    """The municipality that a first test of `year` looks at; the case file, in which is nothing yet, moves along.

    Raises NoSingleMunicipality or SuccessorHasCaseFile.
    """
    municipality = destination(case_file, year=year).municipality
    if municipality.pk != case_file.municipality_id:
        if CaseFile.objects.filter(municipality=municipality, framework=case_file.framework_id).exists():
            raise SuccessorHasCaseFile(
                f"{case_file.municipality} is opgegaan in {municipality}, en die gemeente heeft al een eigen dossier."
            )
        move_to(municipality, case_file, by=by)
    return municipality


def move_to(municipality: Municipality, case_file: CaseFile, *, by: User) -> None:
    """Let a case file go on under another municipality, with all that is in it."""
    old = {"municipality": case_file.municipality.code}
    CaseFile.objects.filter(pk=case_file.pk).update(municipality=municipality)
    case_file.municipality = municipality
    log.changed(
        Kind.CASE_FILE, case_file, of=case_file, by=by, old=old, new={"municipality": municipality.code}
    )


def _present(municipality: Municipality, register: "_Register", year: int) -> Municipality:
    found = list(Municipality.objects.filter(pk__in=register.became(municipality.pk)))
    if not found:
        raise NoSingleMunicipality(
            f"Volgens het register was er eind {year} geen gemeente {municipality}, en ook geen opvolger."
        )
    if len(found) > 1:
        names = enumerate_words([str(each) for each in found])
        raise NoSingleMunicipality(
            f"Volgens het register is {municipality} vóór eind {year} opgegaan in meer gemeenten: {names}."
        )
    return found[0]


class _Register:
    """Which municipalities there were on a day, and what the others had become."""

    def __init__(self, day: date) -> None:
        self._valid = set(Municipality.objects.valid_on(day).values_list("pk", flat=True))
        self._successors: defaultdict[int, set[int]] = defaultdict(set)
        for predecessor, successor in Succession.objects.values_list("predecessor", "successor"):
            self._successors[predecessor].add(successor)

    def became(self, pk: int) -> set[int]:
        """The municipality itself where it existed, else those that it had gone up in."""
        found, seen, ahead = set(), set(), {pk}
        while ahead:
            found |= ahead & self._valid
            seen |= ahead
            ahead = {after for each in ahead - self._valid for after in self._successors[each]} - seen
        return found


def go_on(case_files: Sequence[CaseFile], *, municipality: Municipality, year: int, by: User) -> CaseFile:
    """Let case files go on under `municipality` from the round of `year` on, and return the one in which they do.

    One alone moves along as it is. Several go on together, in the case file that the municipality has or else in a
    new one: everything in them moves there and knows from which case file it came. Who words a text for their rounds,
    or publishes one, waits until they did, as long as the case files are held.
    """
    if len(case_files) > 1:
        hold_framework(case_files[0].framework)
        moving = Round.objects.filter(case_file__in=case_files).order_by("pk")
        list(moving.select_for_update(of=["self"]).values_list("pk"))
    own = next((each for each in case_files if each.municipality_id == municipality.pk), None)
    if own is None and len(case_files) == 1:
        (own,) = case_files
        move_to(municipality, own, by=by)
    target = own or _new(municipality, case_files, by=by)
    others = [each for each in case_files if each != target]
    if others:
        _join(target, others, by=by)
    for other in others:
        _move(other, target, year=year)
        gone_on = {"goes_on_in": target.pk, "municipality": target.municipality.code, "from": year}
        log.changed(Kind.CASE_FILE, other, of=other, by=by, old={}, new=gone_on)
    if others:
        came = {"came_along": [other.municipality.code for other in others], "from": year}
        log.changed(Kind.CASE_FILE, target, of=target, by=by, old={}, new=came)
    return target


def _new(municipality: Municipality, case_files: Sequence[CaseFile], *, by: User) -> CaseFile:
    """A case file that prints an indicator in the way in which those that go on in it did, if that is one way."""
    new = CaseFile.objects.create(municipality=municipality, framework=case_files[0].framework)
    ways: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
    for row in PrintedIndicator.objects.filter(case_file__in=case_files):
        ways[row.indicator_id].add((row.theme_id, row.wording))
    PrintedIndicator.objects.bulk_create(
        PrintedIndicator(case_file=new, indicator_id=indicator, theme_id=theme, wording=wording)
        for indicator, found in ways.items()
        if len(found) == 1
        for theme, wording in found
    )
    said: dict[str, Any] = {"municipality": municipality.code, "framework": str(new.framework)}
    if printed := log.printed_in(new):
        said["printed"] = printed
    log.added(Kind.CASE_FILE, new, of=new, by=by, said=said)
    return new


def _move(source: CaseFile, target: CaseFile, *, year: int) -> None:
    came_from = Coalesce(F("came_from"), source.pk)
    moving: list[type[Model]] = [Round, Approach]
    for model in moving:
        model._default_manager.filter(case_file=source).update(case_file=target, came_from=came_from)
    Continuation.objects.filter(case_file=source).update(case_file=target)
    TeamChange.objects.filter(case_file=source).update(case_file=target)
    CaseFile.objects.filter(pk=source.pk).update(merged_into=target, merged_in=year)


def _join(target: CaseFile, others: Sequence[CaseFile], *, by: User) -> None:
    """The team of the case file in which others go on is that of all; theirs have none any more."""
    now, names = timezone.now(), [str(other) for other in others]
    sentence = "Het dossier van {} gaat" if len(names) == 1 else "De dossiers van {} gaan"
    reason = f"{sentence.format(enumerate_words(names))} verder in dat van {target}."
    present = set(target.team.values_list("pk", flat=True))
    joining = User.objects.filter(case_files__in=others).exclude(pk__in=present).distinct()
    changes = TeamChange.objects.bulk_create(
        TeamChange(
            case_file=target,
            inspector=inspector,
            kind=TeamChange.Kind.JOINED,
            reason=reason,
            changed_at=now,
            changed_by=by,
        )
        for inspector in joining
    )
    for change in changes:
        write_team_change(change)
    target.team.add(*joining)
    for other in others:
        for member in other.team.order_by("pk"):
            about = f"{member} {TeamChange.Kind.LEFT.label}"
            said = {"inspector": str(member), "in_place_of": None}
            log.removed(Kind.TEAM, other, of=other, by=by, about=about, said=said, reason=reason)
    CaseFile.team.through.objects.filter(casefile__in=others).delete()
