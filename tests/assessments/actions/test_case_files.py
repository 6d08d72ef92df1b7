"""Opening a case file: for whom, when, and not twice."""

import datetime
import threading

import pytest
from django.db import connection

from assessments.actions import case_files as acts
from assessments.actions.teams import OnlyInspectorsJoinATeam
from assessments.models import CaseFile
from municipalities.models import Succession
from tests.factories import make_case_file, make_framework, make_municipality, make_round, make_user

pytestmark = pytest.mark.django_db

LAST_DAY = datetime.date(2014, 12, 31)


@pytest.fixture
def carla():
    return make_user("coordinator")


@pytest.fixture
def framework():
    return make_framework(code="GGSR", version="2013")


@pytest.fixture
def nissewaard():
    """Nissewaard, in which Spijkenisse and Bernisse went up on the first of January 2015."""
    nissewaard = make_municipality("Nissewaard", valid_from=datetime.date(2015, 1, 1))
    for name in ("Spijkenisse", "Bernisse"):
        gone = make_municipality(name, valid_until=LAST_DAY)
        Succession.objects.create(predecessor=gone, successor=nissewaard)
    return nissewaard


def test_a_coordinator_opens_one_with_its_team(carla, framework):
    alkmaar, anna = make_municipality("Alkmaar"), make_user(name="Anna")
    case_file = acts.open_case_file(alkmaar, framework=framework, year=2016, inspectors=[anna], by=carla)
    assert (case_file.municipality, case_file.framework, list(case_file.team.all())) == (
        alkmaar,
        framework,
        [anna],
    )
    assert list(case_file.team_changes.values_list("inspector", "kind")) == [(anna.pk, "joined")]


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_nobody_else_opens_one(framework, role):
    with pytest.raises(
        acts.OnlyACoordinatorOpensCaseFiles, match="^Alleen een coördinator opent een dossier.$"
    ):
        acts.open_case_file(
            make_municipality(), framework=framework, year=2016, inspectors=[], by=make_user(role)
        )
    assert not CaseFile.objects.exists()


def test_not_with_somebody_else_than_inspectors(carla, framework):
    with pytest.raises(OnlyInspectorsJoinATeam):
        acts.open_case_file(make_municipality(), framework=framework, year=2016, inspectors=[carla], by=carla)
    assert not CaseFile.objects.exists()


@pytest.mark.parametrize("year", [2014, 2013])
def test_not_for_a_municipality_that_was_not_there_then(carla, framework, nissewaard, year):
    message = f"^Eind {year} was er volgens het register geen gemeente Nissewaard.$"
    with pytest.raises(acts.NoSuchMunicipalityThen, match=message):
        acts.open_case_file(nissewaard, framework=framework, year=year, inspectors=[], by=carla)


def test_not_by_a_framework_that_was_not_valid_then(carla):
    framework = make_framework(code="GGSR", version="2013", valid_until=datetime.date(2015, 12, 31))
    message = r"^Het toetsingskader GGSR \(2013\) gold niet in 2016.$"
    with pytest.raises(acts.FrameworkNotValidThen, match=message):
        acts.open_case_file(make_municipality(), framework=framework, year=2016, inspectors=[], by=carla)


def test_not_twice_under_one_framework(carla, framework):
    alkmaar = make_municipality("Alkmaar")
    existing = make_case_file(alkmaar, framework)
    with pytest.raises(acts.CaseFileExists) as refused:
        acts.open_case_file(alkmaar, framework=framework, year=2016, inspectors=[], by=carla)
    assert str(refused.value) == "Alkmaar heeft al een dossier onder GGSR (2013)."
    assert refused.value.case_file == existing
    assert acts.open_case_file(alkmaar, framework=make_framework(), year=2016, inspectors=[], by=carla)


def test_not_under_a_former_name_in_the_case_file_of_another(carla, framework, nissewaard):
    spijkenisse = nissewaard.predecessors.get(name="Spijkenisse")
    existing = make_case_file(nissewaard, framework)
    make_round(existing, 2013, final=True, municipality=spijkenisse)
    with pytest.raises(acts.CaseFileExists) as refused:
        acts.open_case_file(spijkenisse, framework=framework, year=2014, inspectors=[], by=carla)
    assert refused.value.case_file == existing


def test_not_beside_that_of_a_predecessor_which_will_move_along(carla, framework, nissewaard):
    existing = make_case_file(nissewaard.predecessors.get(name="Spijkenisse"), framework)
    with pytest.raises(acts.CaseFileExists) as refused:
        acts.open_case_file(nissewaard, framework=framework, year=2015, inspectors=[], by=carla)
    assert refused.value.case_file == existing
    assert str(refused.value) == (
        "Spijkenisse is opgegaan in Nissewaard en heeft al een dossier onder GGSR (2013)."
        " Dat gaat mee naar Nissewaard zodra daarin een ronde van 2015 start."
    )


def test_but_beside_that_of_a_municipality_which_was_divided(carla, framework, nissewaard):
    divided = nissewaard.predecessors.get(name="Bernisse")
    Succession.objects.create(predecessor=divided, successor=make_municipality("Hellevoetsluis"))
    make_case_file(divided, framework)
    assert acts.open_case_file(nissewaard, framework=framework, year=2015, inspectors=[], by=carla)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_same_at_one_moment_one_does(carla, framework):
    def open_it():
        try:
            barrier.wait()
            acts.open_case_file(alkmaar, framework=framework, year=2016, inspectors=[], by=carla)
            outcomes.append("opened")
        except acts.CaseFileExists:
            outcomes.append("exists")
        finally:
            connection.close()

    alkmaar, outcomes, barrier = make_municipality("Alkmaar"), [], threading.Barrier(2)
    openers = [threading.Thread(target=open_it) for _ in range(2)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert sorted(outcomes) == ["exists", "opened"]
