"""Under which municipality a follow-up goes on, and which case files go on together."""

import datetime

import pytest
from django.apps import apps

from assessments.actions import mergers
from assessments.actions.follow_ups import (
    EarlierRoundIsOpen,
    NotOnTheTeam,
    WentOnElsewhere,
    YearIsTaken,
    start_follow_up,
)
from assessments.actions.mergers import NoSingleMunicipality
from assessments.actions.succession import Becoming, UnclearSuccession
from assessments.models import CaseFile, Edition, History, PrintedIndicator, Round, TeamChange
from municipalities.models import Succession
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_edition,
    make_finding,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db
X, MEETS = "improvement_point", "meets"


def municipality_until(year, *successors, name="Oudstad"):
    """One that existed until the end of `year`, and went up in others."""
    ended = make_municipality(name, valid_until=datetime.date(year, 12, 31))
    for successor in successors:
        Succession.objects.create(predecessor=ended, successor=successor)
    return ended


def case_file_of(municipality, framework=None, approach="CJG", indicator=None, **fields):
    """A case file with one improvement point in the final round of 2013."""
    case_file = make_case_file(municipality, framework, **fields)
    found = make_approach(case_file, name=approach)
    make_finding(make_round(case_file, 2013, final=True), found, indicator, verdict=X)
    return case_file


def follow_up(case_file, year=2015, **fields):
    return start_follow_up(case_file, year=year, **{"by": make_user("coordinator"), **fields})


def finish(round_):
    overwrite(round_.findings, verdict=X, explanation="Nog niet.")
    bring_to(round_, "final")


def test_a_follow_up_of_a_year_in_which_the_municipality_existed_leaves_it_so():
    old = municipality_until(2014, make_municipality("Nieuwstad", valid_from=datetime.date(2015, 1, 1)))
    case_file = case_file_of(old)
    assert follow_up(case_file, 2014).municipality == old
    case_file.refresh_from_db()
    assert case_file.municipality == old


def test_a_follow_up_after_a_merger_is_of_the_successor_and_the_case_file_moves_along():
    newest = make_municipality("Nieuwstad", valid_from=datetime.date(2017, 1, 1))
    between = make_municipality(
        "Tussenstad", valid_from=datetime.date(2015, 1, 1), valid_until=datetime.date(2016, 12, 31)
    )
    Succession.objects.create(predecessor=between, successor=newest)
    case_file = case_file_of(municipality_until(2014, between))
    round_ = follow_up(case_file, 2015)
    case_file.refresh_from_db()
    assert (str(round_), str(case_file), case_file.former_names()) == (
        "Tussenstad 2015",
        "Tussenstad",
        ["Oudstad"],
    )
    finish(round_)
    assert str(follow_up(case_file, 2017)) == "Nieuwstad 2017"


@pytest.mark.parametrize(
    ("successors", "message"),
    [
        ([], "Volgens het register was er eind 2015 geen gemeente Oudstad, en ook geen opvolger."),
        (
            ["Oost", "West"],
            "Volgens het register is Oudstad vóór eind 2015 opgegaan in meer gemeenten: Oost en West.",
        ),
    ],
    ids=["none", "several"],
)
def test_without_a_single_municipality_there_is_no_follow_up(successors, message):
    case_file = case_file_of(municipality_until(2014, *map(make_municipality, successors)))
    with pytest.raises(NoSingleMunicipality) as refusal:
        follow_up(case_file)
    case_file.refresh_from_db()
    assert (str(refusal.value), str(case_file), Round.objects.count()) == (message, "Oudstad", 1)


@pytest.mark.parametrize("has_own", [False, True])
def test_a_case_file_with_nothing_in_it_moves_along_unless_the_successor_has_its_own(has_own):
    new = make_municipality("Nieuwstad")
    case_file = make_case_file(municipality_until(2014, new))
    if has_own:
        make_case_file(new, case_file.framework)
        message = "Oudstad is opgegaan in Nieuwstad, en die gemeente heeft al een eigen dossier."
        with pytest.raises(mergers.SuccessorHasCaseFile, match=message):
            mergers.municipality_in(case_file, year=2015, by=make_user())
    else:
        assert mergers.municipality_in(case_file, year=2015, by=make_user()) == new
    case_file.refresh_from_db()
    assert str(case_file) == ("Oudstad" if has_own else "Nieuwstad")


