"""What is planned stops as soon as its factsheet says something else than was seen, and who does that is told first."""

import datetime
import re

import pytest
from django.utils import timezone

from assessments.actions import planning, stopping
from assessments.actions.sign_offs import choose_signatories
from assessments.actions.standard_texts import word
from assessments.actions.stopping import StopsPublications
from assessments.factsheet.drafting import draft
from assessments.models import PlannedPublication, Round, StandardText
from municipalities.models import Municipality
from stj_toezicht.notices.models import Notice
from tests.factories import make_follow_up, make_municipality, make_user, overwrite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]

CLOSING = "Editie {editie} van {datum}."


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def other():
    return make_user("coordinator", name="Otto")


@pytest.fixture
def planned(carla):
    """Two that are planned by Carla, of one framework and of another."""
    at = timezone.now() + datetime.timedelta(days=1)
    rounds = [make_follow_up(make_municipality(name), state="final") for name in ("Alkmaar", "Bergen")]
    return [planning.plan(each, by=carla, publish_at=at, seen=draft(each).fingerprint()) for each in rounds]


def framework_of(planned):
    return planned.round.case_file.framework


def results():
    return list(PlannedPublication.objects.order_by("pk").values_list("result", "problem"))


def test_a_text_that_stops_what_is_planned_is_not_worded_by_who_does_not_know_that(planned, other):
    framework = framework_of(planned[0])
    with pytest.raises(StopsPublications, match="stopt 1 geplande publicatie"):
        word(framework, "slot", by=other, version=0, forms=(CLOSING,))
    assert (results(), StandardText.objects.count()) == ([("", "")] * 2, 0)


def test_a_text_that_is_worded_stops_what_it_changes_and_who_planned_hears_so(planned, carla, other):
    framework = framework_of(planned[0])
    known = [each.pk for each in planned]
    word(framework, "slot", by=other, version=0, forms=(CLOSING,), although_stopping=known)
    problem = "Otto wijzigde “Slotregel”. Lees het factsheet, en plan het dan opnieuw."
    assert results()[0] == ("refused", problem)
    assert set(Notice.objects.filter(kind="not_published").values_list("to", flat=True)) == {carla.pk}


def test_a_text_that_stands_in_no_planned_factsheet_stops_nothing(planned, other):
    forms = ("Editie {editie}, van {datum}, eerst {maand}.",)
    word(framework_of(planned[0]), "slot-eerder-verschenen", by=other, version=0, forms=forms)
    assert results() == [("", "")] * 2


def test_a_text_is_not_blamed_for_what_changed_already(planned, other):
    framework = framework_of(planned[0])
    Municipality.objects.filter(pk=planned[0].round.municipality_id).update(name="Elders")
    forms = ("Editie {editie}, van {datum}, eerst {maand}.",)
    word(framework, "slot-eerder-verschenen", by=other, version=0, forms=forms)
    assert results() == [("", "")] * 2
    assert stopping.stop_changed(PlannedPublication.objects.all()) == 1
    assert results()[0] == ("refused", stopping.Changed.message)


def test_a_text_that_also_changes_what_changed_already_stops_it(planned, other):
    framework = framework_of(planned[0])
    Municipality.objects.filter(pk=planned[0].round.municipality_id).update(name="Elders")
    known = [planned[0].pk]
    word(framework, "slot", by=other, version=0, forms=(CLOSING,), although_stopping=known)
    assert [result for result, _ in results()] == ["refused", ""]


@pytest.mark.parametrize("stops", ["9" * 5000, "-1", "²", "x"])
def test_a_plan_that_is_none_stops_nothing_and_nobody(planned, other, client, stops):
    client.force_login(other)
    address = f"/kaders/{framework_of(planned[0]).pk}/teksten/slot/"
    assert client.post(address, {"version": 0, "wording": CLOSING, "stops": stops}).status_code == 409
    assert results() == [("", "")] * 2


def test_what_says_again_what_was_seen_once_it_is_held_is_not_stopped(planned, monkeypatch):
    """Somebody put a text back after it was first looked at."""
    rounds, hold = Round.objects.filter(pk=planned[0].round_id), stopping.hold

    def put_back(round_):
        overwrite(rounds, development=before)
        return hold(round_)

    before = rounds.get().development
    overwrite(rounds, development="Er kwam iets bij.")
    monkeypatch.setattr(stopping, "hold", put_back)
    assert stopping.stop_changed(PlannedPublication.objects.all()) == 0
    assert results() == [("", "")] * 2


def test_choosing_who_signs_stops_what_is_planned_under_the_framework(planned, other):
    framework = framework_of(planned[0])
    known = [planned[0].pk]
    choose_signatories(framework, by=other, inspectorates=["education"], although_stopping=known)
    assert results()[0] == (
        "refused",
        "Otto koos wie ondertekent. Lees het factsheet, en plan het dan opnieuw.",
    )


def test_who_signs_is_not_chosen_by_who_does_not_know_what_that_stops(planned, other, client):
    """Its page names what is planned: of what was planned since, the choice is asked again."""
    framework = framework_of(planned[0])
    client.force_login(other)
    address, chosen = f"/kaders/{framework.pk}/ondertekening/", {"inspectorates": ["education"]}
    with pytest.raises(StopsPublications, match="stopt 1 geplande publicatie"):
        choose_signatories(framework, by=other, inspectorates=["education"])
    refused = client.post(address, chosen)
    assert (refused.status_code, list(refused.context["planned"])) == (409, [planned[0]])
    assert "Dit stopt 1 geplande publicatie." in refused.content.decode()
    assert (results(), framework.signatories.count()) == ([("", "")] * 2, 0)
    named = re.findall(r'name="stops" value="(\d+)"', client.get(address).content.decode())
    assert client.post(address, chosen | {"stops": named}).status_code == 302
    assert (results()[0][0], framework.signatories.count()) == ("refused", 1)


def test_the_page_of_a_text_names_what_it_stops_before_it_is_saved(planned, other, client):
    framework = framework_of(planned[0])
    client.force_login(other)
    address = f"/kaders/{framework.pk}/teksten/slot/"
    typed = {"version": 0, "wording": CLOSING}
    named = [
        [each.pk for each in client.post(address, data).context["stopped"]]
        for data in (typed | {"preview": "1"}, typed)
    ]
    assert planned[0].pk in named[0]
    assert (named[0], results()) == (named[1], [("", "")] * 2)
    assert client.post(address, typed).status_code == 409
    assert client.post(address, typed | {"stops": named[0]}).status_code == 302
    assert results()[0][0] == "refused"
