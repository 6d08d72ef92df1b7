"""A version of a framework that no round has used yet: its themes and indicators, their words and their order."""

import datetime

import pytest

from assessments.actions import TextTooLong
from assessments.actions import framework_parts as acts
from assessments.actions.case_files import open_case_file
from assessments.actions.frameworks import FrameworkIsGone, make_next_version
from assessments.actions.imports.case_files import case_file_of
from assessments.actions.sign_offs import choose_signatories
from assessments.actions.standard_texts import word
from assessments.models import Framework, Indicator, Theme
from stj_toezicht.log.models import Event
from tests.factories import (
    make_case_file,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def framework():
    """Two themes, of which the first has three indicators."""
    framework = make_framework(version="2027", valid_from=datetime.date(2027, 1, 1))
    first = make_theme(framework, name="Toeleiding", heading="Toeleiding")
    for code in ("T1", "T2", "T3"):
        make_indicator(first, code=code, wording=f"Zin {code}")
    make_theme(framework, name="Continu", heading="Continu")
    return framework


@pytest.fixture
def theme(framework):
    return framework.themes.get(name="Toeleiding")


THEME = {"name": "Samenwerking", "heading": "Samenwerking", "description": "men werkt samen"}


def codes(theme):
    return [each.code for each in theme.indicators.all()]


def use(framework):
    make_round(make_case_file(make_municipality("Alkmaar"), framework), 2027)


def change(row, carla, **said):
    acts.change_part(row, by=carla, seen=acts.standing(row), **said)


def test_what_is_added_comes_last_and_is_stored_on_one_line(framework, theme, carla):
    added = acts.add_theme(framework, by=carla, **THEME | {"description": " men\u200b werkt \n samen "})
    acts.add_indicator(theme, by=carla, code="T4", wording="Zin vier")
    assert [each.name for each in framework.themes.all()] == ["Toeleiding", "Continu", "Samenwerking"]
    assert added.description == "men werkt samen"
    assert codes(theme) == ["T1", "T2", "T3", "T4"]


@pytest.mark.parametrize(
    ("code", "up", "order"),
    [
        ("T1", False, ["T2", "T1", "T3"]),
        ("T3", True, ["T1", "T3", "T2"]),
        ("T1", True, ["T1", "T2", "T3"]),
        ("T3", False, ["T1", "T2", "T3"]),
    ],
    ids=["down", "up", "the first stays", "the last stays"],
)
def test_places_are_changed_with_who_is_beside(theme, carla, code, up, order):
    acts.move_part(theme.indicators.get(code=code), by=carla, up=up)
    assert codes(theme) == order


def test_moving_steps_over_a_place_that_fell_open(theme, carla):
    middle = theme.indicators.get(code="T2")
    acts.remove_part(middle, by=carla, seen=acts.contents(middle))
    acts.move_part(theme.indicators.get(code="T3"), by=carla, up=True)
    assert codes(theme) == ["T3", "T1"]


def test_a_theme_moves_with_its_indicators(framework, theme, carla):
    acts.move_part(theme, by=carla, up=False)
    assert [each.name for each in framework.themes.all()] == ["Continu", "Toeleiding"]
    assert codes(theme) == ["T1", "T2", "T3"]


def test_who_words_isnt_in_the_way_of_who_orders(theme, carla):
    indicator = theme.indicators.get(code="T1")
    seen = acts.standing(indicator)
    acts.move_part(indicator, by=carla, up=False)
    acts.change_part(indicator, by=carla, seen=seen, wording="Zin een")
    assert [(each.code, each.wording) for each in theme.indicators.all()][1] == ("T1", "Zin een")


def test_who_comes_second_changes_nothing(theme, carla):
    seen, all_seen = acts.standing(theme), acts.contents(theme)
    change(theme, carla, description="iets anders")
    with pytest.raises(acts.ChangedMeanwhile):
        acts.change_part(theme, by=carla, seen=seen, description="nog iets")
    with pytest.raises(acts.ChangedMeanwhile):
        acts.remove_part(theme, by=carla, seen=all_seen)
    assert Theme.objects.get(pk=theme.pk).description == "iets anders"


def test_a_theme_isnt_removed_with_an_indicator_that_nobody_saw(theme, carla):
    seen = acts.contents(theme)
    acts.add_indicator(theme, by=carla, code="T4", wording="Zin vier")
    with pytest.raises(acts.ChangedMeanwhile):
        acts.remove_part(theme, by=carla, seen=seen)
    acts.remove_part(theme, by=carla, seen=acts.contents(theme))
    assert not Indicator.objects.exists()


def test_what_a_colleague_removed_is_gone(theme, carla):
    indicator = theme.indicators.get(code="T1")
    theme.delete()
    for act in (
        lambda: acts.change_part(indicator, by=carla, seen="", code="T9"),
        lambda: acts.move_part(indicator, by=carla, up=True),
        lambda: acts.remove_part(indicator, by=carla, seen=""),
        lambda: acts.add_indicator(theme, by=carla, code="T9", wording="Zin"),
    ):
        with pytest.raises(acts.PartIsGone):
            act()


@pytest.mark.parametrize(
    ("said", "refusal", "told"),
    [
        ({"code": "t2"}, acts.SaidTwice, "Er is al een indicator met deze code."),
        ({"wording": "ZIN T2"}, acts.SaidTwice, "Deze formulering staat er al."),
        ({"code": " \u200b "}, acts.SaysNothing, "Vul iets in bij “Code”."),
        ({"wording": "a" * 301}, TextTooLong, "te lang"),
    ],
    ids=["code twice", "wording twice", "nothing", "too long"],
)
def test_an_indicator_that_cant_say_this(theme, carla, said, refusal, told):
    with pytest.raises(refusal, match=told):
        change(theme.indicators.get(code="T1"), carla, **said)
    assert codes(theme) == ["T1", "T2", "T3"]
    assert not Event.objects.exists()


@pytest.mark.parametrize("field", ["name", "heading"])
def test_a_theme_that_is_there_already(framework, carla, field):
    with pytest.raises(acts.SaidTwice) as refused:
        acts.add_theme(framework, by=carla, **THEME | {field: "CONTINU"})
    assert refused.value.field == field
    assert framework.themes.count() == 2


def version(framework, carla, **said):
    acts.change_framework(framework, by=carla, seen=acts.standing(framework), **said)
    framework.refresh_from_db()
    return framework


def test_a_version_gets_another_name_and_other_days(framework, carla):
    days = {"valid_from": datetime.date(2028, 1, 1), "valid_until": datetime.date(2028, 12, 31)}
    said = {"version": "2028", "name": "Toetsingskader nieuw", **days}
    version(framework, carla, **said)
    assert {name: getattr(framework, name) for name in said} == said


def test_of_a_version_in_use_the_last_day_alone_changes(framework, carla):
    use(framework)
    assert version(framework, carla, valid_until=datetime.date(2029, 12, 31)).valid_until.year == 2029
    with pytest.raises(acts.FrameworkInUse):
        version(framework, carla, version="2028", valid_until=None)


def test_what_was_sent_along_as_it_stands_stops_no_last_day_of_a_version_in_use(framework, carla):
    use(framework)
    same = {name: getattr(framework, name) for name in ("version", "name", "valid_from")}
    last = datetime.date(2029, 12, 31)
    assert (
        version(framework, carla, **same | {"name": f" {framework.name} ", "valid_until": last}).valid_until
        == last
    )


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"version": "2013"}, acts.SaidTwice),
        ({"valid_until": datetime.date(2026, 12, 31)}, acts.EndsBeforeItStarts),
        ({"valid_from": None}, acts.SaysNothing),
    ],
    ids=["name of another version", "ends before it starts", "no first day"],
)
def test_a_version_that_cant_say_this(framework, carla, said, refusal):
    make_framework(version="2013")
    with pytest.raises(refusal):
        version(framework, carla, **said)


