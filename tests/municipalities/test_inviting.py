import datetime

import pytest
from django.urls import reverse

from municipalities.actions.contacts import (
    EndsBeforeItStarts,
    HasAPassword,
    KnownAlready,
    LeftTheOffice,
    MunicipalityIsNoMore,
    OnlyACoordinatorInvites,
    SpeaksNoMore,
    change_contact,
    invite,
    invite_again,
)
from municipalities.models import Contact
from stj_toezicht.accounts.models import User
from stj_toezicht.notices.models import Notice
from tests.factories import make_contact, make_municipality, make_user

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2015, 3, 1), datetime.date(2015, 8, 31)
MILA = {"name": "Mila Kok", "email": "Mila@Elst.example", "function": "Beleidsadviseur", "valid_from": FIRST}


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def elst():
    return make_municipality("Elst", code="GM5999")


@pytest.fixture
def mila(carla, elst):
    """Mila, who was invited and chose no password yet."""
    return invite(elst, by=carla, **MILA)


def test_who_is_invited_gets_an_account_without_a_password_and_a_mail(mila, elst):
    user = User.objects.get(name="Mila Kok")
    assert (user.username, user.email, user.role) == (
        "mila@elst.example",
        "mila@elst.example",
        "municipality",
    )
    assert not user.has_usable_password()
    assert (mila.user, mila.municipality, mila.function) == (user, elst, "Beleidsadviseur")
    notice = Notice.objects.get()
    assert (notice.kind, notice.to, notice.municipality) == ("invited", user, "GM5999")
    assert notice.subject == "Uw toegang tot STJ Toezicht, namens gemeente Elst"


@pytest.mark.parametrize(
    ("fields", "refusal", "message"),
    [
        (
            {"valid_until": FIRST - datetime.timedelta(1)},
            EndsBeforeItStarts,
            "De laatste dag ligt voor de eerste.",
        ),
        (
            {"email": "BESTAAT@elst.example"},
            KnownAlready,
            "Jan is al contactpersoon van Elst. Wijzig daar de periode",
        ),
        ({"email": "anna@stj.example"}, KnownAlready, "Er is al een account met dit e-mailadres."),
    ],
    ids=["ends before it starts", "a contact", "somebody else"],
)
def test_who_is_not_invited(carla, elst, fields, refusal, message):
    make_contact(elst, make_user("municipality", name="Jan", email="bestaat@elst.example"))
    make_user(username="anna@stj.example", email="")
    with pytest.raises(refusal, match=message):
        invite(elst, by=carla, **MILA | fields)
    assert (Contact.objects.count(), Notice.objects.count()) == (1, 0)


def test_nobody_is_invited_for_a_municipality_that_is_no_more(carla):
    gone = make_municipality("Spijkenisse", valid_until=datetime.date(2014, 12, 31))
    with pytest.raises(MunicipalityIsNoMore, match="Spijkenisse bestond tot en met 31 december 2014"):
        invite(gone, by=carla, **MILA)


@pytest.mark.parametrize("role", ["inspector", "administrator", "support", "municipality"])
def test_only_a_coordinator_invites_and_changes(role, elst, mila):
    other = make_user(role)
    with pytest.raises(OnlyACoordinatorInvites):
        invite(elst, by=other, **MILA | {"email": "nog@elst.example"})
    with pytest.raises(OnlyACoordinatorInvites):
        invite_again(mila, by=other)
    with pytest.raises(OnlyACoordinatorInvites):
        change_contact(mila, by=other, function="Wethouder", valid_from=FIRST)


def test_a_period_does_not_end_before_it_starts(mila, carla):
    with pytest.raises(EndsBeforeItStarts):
        change_contact(mila, by=carla, function="", valid_from=LAST, valid_until=FIRST)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"password": "pbkdf2$1$a$b"}, HasAPassword),
        ({"is_active": False}, LeftTheOffice),
        ({"until": LAST}, SpeaksNoMore),
    ],
    ids=["has a password", "left", "speaks no more"],
)
def test_an_invitation_is_sent_again_to_who_never_came_in(mila, carla, fields, refusal):
    Notice.objects.all().delete()
    invite_again(mila, by=carla)
    assert Notice.objects.get().to == mila.user
    if until := fields.pop("until", None):
        Contact.objects.update(valid_until=until)
    User.objects.filter(pk=mila.user_id).update(**fields)
    with pytest.raises(refusal):
        invite_again(Contact.objects.get(), by=carla)


def test_the_page_lists_who_speaks_and_who_did(client, carla, elst, mila, django_assert_num_queries):
    make_contact(
        elst, make_user("municipality", name="Jan", last_login="2015-06-03T10:00Z"), valid_until=LAST
    )
    make_contact(make_municipality("Brielle"), make_user("municipality", name="Een buur"))
    client.force_login(carla)
    with django_assert_num_queries(5):
        page = " ".join(
            client.get(reverse("municipalities:contacts", args=["elst"])).content.decode().split()
        )
    assert "vanaf 1 maart 2015" in page
    assert "nog niet; koos nog geen wachtwoord" in page
    assert '<span class="stj-tag">voorbij</span>' in page
    assert "3 juni 2015, 12:00" in page
    assert "Een buur" not in page


def test_a_page_without_contacts_says_what_to_do(client, elst, carla):
    client.force_login(carla)
    assert (
        "Namens Elst spreekt nog niemand."
        in client.get(reverse("municipalities:contacts", args=["elst"])).content.decode()
    )


def test_somebody_is_invited_on_the_page(client, elst, carla):
    client.force_login(carla)
    address = reverse("municipalities:invite", args=["elst"])
    said = MILA | {"valid_from": "2015-03-01"}
    refused = client.post(
        address, said | {"function": "", "email": "geen adres", "valid_until": "2015-02-01"}
    )
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["function", "email", "valid_until"]
    assert 'value="Mila Kok"' in refused.content.decode()
    page = client.post(address, said, follow=True).content.decode()
    assert "Mila Kok is uitgenodigd en krijgt een bericht met een link om een wachtwoord te kiezen." in page
    again = client.post(address, said)
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["email"])


def test_a_period_is_ended_on_the_page(client, carla, mila):
    client.force_login(carla)
    said = {"function": "Wethouder", "valid_from": "2015-03-01", "valid_until": "2015-08-31"}
    client.post(reverse("municipalities:change_contact", args=[mila.pk]), said)
    contact = Contact.objects.get()
    assert (contact.function, contact.valid_until) == ("Wethouder", LAST)
