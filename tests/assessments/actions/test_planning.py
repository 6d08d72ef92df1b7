"""Publishing at a moment that was planned: one round, many, and what stands in the way."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.actions import advance_copies, planning, publication, renderings
from assessments.actions import steps as acts
from assessments.actions.standard_texts import word
from assessments.actions.steps import ChangedMeanwhile, NotFromHere, NotTheirStep
from assessments.factsheet.drafting import draft
from assessments.models import Edition, PlannedPublication
from assessments.steps import CORRECT, REOPEN
from municipalities.models import Municipality
from stj_toezicht.log.models import Event
from tests.factories import (
    bring_to,
    make_contact,
    make_follow_up,
    make_municipality,
    make_planned,
    make_user,
    overwrite,
    publish_now,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def carla():
    return make_user("coordinator")


@pytest.fixture
def round_():
    return make_follow_up(make_municipality("Alkmaar"), state="final")


def in_hours(hours):
    return timezone.now() + datetime.timedelta(hours=hours)


def plan(round_, carla, hours=2, **more):
    return planning.plan(
        round_, by=carla, publish_at=in_hours(hours), seen=draft(round_).fingerprint(), **more
    )


def test_at_its_moment_and_not_before(round_, carla, time_machine, capsys):
    planned = plan(round_, carla)
    assert planning.publish_due.func() == 0
    time_machine.move_to(in_hours(3))
    call_command("publish_planned")
    assert capsys.readouterr().out == "1 factsheet gepubliceerd, 0 gestopt, 0 kopieën gemaakt.\n"
    planned.refresh_from_db()
    edition = Edition.objects.get()
    assert (planned.result, planned.edition, edition.published_by) == ("published", edition, carla)
    assert planning.publish_due.func() == 0


def test_a_plan_and_its_end_are_written_down(round_, carla):
    planned = plan(round_, carla)
    assert Event.objects.latest("pk").kind == "planned"
    planning.cancel(planned, by=carla)
    event = Event.objects.latest("pk")
    assert (event.kind, bool(event.old), event.new, event.by) == ("planned", True, {}, carla)


@pytest.mark.parametrize("hours", [-1, 24 * 400])
def test_a_moment_is_to_come_and_not_too_far(round_, carla, hours):
    with pytest.raises(planning.NotToCome):
        plan(round_, carla, hours=hours)


def test_what_was_not_looked_at_is_not_planned(round_, carla):
    with pytest.raises(ChangedMeanwhile):
        planning.plan(round_, by=carla, publish_at=in_hours(1), seen="iets anders")


def test_a_round_is_planned_once(round_, carla):
    plan(round_, carla)
    with pytest.raises(planning.PlannedAlready):
        plan(round_, carla)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedPublication.objects.create(
            round=round_, publish_at=in_hours(1), planned_at=in_hours(0), planned_by=carla
        )


def test_only_coordinators_plan_and_cancel(round_, carla):
    anna = make_user()
    with pytest.raises(NotTheirStep):
        plan(round_, anna)
    planned = plan(round_, carla)
    with pytest.raises(planning.MayNotPlan):
        planning.cancel(planned, by=anna)


def test_what_is_not_final_is_not_planned(carla):
    with pytest.raises(NotFromHere):
        plan(make_follow_up(state="reply"), carla)


def test_a_round_that_goes_back_is_no_longer_planned(round_, carla, time_machine):
    planned = plan(round_, carla)
    acts.take(round_, REOPEN, by=carla, reason="Een datum klopt niet.")
    planned.refresh_from_db()
    assert (planned.result, planned.problem) == (
        "cancelled",
        "Terug naar wederhoor: de ronde ging een stap terug.",
    )
    time_machine.move_to(in_hours(3))
    assert planning.publish_due.func() == 0
    with pytest.raises(planning.NotPlanned):
        planning.cancel(planned, by=carla)


def test_who_may_no_longer_publish_publishes_nothing_and_it_says_why(round_, carla, time_machine):
    planned = plan(round_, carla)
    type(carla).objects.filter(pk=carla.pk).update(role="inspector")
    time_machine.move_to(in_hours(3))
    assert planning.publish_due.func() == 0
    planned.refresh_from_db()
    assert (planned.result, planned.problem) == (
        "refused",
        "Alleen een coördinator kan dit doen: publiceren.",
    )
    assert not Edition.objects.exists()


def test_publishing_by_hand_ends_the_plan(round_, carla):
    planned = plan(round_, carla)
    edition = publish_now(round_, by=carla)
    planned.refresh_from_db()
    assert (planned.result, planned.edition) == ("published", edition)


def test_the_page_that_publishes_now_says_that_it_is_planned(client, round_, carla):
    planned = make_planned(round_, publish_at=datetime.datetime(2030, 3, 1, 9, tzinfo=datetime.UTC))
    client.force_login(carla)
    page = client.get(f"/rondes/{round_.pk}/publiceren/").content.decode()
    assert "Het staat al gepland voor 1 maart 2030 om 10:00 uur." in page
    planning.cancel(planned, by=carla)
    assert "Het staat al gepland" not in client.get(f"/rondes/{round_.pk}/publiceren/").content.decode()


def test_what_was_cancelled_while_it_was_carried_out_is_not_published(round_, carla):
    planned = plan(round_, carla)
    planning.cancel(planned, by=carla)
    with pytest.raises(publication.NoLongerPlanned):
        publish_now(round_, by=carla, planned=planned)
    assert not Edition.objects.exists()


def replanned_while_rendering(monkeypatch, planned, carla, *, breaks_down):
    """Let a plan be cancelled, and another made for a week later, while the PDF of the first is rendered."""
    render, later = renderings.printed, []

    def meanwhile(*args, **more):
        monkeypatch.setattr(renderings, "printed", render)
        planning.cancel(planned, by=carla)
        later.append(plan(planned.round, carla, hours=7 * 24))
        return 1 / 0 if breaks_down else render(*args, **more)

    monkeypatch.setattr(renderings, "printed", meanwhile)
    return later


@pytest.mark.parametrize("breaks_down", [False, True])
def test_a_plan_that_was_cancelled_ends_nor_publishes_the_one_made_after_it(
    round_, carla, time_machine, monkeypatch, breaks_down
):
    planned = plan(round_, carla, hours=1)
    time_machine.move_to(in_hours(2))
    later = replanned_while_rendering(monkeypatch, planned, carla, breaks_down=breaks_down)
    assert planning.carry_out(planned.pk) is False
    assert not Edition.objects.exists()
    results = [PlannedPublication.objects.get(pk=each.pk).result for each in (planned, *later)]
    assert results == ["cancelled", ""]


def test_cancelling_again_leaves_the_plan_made_since(round_, carla):
    first = plan(round_, carla)
    planning.cancel(first, by=carla)
    second = plan(round_, carla, hours=24)
    with pytest.raises(planning.NotPlanned):
        planning.cancel(first, by=carla)
    second.refresh_from_db()
    assert second.result == ""


def press_publish_many(client, round_, seen):
    answer = client.post("/publiceren/", {"rounds": [round_.pk], "when": "now", f"seen-{round_.pk}": seen})
    return answer.status_code, answer.context["refused"] if answer.context else []


def test_together_is_published_what_was_listed_and_nothing_that_changed_since(client, round_, carla):
    client.force_login(carla)
    seen = client.get("/publiceren/").context["seen"][f"seen-{round_.pk}"]
    word(round_.case_file.framework, "slot", by=carla, version=0, forms=("Editie {editie} van {datum}.",))
    why = "Er is iets gewijzigd sinds u deze lijst zag. Lees het factsheet, en kies het dan opnieuw."
    refused = [(round_, why)]
    for before in (seen, ""):
        assert press_publish_many(client, round_, before) == (409, refused)
    assert not PlannedPublication.objects.exists()
    seen = draft(round_).fingerprint()
    assert press_publish_many(client, round_, seen) == (302, [])
    assert PlannedPublication.objects.get().seen == seen


def pressed_as_shown(client, response):
    """Press the button of a page again, with everything as that shows it."""
    form = response.context["form"]
    data = {name: form[name].value() for name in ("rounds", "when")}
    return client.post("/publiceren/", data | response.context["seen"])


def test_after_a_refusal_nothing_is_chosen_that_was_planned_or_that_nobody_read(client, round_, carla):
    other = make_follow_up(make_municipality("Bergen"), state="final")
    client.force_login(carla)
    seen = client.get("/publiceren/").context["seen"]
    overwrite(Municipality.objects.filter(pk=other.municipality_id), name="Bergen aan Zee")
    answer = client.post("/publiceren/", {"rounds": [round_.pk, other.pk], "when": "now"} | seen)
    assert (answer.status_code, list(answer.context["seen"])) == (409, [f"seen-{other.pk}"])
    again = pressed_as_shown(client, answer)
    assert (again.status_code, again.context["form"].errors) == (
        422,
        {"rounds": ["Kies ten minste één factsheet."]},
    )
    assert PlannedPublication.objects.get().round == round_


def test_what_is_refused_for_its_moment_stays_chosen_with_that_moment_as_it_was_seen(client, round_, carla):
    client.force_login(carla)
    seen = client.get("/publiceren/").context["seen"]
    overwrite(Municipality.objects.filter(pk=round_.municipality_id), name="Alkmaar aan Zee")
    chosen = {"rounds": [round_.pk], "when": "later", "day": "2001-02-03", "time": "12:34"}
    answer = client.post("/publiceren/", chosen | seen)
    form = answer.context["form"]
    assert answer.context["refused"] == [(round_, planning.NotToCome.message)]
    assert ([round_.pk], "later") == (form["rounds"].value(), form["when"].value())
    page = answer.content.decode()
    assert ('value="2001-02-03"' in page, 'value="12:34"' in page) == (True, True)
    assert answer.context["seen"] == seen


def test_a_next_edition_is_planned_with_its_reason(round_, carla, time_machine):
    publish_now(round_, by=carla)
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    bring_to(round_, "final")
    with pytest.raises(publication.CorrectionWithoutReason):
        plan(round_, carla)
    plan(round_, carla, reason="Een datum klopte niet.")
    time_machine.move_to(in_hours(3))
    assert planning.publish_due.func() == 1
    assert Edition.objects.get(number=2).reason == "Een datum klopte niet."


def test_what_breaks_down_is_told_and_holds_up_nothing_else(round_, carla, time_machine, monkeypatch):
    other = make_follow_up(make_municipality("Bergen"), state="final")
    planned = [plan(each, carla) for each in (round_, other)]
    render = renderings.printed
    monkeypatch.setattr(
        renderings, "printed", lambda sheet: render(sheet) if sheet.municipality == "Bergen" else 1 / 0
    )
    time_machine.move_to(in_hours(3))
    assert planning.publish_due.func() == 1
    assert [PlannedPublication.objects.get(pk=each.pk).result for each in planned] == [
        "refused",
        "published",
    ]


def test_its_municipality_reads_it_in_advance_and_no_other(client, round_, carla):
    planned = plan(round_, carla)
    advance_copies.make_left_behind()
    address = f"/onder-embargo/{planned.pk}.pdf"
    client.force_login(make_contact(round_.municipality).user)
    assert client.get(address).content.startswith(b"%PDF")
    page = client.get("/mijn-gemeente/").content.decode()
    assert address in page
    assert "Onder embargo" in page
    client.force_login(make_contact().user)
    assert client.get(address).status_code == 404
    planning.cancel(planned, by=carla)
    client.force_login(make_contact(round_.municipality).user)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_one_round_as_for_three(
    client, carla, django_assert_num_queries, number
):
    for _ in range(number):
        make_follow_up(state="final")
    client.force_login(carla)
    with django_assert_num_queries(29):
        response = client.get("/publiceren/")
    assert len(response.context["seen"]) == number


def test_a_page_that_asks_again_hears_only_what_is_new(client, round_, carla):
    planned = plan(round_, carla, hours=0)
    client.force_login(carla)
    address = "/publiceren/bezig/"
    assert client.get(address, {"stand": "0-0"}).status_code == 204
    assert f"{address}?stand=0-0" in client.get("/publiceren/").content.decode()
    planning.carry_out(planned.pk)
    assert client.get(address, {"stand": "0-0"}).status_code == 200


def test_all_that_is_done_of_a_large_batch_is_counted(client, round_, carla):
    """Also what isn't among the last that the page lists."""
    now = timezone.now()
    ended = {"result": "cancelled", "problem": "Niet meer nodig.", "ended_at": now}
    for _ in range(21):
        make_planned(round_, planned_at=now, **ended)
    make_planned(round_, planned_at=now, publish_at=now)
    client.force_login(carla)
    context = client.get("/publiceren/bezig/").context
    assert (context["done"], context["total"], len(context["ended"])) == (21, 22, 20)
