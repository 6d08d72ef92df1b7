import datetime

import pytest

from assessments.actions.rounds import start_follow_up
from assessments.actions.succession import NoSingleMunicipality, SuccessorHasCaseFile
from assessments.models import Round
from municipalities.models import Succession
from tests.factories import (
    make_approach,
    make_case_file,
    make_finding,
    make_municipality,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db


def municipality_until(year, *successors):
    """Oudstad, that existed until the end of `year`, and went up in others."""
    ended = make_municipality("Oudstad", valid_until=datetime.date(year, 12, 31))
    for successor in successors:
        Succession.objects.create(predecessor=ended, successor=successor)
    return ended


def case_file_of(municipality):
    case_file = make_case_file(municipality)
    make_finding(
        make_round(case_file, 2013, final=True), make_approach(case_file), verdict="improvement_point"
    )
    return case_file


def follow_up(case_file, year):
    return start_follow_up(case_file, year=year, by=make_user("coordinator"))


def test_a_follow_up_of_a_year_in_which_the_municipality_existed_leaves_it_so():
    old = municipality_until(2014, make_municipality("Nieuwstad", valid_from=datetime.date(2015, 1, 1)))
    case_file = case_file_of(old)
    assert follow_up(case_file, 2014).municipality == old
    case_file.refresh_from_db()
    assert case_file.municipality == old


def test_a_follow_up_after_a_merger_is_of_the_successor_and_the_case_file_moves_along():
    newest = make_municipality("Nieuwstad", valid_from=datetime.date(2017, 1, 1))
    between = make_municipality(
        "Tussenstad", valid_from=datetime.date(2015, 1, 1), valid_until=datetime.date(2016, 12, 31)
    )
    Succession.objects.create(predecessor=between, successor=newest)
    case_file = case_file_of(municipality_until(2014, between))
    assert str(follow_up(case_file, 2015)) == "Tussenstad 2015"
    case_file.refresh_from_db()
    assert (str(case_file), case_file.former_names()) == ("Tussenstad", ["Oudstad"])
    make_finding(case_file.rounds.last(), verdict="improvement_point")
    case_file.rounds.filter(year=2015).update(
        finalised_at=datetime.datetime(2016, 1, 1, tzinfo=datetime.UTC), finalised_by=make_user()
    )
    assert str(follow_up(case_file, 2017)) == "Nieuwstad 2017"


@pytest.mark.parametrize(
    ("successors", "message"),
    [
        ([], "Volgens het register was er eind 2015 geen gemeente Oudstad, en ook geen opvolger."),
        (
            ["Oost", "West"],
            "Volgens het register is Oudstad vóór eind 2015 opgegaan in meer gemeenten: Oost, West.",
        ),
    ],
    ids=["none", "several"],
)
def test_without_a_single_municipality_there_is_no_follow_up(successors, message):
    case_file = case_file_of(municipality_until(2014, *map(make_municipality, successors)))
    with pytest.raises(NoSingleMunicipality) as refusal:
        follow_up(case_file, 2015)
    case_file.refresh_from_db()
    assert (str(refusal.value), str(case_file), Round.objects.count()) == (message, "Oudstad", 1)


def test_a_case_file_does_not_move_to_a_municipality_that_has_its_own():
    new = make_municipality("Nieuwstad")
    case_file = case_file_of(municipality_until(2014, new))
    make_case_file(new, case_file.framework)
    with pytest.raises(SuccessorHasCaseFile) as refusal:
        follow_up(case_file, 2015)
    case_file.refresh_from_db()
    assert (
        str(refusal.value) == "Oudstad is opgegaan in Nieuwstad, en die gemeente heeft al een eigen dossier."
    )
    assert (str(case_file), Round.objects.count()) == ("Oudstad", 1)
