"""From the rows of a case file to what its factsheet says."""

import dataclasses
import datetime
import json

import pytest

from assessments.factsheet.content import ApproachInYear, Cell, Column, Contact, Factsheet, LeftOut
from assessments.factsheet.data import to_data
from assessments.factsheet.drafting import draft
from assessments.models import PrintedIndicator
from tests.factories import (
    make_approach,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
)

pytestmark = pytest.mark.django_db
X, MEETS = "improvement_point", "meets"


@pytest.fixture
def case_file():
    framework = make_framework(code="GGSR", definition="- Gezin: ouders.", areas_of_life="wonen en werk")
    return make_case_file(make_municipality("Nissewaard"), framework)


@pytest.fixture
def indicator(case_file):
    return make_indicator(make_theme(case_file.framework, heading="Aanpak"), wording="Er is een plan")


@pytest.fixture
def followed_up(case_file, indicator):
    """A and B of 2013 went up in C, D left; in 2014 C stood at X and in 2015 at √."""
    c = make_approach(case_file, name="C", starts_in=2014)
    a = make_approach(case_file, name="A", successors=[c])
    b = make_approach(case_file, name="B", successors=[c])
    make_approach(case_file, name="D", ends_in=2014, reason_left="zij geen gezinsaanpak is")
    first = make_round(case_file, 2013, municipality=make_municipality("Spijkenisse"))
    second, third = make_round(case_file, 2014), make_round(case_file, 2015)
    make_finding(first, a, indicator, X, explanation="Geen plan bij A.")
    make_finding(first, b, indicator, MEETS, explanation="Een plan bij B.")
    make_finding(second, c, indicator, X, explanation="Geen plan bij C.")
    make_finding(third, c, indicator, MEETS, explanation="Nu wel.")
    return {2013: first, 2014: second, 2015: third}


def cells(factsheet):
    return [[point.cells for point in theme.points] for theme in factsheet.themes]


def test_two_predecessors_stand_in_named_columns_and_their_successor_in_one(followed_up):
    assert draft(followed_up[2014]).columns == (
        Column(2013, "A", named=True),
        Column(2013, "B", named=True),
        Column(2014, "C", named=False),
    )


def test_columns_are_headed_by_the_year_and_where_needed_the_approach(followed_up):
    assert [column.label for column in draft(followed_up[2014]).columns] == ["2013 A", "2013 B", "2014"]


def test_a_row_tells_what_each_year_found(followed_up):
    assert cells(draft(followed_up[2014])) == [
        [
            (
                Cell(2013, "A", X, "", "Geen plan bij A."),
                Cell(2013, "B", MEETS, "", "Een plan bij B."),
                Cell(2014, "C", X, "", "Geen plan bij C."),
            )
        ]
    ]


def test_a_second_follow_up_stands_beside_the_first(followed_up):
    factsheet = draft(followed_up[2015])
    assert [column.year for column in factsheet.columns] == [2013, 2013, 2014, 2015]
    assert [cell.verdict for cell in cells(factsheet)[0][0]] == [X, MEETS, X, MEETS]


def test_a_factsheet_knows_nothing_of_later_years(followed_up):
    assert "Nu wel." not in str(draft(followed_up[2014]))
    assert "Nu wel." in str(draft(followed_up[2015]))


def test_the_approaches_say_whether_they_are_followed_up_and_else_why_not(followed_up):
    assert draft(followed_up[2014]).approaches == (
        ApproachInYear(2013, "A", True, ""),
        ApproachInYear(2013, "B", True, ""),
        ApproachInYear(2013, "D", False, "zij geen gezinsaanpak is"),
        ApproachInYear(2014, "C", None, ""),
    )


def test_the_scope_names_what_was_followed_up_and_what_left(followed_up):
    followed, left = draft(followed_up[2014]).scope
    assert "de aanpakken A en B" in followed
    assert left == "De aanpak D hoort niet meer bij het onderzoek, omdat zij geen gezinsaanpak is."


def test_the_names_of_those_days_stand_where_they_were_looked_at(followed_up):
    factsheet = draft(followed_up[2014])
    assert (factsheet.municipality, factsheet.formerly) == ("Nissewaard", ("Spijkenisse",))
    assert "in 2013 in Spijkenisse de aanpakken A, B en D" in factsheet.introduction


