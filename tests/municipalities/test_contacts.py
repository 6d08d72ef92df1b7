import datetime

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from municipalities.models import Contact, Municipality, Succession
from tests.factories import make_contact, make_municipality

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2015, 3, 1), datetime.date(2015, 8, 31)
A_DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "last", "speaks"),
    [
        (FIRST - A_DAY, LAST, False),
        (FIRST, LAST, True),
        (LAST, LAST, True),
        (LAST + A_DAY, LAST, False),
        (LAST + A_DAY, None, True),
    ],
    ids=["before", "first day", "last day", "after", "no last day"],
)
def test_a_contact_speaks_from_the_first_to_the_last_day(day, last, speaks):
    contact = make_contact(valid_from=FIRST, valid_until=last)
    assert contact.is_valid_on(day) == speaks
    assert list(Contact.objects.valid_on(day)) == ([contact] if speaks else [])


def test_a_contact_does_not_end_before_they_start():
    with pytest.raises(IntegrityError, match="a_contact_starts_before_they_end"):
        make_contact(valid_from=LAST, valid_until=FIRST)


@pytest.fixture
def nissewaard():
    """Nissewaard, in which Spijkenisse went up, in which Hekelingen went up before; and a neighbour."""
    nissewaard = make_municipality("Nissewaard")
    spijkenisse, hekelingen = make_municipality("Spijkenisse"), make_municipality("Hekelingen")
    Succession.objects.create(predecessor=spijkenisse, successor=nissewaard)
    Succession.objects.create(predecessor=hekelingen, successor=spijkenisse)
    make_contact(make_municipality("Brielle"))
    return nissewaard


def test_a_contact_speaks_for_their_municipality_and_for_what_became_of_it(nissewaard):
    contacts = {
        name: make_contact(Municipality.objects.get(name=name)) for name in ("Spijkenisse", "Nissewaard")
    }
    assert {each.name for each in contacts["Spijkenisse"].municipalities()} == {"Spijkenisse", "Nissewaard"}
    assert {each.name for each in contacts["Nissewaard"].municipalities()} == {"Nissewaard"}
    assert set(Contact.objects.of(nissewaard)) == set(contacts.values())
    assert set(Contact.objects.of(contacts["Spijkenisse"].municipality)) == {contacts["Spijkenisse"]}


def test_a_contact_of_long_ago_speaks_for_what_became_of_what_became_of_it(nissewaard):
    contact = make_contact(Municipality.objects.get(name="Hekelingen"))
    assert list(Contact.objects.of(nissewaard)) == [contact]


def test_many_that_went_up_in_one_are_found_in_a_query_for_each_step(django_assert_num_queries):
    whole = make_municipality("Hoeksche Waard")
    for name in ("Cromstrijen", "Korendijk", "Strijen"):
        successor = make_municipality(name)
        Succession.objects.create(predecessor=successor, successor=whole)
        for number in (1, 2):
            before = make_municipality(f"{name} {number}")
            Succession.objects.create(predecessor=before, successor=successor)
    contact = make_contact(before)
    with django_assert_num_queries(4):  # three steps, of which the last leads no further, and the contacts
        assert list(Contact.objects.of(whole)) == [contact]
    with django_assert_num_queries(4):
        assert contact.municipalities().count() == 3


def test_a_contact_of_a_municipality_that_was_divided_speaks_for_none_of_its_parts():
    haaren, tilburg, oisterwijk, helvoirt = map(
        make_municipality, ["Haaren", "Tilburg", "Oisterwijk", "Helvoirt"]
    )
    Succession.objects.create(predecessor=helvoirt, successor=haaren)
    for part in (tilburg, oisterwijk):
        Succession.objects.create(predecessor=haaren, successor=part)
    of_haaren, of_helvoirt, of_tilburg = map(make_contact, [haaren, helvoirt, tilburg])
    assert list(of_haaren.municipalities()) == [haaren]
    assert set(of_helvoirt.municipalities()) == {haaren, helvoirt}
    assert list(Contact.objects.of(tilburg)) == [of_tilburg]
    assert list(Contact.objects.of(oisterwijk)) == []
    assert set(Contact.objects.of(haaren)) == {of_haaren, of_helvoirt}


def test_outside_their_period_a_contact_is_told_so(client):
    contact = make_contact(make_municipality("Elst"), valid_from=FIRST, valid_until=LAST)
    with time_machine.travel("2015-09-01 00:30+02:00"):
        client.force_login(contact.user)
        page = client.get(reverse("assessments:my_municipality")).content.decode()
    assert (
        "U spreekt nu niet namens gemeente Elst."
        " Uw periode is vanaf 1 maart 2015 tot en met 31 augustus 2015."
    ) in page
