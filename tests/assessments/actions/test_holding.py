"""Actions that meet: in one order they hold what they change, so that they wait for each other and end."""

import threading
import time

import pytest
from django.db import connection

from assessments.actions import Refused, approvals, log, plans, replies
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.steps import take
from assessments.factsheet.drafting import draft
from assessments.models import CaseFile, Round
from assessments.steps import FINALISE, REOPEN
from tests.factories import (
    bring_to,
    make_contact,
    make_finding,
    make_follow_up,
    make_remark,
    make_reply,
    make_user,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.locks,
]


def at_once(*actions):
    """What each of these comes to, when they are done at the same moment: what it returns, or why it was refused."""
    came_to = [None] * len(actions)

    def do(number, action):
        try:
            came_to[number] = action()
        except Refused as refusal:
            came_to[number] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to


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
