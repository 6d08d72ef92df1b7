"""Taking texts over: what comes in, and what never does."""

import pytest

from assessments.actions import copying as acts
from assessments.actions.findings import record
from assessments.actions.first_tests import NotTheFirstRound
from assessments.actions.rounds import NotOnTheTeam, RoundIsFinal
from assessments.actions.steps import ChangedMeanwhile
from assessments.models import Comment, Finding
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_contact_moment,
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


@pytest.fixture
def follow_up(anna):
    """A follow-up of Alkmaar in which three points are open, after a first test that says something on each."""
    case_file = make_case_file(make_municipality("Alkmaar"), team=[anna])
    approach, theme = make_approach(case_file, name="CJG"), make_theme(case_file.framework)
    first, follow_up = make_round(case_file, 2013, final=True), make_round(case_file, 2014)
    for text in ("Eén.", "Twee.", "Drie."):
        indicator = make_indicator(theme, wording=text)
        make_finding(first, approach, indicator, "improvement_point", explanation=text, private_note="Geheim")
        make_finding(follow_up, approach, indicator)
    return follow_up


def first_of(round_):
    return round_.case_file.rounds.get(year=2013)


def take(round_, source, by, seen=None):
    seen = seen if seen is not None else acts.fingerprint(acts.would_come_in(round_, source))
    return acts.take_texts_over(round_, source=source, by=by, seen=seen)


def texts(round_):
    return dict(round_.findings.values_list("indicator__wording", "explanation"))


def test_blank_points_get_the_explanation_and_nothing_else(follow_up, anna):
    moment = make_contact_moment(first_of(follow_up))
    earlier = first_of(follow_up).findings.first()
    earlier.contact_moments.add(moment)
    Comment.objects.create(
        finding=earlier, text="Opmerking", written_at=follow_up.started_at, written_by=anna
    )
    assert take(follow_up, first_of(follow_up), anna) == 3
    assert texts(follow_up) == {"Eén.": "Eén.", "Twee.": "Twee.", "Drie.": "Drie."}
    kept = {
        (each.verdict, each.private_note, each.version, each.changed_by, each.contact_moments.count())
        for each in follow_up.findings.all()
    }
    assert kept == {("", "", 1, anna, 0)}
    assert Comment.objects.filter(finding__round=follow_up).count() == 0


def test_each_point_gets_a_version_with_who_and_when(follow_up, anna):
    take(follow_up, first_of(follow_up), anna)
    finding = follow_up.findings.first()
    assert list(finding.revisions.values_list("version", "explanation", "changed_by", "changed_at")) == [
        (1, finding.explanation, anna.pk, finding.changed_at)
    ]
    assert "een" in finding.search_text


@pytest.mark.parametrize(
    "typed",
    [
        {"verdict": "meets", "explanation": "Van Anna."},
        {"verdict": "", "explanation": "Van Anna."},
        {"verdict": "meets"},
        {"verdict": "", "private_note": "Van Anna."},
        {"verdict": "not_assessed", "reason": "Geen inzage."},
    ],
)
def test_nothing_that_is_recorded_is_overwritten(follow_up, anna, typed):
    finding = record(follow_up.findings.first(), by=anna, version=0, **typed)
    assert take(follow_up, first_of(follow_up), anna) == 2
    after = Finding.objects.get(pk=finding.pk)
    assert (after.version, after.explanation, after.verdict) == (1, finding.explanation, finding.verdict)


def test_contact_moments_that_a_blank_point_names_stay(follow_up, anna):
    finding, moment = follow_up.findings.first(), make_contact_moment(follow_up)
    record(finding, by=anna, version=0, verdict="", contact_moments=[moment])
    assert take(follow_up, first_of(follow_up), anna) == 3
    assert list(finding.contact_moments.all()) == [moment]


def test_texts_of_all_that_went_up_in_an_approach_come_together(anna):
    case_file = make_case_file(team=[anna])
    teams = make_approach(case_file, name="Wijkteams", starts_in=2014)
    indicator = make_indicator(make_theme(case_file.framework))
    first, follow_up = make_round(case_file, 2013, final=True), make_round(case_file, 2014)
    for name in ("Huis", "Mijn *Zuid*"):
        approach = make_approach(case_file, name=name, successors=[teams], ends_in=2014)
        make_finding(first, approach, indicator, "improvement_point", explanation=f"Tekst van {name[:4]}.")
    make_finding(follow_up, teams, indicator)
    take(follow_up, first, anna)
    assert follow_up.findings.get().explanation == (
        "Aanpak Huis:\n\nTekst van Huis.\n\nAanpak Mijn \\*Zuid\\*:\n\nTekst van Mijn."
    )
    overwrite(first.findings, explanation="Hetzelfde.")
    assert [each.text for each in acts.would_come_in(follow_up, first)] == ["Hetzelfde."]


def test_texts_that_do_not_fit_together_stay_out(follow_up, anna):
    source = first_of(follow_up)
    other = make_approach(follow_up.case_file, name="Tweede", ends_in=2014, successors=())
    overwrite(source.findings, explanation="a" * 9_000)
    Finding.objects.bulk_create(
        Finding(
            round=source,
            approach=other,
            indicator=finding.indicator,
            verdict="meets",
            explanation="b" * 9_000,
        )
        for finding in source.findings.all()
    )
    joined = make_round(make_case_file(framework=source.case_file.framework, team=[anna]), 2014)
    for finding in follow_up.findings.all():
        make_finding(joined, joined.case_file.approaches.first(), finding.indicator)
    assert {(take_.is_too_long, take_.comes_in) for take_ in acts.would_come_in(joined, source)} == {
        (True, False)
    }
    with pytest.raises(acts.NothingToTakeOver):
        take(joined, source, anna)


