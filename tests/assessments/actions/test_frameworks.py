import pytest
import time_machine

from assessments.actions.frameworks import OnlyTheOfficeMakesVersions, make_next_version
from assessments.models import Framework
from stj_toezicht.accounts.models import Role
from tests.factories import make_framework, make_indicator, make_theme, make_user

pytestmark = pytest.mark.django_db


def content(framework):
    return [
        [
            (theme.position, theme.name, theme.heading, theme.description),
            *((each.position, each.code, each.wording) for each in theme.indicators.all()),
        ]
        for theme in framework.themes.all()
    ]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_a_next_version_has_the_same_themes_and_indicators_and_holds_from_next_year(role):
    framework = make_framework(version="2013", definition="Over gezinnen.")
    for theme in (make_theme(framework), make_theme(framework)):
        make_indicator(theme)
        make_indicator(theme)
    with time_machine.travel("2026-11-22"):
        copy = make_next_version(framework, by=make_user(role))
    assert (copy.code, copy.version, copy.definition) == ("GGSR", "2027", "Over gezinnen.")
    assert (str(copy.valid_from), copy.valid_until) == ("2027-01-01", None)
    assert content(copy) == content(framework)
    assert {len(row) for row in content(copy)} == {3}


def test_a_second_next_version_gets_a_number():
    framework = make_framework()
    with time_machine.travel("2026-11-22"):
        versions = [make_next_version(framework, by=make_user(Role.COORDINATOR)).version for _ in range(3)]
    assert versions == ["2027", "2027-2", "2027-3"]


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SUPPORT, Role.MUNICIPALITY, Role.SYSTEM])
def test_nobody_else_makes_a_version(role):
    with pytest.raises(OnlyTheOfficeMakesVersions):
        make_next_version(make_framework(), by=make_user(role))
    assert Framework.objects.count() == 1