@pytest.fixture
def nissewaard():
    return make_municipality("Nissewaard", valid_from=datetime.date(2015, 1, 1))


@pytest.fixture
def two(nissewaard):
    """The case files of Spijkenisse and Bernisse, under one framework and with a team each; both have a "CJG"."""
    framework = make_framework()
    indicator = make_indicator(make_theme(framework), code="I1", wording="Er is een plan")
    return [
        case_file_of(
            municipality_until(2014, nissewaard, name=name),
            framework,
            indicator=indicator,
            team=[make_user()],
        )
        for name in ("Spijkenisse", "Bernisse")
    ]


def renamed(case_file):
    """That its CJG goes on under another name, so that the two can be told apart."""
    return Becoming(case_file.approaches.get(), names=("Wijkteam",))


def test_two_case_files_go_on_together_in_a_new_one(two, nissewaard):
    spijkenisse, bernisse = two
    round_ = follow_up(spijkenisse, became=[renamed(bernisse)])
    together = CaseFile.objects.get(municipality=nissewaard)
    assert (round_.case_file, str(round_)) == (together, "Nissewaard 2015")
    assert [str(each) for each in together.rounds.order_by("year", "municipality__name")] == [
        "Bernisse 2013",
        "Spijkenisse 2013",
        "Nissewaard 2015",
    ]
    assert sorted(round_.findings.values_list("approach__name", flat=True)) == ["CJG", "Wijkteam"]
    assert list(CaseFile.objects.filter(merged_into=together, merged_in=2015).order_by("pk")) == two
    assert together.former_names() == ["Spijkenisse", "Bernisse"] or together.former_names() == [
        "Bernisse",
        "Spijkenisse",
    ]


def test_the_team_is_that_of_both_and_says_since_when(two):
    anna, bram = (case_file.team.get() for case_file in two)
    round_ = follow_up(two[1], by=anna, became=[renamed(two[1])])
    assert set(round_.case_file.team.all()) == {anna, bram}
    joined = TeamChange.objects.filter(case_file=round_.case_file, kind="joined")
    assert {(change.inspector, change.changed_by) for change in joined} == {(anna, anna), (bram, anna)}
    assert not any(case_file.team.exists() for case_file in two)


def test_who_is_on_the_team_of_neither_may_not(two):
    with pytest.raises(NotOnTheTeam):
        follow_up(two[0], by=make_user(), became=[renamed(two[1])])
    assert CaseFile.objects.filter(merged_into=None).count() == 2


def test_approaches_of_one_name_go_on_together_only_when_that_is_said(two):
    with pytest.raises(UnclearSuccession, match="Er zijn twee aanpakken met de naam “CJG”"):
        follow_up(two[0])
    round_ = follow_up(two[0], became=[Becoming(two[0].approaches.get(), names=("CJG",))])
    assert [finding.approach.name for finding in round_.findings.all()] == ["CJG"]
    assert round_.findings.get().approach.predecessors.count() == 2


def test_the_case_file_that_the_new_municipality_has_takes_the_other_along(two, nissewaard):
    spijkenisse, bernisse = two
    CaseFile.objects.filter(pk=spijkenisse.pk).update(municipality=nissewaard)
    make_finding(
        make_round(spijkenisse, 2014, final=True, municipality=nissewaard),
        spijkenisse.approaches.get(),
        spijkenisse.rounds.get(year=2013).findings.get().indicator,
        X,
    )
    for start_from in (bernisse, spijkenisse):
        going_on = mergers.destination(start_from, year=2015)
        assert (going_on.municipality, set(going_on.case_files)) == (nissewaard, set(two))
    round_ = follow_up(bernisse, became=[renamed(bernisse)])
    bernisse.refresh_from_db()
    assert (round_.case_file, bernisse.merged_into) == (spijkenisse, spijkenisse)
    names = [f"{each.year} {each.municipality}" for each in History.of(round_).rounds]
    assert names == ["2013 Bernisse", "2013 Spijkenisse", "2014 Nissewaard", "2015 Nissewaard"]


def test_a_municipality_that_is_left_out_of_the_merger_stays_where_it_is(two):
    other = case_file_of(make_municipality("Brielle"), two[0].framework)
    elsewhere = case_file_of(two[0].municipality, make_framework(code="ANDERS"))
    round_ = follow_up(two[0], became=[renamed(two[1])])
    assert round_.case_file.rounds.count() == 3
    assert set(CaseFile.objects.standing()) == {other, elsewhere, round_.case_file}


