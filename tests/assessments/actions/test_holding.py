"""Actions that meet: in one order they hold what they change, so that they wait for each other and end."""

import contextlib
import datetime
import threading
import time

import pytest
from django.utils import timezone

from assessments.actions import approvals, framework_parts, log, planning, plans, replies, stopping
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.steps import take
from assessments.actions.teams import hand_over_all
from assessments.factsheet.drafting import draft
from assessments.models import CaseFile, Framework, PlannedPublication, Round
from assessments.steps import FINALISE, REOPEN
from tests.at_once import at_once
from tests.factories import (
    bring_to,
    make_contact,
    make_finding,
    make_follow_up,
    make_framework,
    make_remark,
    make_reply,
    make_user,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.locks,
]


@pytest.fixture
def slow_log(monkeypatch):
    """A log in which it takes a second to write, while what an action holds stays held."""
    written = log.write

    def write(*args, **kwargs):
        time.sleep(1)
        event = written(*args, **kwargs)
        time.sleep(1)
        return event

    monkeypatch.setattr(log, "write", write)


@pytest.mark.usefixtures("slow_log")
def test_a_round_is_reopened_or_followed_up_and_never_both():
    round_ = make_follow_up(verdict="improvement_point", state="final")
    carla = make_user("coordinator")
    came_to = at_once(
        lambda: take(Round.objects.get(pk=round_.pk), REOPEN, by=carla, reason="Een datum klopt niet.").state,
        lambda: start_follow_up(CaseFile.objects.get(pk=round_.case_file_id), year=2015, by=carla).year,
    )
    assert came_to in (["reply", "EarlierRoundIsOpen"], ["FollowedUp", 2015])


@pytest.mark.usefixtures("slow_log")
def test_who_checks_a_plan_and_who_approves_it_do_not_wait_for_each_other_for_ever(anna):
    round_ = make_follow_up()
    round_.case_file.team.add(anna)
    one = round_.findings.get()
    two = make_finding(round_, one.approach, verdict="meets", expected_on=round_.started_at.date())
    bring_to(round_, "review")
    bram = make_user(name="Bram")
    came_to = at_once(
        lambda: approvals.approve([(one, 0), (two, 0)], by=bram, round_=round_),
        lambda: plans.check_plan(two, by=anna, note="Het college besloot.").note,
    )
    assert came_to == [2, "Het college besloot."]


@pytest.mark.usefixtures("slow_log")
def test_what_is_sent_while_a_round_is_finalised_is_decided_on_first_or_is_late():
    round_ = bring_to(make_follow_up(), "reply")
    reply = make_reply(round_.releases.get(), is_sent=False)
    make_remark(reply)
    contact, carla = make_contact(round_.municipality).user, make_user("coordinator")
    came_to = at_once(
        lambda: (
            replies.send(
                reply.release, by=contact, number=1, seen=replies.fingerprint(reply)
            ).came_after_final
        ),
        lambda: (
            take(Round.objects.get(pk=round_.pk), FINALISE, by=carla, seen=draft(round_).fingerprint()).state
        ),
    )
    assert came_to in ([False, "NotReady"], [True, "final"])


def plan(round_, by):
    at = timezone.now() + datetime.timedelta(days=1)
    return planning.plan(round_, by=by, publish_at=at, seen=draft(round_).fingerprint())


@pytest.mark.usefixtures("without_layout")
def test_plans_are_stopped_while_the_work_on_their_case_files_is_handed_over(monkeypatch, anna):
    carla, bram = make_user("coordinator"), make_user(name="Bram")
    first, last = (make_follow_up(state="final") for _ in range(2))
    for round_ in (last, first):  # the last case file has the first moment
        round_.case_file.team.add(anna)
        plan(Round.objects.get(pk=round_.pk), carla)
    written, write = threading.Barrier(2), log.write

    def write_slowly(*args, **kwargs):
        """Go on once the other wrote too, or is seen to wait."""
        event = write(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            written.wait(timeout=2)
        return event

    monkeypatch.setattr(log, "write", write_slowly)
    case_files, work = (
        [first.case_file, last.case_file],
        {"leaving": anna, "to": bram, "reason": "Met pensioen."},
    )
    came_to = at_once(
        lambda: stopping.stop(PlannedPublication.objects.waiting(), problem="Er wijzigde iets."),
        lambda: hand_over_all(case_files, by=carla, **work),
    )
    assert came_to == [2, None]


def test_of_the_last_two_versions_of_a_framework_one_stays(monkeypatch):
    carla = make_user("coordinator")
    both = [make_framework(version="2025"), make_framework(version="2026")]
    looked, refusal_to_remove = threading.Barrier(2), framework_parts.refusal_to_remove

    def look(framework):
        """Go on once the other looked too, or is seen to wait."""
        refusal = refusal_to_remove(framework)
        with contextlib.suppress(threading.BrokenBarrierError):
            looked.wait(timeout=2)
        return refusal

    monkeypatch.setattr(framework_parts, "refusal_to_remove", look)
    remove = framework_parts.remove_framework
    came_to = at_once(
        *[lambda each=each: remove(each, by=carla, seen=framework_parts.contents(each)) for each in both]
    )
    assert sorted(came_to, key=str) == [None, "OnlyVersion"]
    assert Framework.objects.count() == 1
