"""From 2013 by way of 2014 to 2015: split, recorded, published, and what its page, PDF and data then say."""

import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessments.actions.contact_moments import add_contact_moment
from assessments.actions.findings import record
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.rounds import write_development
from assessments.actions.succession import Becoming
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_finding,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
    publish_now,
)

pytestmark = pytest.mark.django_db
X, MEETS, NOT_ASSESSED = "improvement_point", "meets", "not_assessed"
WORDINGS = ("Er is een plan", "Er is een regisseur", "Er is overleg")


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def case_file(anna):
    """Alkmaar, whose one approach had three improvement points in 2013."""
    case_file = make_case_file(make_municipality("Alkmaar"), team=[anna])
    approach, first = make_approach(case_file, name="CJG"), make_round(case_file, 2013, final=True)
    theme = make_theme(case_file.framework, heading="Samenwerking")
    for wording in WORDINGS:
        make_finding(first, approach, make_indicator(theme, wording=wording), X, explanation="In 2013 niet.")
    return case_file


@pytest.fixture
def go_through(case_file, anna, carla):
    """Start a round, record the verdicts by approach and indicator, and publish it."""

    def go_through(year, verdicts, became=()):
        round_ = start_follow_up(case_file, year=year, by=anna, became=became)
        for finding in round_.findings.select_related("approach", "indicator"):
            verdict = verdicts[finding.approach.name, finding.indicator.wording]
            record(
                finding,
                by=anna,
                version=0,
                verdict=verdict,
                reason="Geen inzage." if verdict == NOT_ASSESSED else "",
                explanation="" if verdict == NOT_ASSESSED else f"Gevonden in {year} bij {finding.approach}.",
            )
        add_contact_moment(round_, by=anna, kind="visit", date=datetime.date(year, 11, 12))
        write_development(round_, by=anna, version=0, development=f"Wat er in {year} gebeurde.")
        return publish_now(bring_to(round_, "final"), by=carla)

    return go_through


@pytest.fixture
def edition(case_file, go_through):
    """The factsheet of 2015, after the CJG was split in 2014 and one half of it stopped."""
    plan, director, _ = WORDINGS
    split = [Becoming(case_file.approaches.get(), names=("Noord", "Zuid"))]
    in_2014 = {(name, wording): MEETS for name in ("Noord", "Zuid") for wording in WORDINGS}
    in_2014 |= {("Noord", plan): X, ("Noord", director): NOT_ASSESSED, ("Zuid", plan): X}
    go_through(2014, in_2014, split)
    stopped = [Becoming(case_file.approaches.get(name="Zuid"), reason="zij in 2015 stopte")]
    return go_through(2015, {("Noord", plan): MEETS, ("Noord", director): X}, stopped)


@pytest.mark.usefixtures("without_layout")
def test_only_what_is_still_open_is_looked_at_and_three_years_stand_beside_one_another(client, edition):
    data = client.get(reverse("factsheet_json", args=["alkmaar", 2015])).json()
    [theme] = data["themes"]
    assert [
        (
            point["indicator"],
            [(each["year"], each["approach"], each["verdict"]) for each in point["findings"]],
        )
        for point in theme["points"]
    ] == [
        ("Er is een plan", [(2013, "CJG", "X"), (2014, "Noord", "X"), (2015, "Noord", "√")]),
        ("Er is een regisseur", [(2013, "CJG", "X"), (2014, "Noord", None), (2015, "Noord", "X")]),
    ]
    assert [
        (each["year"], each["name"], each["followed_up"], each["reason"]) for each in data["approaches"]
    ] == [
        (2013, "CJG", True, None),
        (2014, "Noord", True, None),
        (2014, "Zuid", False, "zij in 2015 stopte"),
        (2015, "Noord", None, None),
    ]


def test_the_pdf_has_three_years_and_says_what_was_looked_at(edition):
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(edition.pdf)).pages).split()
    )
    for part in (
        "Indicator 2013 2014 2015",
        "Gevonden in 2014 bij Noord.",
        "Gevonden in 2015 bij Noord.",
        "In 2015 heeft STJ opnieuw bekeken wat er met de verbeterpunten is gebeurd.",
        "de verbeterpunten die na 2014 nog openstonden",
        "De aanpak Zuid hoort niet meer bij het onderzoek, omdat zij in 2015 stopte.",
        "Aanpak: Noord (2013: aanpak CJG; 2014: aanpak Noord en aanpak Zuid)",
    ):
        assert part in text
    tables, left_out = text.split("Niet opnieuw getoetst")
    assert "Er is overleg" not in tables
    assert "Er is overleg" in left_out
    assert "bij Zuid" not in text


@pytest.mark.usefixtures("without_layout")
def test_the_factsheet_of_2014_stays_as_it_was_published(client, case_file, edition):
    page = client.get(reverse("factsheet", args=["alkmaar", 2014])).content.decode()
    assert (">2014 Noord</th>" in page, ">2014 Zuid</th>" in page, "2015" in page.split("<article")[1]) == (
        True,
        True,
        False,
    )


@pytest.mark.usefixtures("without_layout")
def test_the_cards_of_the_next_round_show_what_each_year_found(client, case_file, anna, edition):
    round_ = start_follow_up(case_file, year=2016, by=anna)
    finding = round_.findings.get()
    client.force_login(anna)
    page = client.get(finding.get_absolute_url()).content.decode()
    for label in ("2013, CJG", "2014, Noord", "2015, Noord"):
        assert label in page
