"""The data of many factsheets as one table, a row per finding."""

from collections.abc import Iterator

from assessments.factsheet.content import Factsheet
from assessments.factsheet.data import MARKS
from assessments.texts import safe_cell

HEADINGS = (
    "gemeente",
    "CBS-code",
    "ronde",
    "editie",
    "gepubliceerd op",
    "thema",
    "indicator",
    "jaar van de bevinding",
    "aanpak",
    "oordeel",
    "reden",
    "toelichting",
)


def rows(factsheet: Factsheet) -> Iterator[list[str]]:
    """Each finding of a factsheet, that of earlier years too, in cells that no spreadsheet takes for a formula."""
    published = factsheet.published_on.isoformat() if factsheet.published_on else "concept"
    first = [factsheet.municipality, factsheet.code, factsheet.year, factsheet.edition, published]
    for theme in factsheet.themes:
        for point in theme.points:
            for cell in filter(None, point.cells):
                said = [MARKS.get(cell.verdict, ""), cell.reason, cell.explanation]
                row = [*first, theme.heading, point.indicator, cell.year, cell.approach, *said]
                yield [safe_cell(each) for each in row]
