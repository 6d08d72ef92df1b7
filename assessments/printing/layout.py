"""Laying out a page with WeasyPrint: nobody else makes one of its objects."""

from functools import cache

from weasyprint import CSS
from weasyprint.layout import inline
from weasyprint.text.fonts import FontConfiguration

from assessments.printing.breaks import made_breakable
from assessments.printing.bundled import FETCHER, SCHEME
from assessments.printing.finishing import finish
from assessments.printing.lines import once
from assessments.printing.structure.painted import HTML

inline.split_first_line = once(inline.split_first_line)  # WeasyPrint has no other way in


def lay_out(html: str, stylesheet: str) -> bytes:
    """The PDF of a page of ours in one of our stylesheets, as PDF/UA-1 and PDF/A-2a: the same bytes each time."""
    style, font_configuration = _style(stylesheet)
    document = HTML(string=made_breakable(html), base_url=f"{SCHEME}:", url_fetcher=FETCHER)
    pdf: bytes = document.write_pdf(
        stylesheets=[style], font_config=font_configuration, pdf_variant="pdf/a-2a", finisher=finish
    )
    return pdf


@cache
def _style(stylesheet: str) -> tuple[CSS, FontConfiguration]:
    """A stylesheet with its typeface, read once for all that is printed."""
    configuration = FontConfiguration()
    url = f"{SCHEME}:{stylesheet}"
    return CSS(url=url, url_fetcher=FETCHER, font_config=configuration), configuration
