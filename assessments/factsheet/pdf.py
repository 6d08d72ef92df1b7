"""The PDF of a factsheet."""

import datetime
import hashlib

from django.template.loader import render_to_string

from assessments.factsheet.content import Factsheet, Point
from assessments.factsheet.data import to_json
from assessments.printing import press
from assessments.printing.letters import spelled_out

STYLESHEET = "factsheet-pdf.css"
LINES_ON_A_PAGE = 64  # under a repeated head, in the smallest type
EMPTY_LINE = 0.5  # of the height of a line
MOST_LETTERS = 130  # on the lines of all cells beside each other


def render(factsheet: Factsheet, *, embargo_until: datetime.datetime | None = None) -> bytes:
    """The PDF of a factsheet, the same bytes each time.

    Raises TookTooLong, which says where the longest text is, or Broke.
    """
    try:
        return press.write(page(factsheet, embargo_until=embargo_until), STYLESHEET)
    except press.TookTooLong as refusal:
        raise press.TookTooLong(f"{refusal} {_where_the_longest_text_is(factsheet)}") from refusal


def page(factsheet: Factsheet, *, embargo_until: datetime.datetime | None = None) -> str:
    """What is printed: a concept says on every page that it is one, and what is read in advance until when its
    embargo lasts.
    """
    columns = len(factsheet.columns)
    tables = [
        (theme.heading, [(point, _is_taller_than_a_page(point, columns)) for point in theme.points])
        for theme in factsheet.themes
    ]
    context = {
        "factsheet": factsheet,
        "words": factsheet.municipality.split(),
        "tables": tables,
        "embargo_until": embargo_until,
        "sha256": hashlib.sha256(to_json(factsheet)).hexdigest() if factsheet.published_on else "",
    }
    return spelled_out(render_to_string("factsheets/pdf.html", context))


def _where_the_longest_text_is(factsheet: Factsheet) -> str:
    """Where to look first, when a factsheet can't be laid out."""
    texts = [
        (len(cell.explanation), f"bij “{point.indicator}” ({cell.year})")
        for theme in factsheet.themes
        for point in theme.points
        for cell in point.cells
        if cell
    ]
    texts.append((len(factsheet.development), "in de ontwikkeling"))
    texts += [(len(text), "in de zienswijze van de gemeente") for text in factsheet.statements]
    texts += [(len(intent.text), "in wat de gemeente gaat doen") for intent in factsheet.intents]
    return f"De langste tekst staat {max(texts)[1]}."


def _is_taller_than_a_page(point: Point, columns: int) -> bool:
    """Whether a row certainly fits on no page, and must be able to break: keeping it together would cost a second per
    page, in vain.
    """
    texts = (f"{cell.reason}\n{cell.explanation}" for cell in point.cells if cell)
    return any(_least_height(text, MOST_LETTERS // columns) > LINES_ON_A_PAGE for text in texts)


def _least_height(text: str, width: int) -> float:
    """How many lines a text takes at least; one that is empty is lower."""
    return sum(1 + len(line) // width if line else EMPTY_LINE for line in text.split("\n"))
