"""What became of approaches when a follow-up starts: renamed, split, merged, left."""

import pytest

from assessments.actions.follow_ups import NothingToFollowUp, start_follow_up
from assessments.actions.succession import Becoming, UnclearSuccession
from assessments.models import Approach, Continuation, Round
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_finding,
    make_indicator,
    make_round,
    make_theme,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db
X, MEETS = "improvement_point", "meets"


@pytest.fixture
def case_file():
    """A and B of 2013, with one indicator that stands at X for A and at √ for B, and another at X for B."""
    case_file = make_case_file()
    a, b = make_approach(case_file, name="A"), make_approach(case_file, name="B")
    theme, first = make_theme(case_file.framework), make_round(case_file, 2013, final=True)
    one, other = make_indicator(theme, code="I1"), make_indicator(theme, code="I2")
    make_finding(first, a, one, X)
    make_finding(first, b, one, MEETS)
    make_finding(first, b, other, X)
    return case_file


def follow_up(case_file, year=2014, **said):
    """Start a follow-up; of each approach is said under what names it goes on, or in one text why it left."""
    became = [
        Becoming.said(
            case_file.approaches.get(name=name),
            **({"reason": what} if isinstance(what, str) else {"names": what}),
        )
        for name, what in said.items()
    ]
    return start_follow_up(case_file, year=year, by=make_user("coordinator"), became=became)


def looked_at(round_):
    return sorted(round_.findings.values_list("approach__name", "indicator__code"))


def links():
    return sorted(Continuation.objects.values_list("predecessor__name", "successor__name", "year"))


def test_of_which_nothing_is_said_goes_on_as_it_is(case_file):
    assert looked_at(follow_up(case_file)) == [("A", "I1"), ("B", "I2")]
    assert (links(), Approach.objects.filter(ends_in=None).count()) == ([], 2)


def test_one_other_name_is_a_renaming(case_file):
    assert looked_at(follow_up(case_file, A=["Wijkteam"])) == [("B", "I2"), ("Wijkteam", "I1")]
    assert links() == [("A", "Wijkteam", 2014)]


def test_several_names_are_a_split_and_each_is_followed_up(case_file):
    round_ = follow_up(case_file, A=["Noord", "Zuid"])
    assert looked_at(round_) == [("B", "I2"), ("Noord", "I1"), ("Zuid", "I1")]
    assert links() == [("A", "Noord", 2014), ("A", "Zuid", 2014)]


def test_two_that_go_on_under_the_same_name_merged(case_file):
    round_ = follow_up(case_file, A=["Samen"], B=["  SAMEN "])
    assert looked_at(round_) == [("Samen", "I1"), ("Samen", "I2")]
    assert links() == [("A", "Samen", 2014), ("B", "Samen", 2014)]


def test_an_approach_that_goes_up_in_another_takes_its_points_there(case_file):
    assert looked_at(follow_up(case_file, A=["B"])) == [("B", "I1"), ("B", "I2")]
    assert links() == [("A", "B", 2014), ("B", "B", 2014)]


def test_an_approach_may_be_split_in_itself_and_another(case_file):
    assert looked_at(follow_up(case_file, A=["A", "Nieuw"])) == [("A", "I1"), ("B", "I2"), ("Nieuw", "I1")]


def test_one_that_left_is_not_followed_up_and_says_why(case_file):
    assert looked_at(follow_up(case_file, A="omdat zij is opgeheven.")) == [("B", "I2")]
    left = Approach.objects.get(name="A")
    assert (left.ends_in, left.reason_left) == (2014, "zij is opgeheven")


def test_an_approach_is_split_merged_and_ends_over_three_rounds(case_file):
    round_ = follow_up(case_file, A=["Noord", "Zuid"])
    overwrite(round_.findings, verdict=X, explanation="Nog niet.")
    bring_to(round_, "final")
    third = follow_up(case_file, 2015, Noord=["Samen"], B=["Samen"], Zuid="zij stopte")
    assert looked_at(third) == [("Samen", "I1"), ("Samen", "I2")]


@pytest.mark.parametrize(
    ("said", "about", "message"),
    [
        pytest.param({"A": ["C", "c"]}, "A", "U noemt “C” twee keer.", id="a name twice"),
        pytest.param({"A": ["a"]}, "A", "“A” houdt dezelfde naam. Kies dan “Gaat door”.", id="its own name"),
        pytest.param({"A": ["N" * 151]}, "A", "hoogstens 150 tekens", id="too long"),
        pytest.param(
            {"A": ["B"], "B": "zij stopte"},
            "B",
            "U zegt dat “B” niet meer wordt onderzocht, en ook dat “A” verdergaat als “B”.",
            id="left and gone up in",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(case_file, said, about, message):
    with pytest.raises(UnclearSuccession) as refusal:
        follow_up(case_file, **said)
    assert (str(refusal.value.approach), message in str(refusal.value)) == (about, True)
    assert (Round.objects.count(), Approach.objects.count(), links()) == (1, 2, [])


def test_when_all_left_nothing_is_to_be_followed_up(case_file):
    with pytest.raises(NothingToFollowUp):
        follow_up(case_file, A="zij stopte", B="zij stopte ook")
    assert Approach.objects.filter(ends_in=None).count() == 2