def test_once_a_round_was_held_by_it_nothing_changes(framework, theme, carla):
    use(framework)
    indicator = theme.indicators.get(code="T1")
    before = list(Indicator.objects.values()), list(Theme.objects.values())
    for act in (
        lambda: acts.add_theme(framework, by=carla, **THEME),
        lambda: acts.add_indicator(theme, by=carla, code="T4", wording="Zin"),
        lambda: change(indicator, carla, wording="Zin"),
        lambda: acts.move_part(indicator, by=carla, up=False),
        lambda: acts.remove_part(theme, by=carla, seen=acts.contents(theme)),
    ):
        with pytest.raises(acts.FrameworkInUse):
            act()
    assert (list(Indicator.objects.values()), list(Theme.objects.values())) == before


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_nobody_but_a_coordinator_changes_a_framework(framework, theme, role):
    somebody = make_user(role)
    for act in (
        lambda: version(framework, somebody, name="Anders"),
        lambda: acts.add_theme(framework, by=somebody, **THEME),
        lambda: acts.add_indicator(theme, by=somebody, code="T4", wording="Zin"),
        lambda: change(theme, somebody, name="Anders"),
        lambda: acts.move_part(theme, by=somebody, up=False),
        lambda: acts.remove_part(theme, by=somebody, seen=acts.contents(theme)),
        lambda: acts.remove_framework(framework, by=somebody, seen=acts.contents(framework)),
    ):
        with pytest.raises(acts.MayNotChangeFrameworks):
            act()
    assert Framework.objects.get().name == framework.name


