import threading

import pytest
from django.db import connection

from assessments.actions import rounds as acts
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


def test_a_follow_up_has_an_open_finding_for_each_improvement_point_and_nothing_else(case_file, anna):
    round_ = acts.start_follow_up(case_file, year=2014, by=anna)
    at_x = case_file.rounds.get(year=2013).findings.get(verdict="improvement_point")
    assert list(round_.findings.values_list("indicator", "approach", "verdict", "explanation")) == [
        (at_x.indicator_id, at_x.approach_id, "", "")
    ]
    assert (round_.started_by, round_.municipality, round_.is_final) == (anna, case_file.municipality, False)


def test_a_coordinator_may_start_one(case_file):
    assert acts.start_follow_up(case_file, year=2014, by=make_user("coordinator")).year == 2014


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_who_is_not_on_the_team_may_not(case_file, role):
    with pytest.raises(acts.NotOnTheTeam):
        acts.start_follow_up(case_file, year=2014, by=make_user(role))
    assert Round.objects.count() == 1


def test_not_while_the_round_before_is_open(case_file, anna):
    acts.start_follow_up(case_file, year=2014, by=anna)
    with pytest.raises(acts.EarlierRoundIsOpen):
        acts.start_follow_up(case_file, year=2015, by=anna)


@pytest.mark.parametrize("year", [2012, 2013])
def test_not_for_a_year_that_has_been(case_file, anna, year):
    with pytest.raises(acts.YearIsTaken):
        acts.start_follow_up(case_file, year=year, by=anna)


def test_not_when_nothing_is_left_to_look_at(anna):
    case_file = make_case_file(team=[anna])
    make_finding(make_round(case_file, 2013, final=True), make_approach(case_file), verdict="meets")
    with pytest.raises(acts.NothingToFollowUp):
        acts.start_follow_up(case_file, year=2014, by=anna)


def test_a_narrative_keeps_each_version(case_file, anna):
    round_ = acts.start_follow_up(case_file, year=2014, by=anna)
    acts.write_development(round_, by=anna, version=0, development="Eerst.")
    acts.write_development(round_, by=anna, version=1, development="Daarna.")
    acts.write_development(round_, by=anna, version=1, development="Daarna.")
    assert list(round_.development_revisions.values_list("version", "development")) == [
        (1, "Eerst."),
        (2, "Daarna."),
    ]
    assert Round.objects.get(pk=round_.pk).development == "Daarna."


def test_a_narrative_that_another_saved_is_not_overwritten(case_file, anna):
    round_ = acts.start_follow_up(case_file, year=2014, by=anna)
    acts.write_development(round_, by=anna, version=0, development="Van Anna.")
    with pytest.raises(acts.DevelopmentChanged):
        acts.write_development(round_, by=anna, version=0, development="Van een ander.")
    assert Round.objects.get(pk=round_.pk).development == "Van Anna."


@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_a_follow_up_at_the_same_moment_one_does(case_file, anna):
    def start(year):
        try:
            barrier.wait()
            acts.start_follow_up(case_file, year=year, by=anna)
            outcomes.append("started")
        except (acts.EarlierRoundIsOpen, acts.YearIsTaken):
            outcomes.append("refused")
        finally:
            connection.close()

    outcomes, barrier = [], threading.Barrier(2)
    starters = [threading.Thread(target=start, args=(year,)) for year in (2014, 2015)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert sorted(outcomes) == ["refused", "started"]


def test_no_narrative_changes_in_a_final_round(anna):
    round_ = make_round(make_case_file(team=[anna]), final=True)
    with pytest.raises(acts.RoundIsFinal):
        acts.write_development(round_, by=anna, version=0, development="Tekst")


def test_nobody_outside_the_team_writes_the_narrative(case_file, anna):
    round_ = acts.start_follow_up(case_file, year=2014, by=anna)
    with pytest.raises(acts.NotOnTheTeam):
        acts.write_development(round_, by=make_user(), version=0, development="Tekst")
