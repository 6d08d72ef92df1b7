"""A follow-up that Anna and Bram record, for the tests of each part of that work."""

import pytest
from django.urls import reverse

from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_finding,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
)


@pytest.fixture
def round_(anna, bram):
    """A follow-up of three points, two in a theme and one in the next, each with an earlier finding."""
    case_file = make_case_file(make_municipality("Alkmaar"), team=[anna, bram])
    approach, first = make_approach(case_file, name="Helpende Hand"), make_round(case_file, 2013, final=True)
    round_ = make_round(case_file, 2014)
    one, two = (make_theme(case_file.framework, heading=heading) for heading in ("Toeleiding", "Continu"))
    for number, theme in enumerate((one, one, two), start=1):
        indicator = make_indicator(theme, wording=f"Punt {number} is geregeld")
        text = f"Eerder was {number} *niets*."
        make_finding(first, approach, indicator, "improvement_point", explanation=text)
        make_finding(round_, approach, indicator)
    return round_


@pytest.fixture
def points(round_):
    return list(round_.findings.in_order())


@pytest.fixture
def finalise(round_):
    """Make the round final, as publishing it does."""

    return lambda: bring_to(round_, "final")


@pytest.fixture
def read(client):
    """`read(address)` gives the words and marks of a page, with its white space folded."""

    def read(address, **query):
        return " ".join(client.get(address, query).content.decode().split())

    return read


@pytest.fixture
def theme_page():
    """The address of the page on which a finding is recorded."""
    return lambda finding: reverse("assessments:theme", args=[finding.round_id, finding.theme_pk])
