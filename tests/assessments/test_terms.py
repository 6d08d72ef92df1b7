"""Terms in working days, by the Dutch calendar as it really is."""

import datetime

import pytest
import time_machine

from assessments import terms
from tests.factories import make_release


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("holiday", "date"),
    [
        ("New Year's Day", "2026-01-01"),
        ("Good Friday", "2026-04-03"),
        ("Easter Monday", "2026-04-06"),
        ("King's Day", "2026-04-27"),
        ("King's Day a day earlier, as the 27th is a Sunday", "2025-04-26"),
        ("Liberation Day, also between two fifth years", "2026-05-05"),
        ("Liberation Day", "2027-05-05"),
        ("Ascension Day", "2026-05-14"),
        ("Whit Monday", "2026-05-25"),
        ("Christmas Day", "2026-12-25"),
        ("the day after Christmas", "2025-12-26"),
        ("a Saturday", "2026-11-21"),
        ("a Sunday", "2026-11-22"),
    ],
)
def test_no_term_runs_on(holiday, date):
    assert not terms.is_working_day(day(date))


@pytest.mark.parametrize("date", ["2026-11-23", "2025-04-25", "2025-04-28", "2026-12-24", "2026-05-04"])
def test_a_term_runs_on_other_days(date):
    assert terms.is_working_day(day(date))


@pytest.mark.parametrize(
    ("delivered_on", "working_days", "last_day"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # on a Friday: the first day is Monday
        ("2026-11-22", 10, "2026-12-04"),  # on a Sunday
        ("2026-12-18", 10, "2027-01-05"),  # over Christmas and the turn of the year
        ("2026-04-02", 10, "2026-04-20"),  # over Easter, with Good Friday
        ("2026-04-24", 10, "2026-05-12"),  # over King's Day and Liberation Day
    ],
)
def test_a_term_begins_on_the_day_after_delivery(delivered_on, working_days, last_day):
    assert terms.last_day_of_term(day(delivered_on), working_days) == day(last_day)


@pytest.mark.parametrize(
    ("today", "left"),
    [("2026-12-23", 2), ("2026-12-24", 1), ("2026-12-25", 1), ("2026-12-28", 0), ("2026-12-29", 0)],
)
def test_how_many_working_days_are_left_after_today(today, left):
    assert terms.working_days_left(day(today), day("2026-12-28")) == left


@pytest.mark.parametrize("working_days", [1, 3])
def test_a_term_ends_soon_where_no_more_working_days_are_left(working_days):
    today = day("2026-12-23")
    for last_day in (today + datetime.timedelta(days=days) for days in range(12)):
        left = terms.working_days_left(today, last_day)
        assert terms.ends_within(working_days, today, last_day) == (left <= working_days)
    assert not terms.ends_within(working_days, today, datetime.date.max)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "last_day", "is_running"),
    [
        ("2026-12-04 22:59 UTC", "2026-12-04", True),  # 23:59 in Amsterdam
        ("2026-12-04 23:14 UTC", "2026-12-04", True),  # 0:14, in the grace
        ("2026-12-04 23:15 UTC", "2026-12-04", False),
        ("2026-06-04 21:59 UTC", "2026-06-04", True),  # in summer midnight comes an hour sooner
        ("2026-06-04 22:14 UTC", "2026-06-04", True),
        ("2026-06-04 22:16 UTC", "2026-06-04", False),
        ("2026-03-28 23:14 UTC", "2026-03-28", True),  # in the night that summer time begins
        ("2026-03-28 23:16 UTC", "2026-03-28", False),
        ("2026-03-29 22:14 UTC", "2026-03-29", True),  # at the end of that day
        ("2026-03-29 22:16 UTC", "2026-03-29", False),
        ("2026-10-24 22:14 UTC", "2026-10-24", True),  # and that it ends
        ("2026-10-24 22:16 UTC", "2026-10-24", False),
        ("2026-10-25 23:14 UTC", "2026-10-25", True),
        ("2026-10-25 23:16 UTC", "2026-10-25", False),
    ],
)
def test_a_term_ends_at_the_end_of_its_last_day_in_amsterdam(moment, last_day, is_running):
    release = make_release()
    release.last_day = day(last_day)
    with time_machine.travel(
        datetime.datetime.strptime(moment, "%Y-%m-%d %H:%M %Z").replace(tzinfo=datetime.UTC)
    ):
        assert (release.is_running, release.is_over) == (is_running, not is_running)


@pytest.mark.django_db
def test_within_the_grace_its_last_day_is_over_and_the_term_is_not(settings):
    release = make_release()
    release.last_day = day("2026-12-04")
    with time_machine.travel("2026-12-04 23:05Z", tick=False):
        assert (release.is_running, release.is_in_grace, release.working_days_left) == (True, True, 0)
        settings.REPLY_GRACE = datetime.timedelta()
        assert (release.is_running, release.is_in_grace) == (False, False)
    with time_machine.travel("2026-12-04 22:05Z", tick=False):
        assert (release.is_running, release.is_in_grace) == (True, False)


@pytest.mark.parametrize(
    ("chosen", "first"),
    [("2026-12-04", "2026-12-04"), ("2026-12-05", "2026-12-07"), ("2026-12-25", "2026-12-28")],
)
def test_the_first_working_day_from_a_day(chosen, first):
    assert terms.working_day_from(day(chosen)) == day(first)


@pytest.mark.django_db
def test_what_is_not_delivered_has_no_term():
    release = make_release()
    release.last_day = None
    assert (release.is_running, release.is_over, release.working_days_left) == (False, False, 0)
