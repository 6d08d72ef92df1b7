import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.factories import make_case_file, make_user


def rows():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.mark.django_db
def test_without_debug_it_refuses_and_makes_nothing():
    before = rows()
    with pytest.raises(CommandError, match="De demonstratie laadt alleen met DEBUG=1."):
        call_command("load_demonstration")
    assert rows() == before


def _a_case_file():
    make_case_file()


def _an_account_of_that_name():
    make_user(username="anna")


@pytest.mark.django_db
@pytest.mark.parametrize("use", [_a_case_file, _an_account_of_that_name])
def test_a_database_in_use_is_left_as_it_is(settings, use):
    settings.DEBUG = True
    use()
    before = rows()
    printed = io.StringIO()
    call_command("load_demonstration", stdout=printed)
    assert printed.getvalue() == "Deze database is al in gebruik; de demonstratie is niet geladen.\n"
    assert rows() == before
