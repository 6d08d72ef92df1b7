"""The versions of what a finding says: what each holds, how two go together, and which count as one.

Every save is a version, also the ones that happen while somebody types. For who reads the history those of one
sitting are one change, unless something was taken out in between: that stays findable.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

from assessments.differences import merge, merge_value
from assessments.verdicts import Verdict

SITTING = datetime.timedelta(minutes=10)
REPLACED = 30  # so many characters of words that one save takes out are a change of their own
TAKEN_OUT = 100  # and so many characters less than there were, however slowly they went
TEXTS = ("reason", "explanation", "private_note")
VALUES = ("verdict", "expected_on")
FOR_THE_TEAM = frozenset({"private_note", "expected_on"})  # what a finding says to who may read notes alone


@dataclass(frozen=True)
class Content:
    """All that a finding says at one version; `rests_on` are the keys of contact moments."""

    verdict: str = ""
    reason: str = ""
    explanation: str = ""
    private_note: str = ""
    expected_on: datetime.date | None = None
    rests_on: frozenset[int] = frozenset()

    @classmethod
    def of(cls, row: Any) -> Self:
        """What a finding says now, said at an earlier version, or would have said."""
        fields = {name: getattr(row, name) for name in (*VALUES, *TEXTS)}
        return cls(**fields, rests_on=frozenset(row.rests_on))

    @classmethod
    def typed(cls, cleaned: dict[str, Any]) -> Self:
        """What somebody typed, from the cleaned fields of the form."""
        fields = {name: cleaned[name] for name in (*VALUES, *TEXTS)}
        return cls(**fields, rests_on=frozenset(moment.pk for moment in cleaned["contact_moments"]))

    def without_notes(self) -> Self:
        """What others than the team may read of it."""
        return replace(self, private_note="", expected_on=None)

    @property
    def text(self) -> str:
        """All its texts below each other."""
        return "\n".join(getattr(self, name) for name in TEXTS)

    def without_contradiction(self) -> Self:
        """The same, without a reason or a plan that doesn't go with the verdict."""
        reason = self.reason if self.verdict == Verdict.NOT_ASSESSED else ""
        expected_on = self.expected_on if self.verdict == Verdict.MEETS else None
        return replace(self, reason=reason, expected_on=expected_on)


@dataclass(frozen=True)
class MergedContent:
    """Two versions of one finding put together.

    Of the `overlapping` fields `start` has mine, and `both` has mine and theirs below each other where it is text.
    """

    start: Content
    both: Content
    overlapping: frozenset[str]


def merge_contents(mine: Content, theirs: Content, base: Content) -> MergedContent:
    """What both made of the finding as it was at `base`."""
    start: dict[str, Any] = {}
    both: dict[str, Any] = {}
    overlapping = set()
    for name in TEXTS:
        merged = merge(getattr(mine, name), getattr(theirs, name), getattr(base, name))
        both[name] = merged.text
        start[name] = getattr(mine, name) if merged.overlaps else merged.text
        overlapping |= {name} if merged.overlaps else set()
    for name in VALUES:
        start[name], is_both = merge_value(getattr(mine, name), getattr(theirs, name), getattr(base, name))
        overlapping |= {name} if is_both else set()
    gone = (base.rests_on - mine.rests_on) | (base.rests_on - theirs.rests_on)
    start["rests_on"] = (mine.rests_on | theirs.rests_on) - gone
    return MergedContent(
        Content(**start).without_contradiction(),
        Content(**start | both).without_contradiction(),
        frozenset(overlapping),
    )


class Version(Protocol):
    """One save: its number, when, by whom, and its text."""

    version: int
    changed_at: datetime.datetime
    changed_by_id: int
    text: str


@dataclass(frozen=True)
class VisibleVersion:
    """A save as those see it for whom something changed in it; `text` is what they read."""

    version: int
    changed_at: datetime.datetime
    changed_by_id: int
    text: str


def visible_versions(revisions: Iterable[Any], *, with_notes: bool) -> list[VisibleVersion]:
    """The versions of a finding in which something changed, oldest first; `with_notes` for who reads notes."""
    visible, before = [], Content()
    for row in revisions:
        content = Content.of(row) if with_notes else Content.of(row).without_notes()
        if with_notes or content != before:
            visible.append(VisibleVersion(row.version, row.changed_at, row.changed_by_id, content.text))
        before = content
    return visible


@dataclass(frozen=True)
class Sitting:
    """Versions that somebody made shortly after each other, read as one change from `before` to `version`."""

    before: int
    version: int
    by: int
    since: datetime.datetime
    until: datetime.datetime
    saves: int


def sittings(versions: Iterable[Version]) -> list[Sitting]:
    """The versions of one text, oldest first, taken together per sitting; newest first."""
    rows: list[list[Version]] = []
    for version in versions:
        if rows and _belongs_with(version, rows[-1]):
            rows[-1].append(version)
        else:
            rows.append([version])
    return list(_read(rows))[::-1]


def _belongs_with(version: Version, row: list[Version]) -> bool:
    return (
        version.changed_by_id == row[0].changed_by_id
        and version.changed_at - row[0].changed_at <= SITTING
        and max(len(each.text) for each in row) - len(version.text) < TAKEN_OUT
        and _replaced(row[-1].text, version.text) < REPLACED
        and not _goes_back(version, row)
    )


def _replaced(before: str, after: str) -> int:
    """How many characters of words that stood in a text no longer do."""
    gone = Counter(before.split()) - Counter(after.split())
    return sum(len(word) * times for word, times in gone.items())


def _goes_back(version: Version, row: list[Version]) -> bool:
    """Whether a text is again what it was before the last save, which would hide that save."""
    return version.text != row[-1].text and version.text in {each.text for each in row}


def _read(rows: list[list[Version]]) -> Iterator[Sitting]:
    before = 0
    for row in rows:
        first, last = row[0], row[-1]
        yield Sitting(before, last.version, first.changed_by_id, first.changed_at, last.changed_at, len(row))
        before = last.version
