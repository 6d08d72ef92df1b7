"""Which events read as one change: what somebody types is saved again and again, and each time is an event."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessments.events.words import Difference, differences_between, title_of
from assessments.versions import SITTING
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from stj_toezicht.log.writing import differences

SHORT = 160  # characters
TYPED = (Kind.FINDING, Kind.DEVELOPMENT)


@dataclass(frozen=True)
class Sitting:
    """What one person changed of one thing without a pause; the newest event first, and mostly the only one."""

    events: list[Event]

    @property
    def newest(self) -> Event:
        return self.events[0]

    @property
    def oldest(self) -> Event:
        return self.events[-1]

    @property
    def is_many(self) -> bool:
        return len(self.events) > 1

    @property
    def title(self) -> str:
        return title_of(self.newest)

    @property
    def changes(self) -> bool:
        """Whether something was there before and after, so that the two can be compared."""
        return bool(self.oldest.old and self.newest.new)

    @property
    def told(self) -> str:
        """What of it changed, in a line."""
        return ", ".join(each.label for each in self.differences)

    @property
    def is_short(self) -> bool:
        """Whether all that changed can be read in a glance."""
        return sum(len(each.before) + len(each.after) for each in self.differences) <= SHORT

    @cached_property
    def differences(self) -> list[Difference]:
        """What was there before the first event and after the last; what came and went in between is left out."""
        old: dict[str, Any] = {}
        new: dict[str, Any] = {}
        for event in self.events:
            old |= event.old
        for event in reversed(self.events):
            new |= event.new
        found = differences_between(*(differences(old, new) if self.is_many else (old, new)))
        return [each for each in found if each.before or each.after]


def sittings(events: Iterable[Event]) -> list[Sitting]:
    """Events, the newest first, as they read: what one person typed in one text without a pause together."""
    found: list[Sitting] = []
    last: dict[tuple[str, int], Sitting] = {}
    for event in events:
        key = (event.subject, event.by_id)
        typed = event.kind in TYPED and bool(event.old and event.new)
        if typed and key in last and last[key].oldest.at - event.at <= SITTING:
            last[key].events.append(event)
            continue
        sitting = Sitting([event])
        found.append(sitting)
        if typed:
            last[key] = sitting
    return found