def test_not_before_the_rounds_of_both_are_final(two):
    Round.objects.filter(case_file=two[1]).update(state="review", finalised_at=None, finalised_by=None)
    with pytest.raises(EarlierRoundIsOpen, match="De ronde Bernisse 2013 is nog niet vastgesteld"):
        follow_up(two[0], became=[renamed(two[1])])


def test_the_year_comes_after_the_last_round_of_both(two):
    make_round(two[1], 2016, final=True)
    with pytest.raises(YearIsTaken):
        follow_up(two[0], became=[renamed(two[1])])


def test_a_case_file_goes_on_in_another_once(two):
    follow_up(two[0], became=[renamed(two[1])])
    with pytest.raises(WentOnElsewhere):
        follow_up(two[1], 2016)


def test_a_round_of_before_sees_its_own_municipality_alone(two):
    old = Round.objects.get(case_file=two[0])
    round_ = follow_up(two[0], became=[renamed(two[1])])
    old = Round.objects.get(pk=old.pk)
    assert [str(finding.round) for finding in History.of(old).findings] == ["Spijkenisse 2013"]
    assert [len(History.of(old).approaches), len(History.of(round_).approaches)] == [1, 3]
    assert list(Round.objects.follow_ups()) == [round_]


def test_how_an_indicator_is_printed_goes_along_where_it_is_one_way(two):
    theme = make_theme(two[0].framework)
    alike, differently = make_indicator(theme), make_indicator(theme)
    for number, case_file in enumerate(two):
        for indicator, wording in ((alike, "Zo"), (differently, f"Anders {number}")):
            PrintedIndicator.objects.create(
                case_file=case_file, indicator=indicator, theme=theme, wording=wording
            )
    old = Round.objects.get(case_file=two[0])
    round_ = follow_up(two[0], became=[renamed(two[1])])
    assert [row.wording for row in round_.case_file.printed_indicators.all()] == ["Zo"]
    assert History.of(Round.objects.get(pk=old.pk)).wording(differently) == "Anders 0"


def test_published_editions_stay_as_they_were(two):
    bernisse = two[1]
    finding = bernisse.rounds.get().findings.get()
    second = make_round(bernisse, 2014, final=True)
    make_finding(second, finding.approach, finding.indicator, X)
    edition = make_edition(second)
    before = Edition.objects.values().get(pk=edition.pk)
    follow_up(two[0], became=[renamed(bernisse)])
    assert Edition.objects.values().get(pk=edition.pk) == before


def test_case_files_that_went_on_together_go_on_with_a_third(two, nissewaard):
    finish(first := follow_up(two[0], became=[renamed(two[1])]))
    voorne = make_municipality("Voorne", valid_from=datetime.date(2018, 1, 1))
    type(nissewaard).objects.filter(pk=nissewaard.pk).update(valid_until=datetime.date(2017, 12, 31))
    Succession.objects.create(predecessor=nissewaard, successor=voorne)
    brielle = municipality_until(2017, voorne, name="Brielle")
    third = case_file_of(brielle, two[0].framework, approach="Loket")
    round_ = follow_up(third, 2018)
    assert sorted({f.approach.name for f in round_.findings.all()}) == ["CJG", "Loket", "Wijkteam"]
    assert CaseFile.objects.all().in_which_goes_on(two[0].pk) == round_.case_file
    names = sorted({str(finding.round) for finding in History.of(Round.objects.get(pk=first.pk)).findings})
    assert names == ["Bernisse 2013", "Nissewaard 2015", "Spijkenisse 2013"]
    assert set(Round.objects.follow_ups()) == {first, round_}


def test_everything_that_hangs_on_a_case_file_is_thought_of():
    """What refers to a case file moves along, or stays behind on purpose: a new model has to choose."""
    relations = {f"{field.related_model.__name__}.{field.field.name}" for field in _relations_to_case_files()}
    assert relations == {
        "Approach.case_file",
        "Approach.came_from",
        "CaseFile.merged_into",
        "Continuation.case_file",
        "PrintedIndicator.case_file",
        "Round.case_file",
        "Round.came_from",
        "TeamChange.case_file",
        "CaseFile_team.casefile",
    }


def _relations_to_case_files():
    fields = apps.get_model("assessments", "CaseFile")._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and not field.many_to_many]
