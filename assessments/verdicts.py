"""What follows from verdicts alone: when something is an improvement point and when it was taken up. No queries."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import TextChoices


class Verdict(TextChoices):
    """What the inspectorate concludes about one indicator for one approach; an empty value is still open."""

    MEETS = "meets", "Voldoet"
    IMPROVEMENT_POINT = "improvement_point", "Verbeterpunt"
    NOT_ASSESSED = "not_assessed", "Niet beoordeeld"

    @property
    def mark(self) -> str:
        """The sign of a published factsheet: √, X, or a dash where nothing was assessed."""
        return {"meets": "√", "improvement_point": "X"}.get(self.value, "–")


class Outcome(StrEnum):
    """What became of an improvement point in a follow-up."""

    TAKEN_UP = "opgepakt"
    NOT_TAKEN_UP = "niet opgepakt"
    UNKNOWN = "niet beoordeeld"
    OPEN = "nog open"


def last_given(verdicts: Iterable[str]) -> str | None:
    """The newest real verdict of one approach; `verdicts` run from old to new.

    Not assessed and still open are passed over: they say nothing, so the verdict before them stands.
    """
    given = [verdict for verdict in verdicts if verdict in (Verdict.MEETS, Verdict.IMPROVEMENT_POINT)]
    return given[-1] if given else None


def is_improvement_point(lines: Iterable[Iterable[str]]) -> bool:
    """Whether a follow-up looks at an indicator.

    `lines` holds, for each line of approaches that ends in the one that is followed up, the verdicts from
    old to new. One line that stands at X is enough, also where another stands at √.
    """
    return any(last_given(line) == Verdict.IMPROVEMENT_POINT for line in lines)


def outcome(verdict: str) -> Outcome:
    """What became of an improvement point that now has this `verdict`."""
    return {
        Verdict.MEETS.value: Outcome.TAKEN_UP,
        Verdict.IMPROVEMENT_POINT.value: Outcome.NOT_TAKEN_UP,
        Verdict.NOT_ASSESSED.value: Outcome.UNKNOWN,
    }.get(verdict, Outcome.OPEN)
