"""Actions that meet: in one order they hold what they change, so that they wait for each other and end."""

import contextlib
import datetime
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assessments.actions import (
    Refused,
    approvals,
    comments,
    conflicts,
    framework_parts,
    log,
    mergers,
    planning,
    plans,
    replies,
    rounds,
    stopping,
)
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.standard_texts import word
from assessments.actions.steps import take
from assessments.actions.teams import assign_team, hand_over_all
from assessments.factsheet.drafting import draft
from assessments.models import CaseFile, Framework, PlannedPublication, Round
from assessments.steps import FINALISE, REOPEN
from tests.factories import (
    bring_to,
    make_case_file,
    make_contact,
    make_finding,
    make_follow_up,
    make_framework,
    make_municipality,
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


def plan(round_, by):
    at = timezone.now() + datetime.timedelta(days=1)
    return planning.plan(round_, by=by, publish_at=at, seen=draft(round_).fingerprint())


@pytest.fixture
def merging(anna):
    """A round that is final, in one of two case files that can be merged."""
    round_ = make_follow_up(state="final")
    round_.case_file.team.add(anna)
    make_case_file(framework=round_.case_file.framework)
    return Round.objects.get(pk=round_.pk)


@pytest.fixture
def while_merging(monkeypatch):
    """What actions come to that begin while case files are merged, after where that comes to.

    The merger moves the rounds when the action writes an event, or else is seen to wait.
    """
    written, move, merges, other_writes = log.write, mergers._move, threading.Event(), threading.Event()

    def write(*args, **kwargs):
        if merges.is_set():
            other_writes.set()
        return written(*args, **kwargs)

    def move_slowly(*args, **kwargs):
        if not merges.is_set():
            merges.set()
            other_writes.wait(timeout=2)
        move(*args, **kwargs)

    def merge(by):
        with transaction.atomic():
            held = list(CaseFile.objects.select_for_update(of=["self"]).order_by("pk"))
            return str(mergers.go_on(held, municipality=make_municipality("Samen"), year=2030, by=by))

    def after_it_began(action):
        merges.wait(timeout=60)
        return action()

    def together(*actions, by):
        monkeypatch.setattr(log, "write", write)
        monkeypatch.setattr(mergers, "_move", move_slowly)
        return at_once(
            lambda: merge(by), *[lambda action=action: after_it_began(action) for action in actions]
        )

    return together


@pytest.mark.usefixtures("without_layout")
def test_a_text_is_worded_while_case_files_are_merged(merging, while_merging):
    carla, framework = make_user("coordinator"), merging.case_file.framework
    planned = plan(merging, carla)
    said = {"version": 0, "forms": ("Editie {editie} van {datum}.",), "although_stopping": [planned.pk]}
    came_to = while_merging(lambda: word(framework, "slot", by=carla, **said).version, by=carla)
    assert came_to == ["Samen", 1]
    assert PlannedPublication.objects.get().result == "refused"


@pytest.mark.usefixtures("without_layout")
def test_a_round_is_planned_while_case_files_are_merged(merging, while_merging):
    carla = make_user("coordinator")
    assert while_merging(lambda: plan(merging, carla).result, by=carla) == ["Samen", ""]


def test_who_writes_while_case_files_are_merged_is_told_why_not(merging, while_merging, anna):
    text = {"by": anna, "version": 0, "development": "Er kwam iets bij."}
    came_to = while_merging(
        lambda: rounds.write_development(merging, **text),
        lambda: conflicts.keep_overtaken_development(merging, **text).development,
        lambda: comments.write_comment(merging.findings.get(), by=anna, text="Klopt dit?", version=0),
        by=make_user("coordinator"),
    )
    assert came_to == ["Samen", "RoundIsFinal", "Er kwam iets bij.", "RoundIsFinal"]


@pytest.fixture
def while_moving(anna):
    """What an action on a case file comes to that begins while that goes on under another municipality."""
    municipality, moved, done = make_municipality("Elders"), threading.Event(), threading.Event()

    def move(case_file, by):
        """Move it, and stay so until the action is done, or else is seen to wait."""
        with transaction.atomic():
            held = CaseFile.objects.select_for_update(of=["self"]).get(pk=case_file.pk)
            mergers.move_to(municipality, held, by=by)
            moved.set()
            done.wait(timeout=2)

    def after_it_moved(action):
        moved.wait(timeout=60)
        came_to = action()
        done.set()
        return came_to

    def both(action, case_file, by):
        _, came_to = at_once(lambda: move(case_file, by), lambda: after_it_moved(action))
        return came_to

    return both


def test_a_team_is_put_together_while_its_case_file_moves_along(while_moving, anna):
    case_file, carla = make_case_file(), make_user("coordinator")
    while_moving(lambda: assign_team(case_file, inspectors=[anna], by=carla), case_file, carla)
    assert [*CaseFile.objects.get().team.all()] == [anna]


def test_a_round_is_begun_while_its_case_file_moves_along(while_moving):
    case_file = make_follow_up(verdict="improvement_point", state="final").case_file
    carla = make_user("coordinator")
    came_to = while_moving(
        lambda: start_follow_up(case_file, year=2015, by=carla).case_file.pk, case_file, carla
    )
    assert came_to == case_file.pk


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
