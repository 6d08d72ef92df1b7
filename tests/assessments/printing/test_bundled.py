"""A document reads nothing but what is bundled."""

import pytest
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from assessments.printing.bundled import FETCHER

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
    "css",
    ["@import url(file:///etc/hostname);", "@font-face { font-family: x; src: url(http://127.0.0.1:9/) }"],
)
def test_a_stylesheet_cannot_fetch_either(css):
    with pytest.raises(FatalURLFetchingError):
        CSS(string=css, url_fetcher=FETCHER, font_config=FontConfiguration())