@pytest.fixture
def neighbour(follow_up):
    """A first test of Bergen under the same framework, with two approaches of which one is called CJG as well."""
    case_file = make_case_file(make_municipality("Bergen"), follow_up.case_file.framework)
    round_ = make_round(case_file, 2016)
    cjg, other = (
        make_approach(case_file, name="cjg", starts_in=2016),
        make_approach(case_file, name="Wijk", starts_in=2016),
    )
    for finding in follow_up.findings.all():
        make_finding(round_, cjg, finding.indicator, "meets", explanation="Van het CJG.")
        make_finding(round_, other, finding.indicator, "meets", explanation="Van de wijk.")
    return round_


def test_from_another_municipality_comes_what_stands_for_the_approach_of_that_name(
    follow_up, neighbour, anna
):
    assert take(follow_up, neighbour, anna) == 3
    assert set(texts(follow_up).values()) == {"Van het CJG."}


def test_or_what_stands_for_all_of_them(follow_up, neighbour, anna):
    follow_up.case_file.approaches.update(name="Eigen naam")
    take(follow_up, neighbour, anna)
    assert set(texts(follow_up).values()) == {"Aanpak cjg:\n\nVan het CJG.\n\nAanpak Wijk:\n\nVan de wijk."}


def test_what_was_not_shown_is_not_taken_over(follow_up, anna):
    source = first_of(follow_up)
    seen = acts.fingerprint(acts.would_come_in(follow_up, source))
    record(follow_up.findings.first(), by=anna, version=0, verdict="", explanation="Van Anna.")
    with pytest.raises(ChangedMeanwhile):
        take(follow_up, source, anna, seen=seen)
    assert sorted(texts(follow_up).values()) == ["", "", "Van Anna."]


def test_nothing_to_take_over_is_said(follow_up, anna):
    overwrite(first_of(follow_up).findings, explanation="")
    with pytest.raises(acts.NothingToTakeOver):
        take(follow_up, first_of(follow_up), anna)


def test_not_from_the_round_itself(follow_up, anna):
    with pytest.raises(acts.SameRound):
        take(follow_up, follow_up, anna)


def test_not_under_another_framework(follow_up, anna):
    with pytest.raises(acts.OtherFramework):
        take(follow_up, make_round(make_case_file(framework=make_framework())), anna)


def test_not_into_a_final_round(follow_up, anna):
    bring_to(follow_up, "final")
    with pytest.raises(RoundIsFinal):
        take(follow_up, first_of(follow_up), anna)


@pytest.mark.parametrize("role", ["inspector", "coordinator", "support", "administrator", "municipality"])
def test_nobody_outside_the_team_takes_texts_over(follow_up, role):
    with pytest.raises(NotOnTheTeam):
        take(follow_up, first_of(follow_up), make_user(role))
    assert set(texts(follow_up).values()) == {""}


@pytest.fixture
def empty(neighbour, anna):
    return make_case_file(make_municipality("Heiloo"), neighbour.case_file.framework, team=[anna])


def test_a_first_test_is_copied_with_approaches_indicators_and_texts(neighbour, empty, anna):
    make_indicator(make_theme(neighbour.case_file.framework), wording="Niet getoetst")
    round_ = acts.copy_first_test(neighbour, to=empty, year=2017, by=anna)
    assert (round_.case_file, round_.year, round_.is_final) == (empty, 2017, False)
    assert sorted(round_.findings.values_list("approach__name", "verdict", "explanation")) == [
        ("Wijk", "", ""),
        *[("Wijk", "", "Van de wijk.")] * 3,
        ("cjg", "", ""),
        *[("cjg", "", "Van het CJG.")] * 3,
    ]


def test_a_first_test_without_texts_is_copied_as_well(neighbour, empty, anna):
    overwrite(neighbour.findings, explanation="")
    assert acts.copy_first_test(neighbour, to=empty, year=2017, by=anna).findings.count() == 6


@pytest.mark.parametrize("role", ["inspector", "coordinator", "support", "administrator", "municipality"])
def test_nobody_outside_the_team_copies_one(neighbour, empty, role):
    with pytest.raises(NotOnTheTeam):
        acts.copy_first_test(neighbour, to=empty, year=2017, by=make_user(role))
    assert not empty.rounds.exists()


def test_a_follow_up_is_not_copied_whole(follow_up, empty, anna):
    with pytest.raises(acts.NoFirstTest):
        acts.copy_first_test(follow_up, to=empty, year=2017, by=anna)


def test_a_first_test_is_not_copied_to_another_framework(neighbour, anna):
    with pytest.raises(acts.OtherFramework):
        acts.copy_first_test(neighbour, to=make_case_file(team=[anna]), year=2017, by=anna)


def test_a_first_test_is_not_copied_to_where_one_was_started(neighbour, empty, anna):
    make_round(empty, 2016)
    with pytest.raises(NotTheFirstRound):
        acts.copy_first_test(neighbour, to=empty, year=2017, by=anna)
    assert empty.rounds.get().findings.count() == 0
