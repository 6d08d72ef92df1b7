"""What a factsheet contains: enough for its page, its PDF and its data, so that nothing is looked up again."""

import dataclasses
import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from assessments.factsheet import sentences
from assessments.verdicts import Outcome, outcome
from assessments.wordings import WORDINGS, fill


@dataclass(frozen=True)
class Column:
    """A column of findings; it is `named` where its round looked at more than one approach.

    The `municipality` stands in it where that year looked at more than one, which merged since.
    """

    year: int
    approach: str
    named: bool
    municipality: str = ""

    @property
    def heading(self) -> str:
        """What stands beside the year."""
        return ", ".join(filter(None, [self.municipality, self.approach if self.named else ""]))

    @property
    def label(self) -> str:
        return f"{self.year} {self.heading}".rstrip()


@dataclass(frozen=True)
class Cell:
    """One finding as it is printed. The explanation is Markdown; an open finding has an empty verdict."""

    year: int
    approach: str
    verdict: str
    reason: str
    explanation: str
    municipality: str = ""


@dataclass(frozen=True)
class Point:
    """One improvement point: a cell per column, or None where a column has no finding on it."""

    indicator: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class ThemeTable:
    heading: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class LeftOut:
    """An indicator that this round did not test again, with how it last stood: findings without their explanation."""

    heading: str
    indicator: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ThemeDescription:
    name: str
    description: str


@dataclass(frozen=True)
class ApproachInYear:
    """An approach that a round looked at; `followed_up` is None for the newest round."""

    year: int
    name: str
    followed_up: bool | None
    reason: str
    municipality: str = ""


@dataclass(frozen=True)
class Contact:
    date: datetime.date
    kind: str


@dataclass(frozen=True)
class Words:
    """The word by each verdict, and by a point that has none."""

    meets: str
    improvement_point: str
    not_assessed: str
    open: str
    not_tested: str

    def of(self, verdict: str) -> str:
        return getattr(self, verdict) if verdict else self.open


@dataclass(frozen=True)
class Intent:
    """What a municipality says that it will do about a point that stays open, or why it does nothing: plain text."""

    indicator: str
    approach: str
    text: str
    has_no_measure: bool = False
    by_whom: str = ""
    planned_on: datetime.date | None = None


# What a factsheet says of its framework and municipality, which may be worded anew while its round stays as it is.
WORDED = (
    *("municipality", "code", "slug", "formerly", "framework_code", "framework_name", "framework_version"),
    *("definition", "introduction", "themes_tested", "scope", "words", "signed", "closing"),
)


