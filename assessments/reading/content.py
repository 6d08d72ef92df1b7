"""What a published factsheet says, whether it was read from text or built from the rows of a case file."""

import datetime
from dataclasses import dataclass, field

NO_VERDICT_GIVEN = "De bron vermeldt geen oordeel."


@dataclass(frozen=True)
class KindOfContact:
    """How the inspectorate heard from a municipality, and the words by which a narrative tells of it."""

    label: str
    words: tuple[str, ...]


KINDS_OF_CONTACT = {
    "conversation": KindOfContact("gesprek", ("gesprek gevoerd",)),
    "presentation": KindOfContact("presentatie", ("gepresenteerd",)),
    "visit": KindOfContact("bezoek", ("besproken", "bezoek", "bezocht")),
    "written_report": KindOfContact("schriftelijke rapportage", ("aan STJ aangegeven", "schriftelijk")),
    "oral_report": KindOfContact("mondelinge rapportage", ("mondeling",)),
}


@dataclass(frozen=True)
class Approach:
    """An approach that the first round looked at; with a `reason_left` it is no longer followed."""

    name: str
    reason_left: str = ""


@dataclass(frozen=True)
class Contact:
    """On what day the inspectorate heard from the municipality, and how (a kind of ContactMoment)."""

    kind: str
    date: datetime.date


@dataclass(frozen=True)
class Cell:
    """One finding: for one approach, in one year. The explanation is Markdown."""

    year: int
    approach: str
    verdict: str
    explanation: str
    reason: str = ""


@dataclass(frozen=True)
class Row:
    """One indicator by its canonical wording, with the theme and the wording as printed."""

    indicator: str
    theme: str
    wording: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Factsheet:
    """The first round and its follow-up of one municipality. The development is Markdown.

    `ends_openly` says that nothing after the last row shows that the text ends there.
    """

    first_year: int
    year: int
    first_municipality: str
    municipality: str
    approaches: tuple[Approach, ...]
    follow_up: str
    contacts: tuple[Contact, ...]
    development: str
    appeared_in: datetime.date | None
    rows: tuple[Row, ...]
    introduction_line: int = field(default=0, compare=False)
    ends_openly: bool = field(default=False, compare=False)

    @property
    def goes_on(self) -> bool:
        """Whether one approach was followed up under its own name, so that it is the same one still."""
        return [approach.name for approach in self.followed_up()] == [self.follow_up]

    def followed_up(self) -> list[Approach]:
        """The approaches of the first round that went on or went up in the one of the follow-up."""
        return [approach for approach in self.approaches if not approach.reason_left]

    def open_cells(self) -> list[tuple[Row, Cell]]:
        """Each cell for which the text gives no verdict, with its row."""
        return [(row, cell) for row in self.rows for cell in row.cells if cell.reason == NO_VERDICT_GIVEN]
