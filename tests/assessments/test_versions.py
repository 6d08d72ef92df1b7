import datetime
from dataclasses import dataclass

import pytest

from assessments.versions import Content, merge_contents, sittings

START = datetime.datetime(2015, 6, 3, 14, tzinfo=datetime.UTC)


@dataclass
class Save:
    version: int
    changed_by_id: int
    changed_at: datetime.datetime
    text: str


def saves(*rows):
    """Versions as (who, minute, text), or so many characters of text."""
    return [
        Save(
            number,
            who,
            START + datetime.timedelta(minutes=minute),
            "a " * (said // 2) if said in range(1000) else said,
        )
        for number, (who, minute, said) in enumerate(rows, start=1)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(1, 0, 10)], [(0, 1)], id="one"),
        pytest.param([(1, 0, 10), (1, 4, 50), (1, 10, 80)], [(0, 3)], id="within ten minutes"),
        pytest.param([(1, 0, 10), (1, 6, 50), (1, 11, 80)], [(2, 3), (0, 2)], id="ten minutes after the first"),
        pytest.param([(1, 0, 10), (2, 1, 50), (1, 2, 80)], [(2, 3), (1, 2), (0, 1)], id="of one person"),
        pytest.param([(1, 0, 500), (1, 1, 450), (1, 2, 402), (1, 3, 390)], [(3, 4), (0, 3)], id="what went slowly"),
        pytest.param([(1, 0, 500), (1, 1, 0), (1, 2, 500)], [(1, 3), (0, 1)], id="a text that was emptied"),
        pytest.param(
            [(1, 0, "Er is in mei een plan gemaakt met partners."), (1, 1, "Wijkteams werken sinds juni op scholen.")],
            [(1, 2), (0, 1)],
            id="a text that another of the same length replaced",
        ),
        pytest.param(
            [(1, 0, "Er is een plan."), (1, 1, "Er is een plan. Nog niet af."), (1, 2, "Er is een plan.")],
            [(2, 3), (0, 2)],
            id="a text that was put back",
        ),
        pytest.param(
            [(1, 0, "Er is een pla"), (1, 1, "Er is een plan"), (1, 2, "Er is een plan.")],
            [(0, 3)],
            id="a word that was half typed",
        ),
    ],
)  # fmt: skip
def test_versions_of_one_sitting_are_one_change(rows, expected):
    assert [(sitting.before, sitting.version) for sitting in sittings(saves(*rows))] == expected


def test_a_sitting_says_who_when_and_how_often():
    sitting = sittings(saves((7, 0, 10), (7, 4, 50)))[0]
    assert (sitting.by, sitting.saves) == (7, 2)
    assert (sitting.since, sitting.until) == (START, START + datetime.timedelta(minutes=4))


BASE = Content("improvement_point", explanation="Er is geen plan.", rests_on=frozenset({1, 2}))


@pytest.mark.parametrize(
    ("mine", "theirs", "start", "overlapping"),
    [
        pytest.param(
            Content("meets", explanation="Er is geen plan.", rests_on=frozenset({1, 2, 3})),
            Content("improvement_point", explanation="Er is geen plan. Nog niet.", rests_on=frozenset({2})),
            Content("meets", explanation="Er is geen plan. Nog niet.", rests_on=frozenset({2, 3})),
            set(),
            id="nothing overlaps",
        ),
        pytest.param(
            Content("meets", explanation="Er is een plan."),
            Content("not_assessed", "Geen inzage.", "Er is nooit een plan."),
            Content("meets", "", "Er is een plan."),
            {"verdict", "explanation"},
            id="verdict and text overlap: mine, and no reason beside it",
        ),
        pytest.param(
            Content("meets", expected_on=datetime.date(2015, 5, 1)),
            Content("meets", expected_on=datetime.date(2015, 6, 1)),
            Content("meets", expected_on=datetime.date(2015, 5, 1)),
            {"expected_on"},
            id="two dates",
        ),
    ],
)
def test_two_versions_of_a_finding_put_together(mine, theirs, start, overlapping):
    merged = merge_contents(mine, theirs, BASE)
    assert (merged.start, merged.overlapping) == (start, overlapping)


def test_both_texts_below_each_other_where_they_overlap():
    merged = merge_contents(
        Content("meets", explanation="Van mij."), Content(explanation="Van hen."), Content()
    )
    assert merged.start.explanation == "Van mij."
    assert merged.both.explanation == "Van hen. Van mij."
    assert merged.both.verdict == "meets"
