"""Actions that meet where case files are merged, moved along or opened: they wait for each other and end."""

import datetime
import threading

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.actions import comments, conflicts, log, mergers, planning, rounds, teams
from assessments.actions.case_files import open_case_file
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.standard_texts import word
from assessments.factsheet.drafting import draft
from assessments.models import CaseFile, PlannedPublication, Round
from municipalities.actions import contacts, register
from municipalities.models import Municipality
from municipalities.register import Entry
from stj_toezicht.log.kinds import Kind
from tests.at_once import at_once
from tests.factories import make_case_file, make_follow_up, make_municipality, make_round, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.locks,
]


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
    municipality = make_municipality("Samen")

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
            held = list(CaseFile.objects.select_for_update(no_key=True).order_by("pk"))
            return str(mergers.go_on(held, municipality=municipality, year=2030, by=by))

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


def test_a_case_file_is_opened_for_the_municipality_in_which_others_are_merged(merging, while_merging, anna):
    framework, carla = merging.case_file.framework, make_user("coordinator")
    opened = {"framework": framework, "year": 2030, "inspectors": [anna], "by": carla}
    samen = Municipality.objects.get(name="Samen")
    assert while_merging(lambda: open_case_file(samen, **opened), by=carla) == ["Samen", "CaseFileExists"]


@pytest.fixture
def while_moving(anna):
    """What an action on a case file comes to that begins while that goes on under another municipality."""
    municipality, moved, done = make_municipality("Elders"), threading.Event(), threading.Event()

    def move(case_file, by):
        """Move it, and stay so until the action is done, or else is seen to wait."""
        with transaction.atomic():
            held = CaseFile.objects.select_for_update(no_key=True).get(pk=case_file.pk)
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
    while_moving(lambda: teams.assign_team(case_file, inspectors=[anna], by=carla), case_file, carla)
    assert [*CaseFile.objects.get().team.all()] == [anna]


def test_a_round_is_begun_while_its_case_file_moves_along(while_moving):
    case_file = make_follow_up(verdict="improvement_point", state="final").case_file
    carla = make_user("coordinator")
    came_to = while_moving(
        lambda: start_follow_up(case_file, year=2015, by=carla).case_file.pk, case_file, carla
    )
    assert came_to == case_file.pk


def test_a_team_is_put_together_while_a_round_is_read_in(anna, monkeypatch):
    """To which case file that belongs is looked at when the transaction ends, while the other holds the case file."""
    case_file, carla = make_case_file(), make_user("coordinator")
    written, holds, hold = threading.Event(), threading.Event(), teams._hold

    def hold_and_tell(case_files):
        held = hold(case_files)
        holds.set()
        return held

    def read_in():
        with transaction.atomic():
            round_ = make_round(case_file, 2014)
            log.added(Kind.ROUND, round_, of=round_, by=carla, said={"year": 2014})
            written.set()
            holds.wait(timeout=60)

    def put_together():
        written.wait(timeout=60)
        teams.assign_team(case_file, inspectors=[anna], by=carla)

    monkeypatch.setattr(teams, "_hold", hold_and_tell)
    assert at_once(read_in, put_together) == [None, None]
    assert (case_file.rounds.count(), [*case_file.team.all()]) == (1, [anna])


def test_a_contact_is_invited_while_the_register_is_read_in(monkeypatch):
    alkmaar, carla = make_municipality("Alkmaar"), make_user("coordinator")
    invited, holds = threading.Event(), threading.Event()
    send, compare = contacts._send_invitation, register.compare

    def send_slowly(*args):
        send(*args)
        invited.set()
        holds.wait(timeout=60)

    def compare_while_holding(entries):
        holds.set()
        return compare(entries)

    def bring_in():
        invited.wait(timeout=60)
        said = {name: getattr(alkmaar, name) for name in ("code", "sort_name", "valid_from", "valid_until")}
        entry = Entry(**said, name="Alkmaar", province="Elders", change="", successors=())
        return len(register.bring_in([entry], by=carla).changed)

    monkeypatch.setattr(contacts, "_send_invitation", send_slowly)
    monkeypatch.setattr(register, "compare", compare_while_holding)
    mila = {"name": "Mila", "email": "mila@voorbeeld.nl", "function": "Beleidsadviseur"}
    came_to = at_once(
        lambda: contacts.invite(alkmaar, by=carla, valid_from=datetime.date(2015, 1, 1), **mila).function,
        bring_in,
    )
    assert came_to == ["Beleidsadviseur", 1]