def test_a_first_test_has_its_own_year_alone(followed_up):
    factsheet = draft(followed_up[2013])
    assert [column.label for column in factsheet.columns] == ["2013 A", "2013 B"]
    assert [cell and cell.verdict for cell in cells(factsheet)[0][0]] == [X, MEETS]
    assert factsheet.scope == ()


def test_what_met_in_2013_is_no_row_in_2014(case_file):
    theme = make_theme(case_file.framework)
    approach, first, second = (
        make_approach(case_file),
        make_round(case_file, 2013),
        make_round(case_file, 2014),
    )
    bad, good = (
        make_indicator(theme, wording="Was een verbeterpunt"),
        make_indicator(theme, wording="Was goed"),
    )
    make_finding(first, approach, bad, X)
    make_finding(first, approach, good, MEETS)
    make_finding(second, approach, bad, MEETS)
    assert [point.indicator for point in draft(second).themes[0].points] == ["Was een verbeterpunt"]


@pytest.fixture
def not_again(followed_up, indicator):
    """What C met in 2014 after an X for A, what B met in 2013, and what was tested for D alone."""
    case_file = followed_up[2013].case_file
    approaches = {each.name: each for each in case_file.approaches.all()}
    for wording, year, name, verdict in [
        ("Er is overleg", 2013, "A", X),
        ("Er is overleg", 2014, "C", MEETS),
        ("Er is geld", 2013, "B", MEETS),
        ("Er is tijd", 2013, "D", X),
    ]:
        tested = indicator.theme.indicators.filter(wording=wording).first()
        tested = tested or make_indicator(indicator.theme, wording=wording)
        make_finding(followed_up[year], approaches[name], tested, verdict, explanation="Niet nog eens.")
    return followed_up


def test_what_was_tested_before_and_not_again_is_told_with_how_it_last_stood(not_again):
    overleg = LeftOut("Aanpak", "Er is overleg", (Cell(2014, "C", MEETS, "", ""),))
    geld = LeftOut("Aanpak", "Er is geld", (Cell(2013, "B", MEETS, "", ""),))
    tijd = LeftOut("Aanpak", "Er is tijd", (Cell(2013, "D", X, "", ""),))
    assert draft(not_again[2013]).left_out == ()
    assert draft(not_again[2014]).left_out == (geld, tijd)
    assert draft(not_again[2015]).left_out == (overleg, geld, tijd)


def test_what_last_stood_alike_is_told_together(not_again):
    factsheet = draft(not_again[2015])
    overleg, geld, tijd = factsheet.left_out
    again = dataclasses.replace(geld, indicator="Er is ruimte", heading="Continu")
    alike = dataclasses.replace(factsheet, left_out=(overleg, geld, tijd, again)).left_out_alike
    assert alike == [
        (overleg.cells, {"Aanpak": ["Er is overleg"]}),
        (geld.cells, {"Aanpak": ["Er is geld"], "Continu": ["Er is ruimte"]}),
        (tijd.cells, {"Aanpak": ["Er is tijd"]}),
    ]


def test_what_municipalities_that_merged_had_is_told_of_each(merged, indicator):
    elsewhere = make_indicator(indicator.theme, wording="Er is overleg")
    for round_ in merged.case_file.rounds.filter(year=2013):
        approach = merged.case_file.approaches.get(came_from=round_.came_from)
        make_finding(round_, approach, elsewhere, MEETS)
    [left_out] = draft(merged).left_out
    assert [(cell.municipality, cell.approach) for cell in left_out.cells] == [
        ("Bernisse", "CJG"),
        ("Spijkenisse", "CJG"),
    ]


def test_an_approach_without_a_finding_on_a_row_leaves_its_cell_empty(case_file, indicator):
    old, new = make_approach(case_file, name="Oud"), make_approach(case_file, name="Nieuw")
    first, second = make_round(case_file, 2013), make_round(case_file, 2014)
    elsewhere = make_indicator(indicator.theme, position=indicator.position + 1)
    for round_ in (first, second):
        make_finding(round_, old, indicator, X)
    make_finding(first, new, elsewhere, X)
    make_finding(second, new, elsewhere, X)
    verdicts = [cell and cell.verdict for cell in cells(draft(second))[0][0]]
    assert [column.approach for column in draft(second).columns] == ["Oud", "Nieuw", "Oud", "Nieuw"]
    assert verdicts == [X, None, X, None]


