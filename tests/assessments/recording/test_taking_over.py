"""Putting an earlier text under what is typed, and a remark dealt with on the page itself."""

import pytest
from django.db import connection
from django.urls import reverse

from assessments.models import Finding
from tests.factories import make_approach, make_comment, make_finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(client):
    def press(finding, button, value, **fields):
        fields = {"verdict": "", "explanation": "", "version": finding.version, **fields}
        data = {f"punt-{finding.pk}-{name}": content for name, content in fields.items()}
        return client.post(reverse("assessments:record_finding", args=[finding.pk]), data | {button: value})

    return press


def earlier(point):
    return Finding.objects.get(round__year=2013, indicator=point.indicator)


def test_an_earlier_text_comes_under_what_was_typed_and_nothing_is_saved(press, points):
    response = press(
        points[0], "take_over", earlier(points[0]).pk, verdict="meets", explanation="Wat ik al had.\n"
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert ">\nWat ik al had.\n\nEerder was 1 *niets*.</textarea>" in page
    assert 'value="meets" checked' in page
    assert "Wat u typte is nog niet opgeslagen" in page
    assert not Finding.objects.filter(version__gt=0).exists()


def test_an_earlier_text_in_an_empty_field_stands_alone(press, points):
    page = press(points[0], "take_over", earlier(points[0]).pk).content.decode()
    assert ">\nEerder was 1 *niets*.</textarea>" in page


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda points: earlier(points[1]).pk, id="of another point"),
        pytest.param(lambda points: points[0].pk, id="of this round"),
        pytest.param(lambda points: make_finding(verdict="meets").pk, id="of another case file"),
        pytest.param(
            lambda points: (
                make_finding(
                    earlier(points[0]).round, make_approach(points[0].round.case_file), points[0].indicator
                ).pk
            ),
            id="of an approach that did not go on in this one",
        ),
        pytest.param(lambda points: "x", id="no key"),
    ],
)
def test_only_what_was_found_before_on_the_same_point_can_be_taken_over(press, points, other):
    assert press(points[0], "take_over", other(points)).status_code == 404


def test_a_text_that_grows_too_long_comes_back_whole(press, points):
    response = press(points[0], "take_over", earlier(points[0]).pk, explanation="a" * 9_999)
    assert response.status_code == 422
    assert "a" * 9_999 + "\n\nEerder was 1" in response.content.decode()


def test_the_page_has_the_text_as_it_was_written_for_a_script_to_take(client, points, theme_page):
    page, before = client.get(theme_page(points[0])).content.decode(), earlier(points[0])
    field, text = f"id_punt-{points[0].pk}-explanation", f"punt-{points[0].pk}-tekst-{before.pk}"
    assert f'value="{before.pk}" data-take-over="{field}" data-text-from="{text}"' in page
    assert f'<template id="{text}">Eerder was 1 *niets*.</template>' in page


def test_who_only_reads_takes_nothing_over(client, points, theme_page, anna, round_):
    round_.case_file.team.remove(anna)
    assert "Neem tekst over" not in client.get(theme_page(points[0])).content.decode()


def test_dealing_with_a_remark_saves_what_was_typed(press, points, anna):
    comment = make_comment(points[0])
    response = press(points[0], "resolve", comment.pk, explanation="Met de datum erbij.")
    comment.refresh_from_db()
    assert response.status_code == 302
    assert comment.resolved_by == anna
    assert Finding.objects.get(pk=points[0].pk).explanation == "Met de datum erbij."


def test_a_remark_on_another_finding_is_not_dealt_with(press, points):
    comment = make_comment(points[1])
    assert press(points[0], "resolve", comment.pk, explanation="Wat ik typte.").status_code == 404
    comment.refresh_from_db()
    assert comment.is_open
    assert Finding.objects.get(pk=points[0].pk).version == 0


def test_a_remark_in_a_round_that_became_final_just_now_stays_open_and_the_text_is_saved(
    client, press, points, finalise
):
    def finalise_after_saving(execute, sql, *args):
        result = execute(sql, *args)
        if sql.startswith('INSERT INTO "assessments_findingrevision"'):
            finalise()
        return result

    comment = make_comment(points[0])
    with connection.execute_wrapper(finalise_after_saving):
        response = press(points[0], "resolve", comment.pk, explanation="Met de datum erbij.")
    page = client.get(response.url).content.decode()
    assert "De opmerking is niet afgehandeld. Deze ronde is vastgesteld." in page
    assert Finding.objects.get(pk=points[0].pk).explanation == "Met de datum erbij."
    comment.refresh_from_db()
    assert comment.is_open


def test_invisible_characters_are_told_of_once(client, press, points):
    press(points[0], "x", "1", explanation="sa\u00admen", private_note="wer\u200bking")
    page = client.get(points[0].get_absolute_url()).content.decode()
    assert "We hebben 2 onzichtbare tekens uit uw tekst gehaald." in page
    points[0].refresh_from_db()
    press(points[0], "x", "1", explanation="samen en meer", private_note="werking")
    assert "onzichtbaar" not in client.get(points[0].get_absolute_url()).content.decode()


def test_a_plan_goes_when_the_verdict_is_another_and_that_is_told(client, press, points):
    press(points[0], "x", "1", verdict="improvement_point", expected_on="2015-05-01", explanation="a")
    assert (
        "De datum van het voornemen is vervallen" in client.get(points[0].get_absolute_url()).content.decode()
    )
    assert Finding.objects.get(pk=points[0].pk).expected_on is None


def test_a_date_that_is_none_comes_back_with_all_that_was_typed(press, points):
    response = press(
        points[0], "x", "1", verdict="meets", expected_on="2015-02-30", private_note="Nog bellen."
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Vul een bestaande datum in" in page
    assert "Nog bellen." in page


def test_a_first_test_says_that_a_meets_wants_a_text_as_well(client, points, theme_page):
    hint = "Bij een eerste toets hoort ook bij “Voldoet” een toelichting."
    assert hint not in client.get(theme_page(points[0])).content.decode()
    points[0].round.case_file.rounds.filter(year=2013).delete()
    assert hint in client.get(theme_page(points[0])).content.decode()
