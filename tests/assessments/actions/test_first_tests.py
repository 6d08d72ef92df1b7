"""A first test: how it starts, and how the coordinator finalises it."""

import datetime
import threading

import pytest
from django.db import connection

from assessments.actions import first_tests as acts
from assessments.actions.case_files import FrameworkNotValidThen
from assessments.actions.findings import record
from assessments.actions.mergers import NoSingleMunicipality
from assessments.actions.rounds import NotOnTheTeam
from assessments.models import Approach, Finding, Round
from tests.factories import (
    make_case_file,
    make_contact_moment,
    make_framework,
    make_indicator,
    make_municipality,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def case_file(anna):
    """A case file in which nothing was tested yet, under a framework of three indicators in two themes."""
    framework = make_framework()
    for number in (1, 2):
        theme = make_theme(framework)
        for _ in range(number):
            make_indicator(theme)
    return make_case_file(make_municipality("Alkmaar"), framework, team=[anna])


def start(case_file, by, approaches=("CJG",), year=2016):
    return acts.start_first_test(case_file, year=year, approaches=approaches, by=by)


def test_it_has_an_open_finding_on_every_indicator_for_each_approach(case_file, anna):
    round_ = start(case_file, anna, ["CJG", "  Sociale   Wijkteams"])
    assert list(Approach.objects.values_list("name", "starts_in", "ends_in")) == [
        ("CJG", 2016, None),
        ("Sociale Wijkteams", 2016, None),
    ]
    found = Finding.objects.values_list("approach__name", "indicator", "verdict", "explanation", "version")
    indicators = [
        theme_.pk for theme in case_file.framework.themes.all() for theme_ in theme.indicators.all()
    ]
    assert sorted(found) == [
        (name, pk, "", "", 0) for name in ("CJG", "Sociale Wijkteams") for pk in indicators
    ]
    assert (round_.started_by, round_.municipality, round_.is_final) == (anna, case_file.municipality, False)


def test_a_coordinator_may_start_it(case_file, carla):
    assert start(case_file, carla).year == 2016


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_who_is_not_on_the_team_may_not(case_file, role):
    with pytest.raises(NotOnTheTeam):
        start(case_file, make_user(role))
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("approaches", "refusal"),
    [
        ([], acts.NoApproaches),
        ([" ", "\u200b"], acts.NoApproaches),
        (["CJG", "cjg "], acts.ApproachNamedTwice),
    ],
)
def test_not_without_different_approaches(case_file, anna, approaches, refusal):
    with pytest.raises(refusal):
        start(case_file, anna, approaches)
    assert (Round.objects.count(), Approach.objects.count()) == (0, 0)


def test_not_after_another_round(case_file, anna):
    start(case_file, anna)
    with pytest.raises(acts.NotTheFirstRound, match="^Dit dossier heeft al een ronde."):
        start(case_file, anna, ["Wijkteam"], year=2017)
    assert Approach.objects.count() == 1


def test_not_in_a_case_file_that_went_on_in_another(case_file, anna):
    case_file.merged_into, case_file.merged_in = make_case_file(), 2015
    case_file.save()
    with pytest.raises(acts.NotTheFirstRound):
        start(case_file, anna)


def test_not_by_a_framework_without_indicators(anna):
    with pytest.raises(acts.NothingToTest):
        start(make_case_file(team=[anna]), anna)


def test_not_by_a_framework_that_was_not_valid_then(case_file, anna):
    with pytest.raises(FrameworkNotValidThen):
        start(case_file, anna, year=2012)


def test_not_of_a_municipality_that_was_not_there_then(case_file, anna):
    case_file.municipality.valid_from = datetime.date(2017, 1, 1)
    case_file.municipality.save()
    with pytest.raises(NoSingleMunicipality):
        start(case_file, anna)
    assert not Approach.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_at_the_same_moment_one_does(case_file, anna):
    outcomes = at_once(lambda: start(case_file, anna), acts.NotTheFirstRound)
    assert (outcomes, Finding.objects.count()) == (["done", "refused"], 3)


def at_once(act, refusal):
    """What became of two who do the same at one moment."""

    def attempt():
        try:
            barrier.wait()
            act()
            outcomes.append("done")
        except refusal:
            outcomes.append("refused")
        finally:
            connection.close()

    outcomes, barrier = [], threading.Barrier(2)
    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def complete(case_file, anna):
    """A first test in which everything was recorded: √, X and not assessed."""
    round_ = start(case_file, anna)
    given = zip(round_.findings.all(), ("meets", "improvement_point", "not_assessed"), strict=True)
    for finding, verdict in given:
        explanation = "" if verdict == "not_assessed" else "Zo is het."
        reason = "Geen inzage." if verdict == "not_assessed" else ""
        record(finding, by=anna, version=0, verdict=verdict, reason=reason, explanation=explanation)
    make_contact_moment(round_)
    return round_
