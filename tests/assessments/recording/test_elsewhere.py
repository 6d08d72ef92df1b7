"""How the same indicator was worded for other municipalities."""

import re

import pytest
from django.urls import reverse

from tests.factories import (
    make_case_file,
    make_finding,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(points):
    return reverse("assessments:elsewhere", args=[points[0].pk])


def make_other(point, name, year=2014, verdict="meets", *, final=True, **fields):
    """A finding on the same indicator for another municipality."""
    case_file = make_case_file(make_municipality(name), point.round.case_file.framework)
    fields.setdefault("explanation", f"Zo staat het bij {name}.")
    return make_finding(
        make_round(case_file, year, final=final), indicator=point.indicator, verdict=verdict, **fields
    )


def municipalities(page):
    return re.findall(r"<strong>(\w+)</strong>", page.partition("<h1")[2] or page)


def test_the_newest_comes_first_with_municipality_year_approach_and_text(read, address, points):
    make_other(points[0], "Heerlen", 2013)
    made = make_other(points[0], "Leiden", 2015)
    page = read(address)
    assert municipalities(page) == ["Leiden", "Heerlen"]
    assert f"2015, {made.approach}</span>" in page.partition("<strong>Leiden</strong>")[2]
    assert "Zo staat het bij Leiden." in page


def test_a_municipality_is_named_once_with_all_that_was_found_there(read, address, points):
    newest = make_other(points[0], "Leiden", 2015)
    make_other(points[0], "Heerlen", 2014)
    first = make_round(newest.round.case_file, 2013, final=True)
    make_finding(first, newest.approach, points[0].indicator, "improvement_point", explanation="Eerst niet.")
    page = read(address)
    assert municipalities(page) == ["Leiden", "Heerlen"]
    of_leiden = page.partition("<strong>Leiden</strong>")[2].partition("<strong>Heerlen</strong>")[0]
    assert re.findall(r"__head\">(\d{4}), ", of_leiden) == ["2015", "2013"]


def test_the_crumb_before_it_is_the_theme_and_leads_to_the_card(read, address, points):
    assert f'href="{points[0].get_absolute_url()}">Toeleiding</a>' in read(address).partition("<h1")[0]


def test_other_indicators_and_the_own_case_file_are_no_elsewhere(read, address, points):
    make_other(points[1], "Leiden")
    page = read(address)
    assert municipalities(page) == []
    assert "Van deze indicator is bij andere gemeenten nog niets vastgelegd." in page


def test_the_same_indicator_of_another_version_of_the_framework_counts(read, address, points):
    indicator = points[0].indicator
    again = make_indicator(
        make_theme(make_framework(code="GGSR"), name=indicator.theme.name), code=indicator.code
    )
    case_file = make_case_file(make_municipality("Leiden"), again.theme.framework)
    make_finding(make_round(case_file, final=True), indicator=again, verdict="meets")
    assert municipalities(read(address)) == ["Leiden"]


def test_a_point_on_which_nothing_is_written_is_left_out(read, address, points):
    make_other(points[0], "Leiden", verdict="", explanation="", final=False)
    assert municipalities(read(address)) == []


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("", ["Delft", "Leiden"]),
        ("voldoet", ["Leiden"]),
        ("verbeterpunt", ["Delft"]),
        ("niet-beoordeeld", []),
        ("onzin", ["Delft", "Leiden"]),
    ],
)
def test_a_verdict_can_be_chosen(read, address, points, chosen, found):
    make_other(points[0], "Leiden")
    make_other(points[0], "Delft", verdict="improvement_point")
    assert municipalities(read(address, oordeel=chosen)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Delft", "Leiden"]),
        ("delft", ["Delft"]),
        ("EÉN regisseur", ["Leiden"]),
        ("regisseur plan", []),
        ("%", []),
        ("\0x" * 50_000, []),
    ],
)
def test_it_can_be_searched_by_municipality_and_by_words(read, address, points, query, found):
    make_other(points[0], "Leiden", explanation="Er is één regisseur.")
    make_other(points[0], "Delft", verdict="improvement_point", explanation="Een plan.")
    page = read(address, zoek=query)
    assert municipalities(page) == found
    assert ("is er over deze indicator iets gevonden met" in page) == (not found)


def test_searching_keeps_the_verdict_and_a_verdict_keeps_the_search(read, address, points):
    make_other(points[0], "Leiden")
    page = read(address, zoek="leiden", oordeel="voldoet")
    assert '<input type="hidden" name="oordeel" value="voldoet">' in page
    assert re.findall(r'class="stj-filter" href="([^"]+)"', page) == [
        f"{address}?zoek=leiden",
        f"{address}?zoek=leiden&amp;oordeel=voldoet",
        f"{address}?zoek=leiden&amp;oordeel=verbeterpunt",
        f"{address}?zoek=leiden&amp;oordeel=niet-beoordeeld",
    ]


def test_support_staff_see_what_is_final_alone(client, read, points, finalise):
    make_other(points[0], "Leiden")
    make_other(points[0], "Delft", final=False)
    address = reverse("assessments:elsewhere", args=[points[0].pk])
    assert municipalities(read(address)) == ["Delft", "Leiden"]
    finalise()
    client.force_login(make_user("support"))
    assert municipalities(read(address)) == ["Leiden"]


def test_in_the_card_it_comes_as_a_part_whose_links_stay_there(client, address, points):
    make_other(points[0], "Leiden")
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("<details")
    assert f'hx-get="{address}?oordeel=voldoet" hx-target="#elders-{points[0].pk}"' in part
    assert "<html" not in part


@pytest.mark.parametrize("number", [1, 10])
def test_it_takes_as_many_queries_for_one_as_for_ten(
    client, address, points, django_assert_num_queries, number
):
    for each in range(number):
        make_other(points[0], f"Gemeente{each}")
    with django_assert_num_queries(8):
        client.get(address)


def test_it_comes_in_pages(read, client, address, points):
    for each in range(11):
        make_other(points[0], f"Gemeente{each:02}")
    assert "Pagina 1 van 2" in read(address)
    assert municipalities(read(address, page=2)) == ["Gemeente10"]
    part = client.get(address, {"oordeel": "voldoet"}, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{address}?oordeel=voldoet&amp;page=2"' in part
