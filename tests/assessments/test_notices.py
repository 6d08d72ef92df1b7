"""What was mailed to whom and when, on screen."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.events.chains import chain_of
from stj_toezicht.notices.actions import (
    ClosedAccount,
    MayNotSendAgain,
    NothingToSendAgain,
    WithoutAddress,
    send_again,
)
from stj_toezicht.notices.kinds import Kind, State
from stj_toezicht.notices.models import Notice
from tests.factories import make_case_file, make_municipality, make_notice, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    return make_user("coordinator")


@pytest.fixture
def coordinator(client, carla):
    client.force_login(carla)
    return client


def subjects(response):
    return [notice.subject for notice in response.context["notices"]]


@pytest.fixture
def three():
    """One that waits, one that was sent on Elst, and one of which nobody knows."""
    make_municipality("Elst", code="GM5999")
    make_notice(subject="wacht")
    make_notice(subject="ging", state=State.SENT, sent_at=timezone.now(), municipality="GM5999")
    make_notice(
        subject="wie weet",
        state=State.UNCERTAIN,
        attempts=1,
        claimed_at=timezone.now(),
        problem="Geen antwoord.",
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["wie weet", "ging", "wacht"]),
        ("?stand=wacht", ["wacht"]),
        ("?stand=verzonden&gemeente=", ["ging"]),
        ("?stand=mislukt", ["wie weet"]),
        ("?gemeente=GM5999", ["ging"]),
        ("?stand=mislukt&gemeente=GM5999", []),
    ],
)
def test_the_notices_that_are_asked_for(coordinator, three, asked, found):
    assert subjects(coordinator.get(reverse("assessments:notices") + asked)) == found


def test_what_makes_no_sense_is_said(coordinator, three):
    page = coordinator.get(reverse("assessments:notices") + "?stand=weg&gemeente=GM0000")
    assert (page.status_code, page.content.decode().count("Kies uit de lijst.") >= 2) == (422, True)


def test_the_page_says_what_is_to_be_looked_at(coordinator, three):
    page = " ".join(coordinator.get(reverse("assessments:notices")).content.decode().split())
    assert "1 bericht is niet of misschien niet aangekomen." in page
    assert "Geen antwoord." in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_much_for_three_as_for_one(
    coordinator, django_assert_num_queries, number
):
    for _ in range(number):
        make_notice()
    with django_assert_num_queries(6):
        coordinator.get(reverse("assessments:notices"))


def test_the_notices_of_a_case_file_are_of_that_one(client):
    mine, other = make_case_file(), make_case_file()
    make_notice(subject="hier", chain=chain_of(mine.pk))
    make_notice(subject="elders", chain=chain_of(other.pk))
    client.force_login(make_user())
    page = client.get(reverse("assessments:notices_of_case_file", args=[mine.pk]))
    assert subjects(page) == ["hier"]
    assert (
        reverse("assessments:notice", args=[Notice.objects.get(subject="hier").pk])
        not in page.content.decode()
    )


def test_a_link_to_choose_a_password_is_on_no_page(coordinator):
    notice = make_notice(kind=Kind.INVITED)
    page = coordinator.get(reverse("assessments:notice", args=[notice.pk])).content.decode()
    assert "(hier staat een persoonlijke link)" in page
    assert "/wachtwoord/kiezen/" not in page


def test_sending_again_asks_first_and_then_waits_for_a_worker(coordinator):
    notice = make_notice(state=State.UNCERTAIN, attempts=1, claimed_at=timezone.now())
    page = coordinator.get(reverse("assessments:notice", args=[notice.pk])).content.decode()
    assert "Vraag eerst na of dit bericht is aangekomen" in page
    send = reverse("assessments:send_notice_again", args=[notice.pk])
    page = coordinator.post(send, follow=True).content.decode()
    assert "Het bericht wordt opnieuw verzonden." in page
    assert Notice.objects.get().state == State.WAITING
    late = coordinator.post(send)
    assert (late.status_code, "Opnieuw versturen is niet nodig." in late.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("of_notice", "of_account", "role", "refusal"),
    [
        ({"state": "failed"}, {}, "inspector", MayNotSendAgain),
        ({"state": "waiting"}, {}, "coordinator", NothingToSendAgain),
        ({"state": "sent", "sent_at": timezone.now()}, {}, "coordinator", NothingToSendAgain),
        ({"state": "failed"}, {"is_active": False}, "coordinator", ClosedAccount),
        ({"state": "failed"}, {"email": ""}, "administrator", WithoutAddress),
    ],
)
def test_what_is_not_sent_again(of_notice, of_account, role, refusal):
    notice = make_notice(make_user(**of_account), **of_notice)
    with pytest.raises(refusal):
        send_again(notice, by=make_user(role))
    assert Notice.objects.get().state == of_notice["state"]
