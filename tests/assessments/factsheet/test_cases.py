"""Every case is what its name says, and is printed without a complaint."""

import pytest

from tests.assessments.factsheet.cases import LONG_APPROACHES, LONGEST_NAME, cases


def points(name):
    return [point for theme in cases()[name].factsheet.themes for point in theme.points]


def test_the_names_are_as_long_as_they_may_be():
    assert [len(each) for each in (LONGEST_NAME, *LONG_APPROACHES)] == [60, 60, 60]


def test_one_explanation_is_as_long_as_it_may_be():
    assert max(
        len(cell.explanation) for point in points("long explanation") for cell in point.cells
    ) in range(9_900, 10_001)


@pytest.mark.parametrize(("name", "number"), [("one point", 1), ("eight points", 8), ("forty points", 40)])
def test_there_are_as_many_points(name, number):
    assert len(points(name)) == number


@pytest.mark.looks
def test_every_case_is_printed(printed, name):
    assert printed(name).startswith(b"%PDF-1.7")
