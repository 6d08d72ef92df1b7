"""What a work sheet contains: enough for its page, its PDF and its Word file."""

import datetime
from dataclasses import dataclass

from assessments.worksheets.references import Reference

LONG = 1_500  # characters


@dataclass(frozen=True)
class Earlier:
    """What an earlier round found on a point, for the approach itself or one that went up in it."""

    year: int
    approach: str
    verdict: str
    reason: str
    explanation: str
    found_in: str = ""  # the municipality, where that year looked at several
    intent: str = ""  # what the municipality said it would do about it: plain text
    said_in: int | None = None

    @property
    def label(self) -> str:
        """When and for what it was found, in the words of the pages: "2013, Spijkenisse, CJG"."""
        return ", ".join(filter(None, [str(self.year), self.found_in, self.approach]))


@dataclass(frozen=True)
class Point:
    """One point: what was found before, and what stands there now, which is where the writing goes on."""

    reference: Reference
    indicator: str
    approach: str
    earlier: tuple[Earlier, ...]
    verdict: str
    reason: str
    explanation: str
    private_note: str

    @property
    def is_long(self) -> bool:
        """Whether it takes more than half a page, so that keeping it together would leave much white."""
        texts = [self.explanation, self.private_note]
        texts += [earlier.explanation + earlier.intent for earlier in self.earlier]
        return sum(map(len, texts)) > LONG


@dataclass(frozen=True)
class Theme:
    heading: str
    description: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class WorkSheet:
    """The points of a round to write on, open ones alone or `with_filled_points`, as they stood when `printed_at`."""

    municipality: str
    year: int
    is_follow_up: bool
    printed_at: datetime.datetime
    with_filled_points: bool
    several_approaches: bool
    themes: tuple[Theme, ...]

    @property
    def title(self) -> str:
        return f"Werkblad {self.municipality}, {'opvolging' if self.is_follow_up else 'eerste toets'} {self.year}"

    @property
    def number_of_points(self) -> int:
        return sum(len(theme.points) for theme in self.themes)
