"""The pages of bundles: choosing, how far it is, stopping, trying again and the file."""

import re

import pytest
from django.urls import reverse

from assessments.actions import bundling
from assessments.models import Bundle
from assessments.models.bundles import KEPT_FOR
from tests.factories import (
    make_bundle,
    make_edition,
    make_follow_up,
    make_municipality,
    make_user,
    make_withdrawal,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]

PAGE = "/bundels/"


@pytest.fixture
def carla(client):
    carla = make_user("coordinator", name="Carla")
    client.force_login(carla)
    return carla


@pytest.fixture
def elst():
    return make_edition(make_follow_up(make_municipality("Elst", province="Gelderland")))


@pytest.fixture
def bergen():
    return make_follow_up(make_municipality("Bergen", province="Limburg"), year=2015, state="review")


def read(answer):
    return " ".join(answer.content.decode().split())


def ticks_in(answer):
    return re.findall(r'name="chosen" value="(\w+)"', answer.content.decode())


def test_what_can_be_taken_along_is_listed_and_narrowed(client, carla, elst, bergen):
    keys = [f"r{bergen.pk}", f"e{elst.pk}"]
    assert ticks_in(client.get(PAGE)) == keys
    assert ticks_in(client.get(PAGE, {"stand": "gepubliceerd"})) == keys[1:]
    assert ticks_in(client.get(PAGE, {"jaar": "2015"})) == keys[:1]
    assert ticks_in(client.get(PAGE, {"provincie": "Gelderland"})) == keys[1:]
    assert ticks_in(client.get(PAGE, {"gemeente": "els"})) == keys[1:]
    nothing = client.get(PAGE, {"stand": "vastgesteld"})
    assert ticks_in(nothing) == []
    assert "Er is geen factsheet dat hieraan voldoet." in read(nothing)


def test_an_empty_office_says_so(client, carla):
    assert "Er is nog geen factsheet om mee te nemen." in read(client.get(PAGE))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_however_long_it_is(client, carla, django_assert_num_queries, number):
    for each in range(number):
        edition = make_edition(make_follow_up(make_municipality(f"Elst {each}")))
        make_bundle(edition, make_follow_up(make_municipality(f"Bergen {each}")), by=carla)
    # session, who it is, years, provinces, editions, rounds, bundles
    with django_assert_num_queries(7):
        client.get(PAGE)


def test_support_staff_take_along_what_is_final_and_no_concept(client, elst, bergen):
    final = make_follow_up(make_municipality("Zeist"), state="final")
    client.force_login(make_user("support"))
    answer = client.get(PAGE)
    assert ticks_in(answer) == [f"e{elst.pk}", f"r{final.pk}"]
    assert "Concept, nog niet vastgesteld" not in read(answer)
    assert client.get(PAGE, {"stand": "concept"}).status_code == 422
    assert client.post(PAGE, {"chosen": [f"r{bergen.pk}"], "format": "zip"}).status_code == 422
    assert not Bundle.objects.exists()


def test_what_was_ticked_goes_into_a_bundle(client, carla, elst, bergen):
    answer = client.post(PAGE, {"chosen": [f"e{elst.pk}"], "format": "pdf"}, follow=True)
    bundle = Bundle.objects.get()
    assert answer.redirect_chain == [(bundle.get_absolute_url(), 302)]
    assert (bundle.made_by, bundle.format) == (carla, "pdf")
    assert [part.edition for part in bundle.parts.all()] == [elst]
    assert "Uw bundel wordt gemaakt." in read(answer)


def test_all_that_the_list_holds_goes_into_a_bundle_whatever_is_ticked(client, carla, elst, bergen):
    client.post(f"{PAGE}?stand=concept", {"all": "1", "format": "zip"})
    assert [part.round for part in Bundle.objects.get().parts.all()] == [bergen]
    client.post(PAGE, {"all": "1", "chosen": [f"e{elst.pk}"], "format": "zip"})
    assert [part.round or part.edition for part in Bundle.objects.first().parts.all()] == [bergen, elst]


def test_who_ticks_nothing_or_what_is_gone_is_told_and_keeps_what_was_ticked(client, carla, elst):
    nothing = client.post(PAGE, {"format": "zip"})
    assert nothing.status_code == 422
    assert "Kruis ten minste één factsheet aan, of neem ze allemaal." in read(nothing)
    gone = client.post(PAGE, {"chosen": [f"e{elst.pk}", "e999"], "format": "zip"})
    assert gone.status_code == 422
    assert "staat niet meer in deze lijst" in read(gone)
    assert f'value="e{elst.pk}" checked' in read(gone)
    assert "Kies een vorm." in read(client.post(PAGE, {"chosen": [f"e{elst.pk}"]}))
    assert not Bundle.objects.exists()


