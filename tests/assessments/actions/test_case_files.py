"""Who chooses the team of a case file, and who can be on it."""

import pytest

from assessments.actions import case_files as acts
from tests.factories import make_case_file, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_file():
    return make_case_file(team=[make_user(name="Anna")])


def team(case_file):
    return {member.name for member in case_file.team.all()}


def test_a_coordinator_makes_another_team(case_file):
    acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[make_user(name="Bram")])
    assert team(case_file) == {"Bram"}


def test_a_team_can_be_left_empty(case_file):
    acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[])
    assert team(case_file) == set()


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_nobody_else_assigns_a_team(case_file, role):
    with pytest.raises(
        acts.OnlyACoordinatorAssignsTeams, match="^Alleen een coördinator stelt een team samen.$"
    ):
        acts.assign_team(case_file, by=make_user(role), inspectors=[make_user(name="Bram")])
    assert team(case_file) == {"Anna"}


def test_an_inspector_on_the_team_does_not_assign_it(case_file):
    with pytest.raises(acts.OnlyACoordinatorAssignsTeams):
        acts.assign_team(case_file, by=case_file.team.get(), inspectors=[])
    assert team(case_file) == {"Anna"}


@pytest.mark.parametrize("role", ["coordinator", "support", "administrator", "municipality"])
def test_nobody_but_an_inspector_joins_a_team(case_file, role):
    bram, other = make_user(name="Bram"), make_user(role)
    with pytest.raises(acts.OnlyInspectorsJoinATeam, match="^Alleen inspecteurs kunnen in een team.$"):
        acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[bram, other])
    assert team(case_file) == {"Anna"}
