"""Choosing a password with the link of a mail: who was invited, and who forgot theirs."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from stj_toezicht.accounts.forgotten import AT_MOST
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.models import Event
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import send_due
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "een-heel-nieuw-wachtwoord"


@pytest.fixture
def mila():
    return make_user("municipality", username="mila@elst.example", email="Mila@Elst.example")


def ask(client, address):
    return client.post(reverse("forgotten_password"), {"email": address}, follow=True)


def link_in(message):
    return re.search(r"https://toezicht\.example(/\S+)", message.body)[1]


def link_for(client, user):
    ask(client, user.email)
    send_due()
    return link_in(mail.outbox[-1])


def choose(client, link, first=PASSWORD, second=PASSWORD):
    page = client.get(link, follow=True)
    said = {"new_password1": first, "new_password2": second}
    return client.post(page.redirect_chain[-1][0], said, follow=True)


def test_the_link_of_the_mail_leads_to_a_new_password(client, mila):
    page = choose(client, link_for(client, mila)).content.decode()
    assert "Uw wachtwoord is opgeslagen. Log ermee in als mila@elst.example." in page
    assert client.login(username="mila@elst.example", password=PASSWORD)
    event = Event.objects.get()
    assert (event.by, event.old, event.new) == (mila, {"password": "oud"}, {"password": "nieuw"})


def test_a_link_works_once(client, mila):
    link = link_for(client, mila)
    choose(client, link)
    page = client.get(link)
    assert (page.status_code, "Deze link werkt niet" in page.content.decode()) == (410, True)


def test_a_link_works_for_three_days(client, mila):
    link = link_for(client, mila)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3, hours=2)):
        assert client.get(link).status_code == 410


def test_who_has_no_password_yet_gets_a_link_too(client, mila):
    mila.set_unusable_password()
    mila.save()
    choose(client, link_for(client, mila))
    assert client.login(username="mila@elst.example", password=PASSWORD)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("kort", "kort", "Dit wachtwoord is te kort. Gebruik ten minste 12 tekens."),
        (PASSWORD, "iets-heel-anders", "De twee wachtwoorden zijn niet gelijk."),
        ("", "", "Dit veld is verplicht."),
    ],
    ids=["short", "not the same", "nothing"],
)
def test_what_is_no_password_says_why(client, mila, first, second, message):
    page = choose(client, link_for(client, mila), first, second)
    assert (page.status_code, message in page.content.decode()) == (422, True)


def test_the_answer_does_not_tell_which_addresses_are_known(client, mila):
    known, unknown = ask(client, mila.email), ask(client, "niemand@elders.example")
    assert known.redirect_chain == unknown.redirect_chain == [(reverse("login"), 302)]
    assert _words(known) == _words(unknown)
    assert Notice.objects.get().to == mila


def _words(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def test_an_address_is_known_by_other_capitals_and_the_mail_goes_where_it_stands(client, mila):
    ask(client, "MILA@elst.EXAMPLE")
    assert Notice.objects.get().to_address == "Mila@Elst.example"


@pytest.mark.parametrize(
    "fields",
    [{"is_active": False}, {"is_demonstration": True}, {"role": Role.SYSTEM}],
    ids=["left", "demonstration", "system"],
)
def test_who_cannot_log_in_gets_no_link(client, mila, fields):
    User.objects.filter(pk=mila.pk).update(**fields)
    ask(client, mila.email)
    assert not Notice.objects.exists()


def test_asking_again_and_again_sends_one_link_a_quarter_and_a_few_a_day(client, mila):
    with time_machine.travel("2015-03-02 09:00Z", tick=False) as clock:
        ask(client, mila.email)
        ask(client, mila.email)
        assert Notice.objects.count() == 1
        for _ in range(2 * AT_MOST):
            clock.shift(15 * 60)
            ask(client, mila.email)
        assert Notice.objects.count() == AT_MOST
        clock.shift(24 * 60 * 60)
        ask(client, mila.email)
        assert Notice.objects.count() == AT_MOST + 1


@pytest.mark.parametrize("address", ["", "geen adres", "\x00@elst.example"])
def test_what_is_no_address_says_so(client, address):
    page = client.post(reverse("forgotten_password"), {"email": address})
    assert (page.status_code, 'aria-invalid="true"' in page.content.decode()) == (422, True)


def test_somebody_logs_in_with_their_address_as_they_type_it(client, mila):
    said = {"username": "Mila@elst.example", "password": "een-lang-wachtwoord"}
    assert client.post(reverse("login"), said).status_code == 302
