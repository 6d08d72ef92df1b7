"""A worker that is killed after the mail server took the first mail, and before the delivery of the draft stands.

Nobody knows then whether that mail arrived, so it begins no term: the next one does, or a coordinator.
"""

import datetime
import os
import signal
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone

from assessments.actions.releases import release
from assessments.factsheet.drafting import draft
from assessments.models import Release
from assessments.turns import turn_in
from stj_toezicht.log.proof import broken
from stj_toezicht.notices.actions import send_again
from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import UNFINISHED_AFTER, send_due
from tests.factories import make_approvals, make_contact, make_follow_up, make_user
from tests.killing import KILLED, Killer, in_a_process, process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("without_layout")]

# After the server took the mail: before it could say so, and at each write of what follows on that.
POINTS = (
    "received",
    "UPDATE assessments_release 1",
    "INSERT log_event 1",
    "UPDATE log_chain 1",
    "UPDATE notices_notice 4",  # that it was sent; before it what was never finished, the claim, and the last day
)


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def round_():
    round_ = make_follow_up(state="review")
    make_approvals(round_)
    return round_


def release_to(names, round_, carla):
    for name in names:
        make_contact(round_.case_file.municipality, make_user("municipality", name=name))
    return release(round_, by=carla, seen=draft(round_).fingerprint())


def killed_at(point, server):
    """Send what is due in a process that is killed there."""
    pid = process.Value("i", 0)
    server.when = {point: lambda: os.kill(pid.value, signal.SIGKILL)}

    def work():
        pid.value = os.getpid()
        with connection.execute_wrapper(Killer(point).follow):
            send_due()

    assert in_a_process(work) == [KILLED]
    server.when = {}


def time_past():
    later = timezone.now() + UNFINISHED_AFTER + datetime.timedelta(minutes=1)
    return patch.object(timezone, "now", lambda: later)


@pytest.mark.parametrize("point", POINTS)
def test_it_begins_no_term_until_somebody_decides(server, round_, carla, point):
    given = release_to(["Mila"], round_, carla)
    killed_at(point, server)
    with time_past():
        send_due()
    assert (len(server.mails), Notice.objects.get(kind="released").state) == (1, State.UNCERTAIN)
    assert Release.objects.get().delivered_on is None
    assert turn_in(given.round, carla).does == "legt de bezorging vast"
    send_again(Notice.objects.get(kind="released"), by=carla)
    send_due()
    assert len({mail["Message-ID"] for mail in server.mails}) == 1
    sent = Notice.objects.get(kind="released").sent_at
    assert Release.objects.get().delivered_on == timezone.localdate(sent)
    assert list(broken()) == []


def test_the_next_contact_begins_the_term_that_the_first_may_not_have(server, round_, carla):
    release_to(["Mila", "Niels"], round_, carla)
    killed_at("received", server)
    with time_past():
        send_due()
        today = timezone.localdate()
    states = Notice.objects.filter(kind="released").order_by("pk").values_list("state", flat=True)
    assert (list(states), len(server.mails)) == ([State.UNCERTAIN, State.SENT], 2)
    assert Release.objects.get().delivered_on == today