def test_a_round_and_approach_of_which_nothing_is_told_have_no_column(case_file, indicator):
    """Split in 2014: what is taken up for one of the two is not looked at again in 2015."""
    done, busy = (make_approach(case_file, name=name, starts_in=2014) for name in ("Noord", "Zuid"))
    old = make_approach(case_file, name="Oud", successors=[done, busy])
    rounds = [make_round(case_file, year) for year in (2013, 2014, 2015)]
    for round_, approach, verdict in [
        (rounds[0], old, X),
        (rounds[1], done, MEETS),
        (rounds[1], busy, "not_assessed"),
        (rounds[2], busy, MEETS),
    ]:
        make_finding(round_, approach, indicator, verdict)
    factsheet = draft(rounds[2])
    assert [column.label for column in factsheet.columns] == ["2013", "2014 Noord", "2014 Zuid", "2015 Zuid"]
    assert [cell.verdict for cell in cells(factsheet)[0][0]] == [X, MEETS, "not_assessed", MEETS]
    assert "die na 2014 nog openstonden" in factsheet.scope[0]


def test_what_left_later_says_why_for_what_went_on_in_it(case_file, indicator):
    left = make_approach(case_file, name="C", starts_in=2014, ends_in=2015, reason_left="zij stopte")
    make_approach(case_file, name="A", successors=[left])
    stays = make_approach(case_file, name="B")
    for year in (2013, 2014, 2015):
        make_finding(last := make_round(case_file, year), stays, indicator, X)
    assert [(each.year, each.name, each.reason) for each in draft(last).approaches] == [
        (2013, "A", "zij stopte"),
        (2013, "B", ""),
        (2014, "B", ""),
        (2014, "C", "zij stopte"),
        (2015, "B", ""),
    ]


@pytest.fixture
def merged(case_file, indicator):
    """Bernisse and Spijkenisse each had a CJG in 2013, which went on together in 2015, in Nissewaard."""
    together = make_approach(case_file, name="Wijkteam", starts_in=2015)
    third = make_round(case_file, 2015)
    for name, verdict in (("Spijkenisse", X), ("Bernisse", MEETS)):
        old = make_case_file(make_municipality(name), case_file.framework)
        type(old).objects.filter(pk=old.pk).update(merged_into=case_file, merged_in=2015)
        came_from = {"case_file": case_file, "came_from": old}
        before = make_approach(name="CJG", successors=[together], **came_from)
        first = make_round(year=2013, municipality=old.municipality, **came_from)
        make_finding(first, before, indicator, verdict)
    make_finding(third, together, indicator, X)
    return third


def test_municipalities_that_merged_stand_beside_one_another(merged):
    factsheet = draft(merged)
    assert [column.label for column in factsheet.columns] == ["2013 Bernisse", "2013 Spijkenisse", "2015"]
    assert [cell.verdict for cell in cells(factsheet)[0][0]] == [MEETS, X, X]
    assert factsheet.formerly == ("Bernisse", "Spijkenisse")
    assert "in 2013 in Bernisse de aanpak CJG en in Spijkenisse de aanpak CJG op" in factsheet.introduction
    assert factsheet.scope[0].startswith("Bernisse en Spijkenisse zijn opgegaan in Nissewaard.")
    assert "de aanpakken CJG (Bernisse) en CJG (Spijkenisse) eerder" in factsheet.scope[1]
    assert factsheet.approach_line == (
        "Aanpak: Wijkteam (2013: aanpak CJG (Bernisse) en aanpak CJG (Spijkenisse))"
    )
    assert [(each.municipality, each.name) for each in factsheet.approaches] == [
        ("Bernisse", "CJG"),
        ("Spijkenisse", "CJG"),
        ("", "Wijkteam"),
    ]


def test_the_data_name_the_municipality_where_a_year_had_several(merged):
    [theme] = to_data(draft(merged))["themes"]
    assert [finding.get("municipality") for finding in theme["points"][0]["findings"]] == [
        "Bernisse",
        "Spijkenisse",
        None,
    ]


def test_a_round_of_before_the_merger_is_about_its_own_municipality(merged):
    old = merged.case_file.rounds.get(municipality__name="Bernisse")
    factsheet = draft(old)
    assert ([column.label for column in factsheet.columns], factsheet.formerly) == (["2013"], ())


