"""Seeing what became of a plan that a √ rests on, also long after its round was published."""

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, log
from assessments.actions.rounds import NotOnTheTeam
from assessments.actions.steps import hold
from assessments.models import Finding, PlanCheck
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role
from stj_toezicht.log.kinds import Kind


class NoPlan(Refused):
    """There is nothing to see: the finding rests on no plan."""

    message = "Deze bevinding berust niet op een voornemen."


class NotAhead(Refused):
    """The plan would be looked at again on a day that has been."""

    message = "Kies een dag in de toekomst om dit opnieuw na te gaan."


def refusal_to_check(finding, *, by):
    """Why `by` can't say what became of a plan, or None when they can: the team, and each coordinator."""
    if by.role != Role.COORDINATOR and not finding.round.case_file.has_on_team(by):
        return NotOnTheTeam()
    return None if finding.expected_on else NoPlan()


@transaction.atomic
def check_plan(finding, *, by, note, again_on=None):
    """Write down what became of a plan, and when to look again if that isn't the end of it.

    The finding stays as it is. Raises NotOnTheTeam, NoPlan or NotAhead.
    """
    held = hold(finding.round)
    finding = Finding.objects.select_related("round__case_file").get(pk=finding.pk)
    if refusal := refusal_to_check(finding, by=by):
        raise refusal
    if again_on and again_on <= timezone.localdate():
        raise NotAhead
    check = PlanCheck.objects.create(
        finding=finding,
        note=normalise(note),
        again_on=again_on,
        checked_at=timezone.now(),
        checked_by=by,
    )
    said = {"note": check.note, "again_on": again_on}
    log.added(Kind.PLAN, check, of=held, by=by, about=str(finding), said=said)
    return check
