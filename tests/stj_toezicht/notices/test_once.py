"""A notice is sent once: by eight at the same time, and killed at each point from writing it to knowing it is sent."""

import datetime
import os
import signal
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from stj_toezicht.notices.kinds import Kind, State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import UNFINISHED_AFTER, send_due, send_notices
from stj_toezicht.notices.writing import write
from tests.factories import make_notice, make_user
from tests.killing import KILLED, Killer, in_a_process, numbered, process, written_by

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 8
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Each write from the change to knowing that it was told, in its order: the notice, the task, and then of the notices
# those that were never finished, the claim, and that it was sent.
WRITES = (
    "INSERT notices_notice 1",
    "INSERT django_tasks_database_dbtaskresult 1",
    "UPDATE notices_notice 1",
    "UPDATE notices_notice 2",
    "UPDATE notices_notice 3",
)


def tell_and_send(person):
    """What a page does, and then a worker."""
    with override_settings(TASKS=QUEUE), transaction.atomic():
        write(Kind.FINALISED, to=[person], about="Alkmaar 2015", path="/rondes/1/", key="vastgesteld 1")
    send_due()


def test_eight_who_send_at_the_same_moment_send_one_mail_of_each(server):
    for _ in range(3):
        make_notice()
    together = process.Barrier(CROWD)

    def send():
        together.wait(timeout=60)
        send_due()

    assert in_a_process(*[send] * CROWD) == [0] * CROWD
    assert len(server.mails) == len({mail["Message-ID"] for mail in server.mails}) == 3
    assert set(Notice.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


NOTHING, SENT = (None, 0), (State.SENT, 1)
# What came of it in the end, and how many mails the server took. After "connected" nothing will send it again, though
# the server took nothing: that is not known.
THEN = {
    "INSERT notices_notice 1": NOTHING,
    "before the commit": NOTHING,
    "INSERT django_tasks_database_dbtaskresult 1": SENT,
    "UPDATE notices_notice 1": SENT,
    "UPDATE notices_notice 2": SENT,
    "connected": (State.UNCERTAIN, 0),
    "received": (State.UNCERTAIN, 1),
    "UPDATE notices_notice 3": (State.UNCERTAIN, 1),
}


def test_killed_at_any_point_nothing_is_sent_twice_and_nothing_that_was_not_handed_over_is_lost(server):
    person = make_user()
    assert {point: what_came_of_it(server, person, point) for point in THEN} == THEN


def what_came_of_it(server, person, point):
    Notice.objects.all().delete()
    server.mails.clear()
    pid = process.Value("i", 0)
    server.when = {point: lambda: os.kill(pid.value, signal.SIGKILL)}

    def tell():
        pid.value = os.getpid()
        killer = Killer(point)
        with (
            connection.execute_wrapper(killer.follow),
            patch.object(connections["default"], "commit", lambda: commit(killer)),
        ):
            tell_and_send(person)

    assert in_a_process(tell) == [KILLED]
    server.when = {}
    send_due()
    with time_past():
        send_due()
        send_due()
    notice = Notice.objects.first()
    return notice and notice.state, len(server.mails)


def commit(killer):
    if killer.writes == ["INSERT notices_notice 1"]:
        killer.pass_by("before the commit")
    type(connections["default"]).commit(connections["default"])


def time_past():
    """The clock after the moment at which an attempt without an end is given up."""
    later = timezone.now() + UNFINISHED_AFTER + datetime.timedelta(minutes=1)
    return patch.object(timezone, "now", lambda: later)


def test_each_write_is_a_point_at_which_it_was_killed(server):
    person = make_user()
    with CaptureQueriesContext(connection) as captured:
        tell_and_send(person)
    written = []
    for each in filter(None, (written_by(query["sql"]) for query in captured)):
        written.append(numbered(each, written))
    assert tuple(written) == WRITES


def test_what_a_killed_worker_left_goes_along_with_what_comes_next(server):
    """The task of the first is lost with its worker; the next task sends both."""
    with override_settings(TASKS=QUEUE):
        make_notice()
        send_notices.enqueue()
        DBTaskResult.objects.update(status="RUNNING")
        make_notice()
        send_notices.enqueue()
        call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
    assert len(server.mails) == 2
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["RUNNING", "SUCCESSFUL"]
