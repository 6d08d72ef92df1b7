"""Terms in working days: by the Dutch calendar, in which no term runs on a Saturday, a Sunday or a public holiday.

The public holidays are those of the Algemene termijnenwet, article 3: among them 5 May of each year and Good Friday.
"""

import datetime
from functools import cache

import holidays
from django.conf import settings
from django.utils import timezone

WORKING_DAYS_FOR_REPLY = 10
MOST_WORKING_DAYS = 60  # of a term, and by which one is made longer at once


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("NL", categories=("public", "optional"), language="nl")


def is_working_day(day: datetime.date) -> bool:
    """Whether a term runs on this day."""
    return day.weekday() < 5 and day not in _calendar()


def working_day_from(day: datetime.date) -> datetime.date:
    """The day itself, or the first after it on which a term can end (Algemene termijnenwet, article 1)."""
    while not is_working_day(day):
        day += datetime.timedelta(days=1)
    return day


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day in Amsterdam of which something is that comes in at a moment.

    What comes in within the grace after midnight (`REPLY_GRACE`) is still of the day before: a clock may be slow, and
    a line too.
    """
    return timezone.localdate(moment - settings.REPLY_GRACE)


def last_day_of_term(delivered_on: datetime.date, working_days: int) -> datetime.date:
    """The last day of a term that begins on the day after delivery; it ends at the end of that day in Amsterdam."""
    day = delivered_on
    while working_days > 0:
        day += datetime.timedelta(days=1)
        working_days -= is_working_day(day)
    return day


def working_days_left(today: datetime.date, last_day: datetime.date) -> int:
    """How many working days of a term are left after today; none once its last day has come."""
    days = (last_day - today).days
    return sum(is_working_day(today + datetime.timedelta(days=number)) for number in range(1, days + 1))


def ends_within(working_days: int, today: datetime.date, last_day: datetime.date) -> bool:
    """Whether no more than so many working days of a term are left after today; looks no further than these."""
    return last_day < last_day_of_term(today, working_days + 1)