def test_an_indicator_is_printed_as_the_case_file_prints_it(case_file, indicator, followed_up):
    elsewhere = make_theme(case_file.framework, heading="Toeleiding")
    PrintedIndicator.objects.create(
        case_file=case_file, indicator=indicator, theme=elsewhere, wording="Er ligt een plan"
    )
    [theme] = draft(followed_up[2014]).themes
    assert (theme.heading, theme.points[0].indicator) == ("Toeleiding", "Er ligt een plan")


def test_tables_and_rows_stand_in_the_order_of_the_framework(case_file):
    approach, round_ = make_approach(case_file), make_round(case_file, 2013)
    last = make_theme(case_file.framework, position=200, heading="Laatst")
    first = make_theme(case_file.framework, position=100, heading="Eerst")
    for theme, position, wording in [(last, 1, "d"), (first, 2, "b"), (last, 2, "e"), (first, 1, "a")]:
        make_finding(round_, approach, make_indicator(theme, position=position, wording=wording), X)
    printed = [(theme.heading, [p.indicator for p in theme.points]) for theme in draft(round_).themes]
    assert printed == [("Eerst", ["a", "b"]), ("Laatst", ["d", "e"])]


def test_the_definition_ends_with_the_areas_of_life(followed_up):
    assert draft(followed_up[2014]).definition == "- Gezin: ouders.\n- Leefgebieden: wonen en werk."


def test_contact_moments_stand_in_order_of_date(followed_up):
    make_contact_moment(followed_up[2014], kind="visit", date=datetime.date(2014, 11, 25))
    make_contact_moment(followed_up[2014], kind="conversation", date=datetime.date(2014, 11, 17))
    assert draft(followed_up[2014]).contacts == (
        Contact(datetime.date(2014, 11, 17), "gesprek"),
        Contact(datetime.date(2014, 11, 25), "bezoek"),
    )


@pytest.mark.parametrize(
    ("appeared_in", "published_on", "issued_in"),
    [
        pytest.param(None, None, None, id="a concept"),
        pytest.param(None, datetime.date(2016, 2, 9), datetime.date(2016, 2, 9), id="published"),
        pytest.param(
            datetime.date(2015, 6, 1),
            datetime.date(2016, 2, 9),
            datetime.date(2015, 6, 1),
            id="on paper before",
        ),
    ],
)
def test_the_month_on_it_is_that_of_the_first_issue(
    case_file, indicator, appeared_in, published_on, issued_in
):
    round_ = make_round(case_file, 2014, appeared_in=appeared_in)
    make_finding(round_, make_approach(case_file), indicator, X)
    assert draft(round_, published_on=published_on).issued_in == issued_in


def test_it_counts_what_its_own_year_found(followed_up):
    assert (draft(followed_up[2014]).number_taken_up, len(draft(followed_up[2014]).findings)) == (0, 1)
    assert (draft(followed_up[2015]).number_taken_up, len(draft(followed_up[2015]).findings)) == (1, 1)


def test_not_assessed_is_counted_as_neither_verdict(case_file, indicator):
    make_finding(round_ := make_round(case_file, 2014), make_approach(case_file), indicator, "not_assessed")
    factsheet = draft(round_)
    assert (factsheet.number_taken_up, factsheet.number_not_assessed) == (0, 1)


def test_a_snapshot_gives_the_same_factsheet_back(not_again):
    make_contact_moment(not_again[2015])
    factsheet = draft(not_again[2015], published_on=datetime.date(2016, 2, 9))
    assert Factsheet.from_snapshot(json.loads(json.dumps(factsheet.to_snapshot()))) == factsheet


def test_a_snapshot_of_before_it_told_what_was_left_out_still_loads(not_again):
    content = draft(not_again[2015]).to_snapshot()
    content.pop("left_out")
    assert Factsheet.from_snapshot(content).left_out == ()


def test_drafting_takes_as_many_queries_for_forty_points_as_for_one(case_file, django_assert_num_queries):
    approach, round_ = make_approach(case_file), make_round(case_file, 2014)
    theme = make_theme(case_file.framework)
    make_finding(round_, approach, make_indicator(theme), X)
    with django_assert_num_queries(9):
        draft(round_)
    for _ in range(39):
        make_finding(round_, approach, make_indicator(theme), X)
    with django_assert_num_queries(9):
        draft(round_)
