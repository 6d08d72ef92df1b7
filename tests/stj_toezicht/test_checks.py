import pytest

from stj_toezicht.accounts.checks import no_demonstration_accounts_on_a_server
from stj_toezicht.accounts.models import User
from tests.factories import make_user


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
