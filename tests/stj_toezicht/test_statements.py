from contextlib import suppress

import pytest
from django.db import NotSupportedError, close_old_connections, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from assessments.models import Rendering, Round
from stj_toezicht.statements import Given, Statement
from tests.factories import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def composed():
    return []


@pytest.fixture
def rounds_since(composed):
    """The rounds of a case file from a year on, with that case file; it tells in `composed` that it was composed."""

    def compose():
        composed.append("once")
        found = Round.objects.filter(case_file=Given("case_file"), year__gte=Given("year"))
        return found.select_related("case_file").order_by("-year")

    return Statement(compose)


def test_it_finds_what_is_given_each_time_and_is_composed_once(rounds_since, composed):
    first, other = make_round(year=2013), make_round(year=2014)
    later = make_round(first.case_file, year=2015)
    assert rounds_since(case_file=first.case_file_id, year=2013) == [later, first]
    assert rounds_since(case_file=first.case_file_id, year=2014) == [later]
    assert rounds_since(case_file=other.case_file_id, year=2013) == [other]
    assert composed == ["once"]


def test_what_is_found_comes_whole_in_one_query(rounds_since):
    round_ = make_round()
    with CaptureQueriesContext(connection) as captured:
        (found,) = rounds_since(case_file=round_.case_file_id, year=2000)
        assert (found.case_file, found.municipality_id) == (round_.case_file, round_.municipality_id)
    assert len(captured) == 1


def test_it_gives_the_first_or_nothing(rounds_since):
    first = make_round(year=2013)
    later = make_round(first.case_file, year=2015)
    assert rounds_since.first(case_file=first.case_file_id, year=2000) == later
    assert rounds_since.first(case_file=first.case_file_id, year=2016) is None


def test_one_to_which_nothing_is_given_finds_the_same_each_time():
    round_ = make_round(year=2013, development="10 %")
    found = Statement(lambda: Round.objects.filter(year=2013, development="10 %"))
    assert [found(), found()] == [[round_], [round_]]
    assert len(found.tuples()) == 1


def test_what_is_given_is_no_part_of_the_sql():
    years = Statement(lambda: Round.objects.filter(development=Given("text")).values_list("year", flat=True))
    make_round(year=2017, development="' OR 1=1 --")
    assert years(text="' OR 1=1 --") == [2017]
    assert years(text="' OR 1=1") == []


def test_what_is_not_given_is_missed(rounds_since):
    with pytest.raises(KeyError):
        rounds_since(case_file=1)


@pytest.mark.django_db(transaction=True)
def test_one_that_holds_rows_is_refused_outside_a_transaction_also_after_it_was_asked_inside():
    round_ = make_round()
    held = Statement(lambda: Round.objects.select_for_update().filter(pk=Given("pk")))
    with transaction.atomic():
        assert held(pk=round_.pk) == [round_]
    with pytest.raises(TransactionManagementError):
        held(pk=round_.pk)


def test_it_gives_what_the_database_does():
    round_ = make_round(year=2013)
    told = Statement(
        lambda: Round.objects.filter(pk=Given("pk"), year__gt=0).values_list("pk", "year", "state")
    )
    assert told.tuples(pk=round_.pk) == [(round_.pk, 2013, round_.state)]


def prepared():
    """What this connection prepared that looks for ten per cent; SQLite prepares nothing."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE strpos(statement, '10 %') > 0")
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_each_connection_to_postgresql_prepares_it_once_also_where_what_it_did_is_undone():
    first, other = make_round(development="10 %"), make_round()
    found = Statement(lambda: Round.objects.filter(pk=Given("pk"), development="10 %").values_list("pk"))
    expected = 1 if connection.vendor == "postgresql" else 0
    with suppress(ZeroDivisionError), transaction.atomic():
        assert found(pk=first.pk) == [(first.pk,)]
        raise ZeroDivisionError
    before = prepared()
    assert found(pk=other.pk) == []
    assert found.tuples(pk=first.pk) == [(first.pk,)]
    assert prepared() == before
    assert len(before) == expected
    connection.close()
    assert prepared() == []
    assert found(pk=first.pk) == [(first.pk,)]
    assert prepared() == before


def have_type(name):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Rendering._meta.db_table} ALTER COLUMN sha256 TYPE {name}")


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ask", [Statement.__call__, Statement.tuples])
def test_after_a_migration_gave_a_column_another_type_each_connection_refuses_it_in_one_request_at_most(ask):
    found = Statement(lambda: Rendering.objects.filter(pk=Given("made_of")))
    assert ask(found, made_of="") == []
    try:
        have_type("varchar(70)")
        with pytest.raises(NotSupportedError):
            ask(found, made_of="")
        close_old_connections()  # as Django does between two requests
        assert ask(found, made_of="") == []
    finally:
        have_type("varchar(64)")
