"""Who works on a case file, and who takes over."""

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, log, notices
from assessments.models import CaseFile, TeamChange
from assessments.texts import folded, normalise
from stj_toezicht.accounts.models import Role
from stj_toezicht.log.kinds import Kind


class OnlyACoordinatorAssignsTeams(Refused):
    message = "Alleen een coördinator stelt een team samen."


class OnlyInspectorsJoinATeam(Refused):
    message = "Alleen inspecteurs met een actief account kunnen in een team."


class TeamChangedMeanwhile(Refused):
    """The team is no longer the one that the coordinator started from."""

    message = "Het team is intussen gewijzigd. Kijk hieronder na wie erin hoort en sla het opnieuw op."


class NotTheirsToHandOver(Refused):
    """Somebody hands over the work of another."""

    message = "U kunt alleen uw eigen werk overdragen. Een coördinator kan het ook voor een ander doen."


class HandedOverWithoutReason(Refused):
    message = "Geef de reden van de overdracht."


class NotOnThatTeam(Refused):
    """The work of somebody who doesn't work on the case file, or no longer, is handed over."""


class AlreadyOnTheTeam(Refused):
    """The work would go to somebody who has it already."""


class NothingChosen(Refused):
    message = "Kies ten minste één dossier."


def as_opened(case_file):
    """The team in one line, to see whether it was changed since somebody opened it."""
    return " ".join(str(pk) for pk in sorted(case_file.team.values_list("pk", flat=True)))


@transaction.atomic
def assign_team(case_file, *, by, inspectors, reason="", opened=None):
    """Make `inspectors` the team of a case file, and keep who joined and who left.

    `opened` is the team as `by` saw it (`as_opened`). Raises a Refused for other people, on either side, or
    TeamChangedMeanwhile.
    """
    if by.role != Role.COORDINATOR:
        raise OnlyACoordinatorAssignsTeams
    (case_file,) = _hold([case_file])
    if opened is not None and opened != as_opened(case_file):
        raise TeamChangedMeanwhile
    present = set(case_file.team.all())
    joining = [inspector for inspector in inspectors if inspector not in present]
    leaving = [member for member in present if member not in inspectors]
    for inspector in joining:
        _refuse_who_cannot_join(inspector)
    case_file.team.set(inspectors)
    said = {"reason": folded(normalise(reason)), "changed_at": timezone.now(), "changed_by": by}
    _keep(
        *(_left(case_file, member, said) for member in leaving),
        *(_joined(case_file, inspector, said) for inspector in joining),
    )


@transaction.atomic
def hand_over(case_file, *, by, leaving, to, reason):
    """Give the work of `leaving` on one case file to a colleague: one leaves the team, the other joins it.

    From that moment `leaving` records nothing there any more. Raises NotTheirsToHandOver,
    HandedOverWithoutReason, OnlyInspectorsJoinATeam, NotOnThatTeam or AlreadyOnTheTeam.
    """
    if by != leaving and by.role != Role.COORDINATOR:
        raise NotTheirsToHandOver
    (case_file,) = _hold([case_file])
    if case_file.team.filter(pk=to.pk).exists():
        raise AlreadyOnTheTeam(f"{to} zit al in het team van {case_file}.")
    _replace([case_file], leaving=leaving, to=to, reason=reason, by=by)


@transaction.atomic
def hand_over_all(case_files, *, by, leaving, to, reason):
    """Give the work of `leaving` on several case files to a colleague, on all of them or on none.

    Where the colleague is on the team already, `leaving` only leaves. Raises OnlyACoordinatorAssignsTeams,
    NothingChosen, HandedOverWithoutReason, OnlyInspectorsJoinATeam, AlreadyOnTheTeam or NotOnThatTeam.
    """
    if by.role != Role.COORDINATOR:
        raise OnlyACoordinatorAssignsTeams
    if not case_files:
        raise NothingChosen
    if to == leaving:
        raise AlreadyOnTheTeam(f"{to} doet dit werk al. Kies een collega.")
    _replace(_hold(case_files), leaving=leaving, to=to, reason=reason, by=by)


def _hold(case_files):
    """The rows of these case files, held until the end of the transaction.

    Their municipalities are read after that: PostgreSQL finds no case file of which that became another meanwhile.
    """
    held = CaseFile.objects.select_for_update(no_key=True).prefetch_related("municipality")
    return list(held.filter(pk__in=[case_file.pk for case_file in case_files]).order_by("pk"))


def _replace(case_files, *, leaving, to, reason, by):
    said = {"reason": folded(normalise(reason)), "changed_at": timezone.now(), "changed_by": by}
    if not said["reason"]:
        raise HandedOverWithoutReason
    _refuse_who_cannot_join(to)
    teams = CaseFile.team.through.objects.filter(casefile__in=case_files)
    at_work = set(teams.filter(user=leaving).values_list("casefile", flat=True))
    if gone := [str(case_file) for case_file in case_files if case_file.pk not in at_work]:
        raise NotOnThatTeam(f"{leaving} zit niet (meer) in het team van {', '.join(gone)}.")
    known = set(teams.filter(user=to).values_list("casefile", flat=True))
    joined = [case_file for case_file in case_files if case_file.pk not in known]
    teams.filter(user=leaving).delete()
    to.case_files.add(*joined)
    _keep(
        *(_left(case_file, leaving, said) for case_file in case_files),
        *(_joined(case_file, to, said, in_place_of=leaving) for case_file in joined),
    )


def _keep(*changes):
    for change in sorted(TeamChange.objects.bulk_create(changes), key=lambda change: change.case_file_id):
        write_team_change(change)
    notices.joined(changes)


def write_team_change(change):
    """Write down in the log of a case file that somebody joined its team or left it."""
    said = {"inspector": str(change.inspector), "in_place_of": change.in_place_of and str(change.in_place_of)}
    note = log.added if change.kind == TeamChange.Kind.JOINED else log.removed
    note(Kind.TEAM, change, of=change.case_file, by=change.changed_by, said=said, reason=change.reason)


def _refuse_who_cannot_join(user):
    if user.role != Role.INSPECTOR or not user.is_active:
        raise OnlyInspectorsJoinATeam


def _left(case_file, inspector, said):
    return TeamChange(case_file=case_file, inspector=inspector, kind=TeamChange.Kind.LEFT, **said)


def _joined(case_file, inspector, said, **fields):
    return TeamChange(case_file=case_file, inspector=inspector, kind=TeamChange.Kind.JOINED, **said, **fields)
