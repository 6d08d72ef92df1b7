import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django_tasks import default_task_backend

from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import BROKEN_OFF, NO_ANSWER, WAITS, send_due
from tests.factories import make_notice

pytestmark = pytest.mark.django_db

A_MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def notice():
    return make_notice()


@pytest.fixture(autouse=True)
def _no_tasks():
    default_task_backend.clear()


def test_a_notice_goes_out_as_a_mail(server, notice):
    assert send_due() == 1
    notice.refresh_from_db()
    (mail,) = server.mails
    assert (mail["To"], mail["Subject"]) == (notice.to_address, notice.subject)
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (notice.message_id, "auto-generated")
    assert "https://toezicht.example/rondes/1/" in mail.get_content()
    assert (notice.state, notice.attempts, notice.problem) == (State.SENT, 1, "")
    assert notice.sent_at >= notice.claimed_at


def test_what_was_sent_is_not_sent_again_and_what_is_not_due_waits(server, notice):
    make_notice(due_at=timezone.now() + A_MINUTE)
    assert (send_due(), send_due(), len(server.mails)) == (1, 0, 1)


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"RCPT": "450 kom later terug"}, "De mailserver weigerde het bericht: 450 kom later terug"),
        ({"MAIL": "451 te druk"}, "De mailserver weigerde het bericht: 451 te druk"),
        ({"message": "452 vol"}, "De mailserver weigerde het bericht: 452 vol"),
        ({"banner": "421 te druk"}, "De mailserver is niet bereikbaar: 421 te druk"),
    ],
)
def test_what_was_certainly_not_sent_is_tried_again_after_a_wait_that_grows(server, notice, answers, problem):
    server.answers = answers
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for attempt, wait in enumerate(WAITS, start=1):
            send_due()
            notice.refresh_from_db()
            assert (notice.state, notice.attempts, notice.problem) == (State.WAITING, attempt, problem)
            assert notice.due_at == timezone.now() + wait
            assert default_task_backend.results[-1].task.run_after == notice.due_at
            assert send_due() == 0
            clock.shift(wait)
        send_due()
        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == (State.FAILED, len(WAITS) + 1)


def test_a_server_that_is_away_is_tried_again(settings, notice):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_due()
    notice.refresh_from_db()
    assert (notice.state, notice.problem) == (
        State.WAITING,
        "De mailserver is niet bereikbaar: ConnectionRefusedError",
    )


def test_a_no_for_good_is_not_asked_again(server, notice):
    server.answers = {"RCPT": "550 niemand van die naam"}
    send_due()
    notice.refresh_from_db()
    assert (notice.state, notice.problem) == (
        State.FAILED,
        "De mailserver weigerde het bericht: 550 niemand van die naam",
    )


def test_one_that_fails_holds_up_no_other(server, notice):
    server.answers = {"RCPT": "550 niemand van die naam"}
    send_due()
    server.answers = {}
    make_notice()
    assert send_due() == 1


def test_a_line_that_breaks_while_the_server_listens_leaves_it_uncertain(server, notice):
    server.answers = {"message": "hang up"}
    assert (send_due(), send_due()) == (0, 0)
    notice.refresh_from_db()
    assert (notice.state, notice.problem, len(server.mails)) == (State.UNCERTAIN, NO_ANSWER, 1)


def test_what_was_never_finished_is_uncertain_after_a_while(server, notice):
    claimed_at = timezone.now()
    Notice.objects.update(state=State.SENDING, attempts=1, claimed_at=claimed_at)
    send_due()
    assert Notice.objects.get().state == State.SENDING
    with time_machine.travel(claimed_at + 16 * A_MINUTE):
        send_due()
    assert (Notice.objects.get().state, Notice.objects.get().problem) == (State.UNCERTAIN, BROKEN_OFF)
    assert server.mails == []


@pytest.mark.django_db(transaction=True)
def test_who_was_slow_says_yet_that_it_was_sent(server, notice):
    def find_it_unfinished():
        Notice.objects.update(state=State.UNCERTAIN)
        connection.close()

    server.when["received"] = find_it_unfinished
    assert send_due() == 1
    assert Notice.objects.get().state == State.SENT
