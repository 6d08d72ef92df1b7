"""What a follow-up looks at, and which earlier findings stand beside it."""

import pytest

from assessments.models import History, PrintedIndicator
from tests.factories import (
    make_approach,
    make_case_file,
    make_finding,
    make_framework,
    make_indicator,
    make_round,
    make_theme,
)

pytestmark = pytest.mark.django_db
X, MEETS, NOT_ASSESSED = "improvement_point", "meets", "not_assessed"


@pytest.fixture
def case_file():
    return make_case_file()


@pytest.fixture
def merged(case_file):
    """Two approaches of 2013, A and B, that went up in C; a third, D, left the investigation."""
    c = make_approach(case_file, name="C", starts_in=2014)
    a = make_approach(case_file, name="A", successors=[c])
    b = make_approach(case_file, name="B", successors=[c])
    d = make_approach(case_file, name="D", ends_in=2014, reason_left="Het is geen gezinsaanpak.")
    return {"A": a, "B": b, "C": c, "D": d}


def find(round_, indicator, verdicts):
    for approach, verdict in verdicts.items():
        make_finding(round_, approach, indicator, verdict)


@pytest.mark.parametrize(
    ("in_2013", "in_2014", "looked_at"),
    [
        pytest.param({"A": X, "B": X}, None, True, id="both predecessors at X"),
        pytest.param({"A": X, "B": MEETS}, None, True, id="one at X, one at √"),
        pytest.param({"A": MEETS, "B": MEETS}, None, False, id="both at √"),
        pytest.param({"A": MEETS, "D": X}, None, False, id="X only for the approach that left"),
        pytest.param({"A": X}, MEETS, False, id="taken up in 2014"),
        pytest.param({"A": X}, X, True, id="still at X in 2014"),
        pytest.param({"A": X}, NOT_ASSESSED, True, id="not assessed in 2014"),
        pytest.param({"A": X, "B": MEETS}, MEETS, False, id="mixed, then taken up"),
    ],
)
def test_what_the_next_follow_up_looks_at(case_file, merged, in_2013, in_2014, looked_at):
    indicator = make_indicator(make_theme(case_file.framework))
    find(make_round(case_file, 2013), indicator, {merged[name]: verdict for name, verdict in in_2013.items()})
    if in_2014:
        find(make_round(case_file, 2014), indicator, {merged["C"]: in_2014})
    points = list(History(case_file).improvement_points(2015 if in_2014 else 2014))
    assert [(point.approach.name, point.indicator) for point in points] == [("C", indicator)] * looked_at


def test_earlier_findings_are_those_of_all_predecessors_oldest_first(case_file, merged):
    indicator = make_indicator(make_theme(case_file.framework))
    find(make_round(case_file, 2014), indicator, {merged["C"]: X})
    find(make_round(case_file, 2013), indicator, {merged["A"]: X, merged["B"]: MEETS, merged["D"]: X})
    earlier = History(case_file).earlier(merged["C"], indicator, 2015)
    assert [(f.round.year, f.approach.name) for f in earlier] == [(2013, "A"), (2013, "B"), (2014, "C")]


def test_points_stand_in_the_order_of_the_theme_under_which_they_are_printed(case_file):
    framework = make_framework()
    first, second = (make_theme(framework, position=position) for position in (1, 2))
    of_second, of_first = make_indicator(second, wording="Een"), make_indicator(first, wording="Twee")
    moved = make_indicator(second, wording="Drie")
    PrintedIndicator.objects.create(case_file=case_file, indicator=moved, theme=first, wording="Drie, anders")
    round_ = make_round(case_file, 2013)
    approach = make_approach(case_file)
    for indicator in (of_second, of_first, moved):
        find(round_, indicator, {approach: X})
    history = History(case_file)
    assert [history.wording(finding.indicator) for finding in history.of_round(2013)] == [
        "Twee",
        "Drie, anders",
        "Een",
    ]


def test_reading_a_history_takes_as_many_queries_for_one_point_as_for_forty(
    case_file, django_assert_num_queries
):
    approach, theme = make_approach(case_file), make_theme(case_file.framework)
    round_ = make_round(case_file, 2013)
    for number in (1, 39):
        for _ in range(number):
            make_finding(round_, approach, make_indicator(theme), X)
        with django_assert_num_queries(4):
            list(History(case_file).improvement_points(2014))
