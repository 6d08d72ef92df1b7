"""The pages on which texts are taken over from another round, and a first test is copied."""

import pytest
from django.urls import reverse

from assessments.actions.findings import record
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_finding,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    overwrite,
)

pytestmark = pytest.mark.django_db


def make_follow_up(anna, points=2):
    case_file = make_case_file(make_municipality("Alkmaar"), team=[anna])
    approach, theme = make_approach(case_file, name="CJG"), make_theme(case_file.framework)
    first, follow_up = make_round(case_file, 2013, final=True), make_round(case_file, 2014)
    for number in range(points):
        indicator = make_indicator(theme)
        make_finding(first, approach, indicator, "improvement_point", explanation=f"Tekst {number}.")
        make_finding(follow_up, approach, indicator)
    return follow_up


@pytest.fixture
def follow_up(anna):
    return make_follow_up(anna)


def make_neighbour(follow_up, name="Bergen"):
    case_file = make_case_file(make_municipality(name), follow_up.case_file.framework)
    round_ = make_round(case_file, 2016)
    approach = make_approach(case_file, name="CJG", starts_in=2016)
    for finding in follow_up.findings.all():
        make_finding(round_, approach, finding.indicator, "meets", explanation=f"Van {name}.")
    return round_


def address(round_, query=""):
    return reverse("assessments:take_texts_over", args=[round_.pk]) + query


def shown(response):
    return " ".join(response.content.decode().split())


def take(client, round_, query=""):
    seen = client.get(address(round_, query)).context["seen"]
    return client.post(address(round_, query), {"seen": seen})


def test_the_round_before_is_what_comes_in_unless_another_is_chosen(client, follow_up):
    page = shown(client.get(address(follow_up)))
    assert "Wat er uit Alkmaar 2013 binnenkomt" in page
    assert "<p>Tekst 0.</p>" in page
    response = take(client, follow_up)
    assert response.url == follow_up.get_absolute_url()
    assert "2 punten zijn gevuld met een tekst uit Alkmaar 2013." in shown(client.get(response.url))


def test_the_round_of_another_municipality_is_found_by_name(client, follow_up):
    neighbour = make_neighbour(follow_up)
    make_neighbour(follow_up, "Heiloo")
    page = shown(client.get(address(follow_up, "?zoek=berg")))
    assert (f"?bron={neighbour.pk}" in page, "Heiloo 2016" in page) == (True, False)
    take(client, follow_up, f"?bron={neighbour.pk}")
    assert set(follow_up.findings.values_list("explanation", flat=True)) == {"Van Bergen."}


def test_what_stays_is_counted_and_not_overwritten(client, follow_up, anna):
    record(follow_up.findings.first(), by=anna, version=0, verdict="meets", explanation="Van Anna.")
    page = shown(client.get(address(follow_up)))
    assert "1 punt blijft zoals het is: daar staat al iets." in page
    assert "Neem deze tekst over</button>" in page
    take(client, follow_up)
    assert sorted(follow_up.findings.values_list("explanation", flat=True)) == ["Tekst 1.", "Van Anna."]


def test_what_changed_meanwhile_is_shown_again(client, follow_up, anna):
    seen = client.get(address(follow_up)).context["seen"]
    record(follow_up.findings.first(), by=anna, version=0, verdict="meets", explanation="Van Anna.")
    response = client.post(address(follow_up), {"seen": seen})
    assert response.status_code == 409
    assert "Hieronder staat wat er nu zou binnenkomen." in shown(response)
    assert sorted(follow_up.findings.values_list("explanation", flat=True)) == ["", "Van Anna."]


def test_without_any_text_it_says_so(client, follow_up):
    overwrite(follow_up.case_file.rounds.get(year=2013).findings, explanation="")
    page = shown(client.get(address(follow_up)))
    assert "Er is nog geen andere gemeente met teksten onder dit toetsingskader." in page
    assert "binnenkomt" not in page
    assert client.post(address(follow_up)).status_code == 200
    missing = shown(client.get(address(follow_up, "?zoek=zzz")))
    assert "Er is geen ronde met teksten van een gemeente met “zzz” in de naam." in missing


@pytest.mark.parametrize("source", ["999999", "x", "-1", "1" * 40, "²"])
def test_a_round_that_is_not_in_the_list_is_not_found(client, follow_up, source):
    assert client.get(address(follow_up, f"?bron={source}")).status_code == 404


def test_not_in_a_final_round(client, follow_up, anna):
    bring_to(follow_up, "final")
    assert client.get(address(follow_up)).status_code == 409


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_takes_the_same_queries_for_one_point_as_for_three(
    client, anna, django_assert_num_queries, number
):
    follow_up = make_follow_up(anna, number)
    for each in range(number):
        make_neighbour(follow_up, f"Buur {each}")
    with django_assert_num_queries(12):
        client.get(address(follow_up))


@pytest.fixture
def first_test(follow_up):
    return make_neighbour(follow_up)


def copy(client, source, **data):
    return client.post(reverse("assessments:copy_first_test", args=[source.pk]), data)


def test_a_first_test_is_copied_to_an_empty_case_file_of_ones_own(client, first_test, anna):
    empty = make_case_file(make_municipality("Heiloo"), first_test.case_file.framework, team=[anna])
    response = copy(client, first_test, to=empty.pk, year=2017)
    assert response.url == empty.rounds.get(year=2017).get_absolute_url()
    assert "Elk oordeel staat nog open." in shown(client.get(response.url))


def test_without_an_empty_case_file_it_says_how_to_get_one(client, first_test):
    page = shown(client.get(reverse("assessments:copy_first_test", args=[first_test.pk])))
    assert "Een coördinator opent zo’n dossier en stelt het team samen." in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"to": "", "year": 2017}, "Kies een dossier."),
        ({"to": 10**30, "year": 2017}, "Kies uit de lijst."),
        ({"year": "1"}, "Vul een jaar in vanaf 2000."),
        ({"year": 2012}, "gold niet in 2012."),
    ],
)
def test_a_copy_that_cannot_be_made_says_why(client, first_test, anna, data, message):
    empty = make_case_file(make_municipality("Heiloo"), first_test.case_file.framework, team=[anna])
    response = copy(client, first_test, **({"to": empty.pk} | data))
    assert response.status_code == 422
    assert message in shown(response)
    assert not empty.rounds.exists()
