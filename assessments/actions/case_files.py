"""Who works on a case file."""

from django.db import transaction

from assessments.actions import Refused
from stj_toezicht.accounts.models import Role


class OnlyACoordinatorAssignsTeams(Refused):
    message = "Alleen een coördinator stelt een team samen."


class OnlyInspectorsJoinATeam(Refused):
    message = "Alleen inspecteurs kunnen in een team."


@transaction.atomic
def assign_team(case_file, *, by, inspectors):
    """Make `inspectors` the team of a case file. Raises a Refused for other people, on either side."""
    if by.role != Role.COORDINATOR:
        raise OnlyACoordinatorAssignsTeams
    if any(inspector.role != Role.INSPECTOR for inspector in inspectors):
        raise OnlyInspectorsJoinATeam
    case_file.team.set(inspectors)