def test_a_bundle_tells_how_far_it_is_and_asks_again_until_it_is_ready(client, carla, elst, bergen):
    client.post(PAGE, {"all": "1", "format": "zip"})
    bundle = Bundle.objects.get()
    address = reverse("assessments:bundle_progress", args=[bundle.pk])
    asks_again = f'hx-get="{address}?klaar='
    waiting = read(client.get(bundle.get_absolute_url()))
    assert asks_again in waiting
    assert "0 van 2 klaar" in waiting
    assert client.get(address, {"klaar": "0"}).status_code == 204
    bundling.work_through(1)
    assert "1 van 2 klaar" in read(client.get(address, {"klaar": "0"}))
    bundling.work_through(1)
    assert client.get(address, {"klaar": "2"}).status_code == 200
    ready = read(client.get(bundle.get_absolute_url()))
    assert asks_again not in ready
    assert "ZIP-bestand downloaden (" in ready
    assert re.search(r"CONCEPT-factsheets-\d{4}-\d\d-\d\d\.zip, bewaard tot en met \d+ ", ready)
    assert "Klaar, bewaard tot " in read(client.get(PAGE))


def test_the_file_comes_whole_with_its_name(client, carla, elst):
    bundle = make_bundle(elst, by=carla, format="pdf")
    answer = client.get(reverse("assessments:bundle_file", args=[bundle.pk]))
    assert b"".join(answer.streaming_content) == b"PK een bundel"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == "13"
    assert re.fullmatch(
        r'attachment; filename="factsheets-\d{4}-\d\d-\d\d\.pdf"', answer["Content-Disposition"]
    )
    assert answer["Cache-Control"] == "private, no-store"


def test_a_bundle_is_there_for_who_made_it_alone(client, carla, elst):
    bundle = make_bundle(elst, by=make_user("coordinator"))
    assert client.get(bundle.get_absolute_url()).status_code == 404
    assert client.get(reverse("assessments:bundle_file", args=[bundle.pk])).status_code == 404
    assert "Uw bundels" not in read(client.get(PAGE))


def test_after_a_week_the_file_is_gone(client, carla, elst, time_machine):
    bundle = make_bundle(elst, by=carla)
    time_machine.move_to(bundle.ready_at + KEPT_FOR, tick=False)
    client.force_login(carla)
    address = reverse("assessments:bundle_file", args=[bundle.pk])
    assert client.get(address).status_code == 200
    time_machine.shift(1)
    assert client.get(address).status_code == 404


def test_what_was_withdrawn_since_is_not_handed_out_and_the_page_says_so(client, carla, elst):
    bundle = make_bundle(elst, by=carla)
    make_withdrawal(elst)
    answer = client.get(reverse("assessments:bundle_file", args=[bundle.pk]))
    assert answer.status_code == 409
    assert "intussen ingetrokken" in read(answer)
    assert "kunt u de bundel niet meer downloaden" in read(client.get(bundle.get_absolute_url()))


def test_a_bundle_is_stopped_and_finished_after_all(client, carla, elst):
    client.post(PAGE, {"all": "1", "format": "zip"})
    bundle = Bundle.objects.get()
    stop, again = (
        reverse(f"assessments:{name}", args=[bundle.pk]) for name in ("cancel_bundle", "try_bundle_again")
    )
    stopped = read(client.post(stop, follow=True))
    assert "De bundel wordt niet verder gemaakt." in stopped
    assert "Toch afmaken" in stopped
    assert "er valt niets te stoppen" in read(client.post(stop, follow=True))
    assert "We proberen opnieuw" in read(client.post(again, follow=True))
    assert "niets mislukt of gestopt" in read(client.post(again, follow=True))


def test_what_failed_stands_there_with_why_and_can_be_tried_again(client, carla, elst):
    bundle = make_bundle(elst, by=carla)
    bundle.parts.update(problem="Het duurde te lang.")
    page = read(client.get(bundle.get_absolute_url()))
    assert "<strong>Elst 2014, editie 1</strong> <span>Het duurde te lang.</span>" in page
    assert "Opnieuw proberen</button>" in page
    assert "1 niet gelukt" in read(client.get(PAGE))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_bundle_takes_the_same_queries_whatever_failed(
    client, carla, django_assert_num_queries, number
):
    bundle = make_bundle(
        *(make_follow_up(make_municipality(f"Elst {each}")) for each in range(number)), by=carla
    )
    bundle.parts.update(problem="Het duurde te lang.")
    # session, who it is, the bundle, what failed, whether it was withdrawn, whether it holds concepts
    with django_assert_num_queries(6):
        client.get(bundle.get_absolute_url())
