"""A document reads nothing but what is bundled."""

import io

import pypdf
import pytest
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from assessments.printing.bundled import FETCHER
from assessments.printing.layout import lay_out

pytestmark = pytest.mark.looks


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "FILE:///etc/hostname",
        "http://127.0.0.1:9/",
        "https://localhost/",
        "ftp://localhost/",
        "data:text/css,p{}",
        "bundled:../settings.py",
        "bundled:SourceSansPro-Black.otf",
        "/etc/hostname",
    ],
)
def test_nothing_is_fetched_but_what_is_bundled(address):
    with pytest.raises(FatalURLFetchingError):
        FETCHER(address)


@pytest.mark.parametrize(
    "name", ["factsheet-pdf.css", "SourceSansPro-Regular.otf", "SourceSansPro-SemiboldIt.otf"]
)
def test_what_is_bundled_is_fetched(name):
    assert FETCHER(f"bundled:{name}").read()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/hostname" alt="x">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/a.css">',
        '<link rel="attachment" href="file:///etc/hostname">',
        "<style>@import url(file:///etc/hostname);</style>",
        '<p style="background: url(file:///etc/hostname)">x</p>',
        '<object data="file:///etc/hostname"></object>',
    ],
)
def test_markup_that_would_fetch_ends_the_rendering(html):
    with pytest.raises(FatalURLFetchingError):
        lay_out(f'<html lang="nl"><title>x</title>{html}', "factsheet-pdf.css")


@pytest.mark.parametrize(
    "css",
    ["@import url(file:///etc/hostname);", "@font-face { font-family: x; src: url(http://127.0.0.1:9/) }"],
)
def test_a_stylesheet_cannot_fetch_either(css):
    with pytest.raises(FatalURLFetchingError):
        CSS(string=css, url_fetcher=FETCHER, font_config=FontConfiguration())


def test_the_fetcher_is_what_keeps_files_out():
    """Without it the same markup does read the file, so the tests above can fail."""
    document = HTML(
        string='<html lang="nl"><title>x</title><link rel="attachment" href="file:///etc/hostname">'
    )
    assert pypdf.PdfReader(io.BytesIO(document.write_pdf())).attachments
