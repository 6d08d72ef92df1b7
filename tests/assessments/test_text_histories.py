"""The pages that show who changed what when, and that put an earlier text back."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from assessments.actions.conflicts import keep_overtaken, keep_overtaken_development, let_go, settle
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.models import Finding, Round
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_municipality,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db

START = datetime.datetime(2015, 6, 3, 12, tzinfo=datetime.UTC)  # 14:00 in the Netherlands


@pytest.fixture
def round_(anna, bram):
    return make_round(make_case_file(make_municipality("Alkmaar"), team=[anna, bram]))


@pytest.fixture
def finding(round_):
    return make_finding(round_, make_approach(round_.case_file))


@pytest.fixture
def save(finding):
    """`save(by, minute, text)`: record at so many minutes past two."""

    def save(by, minute, explanation, verdict="meets", **fields):
        version = Finding.objects.get(pk=finding.pk).version
        with time_machine.travel(START + datetime.timedelta(minutes=minute), tick=False):
            record(finding, by=by, version=version, verdict=verdict, explanation=explanation, **fields)

    return save


def address(finding):
    return reverse("assessments:finding_history", args=[finding.pk])


def told(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def entries(response):
    return [
        " ".join(re.sub(r"<[^>]*>", " ", entry).split())
        for entry in response.content.decode().split('class="stj-history__entry"')[1:]
    ]


def test_the_newest_comes_first_with_who_when_and_what(client, save, finding, anna, bram):
    save(anna, 0, "Er is een plan.")
    save(anna, 3, "Er is een goed plan.")
    save(bram, 5, "Er is geen goed plan.", verdict="improvement_point")
    newest, oldest = entries(client.get(address(finding)))
    assert "3 juni 2015, 14:05 Bram Staat er nu" in newest
    assert "Oordeel was: √ Voldoet → nu: X Verbeterpunt" in newest
    assert "verwijderd: een einde verwijderd toegevoegd: geen einde toegevoegd" in newest
    assert "3 juni 2015, 14:00 tot 14:03 Anna, 2 keer opgeslagen" in oldest
    assert "toegevoegd: Er is een goed plan. einde toegevoegd" in oldest


def test_what_did_not_change_is_not_repeated(client, save, finding, anna, bram):
    save(anna, 0, "Er is een plan.", private_note="Een notitie.")
    save(bram, 1, "Er is geen plan.", private_note="Een notitie.")
    newest = entries(client.get(address(finding)))[0]
    assert "Notitie" not in newest
    assert "Oordeel" not in newest


def test_contact_moments_are_told_by_name_also_when_they_are_gone(client, save, finding, anna, bram):
    moment, gone = (make_contact_moment(finding.round) for _ in range(2))
    save(anna, 0, "Een.", contact_moments=[moment, gone])
    save(bram, 1, "Een.", contact_moments=[moment])
    gone.delete()
    page = told(client.get(address(finding)))
    assert "Gesprek op 17 november 2014" in page
    assert "Een contactmoment dat is verwijderd" in page


def test_a_point_without_history_says_so(client, finding, round_):
    assert "Er is hier nog niets opgeslagen." in told(client.get(address(finding)))
    imported = make_finding(round_, finding.approach, verdict="meets")
    assert "Deze tekst is ingelezen of meegekomen." in told(client.get(address(imported)))


def test_long_histories_are_paged(client, save, finding, anna, bram):
    for number in range(12):
        save((anna, bram)[number % 2], number, f"Tekst {number}.")
    assert len(entries(client.get(address(finding)))) == 10
    assert len(entries(client.get(f"{address(finding)}?page=2"))) == 2


@pytest.mark.parametrize("number", [1, 8])
def test_a_history_takes_as_many_queries_for_one_change_as_for_eight(
    client, save, finding, anna, bram, django_assert_num_queries, number
):
    for each in range(number):
        save((anna, bram)[each % 2], each, f"Tekst {each}.")
    with django_assert_num_queries(11):
        client.get(address(finding))


@pytest.mark.parametrize(
    ("role", "reads_notes"),
    [("inspector", True), ("coordinator", True), ("administrator", True), ("support", False)],
)
def test_support_staff_see_what_is_final_without_what_is_for_the_team(
    client, save, finding, round_, anna, role, reads_notes
):
    save(anna, 0, "Openbaar.", private_note="Alleen voor het team.", expected_on="2016-02-01")
    client.force_login(make_user(role))
    assert client.get(address(finding)).status_code == (200 if reads_notes else 404)
    bring_to(round_, "final")
    page = told(client.get(address(finding)))
    assert "Openbaar." in page
    assert ("Alleen voor het team." in page) == reads_notes
    assert ("1 februari 2016" in page) == reads_notes


def restore(client, finding, **fields):
    return client.post(reverse("assessments:restore_finding", args=[finding.pk]), fields)


def test_an_earlier_text_is_put_back(client, save, finding, anna, bram):
    save(anna, 0, "Eerst.")
    save(bram, 1, "Daarna.")
    assert client.get(address(finding)).content.decode().count("Zet deze tekst terug") == 1
    assert restore(client, finding, version=2, revision=1).url == address(finding)
    assert Finding.objects.get(pk=finding.pk).explanation == "Eerst."


def test_nothing_is_put_back_when_somebody_saved_meanwhile(client, save, finding, anna, bram):
    save(anna, 0, "Eerst.")
    save(bram, 1, "Daarna.")
    response = restore(client, finding, version=1, revision=1)
    assert response.status_code == 409
    assert "Er is niets teruggezet" in told(response)
    assert Finding.objects.get(pk=finding.pk).explanation == "Daarna."


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"version": 1, "revision": 9}, 404), ({"version": 1}, 409), ({"revision": "x"}, 409)],
)
def test_a_version_that_never_was_is_not_put_back(client, save, finding, anna, fields, status):
    save(anna, 0, "Eerst.")
    assert restore(client, finding, **fields).status_code == status


def test_who_reads_along_and_who_reads_what_is_final_puts_nothing_back(
    client, save, finding, round_, anna, bram
):
    save(anna, 0, "Eerst.")
    save(bram, 1, "Daarna.")
    bring_to(round_, "final")
    assert "Zet deze tekst terug" not in told(client.get(address(finding)))
    assert restore(client, finding, version=2, revision=1).status_code == 409
    client.force_login(make_user())
    assert restore(client, finding, version=2, revision=1).status_code == 403
    assert Finding.objects.get(pk=finding.pk).explanation == "Daarna."


def test_the_development_has_a_history_too(client, round_, anna, bram):
    for version, (by, text) in enumerate([(anna, "Eerst."), (bram, "Daarna.")]):
        write_development(round_, by=by, version=version, development=text)
    there = reverse("assessments:development_history", args=[round_.pk])
    newest, oldest = entries(client.get(there))
    assert "Bram Staat er nu" in newest
    assert "toegevoegd: Eerst. einde toegevoegd" in oldest
    back = client.post(
        reverse("assessments:restore_development", args=[round_.pk]), {"version": 2, "revision": 1}
    )
    assert back.url == there
    assert Round.objects.get(pk=round_.pk).development == "Eerst."


def test_the_development_that_another_saved_meanwhile_stays(client, round_, anna, bram):
    write_development(round_, by=anna, version=0, development="Eerst.")
    write_development(round_, by=bram, version=1, development="Daarna.")
    back = client.post(
        reverse("assessments:restore_development", args=[round_.pk]), {"version": 1, "revision": 1}
    )
    assert back.status_code == 409
    assert Round.objects.get(pk=round_.pk).development == "Daarna."


def test_support_staff_do_not_learn_that_a_note_was_written(client, save, finding, round_, anna, bram):
    save(anna, 0, "", verdict="", private_note="Nog bellen.")
    save(bram, 20, "Openbaar.", private_note="N" * 200)
    save(bram, 25, "Openbaar.")
    save(anna, 40, "Openbaar.", private_note="Gebeld.")
    bring_to(round_, "final")
    seen = {}
    for role in ("coordinator", "support"):
        client.force_login(make_user(role))
        shown = client.get(address(finding)).context["entries"]
        seen[role] = [(entry.by, entry.sitting.saves, entry.is_current) for entry in shown]
    assert seen["coordinator"] == [(anna, 1, True), (bram, 1, False), (bram, 1, False), (anna, 1, False)]
    assert seen["support"] == [(bram, 1, True)]


@pytest.fixture
def keep(finding):
    """`keep(by, minute, text)`: what somebody typed on the version before the last, so many minutes past two."""

    def keep(by, minute, explanation, **page):
        version = Finding.objects.get(pk=finding.pk).version - 1
        with time_machine.travel(START + datetime.timedelta(minutes=minute), tick=False):
            content = {"verdict": "meets", "explanation": explanation}
            return keep_overtaken(finding, by=by, version=version, **content, **page)

    return keep


@pytest.fixture
def two_versions(save, keep, anna, bram):
    """What Anna typed at five past two, while Bram saved a minute before her."""
    save(anna, 0, "Er is een plan.")
    save(bram, 4, "Er is geen plan.")
    return keep(anna, 5, "Er is een goed plan.")


def decide(how, minute, *arguments, **options):
    with time_machine.travel(START + datetime.timedelta(minutes=minute), tick=False):
        how(*arguments, **options)


def test_a_second_version_shows_between_what_was_saved_once_it_was_decided(
    client, finding, save, two_versions, anna, bram
):
    assert len(entries(client.get(address(finding)))) == 2
    decide(let_go, 30, finding, by=bram, shown=two_versions.as_shown)
    save(anna, 50, "Er is een nieuw plan.")
    newest, decided, of_bram, _ = entries(client.get(address(finding)))
    assert "3 juni 2015, 14:50 Anna" in newest
    assert (
        "3 juni 2015, 14:30: tweede versie Anna typte dit op 3 juni 2015 om 14:05, terwijl een ander opsloeg. "
        "Bram liet staan wat was opgeslagen."
    ) in decided
    assert "toegevoegd: goed einde toegevoegd" in decided
    assert "Zet deze tekst terug" not in decided
    assert "3 juni 2015, 14:04 Bram" in of_bram


def test_the_history_says_how_a_second_version_was_decided(client, finding, two_versions, keep, save, bram):
    content = {"version": 2, "verdict": "meets", "explanation": "Er is een plan, van ons beiden."}
    decide(settle, 10, finding, by=bram, shown=two_versions.as_shown, **content)
    keep(two_versions.typed_by, 12, "Er is een nieuw plan.")
    save(bram, 20, "Er is een nieuw plan.")
    page = told(client.get(address(finding)))
    assert "Bram koos daarna wat er kwam te staan." in page
    assert "Bram sloeg daarna hetzelfde op." in page


@pytest.mark.parametrize(
    ("role", "reads"), [("coordinator", True), ("inspector", False), ("administrator", False)]
)
def test_a_decided_second_version_is_for_who_may_read_second_versions(
    client, finding, two_versions, bram, role, reads
):
    decide(let_go, 30, finding, by=bram, shown=two_versions.as_shown)
    client.force_login(make_user(role))
    assert len(entries(client.get(address(finding)))) == (3 if reads else 2)


def test_a_second_version_of_the_narrative_shows_too(client, round_, anna, bram):
    write_development(round_, by=bram, version=0, development="Van Bram.")
    keep_overtaken_development(round_, by=anna, version=0, development="Van Anna.")
    write_development(round_, by=bram, version=1, development="Van Anna.")
    page = client.get(reverse("assessments:development_history", args=[round_.pk]))
    assert "Bram sloeg daarna hetzelfde op." in told(page)
    assert len(entries(page)) == 2
