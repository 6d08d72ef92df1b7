"""Starting a follow-up: by whom, when, and what it looks at."""

import threading

import pytest
from django.db import connection

from assessments.actions import follow_ups as acts
from assessments.models import Approach, Round
from tests.factories import make_approach, make_case_file, make_finding, make_round, make_user

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


def test_nothing_starts_that_was_not_seen(case_file, anna):
    seen = acts.rehearse_follow_up(case_file, year=2014, by=anna).fingerprint()
    make_finding(case_file.rounds.get(), case_file.approaches.get(), verdict="improvement_point")
    with pytest.raises(acts.LooksAtSomethingElse):
        acts.start_follow_up(case_file, year=2014, by=anna, seen=seen)
    seen = acts.rehearse_follow_up(case_file, year=2014, by=anna).fingerprint()
    assert acts.start_follow_up(case_file, year=2014, by=anna, seen=seen).findings.count() == 2


def test_a_rehearsal_says_what_would_be_looked_at_and_leaves_nothing_behind(case_file, anna):
    became = [acts.Becoming(case_file.approaches.get(), names=("Noord", "Zuid"))]
    outlook = acts.rehearse_follow_up(case_file, year=2014, by=anna, became=became)
    assert [(prospect.approach.name, len(prospect.points)) for prospect in outlook.prospects] == [
        ("Noord", 1),
        ("Zuid", 1),
    ]
    assert (Round.objects.count(), Approach.objects.count()) == (1, 1)
    assert Approach.objects.get().ends_in is None


def test_looking_ahead_says_the_same_as_a_rehearsal_in_which_all_goes_on(case_file, anna):
    ahead = acts.look_ahead(acts.destination(case_file, year=2014), year=2014)
    assert ahead.fingerprint() == acts.rehearse_follow_up(case_file, year=2014, by=anna).fingerprint()
