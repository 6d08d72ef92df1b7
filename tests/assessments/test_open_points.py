"""When a point is still open: what the model says of a finding, a query of many, and every page of both."""

import pytest
from django.urls import reverse

from assessments import readiness
from assessments.models import Finding, Round
from assessments.models.open_points import open_ones
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

pytestmark = pytest.mark.django_db
LACKING = "Toelichting ontbreekt</span>"

OPEN = [
    ("", ""),
    ("", "Een begin."),
    *((verdict, text) for verdict in ("meets", "improvement_point") for text in ("", " \n")),
]
FILLED = [("meets", "Zo."), ("improvement_point", "Zo."), ("not_assessed", "")]
CASES = [(*case, True) for case in OPEN] + [(*case, False) for case in FILLED]


@pytest.mark.parametrize(("verdict", "explanation", "is_open"), CASES)
def test_a_point_is_open_in_a_row_as_in_every_query(verdict, explanation, is_open):
    finding = make_finding(verdict=verdict, explanation=explanation)
    assert finding.is_open == is_open
    assert Finding.objects.filter(open_ones()).exists() == is_open
    assert Round.objects.with_progress().get().open_points == int(is_open)
    (theme,) = Finding.objects.progress_per_theme([finding.round])[finding.round_id]
    assert theme["filled"] == int(not is_open)
    missing = {result.code for result in readiness.missing(finding.round)}
    assert bool(missing & {"verdicts", "explanations"}) == is_open


@pytest.fixture
def bare(anna):
    """A first test with a √ that nothing explains, after a point that is filled and in another theme."""
    case_file = make_case_file(make_municipality("Alkmaar"), team=[anna])
    round_, approach = make_round(case_file, 2013), make_approach(case_file)
    first, second = (
        make_theme(case_file.framework, heading=heading) for heading in ("Toeleiding", "Continu")
    )
    make_finding(round_, approach, make_indicator(first), "improvement_point")
    return make_finding(
        round_, approach, make_indicator(second, wording="Er is een plan"), "meets", explanation=""
    )


def page(client, address, **query):
    return " ".join(client.get(address, query).content.decode().split())


def test_the_overview_counts_and_shows_it_as_open_and_says_what_is_missing(client, bare):
    shown = page(client, bare.round.get_absolute_url(), toon="open")
    assert 'Open <span class="stj-filter__number">1</span>' in shown
    assert shown.count(LACKING) == 1
    assert "Alles bij elkaar <span" in shown
    assert "<span>1 van 2</span>" in shown
    assert f'href="{bare.get_absolute_url()}" data-shortcut="next"' in shown


def test_its_card_is_open_and_says_what_is_missing(client, bare):
    shown = page(client, bare.get_absolute_url())
    assert f'id="punt-{bare.pk}" data-card data-state="open"' in shown
    assert shown.count(LACKING) == 1
    assert "<span>0 van 1</span>" in shown


def test_the_next_open_point_is_the_one_that_lacks_its_explanation(client, bare):
    other = bare.round.findings.exclude(pk=bare.pk).get()
    assert f'href="{bare.get_absolute_url()}" data-shortcut="next"' in page(client, other.get_absolute_url())


@pytest.mark.parametrize(
    ("explanation", "state", "lacking", "filled"), [("", "open", 1, 0), ("Er is een plan.", "filled", 0, 1)]
)
def test_saving_while_typing_tells_whether_it_is_open(client, bare, explanation, state, lacking, filled):
    prefix = f"punt-{bare.pk}-"
    sent = {
        f"{prefix}verdict": "improvement_point",
        f"{prefix}explanation": explanation,
        f"{prefix}version": 0,
    }
    response = client.post(reverse("assessments:autosave_finding", args=[bare.pk]), sent)
    assert (response.status_code, response["X-Card-State"]) == (200, state)
    shown = " ".join(response.content.decode().split())
    assert shown.count(LACKING) == lacking
    assert f"<span>{filled} van 1</span>" in shown


def test_searching_for_what_is_open_finds_it(client, bare):
    shown = page(client, reverse("assessments:search"), oordeel="open")
    assert shown.count('class="stj-hit"') == 1
    assert "Er is een plan" in shown


def test_a_round_that_is_final_asks_for_nothing_any_more(client, bare):
    bring_to(bare.round, "final")
    assert LACKING not in page(client, bare.get_absolute_url())
    assert LACKING not in page(client, bare.round.get_absolute_url())
