"""The log of what the office keeps itself: frameworks, municipalities and who speaks for them, accounts, mail."""

import csv
import datetime
import io

import pytest
from django.urls import reverse

from assessments.actions.framework_parts import add_theme
from assessments.actions.standard_texts import word
from assessments.events.chains import chain_of
from municipalities.actions.contacts import invite
from stj_toezicht.accounts.actions import change_password, make_account
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from stj_toezicht.log.writing import write
from tests.factories import make_case_file, make_framework, make_municipality, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "een-heel-lang-wachtwoord"
CONTINU = {"name": "Continu", "heading": "Continu", "description": "het houdt niet op"}
OF_COORDINATOR = {"toetsingskader", "contactpersoon"}


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def bea():
    return make_user("administrator", name="Bea")


@pytest.fixture
def written(carla, bea):
    """An account, a contact with theirs, and a theme; and a remark in a case file, which is read there."""
    wim = make_account("wim", PASSWORD, by=bea, name="Wim", role="inspector", inspectorate="youth")
    change_password(wim, f"{PASSWORD}-2", by=bea)
    invite(
        make_municipality("Elst"),
        by=carla,
        name="Mila",
        email="mila@elst.example",
        function="Wethouder",
        valid_from=datetime.date(2015, 3, 1),
    )
    add_theme(make_framework(version="2027"), by=carla, **CONTINU)
    write(chain_of(make_case_file().pk), by=carla, kind=Kind.COMMENT, about="Een bevinding")


def read(client, user, name="office_log", **asked):
    client.force_login(user)
    return client.get(reverse(f"assessments:{name}"), asked)


def kinds(response):
    return {event.get_kind_display() for event in response.context["events"]}


@pytest.mark.usefixtures("written")
def test_a_coordinator_reads_of_frameworks_and_contacts_and_an_administrator_of_accounts_too(
    client, carla, bea
):
    assert kinds(read(client, carla)) == OF_COORDINATOR
    assert kinds(read(client, bea)) == OF_COORDINATOR | {"account"}
    account = Event.objects.filter(kind="account").latest("pk")
    page = reverse("assessments:office_event", args=[account.pk])
    assert client.get(page).status_code == 200
    client.force_login(carla)
    assert client.get(page).status_code == 404


@pytest.mark.usefixtures("written")
def test_it_says_things_in_words_and_never_a_password(client, bea):
    page = read(client, bea).content.decode().lower()
    assert all(
        word in page for word in ("gebruikersnaam", "inspectie jeugdzorg", "1 maart 2015", "inspecteur")
    )
    assert PASSWORD not in page


@pytest.mark.usefixtures("written")
def test_it_is_narrowed_and_taken_along_as_the_log_of_a_case_file(client, carla):
    assert kinds(read(client, carla, wat="framework")) == {"toetsingskader"}
    assert read(client, carla, wat="account").status_code == 422
    response = read(client, carla, "office_log_as_csv", waarvan="continu")
    assert response["Content-Disposition"] == 'attachment; filename="logboek-kantoor.csv"'
    head, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["keten"] for row in told} == {"kaders"}
    assert {row["veld"]: row["werd"] for row in told}["omschrijving"] == "het houdt niet op"
    assert read(client, carla, "office_log_as_csv", vanaf="31-31-31").status_code == 422


def test_a_long_text_is_compared_on_the_page_of_its_event(client, carla):
    framework = make_framework(version="2027")
    long = "Een gezin met problemen op veel gebieden tegelijk. " * 10
    word(framework, "definitie", by=carla, version=0, forms=(long,))
    page = reverse("assessments:office_event", args=[Event.objects.get().pk])
    assert f'href="{page}#veld-1"' in read(client, carla).content.decode()
    shown = client.get(page).content.decode()
    assert "Gebeurtenis 1 van “kaders”" in shown


def test_before_anything_changed_it_says_what_will_stand_here(client, carla):
    assert "Hier is nog niets gewijzigd." in read(client, carla).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_queries_for_one_event_as_for_three(
    client, carla, django_assert_num_queries, number
):
    framework = make_framework()
    for each in range(number):
        add_theme(framework, by=carla, name=f"Thema {each}", heading=f"Kop {each}", description="over iets")
    client.force_login(carla)
    with django_assert_num_queries(6):
        client.get(reverse("assessments:office_log"))