def test_a_version_goes_with_all_that_it_says_and_leaves_the_others(framework, carla):
    copy = make_next_version(framework, by=carla)
    word(copy, "opvolging", by=carla, version=0, forms=("In {jaar} is er gekeken.",))
    choose_signatories(copy, by=carla, inspectorates=["youth"])
    acts.remove_framework(copy, by=carla, seen=acts.contents(copy))
    assert Framework.objects.get() == framework
    assert set(Theme.objects.values_list("framework", flat=True)) == {framework.pk}


@pytest.mark.parametrize("has_round", [False, True])
def test_a_version_stays_under_which_there_is_a_case_file(framework, carla, has_round):
    make_framework(version="2026")
    case_file = make_case_file(make_municipality("Alkmaar"), framework)
    if has_round:
        make_round(case_file, 2027)
    with pytest.raises(acts.HasCaseFiles):
        acts.remove_framework(framework, by=carla, seen=acts.contents(framework))
    assert codes(framework.themes.get(name="Toeleiding")) == ["T1", "T2", "T3"]


def test_the_only_version_of_a_framework_stays(framework, carla):
    make_framework(code="ANDERS")
    with pytest.raises(acts.OnlyVersion):
        acts.remove_framework(framework, by=carla, seen=acts.contents(framework))
    assert Framework.objects.filter(pk=framework.pk).exists()


def test_a_version_isnt_removed_with_something_that_nobody_saw(framework, theme, carla):
    make_framework(version="2026")
    for change_something in (
        lambda: acts.add_indicator(theme, by=carla, code="T4", wording="Zin vier"),
        lambda: word(framework, "opvolging", by=carla, version=0, forms=("In {jaar} is er gekeken.",)),
        lambda: choose_signatories(framework, by=carla, inspectorates=["youth"]),
    ):
        seen = acts.contents(framework)
        change_something()
        with pytest.raises(acts.ChangedMeanwhile):
            acts.remove_framework(framework, by=carla, seen=seen)
    assert Framework.objects.filter(pk=framework.pk).exists()


def test_nothing_more_becomes_of_a_version_that_a_colleague_removed(framework, carla):
    make_framework(version="2026")
    inspector, alkmaar = make_user(), make_municipality("Alkmaar")
    acts.remove_framework(framework, by=carla, seen=acts.contents(framework))
    gone = Framework(pk=framework.pk or 1, code="GGSR", version="2027")
    for act in (
        lambda: acts.remove_framework(gone, by=carla, seen=""),
        lambda: acts.add_theme(gone, by=carla, **THEME),
        lambda: word(gone, "opvolging", by=carla, version=0, forms=("In {jaar} is er gekeken.",)),
        lambda: choose_signatories(gone, by=carla, inspectorates=[]),
        lambda: make_next_version(gone, by=carla),
        lambda: case_file_of(alkmaar, alkmaar, gone, by=carla),
        lambda: open_case_file(alkmaar, framework=gone, year=2027, inspectors=[inspector], by=carla),
    ):
        with pytest.raises(FrameworkIsGone):
            act()
