"""The PDF of a factsheet."""

import datetime
import hashlib
from collections.abc import Callable

from django.template.loader import render_to_string

from assessments.factsheet.content import Factsheet, Point
from assessments.factsheet.data import to_json
from assessments.factsheet.provenance import made_with
from assessments.printing import press
from assessments.printing.letters import spelled_out

STYLESHEET = "factsheet-pdf.css"
LINES_ON_A_PAGE = 50


def render(
    factsheet: Factsheet,
    *,
    embargo_until: datetime.datetime | None = None,
    kept: Callable[[str], bytes | None] = lambda made_of: None,
) -> bytes:
    """The PDF of a factsheet, the same bytes each time.

    Of what was `kept` under the hash of all that goes into it, nothing is printed again. Raises TookTooLong, which
    says where the longest text is, or Broke.
    """
    printed = page(factsheet, embargo_until=embargo_until)
    if document := kept(_hash(printed)):
        return document
    try:
        return press.write(printed, STYLESHEET)
    except press.TookTooLong as refusal:
        raise press.TookTooLong(f"{refusal} {_where_the_longest_text_is(factsheet)}") from refusal


def made_of(factsheet: Factsheet) -> str:
    """The SHA-256 of all that goes into the PDF of a factsheet: what it says, how, and with which versions."""
    return _hash(page(factsheet))


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


def _hash(printed: str) -> str:
    return hashlib.sha256(f"{made_with()}\n{printed}".encode()).hexdigest()


def _where_the_longest_text_is(factsheet: Factsheet) -> str:
    """Where to look first, when a factsheet can't be laid out."""
    texts = [
        (len(cell.explanation), f"bij “{point.indicator}” ({cell.year})")
        for theme in factsheet.themes
        for point in theme.points
        for cell in point.cells
        if cell
    ]
    return f"De langste tekst staat {max([*texts, (len(factsheet.development), 'in de ontwikkeling')])[1]}."


def _is_taller_than_a_page(point: Point, columns: int) -> bool:
    """Whether a row must be able to break: keeping it together would cost a second per page, in vain."""
    width = 88 // columns  # characters on a line of a cell
    texts = ([point.indicator], *(cell.explanation.split("\n") for cell in point.cells if cell))
    return any(sum(1 + len(line) // width for line in lines) > LINES_ON_A_PAGE for lines in texts)