@dataclass(frozen=True)
class Factsheet:
    """All that one factsheet says. `published_on` is None as long as it is a concept.

    `appeared_in` is the first day of the month in which the inspectorate first issued it on paper; `correction` is why
    an `edition` after the first was made. `signed` says for which inspectorates it is finalised, and `closing` is the
    last line, with the places that `colophon` fills. The
    `statements` and `intents` are the municipality's own words, in plain text as it sent them: an annex, which the
    inspectorate doesn't change.
    """

    municipality: str
    code: str
    slug: str
    formerly: tuple[str, ...]
    year: int
    published_on: datetime.date | None
    appeared_in: datetime.date | None
    framework_code: str
    framework_name: str
    framework_version: str
    definition: str
    introduction: str
    themes_tested: tuple[ThemeDescription, ...]
    scope: tuple[str, ...]
    approach_line: str
    approaches: tuple[ApproachInYear, ...]
    contacts: tuple[Contact, ...]
    development: str
    columns: tuple[Column, ...]
    themes: tuple[ThemeTable, ...]
    words: Words
    closing: str
    signed: str = ""
    edition: int = 1
    correction: str = ""
    left_out: tuple[LeftOut, ...] = ()
    statements: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = ()

    @property
    def left_out_alike(self) -> list[tuple[tuple[Cell, ...], dict[str, list[str]]]]:
        """What was left out, together where it last stood alike: the findings, and the indicators by their heading."""
        alike: dict[tuple[Cell, ...], dict[str, list[str]]] = {}
        for each in self.left_out:
            alike.setdefault(each.cells, {}).setdefault(each.heading, []).append(each.indicator)
        return list(alike.items())

    @property
    def has_annex(self) -> bool:
        """Whether the municipality has a word of its own in it."""
        return bool(self.statements or self.intents)

    def without_annex(self) -> "Factsheet":
        """What the inspectorate itself says in it."""
        return dataclasses.replace(self, statements=(), intents=())

    def worded_as(self, other: "Factsheet") -> "Factsheet":
        """The same of its round, with how the framework and the municipality are worded as in another."""
        return dataclasses.replace(self, **{name: getattr(other, name) for name in WORDED})

    def to_sign(self) -> "Factsheet":
        """What an inspectorate signs: all but the line that says for whom it is finalised, so that whoever signs
        along, or no longer does, makes no signature fall.
        """
        return dataclasses.replace(self, signed="")

    @property
    def title(self) -> str:
        return sentences.title(self.municipality)

    @property
    def issued_in(self) -> datetime.date | None:
        """The day whose month stands on the factsheet: of the paper issue, else of publication."""
        return self.appeared_in or self.published_on

    @property
    def colophon(self) -> str:
        """The last line: for whom it is finalised, which edition this is, and of which day."""
        if self.published_on is None:
            return ""
        closing = fill(
            self.closing,
            {
                "editie": self.edition,
                "datum": date_format(self.published_on, "j F Y"),
                "maand": date_format(self.appeared_in, "F Y") if self.appeared_in else "",
            },
        )
        return f"{self.signed} {closing}".strip()

    @property
    def findings(self) -> list[Cell]:
        """What the year of the factsheet itself found, without the years before it."""
        cells = (cell for theme in self.themes for point in theme.points for cell in point.cells)
        return [cell for cell in cells if cell and cell.year == self.year]

    @property
    def places(self) -> dict[tuple[str, str, str], int]:
        """Where each finding of its own year is printed: by heading, indicator and approach."""
        printed = [
            (theme.heading, point.indicator, cell.approach)
            for theme in self.themes
            for point in theme.points
            for cell in point.cells
            if cell and cell.year == self.year
        ]
        return {place: number for number, place in enumerate(printed)}

    @property
    def number_taken_up(self) -> int:
        """How many improvement points were taken up."""
        return self._number(Outcome.TAKEN_UP)

    @property
    def number_not_assessed(self) -> int:
        return self._number(Outcome.UNKNOWN)

    def _number(self, of: Outcome) -> int:
        return sum(outcome(cell.verdict) is of for cell in self.findings)

    def to_snapshot(self) -> dict[str, Any]:
        """The content as JSON can hold it; `from_snapshot` makes the same factsheet of it."""
        snapshot: dict[str, Any] = _plain(self)
        return snapshot

    def fingerprint(self) -> str:
        """What tells two states of a factsheet apart, as whichever edition: a SHA-256 of all it says."""
        return fingerprint_of(self.to_snapshot())

    @classmethod
    def from_snapshot(cls, data: dict[str, Any]) -> "Factsheet":
        """The factsheet of which `to_snapshot` gave the content, also of before there was all that it says now."""

        def day(value: str | None) -> datetime.date | None:
            return datetime.date.fromisoformat(value) if value else None

        def point(row: dict[str, Any]) -> Point:
            return Point(row["indicator"], tuple(cell and Cell(**cell) for cell in row["cells"]))

        return cls(
            **{
                **data,
                "formerly": tuple(data["formerly"]),
                "scope": tuple(data["scope"]),
                "published_on": day(data["published_on"]),
                "appeared_in": day(data["appeared_in"]),
                "themes_tested": tuple(ThemeDescription(**theme) for theme in data["themes_tested"]),
                "approaches": tuple(ApproachInYear(**approach) for approach in data["approaches"]),
                "contacts": tuple(
                    Contact(datetime.date.fromisoformat(contact["date"]), contact["kind"])
                    for contact in data["contacts"]
                ),
                "columns": tuple(Column(**column) for column in data["columns"]),
                "words": Words(**data["words"]) if "words" in data else _words_at_first(),
                "closing": data["closing"] if "closing" in data else _closing_at_first(data),
                "themes": tuple(
                    ThemeTable(theme["heading"], tuple(point(row) for row in theme["points"]))
                    for theme in data["themes"]
                ),
                "left_out": tuple(
                    LeftOut(row["heading"], row["indicator"], tuple(Cell(**cell) for cell in row["cells"]))
                    for row in data.get("left_out", ())
                ),
                "statements": tuple(data.get("statements", ())),
                "intents": tuple(
                    Intent(**{**intent, "planned_on": day(intent["planned_on"])})
                    for intent in data.get("intents", ())
                ),
            }
        )


def fingerprint_of(snapshot: dict[str, Any]) -> str:
    """The fingerprint of the factsheet of which this is the snapshot."""
    said = {**snapshot, "published_on": None, "edition": 1, "correction": ""}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _words_at_first() -> Words:
    """The words by the verdicts, as they were before anybody could word them."""
    codes = ("voldoet", "verbeterpunt", "niet-beoordeeld", "nog-open", "niet-getoetst")
    return Words(*(WORDINGS[code].start[0] for code in codes))


def _closing_at_first(data: dict[str, Any]) -> str:
    code = "slot-eerder-verschenen" if data["appeared_in"] else "slot"
    return WORDINGS[code].start[0]


def _plain(value: Any) -> Any:
    """A value as JSON can hold it: what has fields by their names, and days as text."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
