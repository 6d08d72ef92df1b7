"""Mails about a planned publication that aren't true any more when their turn comes, and those that still are."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from assessments.actions import advance_copies, lapsing, planning
from assessments.actions.notices import key_of_plan
from assessments.actions.publication import withdraw
from assessments.actions.steps import take
from assessments.factsheet.drafting import draft
from assessments.models import AdvanceCopy, Round
from assessments.steps import CORRECT, KEEP, REOPEN, TAKE_BACK
from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import send_due
from tests.factories import (
    bring_to,
    make_contact,
    make_follow_up,
    make_notice,
    make_planned,
    make_user,
    publish_now,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]

NOW = datetime.datetime(2016, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def round_():
    return make_follow_up(state="final")


@pytest.fixture
def mila(round_):
    return make_contact(round_.case_file.municipality, make_user("municipality", name="Mila")).user


def sent(**which):
    """What became of the notices of a kind once their turn came."""
    Notice.objects.filter(state=State.WAITING).update(due_at=timezone.now())
    send_due()
    return list(Notice.objects.filter(**which).order_by("pk").values_list("state", "problem"))


def test_a_plan_that_was_cancelled_is_not_told(round_, carla, mila):
    moment = timezone.now() + datetime.timedelta(days=2)
    known = Round.objects.get(pk=round_.pk)
    planned = planning.plan(known, by=carla, publish_at=moment, seen=draft(known).fingerprint())
    advance_copies.make_left_behind()
    planning.cancel(planned, by=carla)
    assert sent(kind="in_advance") == [(State.LAPSED, lapsing.NOT_PLANNED)]


def test_what_was_published_meanwhile_is_not_told_in_advance_and_what_was_withdrawn_not_as_published(
    round_, carla, mila
):
    known = Round.objects.get(pk=round_.pk)
    soon = timezone.now() + datetime.timedelta(days=2)
    planned = planning.plan(known, by=carla, publish_at=soon, seen=draft(known).fingerprint())
    advance_copies.make_left_behind()
    type(planned).objects.filter(pk=planned.pk).update(publish_at=timezone.now())
    assert planning.carry_out(planned.pk)
    withdraw(round_.editions.get(), by=carla, reason="Fout.")
    assert sent(kind="in_advance") == [(State.LAPSED, lapsing.IS_PUBLISHED)]
    assert sent(kind="published", to=mila) == [(State.LAPSED, lapsing.IS_WITHDRAWN)]
    assert sent(kind="withdrawn", to=mila) == [(State.SENT, "")]


@pytest.mark.parametrize(
    ("next_mail", "expected"),
    [
        ({"state": State.SENT, "sent_at": NOW}, (State.LAPSED, lapsing.NEXT_PLAN)),
        ({"state": State.FAILED}, (State.SENT, "")),
        ({"state": State.WAITING}, (State.SENT, "")),
    ],
)
def test_the_end_of_a_plan_lapses_for_who_heard_of_the_one_in_its_place(
    round_, carla, mila, next_mail, expected
):
    known = Round.objects.get(pk=round_.pk)
    soon, seen = timezone.now() + datetime.timedelta(days=2), draft(known).fingerprint()
    first = planning.plan(known, by=carla, publish_at=soon, seen=seen)
    advance_copies.make_left_behind()
    assert sent(kind="in_advance") == [(State.SENT, "")]
    planning.cancel(first, by=carla)
    second = planning.plan(known, by=carla, publish_at=soon + datetime.timedelta(days=1), seen=seen)
    advance_copies.make_left_behind()
    Notice.objects.filter(key=key_of_plan(second)).update(**next_mail)
    assert sent(kind="plan_ended") == [expected]


def test_the_end_of_a_planned_correction_that_was_dropped_is_told(round_, carla, mila):
    publish_now(round_, by=carla)
    take(Round.objects.get(pk=round_.pk), CORRECT, by=carla, reason="Een datum klopt niet.")
    bring_to(round_, "final")
    known = Round.objects.get(pk=round_.pk)
    soon, seen = timezone.now() + datetime.timedelta(days=2), draft(known).fingerprint()
    planning.plan(known, by=carla, publish_at=soon, seen=seen, reason="Een datum klopte niet.")
    advance_copies.make_left_behind()
    assert sent(kind="in_advance") == [(State.SENT, "")]
    for step in (REOPEN, TAKE_BACK, KEEP):
        take(Round.objects.get(pk=round_.pk), step, by=carla, reason="Toch niet.")
    assert sent(kind="plan_ended") == [(State.SENT, "")]


def test_who_could_read_a_copy_hears_that_its_plan_ended_also_without_the_mail_of_it(round_, carla, mila):
    planned = make_planned(round_, planned_by=carla)
    make_notice(mila, kind="in_advance", key=key_of_plan(planned), state=State.SENT, sent_at=timezone.now())
    nora = make_contact(round_.municipality, make_user("municipality", name="Nora")).user
    planning.cancel(planned, by=carla)
    assert sent(kind="plan_ended", to=nora) == [(State.SENT, "")]
    (told,) = [each for each in mail.outbox if each.to == [nora.email]]
    said = (
        "en uw gemeente kon het onder embargo lezen. De publicatie gaat niet door, en de kopie onder embargo"
    )
    assert said in " ".join(told.body.split())


def test_what_is_published_by_now_is_not_told_to_be_under_embargo(round_, carla, mila, time_machine):
    known, soon = Round.objects.get(pk=round_.pk), timezone.now() + datetime.timedelta(days=1)
    planning.plan(known, by=carla, publish_at=soon, seen=draft(known).fingerprint())
    advance_copies.make_left_behind()
    time_machine.move_to(soon, tick=False)
    assert sent(kind="in_advance") == [(State.LAPSED, lapsing.MOMENT_CAME)]


@pytest.mark.parametrize(
    ("becomes", "expected"),
    [
        ("cancelled", (State.SENT, "")),
        ("unheard", (State.SENT, "")),
        ("published", (State.LAPSED, lapsing.IS_PUBLISHED)),
    ],
)
def test_the_end_of_a_plan_is_told_to_who_could_read_it_unless_it_is_published(
    round_, carla, mila, becomes, expected
):
    planned = make_planned(round_, planned_by=carla)
    told = make_notice(
        mila, kind="in_advance", key=key_of_plan(planned), state=State.SENT, sent_at=timezone.now()
    )
    planning.cancel(planned, by=carla)
    if becomes == "unheard":
        Notice.objects.filter(pk=told.pk).update(state=State.LAPSED, sent_at=None)
    elif becomes == "published":
        publish_now(round_, by=carla)
    assert sent(kind="plan_ended") == [expected]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [("Te lang.", (State.SENT, "")), ("", (State.LAPSED, lapsing.IS_COPIED))],
)
def test_a_copy_that_is_there_or_asked_for_again_is_not_told_to_lack(round_, carla, problem, expected):
    planned = make_planned(round_)
    lacks = {"made_at": None, "pdf": None, "sha256": "", "problem": problem}
    AdvanceCopy.objects.filter(planned=planned).update(**lacks)
    make_notice(carla, kind="not_copied", key=f"kopie {planned.pk}, nu")
    assert sent(kind="not_copied") == [expected]
