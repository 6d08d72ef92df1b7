"""The copies that municipalities read in advance: made in the queue, and told once they are there, never before."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django_tasks import default_task_backend

from assessments.actions import advance_copies, planning
from assessments.actions.publication import publish
from assessments.actions.steps import take
from assessments.factsheet.drafting import draft
from assessments.models import AdvanceCopy, PlannedPublication, Rendering, Round
from assessments.models.planned_publications import LEFT_BEHIND_AFTER, MOST_ATTEMPTS
from assessments.printing import press
from assessments.steps import CORRECT, REOPEN
from stj_toezicht.log.models import Event
from stj_toezicht.notices.models import Notice
from tests.factories import (
    bring_to,
    make_contact,
    make_follow_up,
    make_municipality,
    make_user,
    overwrite,
    publish_now,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]

NOON = datetime.datetime(2016, 3, 1, 12, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(days=2)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def round_():
    round_ = make_follow_up(make_municipality("Alkmaar"), state="final")
    make_contact(round_.municipality)
    return round_


@pytest.fixture
def planned(round_, carla):
    return plan(round_, carla)


def plan(round_, carla, publish_at=LATER, **more):
    return planning.plan(round_, by=carla, publish_at=publish_at, seen=draft(round_).fingerprint(), **more)


def told():
    """Who was told what since the round became final."""
    kinds = ("in_advance", "plan_ended", "not_copied", "not_published")
    return list(Notice.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "to__role"))


def copy_of(planned):
    return AdvanceCopy.objects.get(planned=planned)


def breaks(monkeypatch, problem):
    def write(html, stylesheet):
        raise problem

    monkeypatch.setattr(press, "write", write)


def test_planning_prints_nothing_and_its_municipality_hears_of_it_with_the_copy(
    round_, carla, monkeypatch, django_capture_on_commit_callbacks
):
    with monkeypatch.context() as patch, django_capture_on_commit_callbacks() as callbacks:
        breaks(patch, AssertionError("nothing is printed in a request"))
        planned = plan(round_, carla)
    assert (told(), copy_of(planned).made_at) == ([], None)
    default_task_backend.clear()
    callbacks[0]()
    assert [each.task.func.__name__ for each in default_task_backend.results] == ["make_copy"]
    assert advance_copies.make_copy.func(planned.pk)
    assert told() == [("in_advance", "municipality")]
    assert bytes(copy_of(planned).pdf).startswith(b"%PDF")


def test_what_is_published_at_once_has_no_copy(round_, carla):
    planned = plan(round_, carla, publish_at=NOON)
    assert (planned.copy, advance_copies.make_left_behind()) == (None, 0)


def test_a_copy_is_made_once(planned):
    assert [advance_copies.make_copy.func(planned.pk) for _ in range(2)] == [True, False]
    assert advance_copies.make_left_behind() == 0
    assert told() == [("in_advance", "municipality")]


def test_a_copy_that_is_kept_already_is_not_printed_again(planned, round_, carla, monkeypatch):
    """Its plan was cancelled, and made anew for the same moment."""
    advance_copies.make_left_behind()
    planning.cancel(planned, by=carla)
    again = plan(round_, carla)
    breaks(monkeypatch, press.Broke())
    assert advance_copies.make_copy.func(again.pk)
    assert copy_of(again).sha256 == copy_of(planned).sha256 == Rendering.objects.get().sha256


@pytest.mark.parametrize("how", ["publish", "cancel", "moment"])
def test_what_comes_before_its_copy_makes_it_lapse_quietly(planned, round_, carla, how, time_machine):
    if how == "publish":
        publish(round_, by=carla, seen=planned.seen)
    elif how == "cancel":
        planning.cancel(planned, by=carla)
    else:
        time_machine.move_to(LATER)
    assert (advance_copies.make_copy.func(planned.pk), advance_copies.make_left_behind()) == (False, 0)
    assert (told(), copy_of(planned).problem) == ([], "")


@pytest.mark.parametrize("how", ["publish", "cancel"])
def test_a_plan_that_ends_while_its_copy_is_printed_tells_nobody_of_it(
    planned, round_, carla, how, monkeypatch
):
    write = press.write

    def meanwhile(html, stylesheet):
        monkeypatch.setattr(press, "write", write)
        if how == "publish":
            publish(round_, by=carla, seen=planned.seen)
        else:
            planning.cancel(planned, by=carla)
        return write(html, stylesheet)

    monkeypatch.setattr(press, "write", meanwhile)
    assert advance_copies.make_copy.func(planned.pk) is False
    assert (told(), copy_of(planned).made_at) == ([], None)


@pytest.mark.parametrize("breaks_down", [False, True])
def test_a_slow_worker_keeps_nothing_of_a_copy_that_another_took_up(planned, monkeypatch, breaks_down):
    """Neither its PDF nor what went wrong with it."""
    write, later = press.write, NOON + LEFT_BEHIND_AFTER * 2

    def overtaken(html, stylesheet):
        AdvanceCopy.objects.filter(planned=planned).update(claimed_at=later, attempts=2)
        return 1 / 0 if breaks_down else write(html, stylesheet)

    monkeypatch.setattr(press, "write", overtaken)
    assert advance_copies.make_copy.func(planned.pk) is False
    copy = copy_of(planned)
    assert (copy.made_at, copy.problem, copy.claimed_at, told()) == (None, "", later, [])


@pytest.mark.parametrize(
    ("problem", "said"),
    [(press.Broke(), press.NotPrinted.message), (ZeroDivisionError(), advance_copies.BROKE_DOWN)],
    ids=["not printed", "broken down"],
)
def test_who_planned_hears_why_there_is_no_copy_and_has_it_made_again(
    planned, carla, monkeypatch, problem, said
):
    with monkeypatch.context() as patch:
        breaks(patch, problem)
        assert advance_copies.make_copy.func(planned.pk) is False
    assert (told(), copy_of(planned).problem) == ([("not_copied", "coordinator")], said)
    assert advance_copies.make_left_behind() == 0
    advance_copies.try_again(planned, by=carla)
    assert advance_copies.make_copy.func(planned.pk)
    assert told() == [("not_copied", "coordinator"), ("in_advance", "municipality")]


def test_only_coordinators_have_a_copy_made_again_and_only_one_that_lacks(planned, carla):
    with pytest.raises(advance_copies.MayNotTryAgain):
        advance_copies.try_again(planned, by=make_user())
    with pytest.raises(advance_copies.NothingToTryAgain):
        advance_copies.try_again(planned, by=carla)


@pytest.mark.parametrize("how", ["cancel", "moment"])
def test_a_copy_that_failed_is_not_made_again_once_nobody_reads_it_any_more(
    planned, round_, carla, how, client, monkeypatch, time_machine
):
    with monkeypatch.context() as patch:
        breaks(patch, press.Broke())
        advance_copies.make_copy.func(planned.pk)
    client.force_login(carla)
    assert "Kopie opnieuw maken" in client.get("/publiceren/").content.decode()
    if how == "cancel":
        planning.cancel(planned, by=carla)
    else:
        time_machine.move_to(LATER)
    with pytest.raises(advance_copies.NothingToTryAgain):
        advance_copies.try_again(planned, by=carla)
    client.force_login(carla)
    page = client.get("/publiceren/").content.decode()
    assert ("Alkmaar" in page, "Kopie opnieuw maken" in page) == (True, False)


def test_what_changed_since_it_was_seen_is_not_given_away_and_stops_the_plan(planned, round_):
    overwrite(Round.objects.filter(pk=round_.pk), development="Er kwam iets bij.")
    assert advance_copies.make_copy.func(planned.pk) is False
    planned.refresh_from_db()
    assert planned.result == "refused"
    assert told() == [("not_published", "coordinator")]


def test_what_a_killed_worker_left_is_made_by_the_command_until_it_is_given_up(planned, capsys, time_machine):
    now, left = NOON, AdvanceCopy.objects.filter(planned=planned)
    left.update(claimed_at=now, attempts=1)
    assert advance_copies.make_left_behind() == 0
    time_machine.move_to(now := now + LEFT_BEHIND_AFTER * 2)
    call_command("publish_planned")
    assert capsys.readouterr().out == "0 factsheets gepubliceerd, 0 gestopt, 1 kopie gemaakt.\n"
    left.update(made_at=None, pdf=None, sha256="", claimed_at=NOON, attempts=MOST_ATTEMPTS)
    assert advance_copies.make_left_behind() == 0
    assert copy_of(planned).problem == advance_copies.BROKEN_OFF


def test_the_copy_of_a_next_edition_says_why_it_is_there(round_, carla, monkeypatch):
    publish_now(round_, by=carla)
    take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    bring_to(round_, "final")
    planned = plan(round_, carla, reason="Een datum klopte niet.")
    pages, write = [], press.write
    monkeypatch.setattr(
        press, "write", lambda page, stylesheet: pages.append(page) or write(page, stylesheet)
    )
    assert advance_copies.make_copy.func(planned.pk)
    assert ("Een datum klopte niet." in pages[0], "embargo" in pages[0].casefold()) == (True, True)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"made_at": NOON}, "an_advance_copy_has_its_pdf_and_sha256_once_it_was_made"),
        ({"pdf": b"%PDF"}, "an_advance_copy_has_its_pdf_and_sha256_once_it_was_made"),
        (
            {"made_at": NOON, "pdf": b"%PDF", "sha256": "0" * 64, "problem": "Stuk."},
            "an_advance_copy_was_made_or_says_why_not",
        ),
    ],
)
def test_a_copy_is_whole_or_not_there(planned, fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AdvanceCopy.objects.filter(planned=planned).update(**fields)


def test_pages_say_how_far_a_copy_is(client, planned, round_, carla, monkeypatch):
    def said(address):
        return " ".join(client.get(address).content.decode().split())

    pages = ("/publiceren/", f"/rondes/{round_.pk}/publiceren/plannen/")
    client.force_login(carla)
    assert all("De kopie onder embargo wordt gemaakt." in said(page) for page in pages)
    assert "/publiceren/bezig/?stand=0-1" in said("/publiceren/")
    with monkeypatch.context() as patch:
        breaks(patch, press.Broke())
        advance_copies.make_copy.func(planned.pk)
    assert all(press.NotPrinted.message in said(page) for page in pages)
    assert "Kopie onder embargo opnieuw maken: de gemeente heeft nog geen bericht" in said("/mijn-werk/")
    again = f"/publiceren/{planned.pk}/kopie/"
    assert client.get(again).status_code == 302
    assert "wordt opnieuw gemaakt" in " ".join(client.post(again, follow=True).content.decode().split())
    assert "niet meer nodig" in " ".join(client.post(again, follow=True).content.decode().split())
    advance_copies.make_copy.func(planned.pk)
    assert all(f"/onder-embargo/{planned.pk}.pdf" in said(page) for page in pages)


def test_a_municipality_sees_that_its_copy_is_being_made(client, planned, round_):
    client.force_login(make_contact(round_.municipality).user)
    page = client.get("/mijn-gemeente/").content.decode()
    assert ("de kopie wordt gemaakt" in page, f"/onder-embargo/{planned.pk}.pdf" in page) == (True, False)
    assert client.get(f"/onder-embargo/{planned.pk}.pdf").status_code == 404


def cancelled(planned):
    planning.cancel(planned, by=planned.planned_by)


def cancelled_by_another(planned):
    planning.cancel(planned, by=make_user("coordinator"))


def gone_back(planned):
    take(planned.round, REOPEN, by=planned.planned_by, reason="Een cijfer ontbreekt.")


def reworded(planned):
    overwrite(Round.objects.filter(pk=planned.round_id), development="Er kwam iets bij.")
    call_command("publish_planned")


def by_nobody(planned):
    """Who planned it may do so no longer, so that the other coordinators have to hear of it."""
    type(planned.planned_by).objects.filter(pk=planned.planned_by_id).update(role="inspector")
    PlannedPublication.objects.filter(pk=planned.pk).update(publish_at=NOON)
    planning.carry_out(planned.pk)


TO_PLANNER, TO_MUNICIPALITY = ("not_published", "coordinator"), ("plan_ended", "municipality")


@pytest.mark.parametrize(
    ("end", "who"),
    [
        (cancelled, [TO_MUNICIPALITY]),
        (cancelled_by_another, [TO_PLANNER, TO_MUNICIPALITY]),
        (gone_back, [TO_MUNICIPALITY]),
        (reworded, [TO_PLANNER, TO_MUNICIPALITY]),
        (by_nobody, [TO_PLANNER, TO_MUNICIPALITY]),
    ],
)
def test_who_was_told_of_a_plan_hears_once_that_it_ended_and_so_does_who_planned(planned, end, who):
    advance_copies.make_left_behind()
    end(planned)
    assert list(dict.fromkeys(told())) == [("in_advance", "municipality"), *who]
    before = told()
    with pytest.raises(planning.NotPlanned):
        planning.cancel(planned, by=make_user("coordinator"))
    assert told() == before


def test_what_the_application_does_is_not_written_down_as_done_by_who_planned(planned):
    advance_copies.make_left_behind()
    reworded(planned)
    assert list(Event.objects.filter(kind="planned").order_by("pk").values_list("by__role", flat=True)) == [
        "coordinator",
        "system",
        "system",
    ]


def test_a_municipality_that_heard_nothing_of_a_plan_hears_nothing_of_its_end(planned):
    cancelled(planned)
    assert told() == []


def test_what_is_published_sooner_than_planned_is_told_as_published_alone(planned, round_, carla):
    advance_copies.make_left_behind()
    publish(round_, by=carla, seen=planned.seen)
    assert told() == [("in_advance", "municipality")]
