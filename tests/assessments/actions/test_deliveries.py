"""A draft that goes by e-mail is delivered once the mail server took the first mail that tells of it."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from assessments.actions import deliveries
from assessments.actions.deliveries import deliver
from assessments.actions.releases import release
from assessments.actions.steps import take
from assessments.factsheet.drafting import draft
from assessments.models import Release
from assessments.steps import TAKE_BACK
from assessments.terms import last_day_of_term
from assessments.turns import turn_in
from stj_toezicht.accounts.models import User
from stj_toezicht.log.models import Event
from stj_toezicht.notices import following
from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import NOT_KEPT, UNFINISHED_AFTER, send_due
from tests.factories import make_approvals, make_contact, make_follow_up, make_municipality, make_user

pytestmark = pytest.mark.django_db
NO = {"RCPT": "550 niemand van die naam"}


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def given(carla):
    """A draft that was released by e-mail to two contacts; neither mail went out yet."""
    round_ = make_follow_up(make_municipality("Alkmaar"), state="review")
    make_approvals(round_)
    for name in ("Mila", "Niels"):
        make_contact(round_.case_file.municipality, make_user("municipality", name=name))
    return release(round_, by=carla, seen=draft(round_).fingerprint())


def delivered():
    known = Release.objects.get()
    return known.delivered_on, known.last_day, known.delivered_by


def whose_turn(given, user):
    turn = turn_in(given.round, user)
    return f"{turn.who} {turn.does}"


def test_a_term_begins_when_the_first_mail_is_taken_and_not_before(server, given, carla):
    assert delivered() == (None, None, None)
    assert whose_turn(given, carla) == "STJ Toezicht bezorgt het concept per e-mail"
    assert set(Notice.objects.values_list("until", "state")) == {(None, State.WAITING)}
    assert send_due() == 2
    today = timezone.localdate()
    last_day = last_day_of_term(today, 10)
    assert delivered() == (today, last_day, None)
    assert set(Notice.objects.values_list("until", "state")) == {(last_day, State.SENT)}
    assert all(f"{last_day.day} " in mail.get_content() for mail in server.mails)
    assert whose_turn(given, carla) == "de gemeente reageert"
    (event,) = Event.objects.filter(kind="release", new__has_key="delivered_on")
    assert (event.by_name, event.by_role, event.reason) == (
        "Systeem",
        "system",
        deliveries.TAKEN_BY_THE_SERVER,
    )
    assert event.new == {"delivered_on": f"{today:%F}", "last_day": f"{last_day:%F}"}


def test_one_mail_that_is_taken_is_enough(server, given, carla):
    first, second = Notice.objects.order_by("pk")
    server.answers = NO
    Notice.objects.filter(pk=second.pk).update(due_at=timezone.now() + datetime.timedelta(hours=1))
    send_due()
    assert delivered() == (None, None, None)
    assert whose_turn(given, carla) == "STJ Toezicht bezorgt het concept per e-mail"
    server.answers = {}
    Notice.objects.filter(pk=second.pk).update(due_at=timezone.now())
    send_due()
    first.refresh_from_db()
    assert (first.state, delivered()[0]) == (State.FAILED, timezone.localdate())


@pytest.mark.parametrize("answers", [NO, {"message": "hang up"}], ids=["refused", "uncertain"])
def test_where_no_mail_surely_arrived_the_coordinator_finds_out_and_writes_down_what_is_so(
    server, given, carla, answers
):
    server.answers = answers
    send_due()
    assert delivered() == (None, None, None)
    assert whose_turn(given, carla) == "u legt de bezorging vast"
    today = timezone.localdate()
    deliver(given, on=today, how="email", by=carla)
    assert delivered() == (today, last_day_of_term(today, 10), carla)
    assert Notice.objects.count() == 2


def test_a_mail_that_was_broken_off_delivers_nothing(server, given, carla):
    Notice.objects.update(state=State.SENDING, attempts=1, claimed_at=timezone.now() - 2 * UNFINISHED_AFTER)
    send_due()
    assert set(Notice.objects.values_list("state", flat=True)) == {State.UNCERTAIN}
    assert delivered() == (None, None, None)
    assert whose_turn(given, carla) == "u legt de bezorging vast"


@pytest.mark.parametrize(
    ("at", "on", "last_day"), [("22:59:59Z", 2, 16), ("23:00:00Z", 3, 17)], ids=["before", "after"]
)
def test_the_day_of_delivery_is_that_of_amsterdam(server, given, at, on, last_day):
    with time_machine.travel(f"2015-03-02 {at}", tick=False):
        Notice.objects.update(due_at=timezone.now())
        send_due()
    assert delivered()[:2] == (datetime.date(2015, 3, on), datetime.date(2015, 3, last_day))


def test_who_was_told_a_day_too_early_as_midnight_came_before_the_mail_was_taken_hears_the_right_one(
    server, given
):
    mila, niels = User.objects.filter(role="municipality").order_by("pk")
    with time_machine.travel("2015-03-02 22:59:59Z", tick=False) as clock:
        Notice.objects.update(due_at=timezone.now())
        server.when["received"] = lambda: clock.move_to("2015-03-02 23:00:01Z")
        assert send_due() == 2
    assert delivered()[:2] == (datetime.date(2015, 3, 3), datetime.date(2015, 3, 17))
    told = Notice.objects.order_by("pk").values_list("kind", "to", "until")
    assert list(told) == [
        ("released", mila.pk, datetime.date(2015, 3, 16)),
        ("released", niels.pk, datetime.date(2015, 3, 17)),
        ("reply_extended", mila.pk, datetime.date(2015, 3, 17)),
    ]


def test_what_went_by_letter_in_the_end_keeps_that_day(server, given, carla):
    deliver(given, on=timezone.localdate(), how="letter", by=carla)
    before, events = delivered(), Event.objects.count()
    assert send_due() == 2
    assert (delivered(), Event.objects.count()) == (before, events)
    assert set(Notice.objects.values_list("until", flat=True)) == {before[1]}


def test_a_mail_about_a_draft_that_was_taken_back_begins_no_term(server, given, carla):
    take(given.round, TAKE_BACK, by=carla, reason="Er kwam iets bij.")
    assert (send_due(), server.mails) == (0, [])
    assert delivered() == (None, None, None)
    assert set(Notice.objects.values_list("state", "until")) == {(State.LAPSED, None)}


def test_what_was_not_mailed_is_not_delivered_by_mail(carla):
    round_ = make_follow_up(state="review")
    make_approvals(round_)
    given = release(round_, by=carla, seen=draft(round_).fingerprint(), how="letter")
    with pytest.raises(deliveries.NotMailed):
        deliver(given, on=timezone.localdate(), how="email", by=carla)
    assert (delivered(), Notice.objects.count()) == ((None, None, None), 0)


def test_a_mail_and_the_delivery_are_kept_together_or_not_at_all(server, given, monkeypatch):
    def break_off(notice):
        deliveries.mailed(notice)
        assert connection.in_atomic_block
        raise RuntimeError

    broken = following.Follow(deliveries.until_if_mailed_now, break_off)
    monkeypatch.setitem(following._of_kinds, "released", broken)
    assert send_due() == 0
    assert delivered() == (None, None, None)
    assert set(Notice.objects.values_list("state", "problem")) == {(State.UNCERTAIN, NOT_KEPT)}
    assert len(server.mails) == 2


def test_a_mail_that_can_not_be_made_holds_up_no_other(server, given, monkeypatch):
    broken = following.Follow(lambda notice: 1 / 0, deliveries.mailed)
    monkeypatch.setitem(following._of_kinds, "released", broken)
    assert (send_due(), len(server.mails)) == (0, 0)
    assert set(Notice.objects.values_list("state", flat=True)) == {State.FAILED}
