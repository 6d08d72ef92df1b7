"""What a follow-up looks at, and which earlier findings stand beside it."""

import pytest

from assessments.models import Finding, History, PrintedIndicator
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


def test_findings_stand_in_the_order_of_the_framework_the_years_and_the_approaches(case_file, merged):
    framework = case_file.framework
    last, first = (make_theme(framework, position=position) for position in (2, 1))
    indicators = [make_indicator(theme, position=number) for theme in (last, first) for number in (2, 1)]
    for year, names in ((2014, "C"), (2013, "DBA")):
        round_ = make_round(case_file, year)
        for indicator in indicators:
            find(round_, indicator, {merged[name]: X for name in names})
    assert History(case_file).findings == list(Finding.objects.in_order())


def test_what_came_while_a_history_was_read_is_no_part_of_it(case_file):
    approach, indicator = make_approach(case_file), make_indicator(make_theme(case_file.framework))
    known = make_finding(make_round(case_file, 2013), approach, indicator, X)
    history = History(case_file)
    assert [each.year for each in history.rounds] == [2013]
    make_finding(make_round(case_file, 2014), approach, indicator, X)
    assert history.findings == [known]


def test_what_an_approach_became_is_looked_up_only_where_it_went_on(merged, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert [merged[name].became for name in "CD"] == [[], []]
    assert merged["A"].became == [merged["C"]]
