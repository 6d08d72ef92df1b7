"""Somebody goes off the team in the moment between losing to another who saved and keeping what they typed."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.models import OvertakenDevelopment, OvertakenFinding
from tests.factories import (
    make_approach,
    make_case_file,
    make_finding,
    make_indicator,
    make_round,
    make_theme,
)

pytestmark = pytest.mark.django_db
TYPED = "Van Anna."
OUT = "U zit niet in het team"


@pytest.fixture
def round_(anna, bram):
    return make_round(make_case_file(team=[anna, bram]))


@pytest.fixture
def off_the_team_once_beaten(round_, anna):
    """Takes Anna off the team as soon as what she sent was turned down."""
    turned_down = []

    def watch(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("ROLLBACK TO"):
            turned_down.append(sql)
            round_.case_file.team.remove(anna)
        return done

    with connection.execute_wrapper(watch):
        yield
    assert turned_down


@pytest.mark.parametrize(
    ("name", "says_it"),
    [
        ("autosave_finding", "Niet opgeslagen, uw tekst staat nog hier.</strong> U zit niet"),
        ("record_finding", TYPED),
        ("differences", TYPED),
    ],
)
@pytest.mark.usefixtures("off_the_team_once_beaten")
def test_what_was_typed_on_a_finding_is_on_the_page_still(client, round_, bram, name, says_it):
    finding = make_finding(round_)
    record(finding, by=bram, version=0, verdict="meets", explanation="Van Bram.")
    sent = {"verdict": "meets", "explanation": TYPED, "version": 0}
    response = client.post(
        reverse(f"assessments:{name}", args=[finding.pk]),
        {f"punt-{finding.pk}-{field}": value for field, value in sent.items()},
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert OUT in page
    assert says_it in page
    assert not OvertakenFinding.objects.exists()


@pytest.mark.parametrize(
    ("name", "says_it"),
    [("autosave_development", OUT), ("development", TYPED), ("development_differences", TYPED)],
)
@pytest.mark.usefixtures("off_the_team_once_beaten")
def test_what_was_typed_in_the_narrative_is_on_the_page_still(client, round_, bram, name, says_it):
    write_development(round_, by=bram, version=0, development="Van Bram.")
    address = reverse(f"assessments:{name}", args=[round_.pk])
    response = client.post(address, {"development": TYPED, "version": 0})
    page = response.content.decode()
    assert response.status_code == 403
    assert OUT in page
    assert says_it in page
    assert not OvertakenDevelopment.objects.exists()


def test_each_text_that_was_not_saved_says_which_point_it_is_about(client, round_, anna):
    theme = make_theme(round_.case_file.framework, heading="Toeleiding")
    approach = make_approach(round_.case_file)
    indicators = [make_indicator(theme, wording=f"Punt {number}.") for number in (1, 2)]
    points = [make_finding(round_, approach, indicator) for indicator in indicators]
    round_.case_file.team.remove(anna)
    sent = {f"punt-{point.pk}-explanation": f"Over {point.indicator.wording}" for point in points}
    sent |= {f"punt-{point.pk}-version": 0 for point in points}
    response = client.post(reverse("assessments:record_finding", args=[points[0].pk]), sent)
    page = response.content.decode()
    assert response.status_code == 403
    named = re.findall(r"<label[^>]*>(.*?)</label>\s*<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert [(label, text.strip()) for label, text in named] == [
        ("Toeleiding: Punt 1, om te kopiëren", "Over Punt 1."),
        ("Toeleiding: Punt 2, om te kopiëren", "Over Punt 2."),
    ]
