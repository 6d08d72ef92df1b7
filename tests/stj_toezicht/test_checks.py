import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from assessments import checks as checks_of_case_files
from assessments import guards
from assessments.checks import (
    every_approach_that_ended_went_on_or_left,
    every_guard_is_in_place,
    typeface_is_cut_to_size_quickly,
)
from assessments.models import Approach
from stj_toezicht.accounts import checks
from stj_toezicht.accounts.checks import (
    no_demonstration_accounts_on_a_server,
    refuse_to_serve_demonstration_accounts,
)
from stj_toezicht.accounts.models import User
from tests.factories import make_approach, make_user


@pytest.mark.django_db
def test_other_accounts_are_no_error():
    make_user()
    assert no_demonstration_accounts_on_a_server(databases=["default"]) == []


@pytest.mark.django_db
def test_a_database_without_tables_is_no_error(monkeypatch):
    make_user(is_demonstration=True)
    monkeypatch.setattr(User._meta, "db_table", "not_made_yet")
    assert no_demonstration_accounts_on_a_server(databases=["default"]) == []


@pytest.mark.django_db
def test_a_demonstration_account_is_an_error():
    make_user(is_demonstration=True)
    assert len(no_demonstration_accounts_on_a_server(databases=["default"])) == 1


@pytest.mark.django_db
def test_a_database_with_every_guard_is_no_error():
    assert every_guard_is_in_place(databases=["default"]) == []


@pytest.mark.django_db
def test_a_guard_that_is_missing_is_an_error_that_names_it():
    guards.lift()
    found = every_guard_is_in_place(databases=["default"])
    assert [guard.name in error.msg for guard, error in zip(guards.GUARDS, found, strict=True)] == [
        True for _ in guards.GUARDS
    ]
    with pytest.raises(CommandError, match="an_edition_is_not_deleted"):
        call_command("check", databases=["default"])
    guards.place()
    assert every_guard_is_in_place(databases=["default"]) == []


@pytest.mark.django_db
def test_before_the_last_migration_guards_are_not_missed():
    guards.lift()
    MigrationRecorder(connection).record_unapplied("assessments", "0001_initial")
    assert every_guard_is_in_place(databases=["default"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("debug", "fields", "is_refused"),
    [
        pytest.param(False, {"is_demonstration": True}, True, id="on a server"),
        pytest.param(True, {"is_demonstration": True}, False, id="in development"),
        pytest.param(False, {}, False, id="another account"),
    ],
)
def test_a_server_does_not_start_with_demonstration_accounts(settings, capsys, debug, fields, is_refused):
    settings.DEBUG = debug
    make_user(**fields)
    if not is_refused:
        refuse_to_serve_demonstration_accounts()
        assert capsys.readouterr().err == ""
        return
    with pytest.raises(SystemExit) as exit_:
        refuse_to_serve_demonstration_accounts()
    assert exit_.value.code == 3
    assert "STJ Toezicht start niet: er staan demonstratieaccounts in de database" in capsys.readouterr().err


def test_a_server_starts_without_a_database(monkeypatch):
    def out_of_reach(alias):
        raise OperationalError("could not connect")

    monkeypatch.setattr(checks, "_has_demonstration_accounts", out_of_reach)
    refuse_to_serve_demonstration_accounts()


@pytest.mark.django_db
def test_an_approach_that_ended_in_nothing_is_an_error_that_names_it():
    make_approach(ends_in=2014, reason_left="Gestopt.")
    assert every_approach_that_ended_went_on_or_left(databases=["default"]) == []
    make_approach(name="Wijkteams", ends_in=2014)
    [error] = every_approach_that_ended_went_on_or_left(databases=["default"])
    assert (error.id, "Wijkteams" in error.msg) == ("assessments.E002", True)


@pytest.mark.django_db
def test_a_database_of_an_earlier_development_version_is_an_error_that_says_so(monkeypatch):
    monkeypatch.setattr(Approach._meta, "db_table", "of_an_earlier_version")
    [error] = every_approach_that_ended_went_on_or_left(databases=["default"])
    assert (error.id, "oudere ontwikkelversie" in error.msg) == ("assessments.E003", True)


def test_the_library_that_cuts_the_typeface_is_here():
    assert typeface_is_cut_to_size_quickly() == []


def test_a_machine_without_it_is_told_which_package_to_install(monkeypatch):
    monkeypatch.setattr(checks_of_case_files, "SUBSETTER", "libharfbuzz-subset-that-is-away.so.0")
    assert [caution.hint for caution in typeface_is_cut_to_size_quickly()] == [
        "Installeer het systeempakket libharfbuzz-subset0."
    ]
