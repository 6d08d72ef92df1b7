"""Who else has a round open, as the page of a writer asks it."""

import datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from assessments.actions.presences import be_present, be_present_at_draft
from assessments.actions.replies import ClosedForReply, NotAContact
from assessments.actions.rounds import NotOnTheTeam, RoundIsFinal
from assessments.models import Presence
from tests.factories import make_case_file, make_contact, make_release, make_round, make_user

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2015, 11, 17, 12, tzinfo=datetime.UTC)


@pytest.fixture
def anna():
    return make_user("inspector", name="Anna de Wit")


@pytest.fixture
def bram():
    return make_user("inspector", name="Bram Visser")


@pytest.fixture
def round_(anna, bram):
    return make_round(make_case_file(team=[anna, bram]), 2015)


@pytest.fixture
def poll(client, round_, anna):
    """`poll(*shown)` is what the page of Anna asks while it shows those people."""
    client.force_login(anna)

    def post(*shown):
        address = reverse("assessments:presence", args=[round_.pk])
        return client.post(address, {"shown": [user.pk for user in shown]}, headers={"HX-Request": "true"})

    return post


def test_somebody_is_present_once_and_heard_of_last(round_, anna):
    with time_machine.travel(NOON, tick=False):
        be_present(round_, by=anna)
    with time_machine.travel(NOON + datetime.timedelta(seconds=20), tick=False):
        be_present(round_, by=anna)
    presence = round_.presences.get()
    assert (presence.user, presence.seen_at) == (anna, NOON + datetime.timedelta(seconds=20))


def test_to_be_present_takes_one_statement_beside_the_team(round_, anna, django_assert_num_queries):
    with django_assert_num_queries(2):
        be_present(round_, by=anna)


def test_nobody_is_present_where_they_do_not_write(round_, anna):
    with pytest.raises(NotOnTheTeam):
        be_present(round_, by=make_user("inspector"))
    with pytest.raises(RoundIsFinal):
        be_present(make_round(round_.case_file, 2014, final=True), by=anna)
    assert Presence.objects.count() == 0


@pytest.mark.parametrize(("seconds", "counts"), [(0, True), (59, True), (60, False)])
def test_who_was_not_heard_of_for_a_minute_is_gone(round_, anna, bram, seconds, counts):
    with time_machine.travel(NOON, tick=False):
        be_present(round_, by=bram)
    with time_machine.travel(NOON + datetime.timedelta(seconds=seconds), tick=False):
        assert [presence.user for presence in round_.presences.besides(anna)] == ([bram] if counts else [])


def test_who_is_alone_is_told_nothing(poll, anna):
    response = poll()
    assert (response.status_code, response.content) == (204, b"")
    assert Presence.objects.get().user == anna


def test_who_comes_in_is_named_once(poll, round_, bram):
    be_present(round_, by=bram)
    response = poll()
    assert response.status_code == 200
    assert response.content.decode().count("Bram Visser bewerkt dit ook.") == 2  # to be seen, and to be heard
    assert poll(bram).status_code == 204


def test_who_came_earlier_is_seen_and_not_said_again(poll, round_, bram):
    carla = make_user("inspector", name="Carla Jansen")
    round_.case_file.team.add(carla)
    for user in (bram, carla):
        be_present(round_, by=user)
    html = poll(bram).content.decode()
    assert "Bram Visser en Carla Jansen bewerken dit ook.</p>" in html
    assert ">Carla Jansen bewerkt dit ook.</span>" in html


def test_who_left_is_no_longer_shown(poll, bram):
    response = poll(bram)
    assert response.status_code == 200
    assert "Bram" not in response.content.decode()


def test_after_handing_over_a_page_that_is_still_open_is_not_present(poll, round_, anna):
    round_.case_file.team.remove(anna)
    assert poll().status_code == 204
    assert Presence.objects.count() == 0


def test_a_poll_does_not_keep_a_session_alive(poll, round_, bram):
    be_present(round_, by=bram)
    with time_machine.travel(NOON, tick=False):
        poll()
    before = Session.objects.get()
    with time_machine.travel(NOON + datetime.timedelta(hours=2), tick=False):
        response = poll()
    after = Session.objects.get()
    assert (after.expire_date, after.session_data) == (before.expire_date, before.session_data)
    assert "sessionid" not in response.cookies


def test_a_poll_asks_as_much_of_the_database_however_many_there_are(
    poll, round_, bram, django_assert_num_queries
):
    be_present(round_, by=bram)
    with django_assert_num_queries(6):  # session, user, round, team, being there, the others
        poll()
    for number in range(3):
        colleague = make_user("inspector", name=f"Collega {number}")
        round_.case_file.team.add(colleague)
        be_present(round_, by=colleague)
    with django_assert_num_queries(6):
        poll()


@pytest.fixture
def release():
    return make_release()


@pytest.fixture
def amina(release):
    return make_contact(release.round.municipality, make_user("municipality", name="Amina Kok")).user


@pytest.fixture
def bob(release):
    return make_contact(release.round.municipality, make_user("municipality", name="Bob de Boer")).user


def test_contacts_see_who_of_them_answers_the_draft_too_and_nobody_of_the_inspectorate(
    client, release, amina, bob, anna
):
    release.round.presences.create(user=anna, seen_at=timezone.now())
    client.force_login(amina)
    address = reverse("assessments:presence_at_draft", args=[release.pk])
    assert client.post(address).status_code == 204
    client.force_login(bob)
    page = client.get(release.get_absolute_url()).content.decode()
    assert f'hx-post="{address}"' in page
    assert "Amina Kok bewerkt dit ook." in page
    assert client.post(address, {"shown": [amina.pk]}).status_code == 204
    assert "Amina Kok bewerkt dit ook." in client.post(address).content.decode()
    assert "Anna" not in page
    assert [each.user for each in release.round.presences.besides(make_user())] == [anna]


def test_who_cannot_answer_a_draft_is_not_noted(release, amina, anna):
    with pytest.raises(NotAContact):
        be_present_at_draft(release, by=anna)
    type(release).objects.update(closed_at=timezone.now())
    release.refresh_from_db()
    with pytest.raises(ClosedForReply):
        be_present_at_draft(release, by=amina)
    assert not Presence.objects.exists()
