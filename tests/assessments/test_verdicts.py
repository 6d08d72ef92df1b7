import pytest

from assessments.verdicts import Outcome, Verdict, is_improvement_point, last_given, outcome

MEETS, X, NOT_ASSESSED, OPEN = Verdict.MEETS, Verdict.IMPROVEMENT_POINT, Verdict.NOT_ASSESSED, ""


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        pytest.param([], None, id="nothing found"),
        pytest.param([X], X, id="one verdict"),
        pytest.param([X, MEETS], MEETS, id="the newest counts"),
        pytest.param([MEETS, X], X, id="it can get worse"),
        pytest.param([X, NOT_ASSESSED], X, id="not assessed says nothing"),
        pytest.param([X, OPEN], X, id="still open says nothing"),
        pytest.param([NOT_ASSESSED, OPEN], None, id="nothing was ever given"),
    ],
)
def test_last_given(verdicts, expected):
    assert last_given(verdicts) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([], False, id="nothing known"),
        pytest.param([[X]], True, id="X in the first test"),
        pytest.param([[MEETS]], False, id="√ in the first test"),
        pytest.param([[X, MEETS]], False, id="taken up"),
        pytest.param([[X, X]], True, id="not taken up"),
        pytest.param([[X, NOT_ASSESSED]], True, id="left open in the follow-up"),
        pytest.param([[NOT_ASSESSED]], False, id="never assessed is no improvement point"),
        pytest.param([[X], [MEETS]], True, id="one predecessor at X is enough"),
        pytest.param([[X, MEETS], [MEETS, MEETS]], False, id="merged approach meets it"),
        pytest.param([[X, X], [MEETS, X]], True, id="merged approach still at X"),
        pytest.param([[X, NOT_ASSESSED], [MEETS, NOT_ASSESSED]], True, id="merged approach not assessed"),
    ],
)
def test_is_improvement_point(lines, expected):
    assert is_improvement_point(lines) is expected


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (MEETS, Outcome.TAKEN_UP),
        (X, Outcome.NOT_TAKEN_UP),
        (NOT_ASSESSED, Outcome.UNKNOWN),
        (OPEN, Outcome.OPEN),
    ],
)
def test_outcome(verdict, expected):
    assert outcome(verdict) is expected


@pytest.mark.parametrize(("verdict", "mark"), [(MEETS, "√"), (X, "X"), (NOT_ASSESSED, "–")])
def test_mark(verdict, mark):
    assert verdict.mark == mark
