"""The open data of a factsheet, as the README describes it."""

import datetime
import json

import pytest

from assessments.factsheet import data
from assessments.factsheet.drafting import draft
from tests.factories import (
    make_approach,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def factsheet():
    framework = make_framework(code="GGSR", version="2013", name="Toetsingskader")
    case_file = make_case_file(make_municipality("Nissewaard", code="GM1930"), framework)
    theme = make_theme(framework, heading="Continu")
    now = make_approach(case_file, name="Wijkteam", starts_in=2014)
    before = make_approach(case_file, name="CJG", successors=[now])
    left = make_approach(case_file, name="Loket", ends_in=2014, reason_left="Zij is opgeheven.")
    first = make_round(case_file, 2013, municipality=make_municipality("Spijkenisse"))
    second = make_round(
        case_file, 2014, development="## Nieuw\n\nEen *team*.", appeared_in=datetime.date(2015, 6, 1)
    )
    make_contact_moment(second, kind="visit", date=datetime.date(2014, 11, 25))
    taken_up, unknown = (
        make_indicator(theme, wording="Er is een plan"),
        make_indicator(theme, wording="Er is geld"),
    )
    make_finding(first, before, make_indicator(theme, wording="Er is overleg"), "meets", explanation="Wel.")
    make_finding(first, before, taken_up, "improvement_point", explanation="Geen plan.")
    make_finding(first, left, taken_up, "improvement_point")
    make_finding(first, before, unknown, "improvement_point", explanation="Geen geld.")
    make_finding(second, now, taken_up, "meets", explanation="Een plan.")
    make_finding(second, now, unknown, "not_assessed", reason="Geen inzage.", explanation="")
    return draft(second, published_on=datetime.date(2016, 2, 9))


def test_the_data_say_all_that_the_factsheet_says(factsheet):
    def finding(year, approach, verdict, explanation, reason=None):
        return {
            "year": year,
            "approach": approach,
            "verdict": verdict,
            "reason": reason,
            "explanation": explanation,
        }

    assert data.to_data(factsheet) == {
        "title": "Uitkomsten verbeterpunten toezichtonderzoek Nissewaard",
        "municipality": {"name": "Nissewaard", "code": "GM1930", "formerly": ["Spijkenisse"]},
        "year": 2014,
        "edition": 1,
        "correction": None,
        "published_on": "2016-02-09",
        "appeared_in": "2015-06",
        "framework": {"code": "GGSR", "version": "2013", "name": "Toetsingskader"},
        "approaches": [
            {"year": 2013, "name": "CJG", "followed_up": True, "reason": None},
            {"year": 2013, "name": "Loket", "followed_up": False, "reason": "Zij is opgeheven."},
            {"year": 2014, "name": "Wijkteam", "followed_up": None, "reason": None},
        ],
        "contact_moments": [{"date": "2014-11-25", "kind": "bezoek"}],
        "development": "## Nieuw\n\nEen *team*.",
        "themes": [
            {
                "heading": "Continu",
                "points": [
                    {
                        "indicator": "Er is een plan",
                        "findings": [
                            finding(2013, "CJG", "X", "Geen plan."),
                            finding(2014, "Wijkteam", "√", "Een plan."),
                        ],
                    },
                    {
                        "indicator": "Er is geld",
                        "findings": [
                            finding(2013, "CJG", "X", "Geen geld."),
                            finding(2014, "Wijkteam", None, "", reason="Geen inzage."),
                        ],
                    },
                ],
            }
        ],
        "left_out": [
            {
                "heading": "Continu",
                "indicator": "Er is overleg",
                "findings": [{"year": 2013, "approach": "CJG", "verdict": "√", "reason": None}],
            }
        ],
        "municipality_says": {"statements": [], "intents": []},
    }


def test_the_bytes_are_readable_utf_8(factsheet):
    written = data.to_json(factsheet)
    assert "√".encode() in written
    assert written.endswith(b"}\n")
    assert json.loads(written) == data.to_data(factsheet)


def test_a_concept_has_no_day_of_publication(factsheet):
    concept = type(factsheet).from_snapshot(factsheet.to_snapshot() | {"published_on": None})
    assert data.to_data(concept)["published_on"] is None
