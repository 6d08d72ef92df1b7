"""Every case in print: each word, verdict and cell of it once, in order, and what runs along on every page."""

import pytest
from django.utils import timezone

from tests.assessments.factsheet.cases import cases
from tests.assessments.factsheet.reading_print import (
    assert_nothing_is_lost,
    bare,
    heads,
    outcomes,
    pages,
    pages_of_tables,
)

pytestmark = pytest.mark.looks


@pytest.fixture
def case(name):
    return cases()[name]


@pytest.fixture
def factsheet(case):
    return case.factsheet


@pytest.fixture
def state(case):
    """What stands on every page of what isn't published."""
    if case.embargo_until:
        return "onder embargo"
    return "" if case.factsheet.published_on else "concept"


@pytest.fixture
def sheets(printed, name, factsheet, state):
    return pages(printed(name), factsheet, state=state)


def test_every_word_is_printed_once_and_in_order(printed, name, case, state):
    until = case.embargo_until and timezone.localtime(case.embargo_until)
    shown = f"Onder embargo tot 3 juni 2015, {until:%H:%M} uur" if until else ""
    assert_nothing_is_lost(printed(name), case.factsheet, state=state, shown=shown)


def test_where_the_tables_run_on_it_says_so_and_their_heads_come_again(sheets, factsheet):
    """And nowhere else: not over the narrative, nor over what follows the tables."""
    running_on = list(pages_of_tables(sheets, factsheet))
    assert [page.runs_on for page in sheets] == [page in running_on for page in sheets]
    for page in running_on:
        assert page.repeated_head or page.body.startswith(tuple(heads(factsheet)))


def test_no_page_ends_with_a_heading(sheets, factsheet):
    opening = "".join(list(outcomes(factsheet))[: 2 + len(factsheet.scope)])
    headings = [
        "Inleiding",
        f"Ontwikkeling {factsheet.year}",
        "De wijkteams",
        "Opschalen",
        "Voor deze teams gelden vijf uitgangspunten:",
        "Niet opnieuw getoetst",
        "Het laatste oordeel staat erboven.",
        "Zienswijze van de gemeente",
        "Wat de gemeente gaat doen",
        opening,
        *heads(factsheet),
    ]
    assert [page.body[-60:] for page in sheets if page.body.endswith(tuple(map(bare, headings)))] == []


def test_a_row_that_fits_on_a_page_stands_on_one(sheets, factsheet, name):
    said = [bare(each) for each in outcomes(factsheet)][2 + len(factsheet.scope) :]
    width = 1 + len(factsheet.columns)
    texts = [each for each in said if each not in heads(factsheet)]
    rows = ["".join(texts[start : start + width]) for start in range(0, len(texts), width)]
    split = [row for row in rows if not any(row in page.body for page in sheets)]
    assert len(split) == (1 if name == "long explanation" else 0)
