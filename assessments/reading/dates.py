"""Dutch dates and months."""

import datetime

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def day(number: str, month: str, year: str) -> datetime.date | None:
    """The day "2", "maart", "2015"; None when there is no such day."""
    try:
        return datetime.date(int(year), MONTHS.index(month.casefold()) + 1, int(number))
    except ValueError:
        return None


def month(name: str, year: str) -> datetime.date | None:
    """The first day of the month "Juni", "2015"; None when that is no month."""
    return day("1", name, year)
