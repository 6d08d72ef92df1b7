"""A work sheet as it comes out of the printer of who prints its page."""

import io

import pypdf
import pytest
from django.urls import reverse

from tests.factories import (
    make_approach,
    make_case_file,
    make_finding,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

SENTENCE = "De gemeente heeft daarover nog geen afspraken gemaakt met de partners in de wijk en in de regio. "


@pytest.fixture
def printed(page, log_in, transactional_db):
    """The page of a work sheet with four themes of a point each, what was found before getting longer."""
    anna = make_user("inspector")
    case_file = make_case_file(make_municipality("Alkmaar"), team=[anna])
    approach, first = make_approach(case_file), make_round(case_file, 2013, final=True)
    round_ = make_round(case_file, 2014)
    for number in range(1, 5):
        theme = make_theme(case_file.framework, heading=f"Thema {number}")
        indicator = make_indicator(theme, wording=f"Punt {number} is geregeld")
        make_finding(first, approach, indicator, "improvement_point", explanation=SENTENCE * 3)
        make_finding(round_, approach, indicator)
    log_in(page, anna)
    page.goto(reverse("assessments:work_sheet", args=[round_.pk]))
    return page


def test_no_heading_of_a_theme_is_left_behind_without_a_point(printed):
    """Whatever stands above it: here the first theme begins a bit lower each time."""
    for lower in range(0, 400, 40):
        printed.evaluate(f"document.querySelector('.stj-sheet').style.marginTop = '{lower}px'")
        sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(printed.pdf())).pages]
        for number in range(1, 5):
            (sheet,) = (sheet for sheet in sheets if f"Thema {number}" in sheet)
            assert f"Punt {number} is geregeld" in sheet


def test_what_was_found_before_takes_the_width_of_the_paper(printed):
    printed.emulate_media(media="print")
    text = printed.locator(".stj-sheet__earlier p").last
    assert text.bounding_box()["width"] > 0.9 * printed.locator(".stj-sheet").bounding_box()["width"]
