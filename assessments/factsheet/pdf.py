"""The PDF of a factsheet, and the one place that lets WeasyPrint work."""

import datetime
import threading
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from assessments.factsheet.content import Factsheet, Point
from stj_toezicht import fonts

STYLESHEET, STYLESHEET_OF_WORK_SHEET = STYLESHEETS = (
    "bundled:factsheet-pdf.css",
    "bundled:work-sheet-pdf.css",
)
LINES_ON_A_PAGE = 50

# Pango's fonts, which all renderings share, are not safe for threads.
_one_at_a_time = threading.Lock()


def render(factsheet: Factsheet, *, embargo_until: datetime.datetime | None = None) -> bytes:
    """The PDF of a factsheet, the same bytes each time; a concept says on every page that it is one, and what is read
    in advance until when its embargo lasts.
    """
    columns = len(factsheet.columns)
    tables = [
        (theme.heading, [(point, _is_taller_than_a_page(point, columns)) for point in theme.points])
        for theme in factsheet.themes
    ]
    context = {"factsheet": factsheet, "tables": tables, "embargo_until": embargo_until}
    return write(render_to_string("factsheets/pdf.html", context))


def _is_taller_than_a_page(point: Point, columns: int) -> bool:
    """Whether a row must be able to break: keeping it together would cost a second per page, in vain."""
    width = 88 // columns  # characters on a line of a cell
    texts = ([point.indicator], *(cell.explanation.split("\n") for cell in point.cells if cell))
    return any(sum(1 + len(line) // width for line in lines) > LINES_ON_A_PAGE for lines in texts)


def write(html: str, stylesheet: str = STYLESHEET) -> bytes:
    """The accessible PDF (PDF/UA-1) of a page of ours, in one of our stylesheets."""
    with _one_at_a_time:
        style, font_configuration = _style(stylesheet)
        document = HTML(string=html, base_url="bundled:", url_fetcher=FETCHER)
        pdf: bytes = document.write_pdf(
            stylesheets=[style], font_config=font_configuration, pdf_variant="pdf/ua-1"
        )
    return pdf


class BundledOnly(URLFetcher):
    """Gives WeasyPrint the stylesheet and the typeface that come with us, and ends the rendering on all else."""

    def __init__(self, bundled: dict[str, Path]) -> None:
        super().__init__(allowed_protocols=["bundled"], allow_redirects=False, fail_on_errors=True)
        self.bundled = bundled

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.bundled:
            raise FatalURLFetchingError(f"A document does not load {url[:200]}")
        return URLFetcherResponse(url, self.bundled[url].read_bytes())


FETCHER = BundledOnly(
    {name: settings.BASE_DIR / "static" / "css" / name.removeprefix("bundled:") for name in STYLESHEETS}
    | {f"bundled:{name}": fonts.FOLDER / name for name in fonts.NAMES}
)


@cache
def _style(stylesheet: str) -> tuple[CSS, FontConfiguration]:
    """A stylesheet with its typeface, read once for all renderings."""
    configuration = FontConfiguration()
    return CSS(url=stylesheet, url_fetcher=FETCHER, font_config=configuration), configuration
