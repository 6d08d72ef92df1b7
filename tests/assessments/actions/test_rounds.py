import pytest

from assessments.actions import TextTooLong
from assessments.actions import rounds as acts
from assessments.actions.follow_ups import start_follow_up
from assessments.models import Round
from tests.factories import (
    make_approach,
    make_case_file,
    make_finding,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_user()


@pytest.fixture
def case_file(anna):
    """A case file with one point at X and one at √ in the final round of 2013."""
    case_file = make_case_file(team=[anna])
    approach, first = make_approach(case_file), make_round(case_file, 2013, final=True)
    make_finding(first, approach, verdict="improvement_point")
    make_finding(first, approach, verdict="meets")
    return case_file


def test_a_narrative_keeps_each_version(case_file, anna):
    round_ = start_follow_up(case_file, year=2014, by=anna)
    acts.write_development(round_, by=anna, version=0, development="Eerst.")
    acts.write_development(round_, by=anna, version=1, development="Daarna.")
    acts.write_development(round_, by=anna, version=1, development="Daarna.")
    assert list(round_.development_revisions.values_list("version", "development")) == [
        (1, "Eerst."),
        (2, "Daarna."),
    ]
    assert Round.objects.get(pk=round_.pk).development == "Daarna."


def test_a_narrative_that_another_saved_is_not_overwritten(case_file, anna):
    round_ = start_follow_up(case_file, year=2014, by=anna)
    acts.write_development(round_, by=anna, version=0, development="Van Anna.")
    with pytest.raises(acts.DevelopmentChanged):
        acts.write_development(round_, by=anna, version=0, development="Van een ander.")
    assert Round.objects.get(pk=round_.pk).development == "Van Anna."


def test_no_narrative_changes_in_a_final_round(anna):
    round_ = make_round(make_case_file(team=[anna]), final=True)
    with pytest.raises(acts.RoundIsFinal):
        acts.write_development(round_, by=anna, version=0, development="Tekst")


def test_nobody_outside_the_team_writes_the_narrative(case_file, anna):
    round_ = start_follow_up(case_file, year=2014, by=anna)
    with pytest.raises(acts.NotOnTheTeam):
        acts.write_development(round_, by=make_user(), version=0, development="Tekst")


def test_a_narrative_for_which_there_is_no_room_is_refused_unless_it_stands(case_file, anna):
    round_ = start_follow_up(case_file, year=2014, by=anna)
    with pytest.raises(TextTooLong):
        acts.write_development(round_, by=anna, version=0, development="a" * 10_001)
    Round.objects.filter(pk=round_.pk).update(development="a" * 10_001)
    acts.write_development(round_, by=anna, version=0, development="a" * 10_001)
    acts.write_development(round_, by=anna, version=0, development="a" * 10_000)
    assert Round.objects.get(pk=round_.pk).development == "a" * 10_000
