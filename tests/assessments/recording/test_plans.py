"""A √ that rests on a plan comes back on the day that it is expected."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Finding, PlanCheck
from tests.factories import make_contact_moment, make_plan_check, make_user, overwrite

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2015, 5, 1)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(datetime.datetime(2015, 5, 1, 12, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def plan(points):
    """A √ that rests on a plan of which something can be seen since a week."""
    expected_on = TODAY - datetime.timedelta(days=7)
    overwrite(
        Finding.objects.filter(pk=points[0].pk),
        verdict="meets",
        explanation="Er is een plan.",
        expected_on=expected_on,
    )
    return Finding.objects.get(pk=points[0].pk)


@pytest.fixture
def address(plan):
    return reverse("assessments:plan", args=[plan.pk])


def due(today=TODAY):
    return [finding.pk for finding in Finding.objects.with_due_plan(today)]


@pytest.mark.parametrize(("days", "is_due"), [(-1, True), (0, True), (1, False)])
def test_a_plan_is_due_from_its_day_on(plan, days, is_due):
    overwrite(Finding.objects, expected_on=None)
    overwrite(Finding.objects.filter(pk=plan.pk), expected_on=TODAY + datetime.timedelta(days=days))
    assert due() == ([plan.pk] if is_due else [])


def test_a_plan_that_was_seen_is_not_due_any_more(plan):
    make_plan_check(plan)
    assert due() == []


def test_a_plan_comes_back_on_the_day_that_its_last_check_names(plan):
    first = timezone.now()
    make_plan_check(plan, checked_at=first, again_on=TODAY + datetime.timedelta(days=30))
    later = first + datetime.timedelta(minutes=1)
    make_plan_check(plan, checked_at=later, again_on=TODAY + datetime.timedelta(days=10))
    assert due(TODAY + datetime.timedelta(days=9)) == []
    found = Finding.objects.with_due_plan(TODAY + datetime.timedelta(days=10)).get()
    assert found.due_on == TODAY + datetime.timedelta(days=10)


def my_work(client):
    page = " ".join(client.get(reverse("assessments:my_work")).content.decode().split())
    return page.partition("Wacht op u</h2>")[2].partition("</section>")[0]


def test_my_work_lists_what_is_due_the_longest_first_and_marks_what_is_over_time(client, plan, points):
    overwrite(Finding.objects.filter(pk=points[1].pk), verdict="meets", expected_on=TODAY)
    listed = my_work(client)
    assert re.findall(r">(Punt \d) is geregeld</a>", listed) == ["Punt 1", "Punt 2"]
    assert listed.count("Over tijd") == 1
    assert "verwacht op 24 april 2015" in listed


def test_my_work_lists_it_when_the_round_is_final_as_well(client, plan, finalise):
    finalise()
    assert "Punt 1 is geregeld" in my_work(client)


def test_my_work_lists_the_plans_of_the_own_teams_and_for_a_coordinator_all(client, plan):
    client.force_login(make_user())
    assert "Er wacht nu niets op u." in my_work(client)
    client.force_login(make_user("coordinator"))
    assert "Punt 1 is geregeld" in my_work(client)


@pytest.mark.parametrize("role", ["team", "coordinator"])
def test_one_writes_what_became_of_it(client, plan, address, anna, finalise, role):
    finalise()
    by = anna if role == "team" else make_user("coordinator")
    client.force_login(by)
    response = client.post(address, {"note": "Vastgesteld door het college.", "again_on": "2015-06-01"})
    check = PlanCheck.objects.get()
    assert response.url == reverse("assessments:my_work")
    assert (check.note, check.again_on, check.checked_by) == (
        "Vastgesteld door het college.",
        datetime.date(2015, 6, 1),
        by,
    )
    assert "Vastgesteld door het college." in client.get(address).content.decode()
    assert Finding.objects.get(pk=plan.pk).explanation == "Er is een plan."


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"note": ""}, "Schrijf op wat ervan geworden is."),
        ({"note": "a", "again_on": "2015-05-01"}, "Kies een dag in de toekomst."),
        ({"note": "a", "again_on": "2015-02-30"}, "Vul een bestaande datum in"),
        ({"note": "a" * 2_001}, "Deze tekst heeft 2.001 tekens."),
    ],
)
def test_what_is_not_right_comes_back(client, address, fields, message):
    response = client.post(address, fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert message in page
    assert "?:" not in page
    assert not PlanCheck.objects.exists()


def test_who_is_not_on_the_team_reads_and_writes_nothing(client, address):
    client.force_login(make_user())
    assert "U zit niet in het team" in client.get(address).content.decode()
    response = client.post(address, {"note": "Van buiten."})
    assert response.status_code == 403
    assert "Van buiten." in response.content.decode()
    assert not PlanCheck.objects.exists()


def test_a_finding_without_a_plan_has_nothing_to_see(client, points):
    address = reverse("assessments:plan", args=[points[1].pk])
    assert "Deze bevinding berust niet op een voornemen" in client.get(address).content.decode()
    assert client.post(address, {"note": "a"}).status_code == 409
    assert not PlanCheck.objects.exists()


def test_a_finding_names_what_it_rests_on_where_it_is_only_read(read, plan, theme_page, round_, finalise):
    plan.contact_moments.add(make_contact_moment(round_))
    finalise()
    page = read(theme_page(plan))
    assert "Berust op gesprek van 17 november 2014." in page
    assert "Berust op een voornemen, verwacht op 24 april 2015." in page
