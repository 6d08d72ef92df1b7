"""The log: what is written down stays as it was, and whoever changes it anyway is found out."""

import datetime
import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from assessments import guards
from assessments.actions.publication import withdraw
from stj_toezicht.log import proof
from stj_toezicht.log.models import Chain, Event
from stj_toezicht.log.writing import NotInTheSameTransaction, differences, write
from tests.factories import make_edition, make_user, make_withdrawal

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_user(name="Anna")


def written(anna, *, chain="dossier 1", times=3):
    return [
        write(
            chain,
            by=anna,
            kind="finding",
            about=f"Punt {number}",
            old={"verdict": ""},
            new={"verdict": "meets"},
        )
        for number in range(1, times + 1)
    ]


def test_an_event_keeps_who_somebody_was_at_the_time(anna):
    (event,) = written(anna, times=1)
    type(anna).objects.update(name="Anna de Vries", role="coordinator")
    event.refresh_from_db()
    assert (event.by_name, event.by_role) == ("Anna", "inspector")


def test_each_event_follows_on_the_one_before_in_its_own_chain(anna):
    one, two, three = written(anna)
    (other,) = written(anna, chain="dossier 2", times=1)
    assert [one.number, two.number, three.number, other.number] == [1, 2, 3, 1]
    assert [one.previous_sha256, two.previous_sha256, other.previous_sha256] == ["", one.sha256, ""]
    head = Chain.objects.get(name="dossier 1")
    assert (head.length, head.sha256) == (3, three.sha256)


def test_days_moments_and_texts_come_back_as_they_were_written(anna):
    day, moment = (
        datetime.date(2015, 3, 2),
        datetime.datetime(2015, 3, 2, 14, 3, 5, 123456, tzinfo=datetime.UTC),
    )
    new = {"day": day, "moment": moment, "text": "√ “één”\n\n- 🎈", "none": None, "keys": [3, 1]}
    write("dossier 1", by=anna, kind="finding", about="Punt", new=new, at=moment)
    event = Event.objects.get()
    assert event.new["text"] == new["text"]
    assert event.sha256 == event.computed_sha256()
    assert list(proof.broken()) == []


def test_what_differs_is_written_with_what_it_was_and_became():
    assert differences({"a": 1, "b": 2, "gone": 3}, {"a": 1, "b": 4, "came": 5}) == (
        {"b": 2, "gone": 3},
        {"b": 4, "came": 5},
    )


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    anna = make_user()
    with pytest.raises(NotInTheSameTransaction):
        write("dossier 1", by=anna, kind="finding", about="Punt")
    assert not Event.objects.exists()


def test_a_chain_that_cannot_be_begun_is_named_as_what_is_wrong(anna):
    with pytest.raises((Chain.DoesNotExist, IntegrityError)), transaction.atomic():
        written(anna, chain=None, times=1)


def test_a_change_that_is_undone_leaves_no_event(anna):
    written(anna, times=1)
    with transaction.atomic():
        written(anna, times=1)
        transaction.set_rollback(True)
    assert Event.objects.count() == Chain.objects.get().length == 1


COLUMNS = [field.column for field in Event._meta.fields if not field.primary_key]


def changed_by_sql(event, column):
    """The SQL that makes one column of an event say something else."""
    value = {
        "chain_id": Chain.objects.create(name="elders").pk,
        "number": 99,
        "by_id": make_user().pk,
        "at": "2001-01-01 00:00:00+00:00",
        "old": '{"verdict": "meets"}',
        "new": '{"verdict": "x"}',
        "sha256": "9" * 64,
        "previous_sha256": "9" * 64,
        "by_role": "coordinator",
        "kind": "plan",
    }.get(column, "iets anders")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE log_event SET {column} = %s WHERE id = %s", [value, event.pk])


@pytest.mark.parametrize("column", COLUMNS)
def test_an_event_stays_as_it_was_written(anna, column):
    event = written(anna)[1]
    with pytest.raises(IntegrityError, match="an_event_stays_as_it_was_written"), transaction.atomic():
        changed_by_sql(event, column)


@pytest.mark.parametrize("model", [Event, Chain])
def test_nothing_of_the_log_is_deleted(anna, model):
    written(anna)
    table = model._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_an_event_is_not_replaced_by_another(anna):
    event = written(anna)[1]
    names = ", ".join(COLUMNS)
    others = names.replace("by_name", "'Iemand anders'")
    if connection.vendor == "sqlite":
        replace = (
            f"REPLACE INTO log_event (id, {names}) SELECT id, {others} FROM log_event WHERE id = {event.pk}"
        )
        with pytest.raises(IntegrityError, match="an_event_is_not_deleted"), transaction.atomic():
            connection.cursor().execute(replace)
    assert Event.objects.get(pk=event.pk).by_name == "Anna"


@pytest.mark.parametrize("change", [{"length": 2}, {"length": 5}, {"sha256": "9" * 64}, {"name": "elders"}])
def test_a_chain_only_grows(anna, change):
    written(anna)
    with pytest.raises(IntegrityError, match="a_chain_grows_one_event_at_a_time"), transaction.atomic():
        Chain.objects.update(**change)


@pytest.fixture
def unguarded():
    """A database of which somebody took the guards away first."""
    guards.lift()
    yield
    guards.place()


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found_at_its_row(anna, column):
    event = written(anna)[1]
    changed_by_sql(event, column)
    assert any(f"(rij {event.pk})" in fault for fault in proof.broken())
    with pytest.raises(CommandError):
        call_command("check_integrity")


@pytest.mark.usefixtures("unguarded")
def test_an_event_that_was_taken_out_is_missed(anna):
    _, two, three = written(anna)
    two.delete()
    assert list(proof.broken()) == [
        f"Logboek dossier 1, gebeurtenis 3 (rij {three.pk}): hiervoor ontbreekt gebeurtenis 2."
    ]


@pytest.mark.usefixtures("unguarded")
def test_events_cut_off_the_end_are_missed(anna):
    written(anna)[2].delete()
    assert list(proof.broken()) == [
        "Logboek dossier 1: houdt op bij gebeurtenis 2, terwijl er 3 zijn geschreven."
    ]


@pytest.mark.usefixtures("unguarded")
def test_events_after_the_last_one_are_named_by_their_rows(anna):
    last = written(anna)[2]
    Chain.objects.update(length=2, sha256=last.previous_sha256)
    assert list(proof.broken()) == [
        f"Logboek dossier 1, gebeurtenis 3 (rij {last.pk}): komt na de laatste die is geschreven."
    ]


def test_a_long_chain_is_read_some_events_at_a_time(anna, monkeypatch, django_assert_num_queries):
    written(anna, times=5)
    monkeypatch.setattr(proof, "AT_ONCE", 2)
    with django_assert_num_queries(6):  # the chains, four times events, and those after the last
        assert list(proof.broken()) == []


@pytest.mark.usefixtures("unguarded")
def test_what_was_cut_off_or_written_anew_is_found_by_where_the_log_stood(anna, tmp_path, capsys):
    file = tmp_path / "standen.txt"
    written(anna, chain="dossier 2")
    events = written(anna)
    call_command("check_integrity", save=file)
    written(anna, times=1)
    call_command("check_integrity", since=file)
    Event.objects.filter(pk__gte=events[1].pk, chain=events[0].chain).delete()
    Chain.objects.filter(name="dossier 1").update(length=1, sha256=events[0].sha256)
    call_command("check_integrity")
    with pytest.raises(CommandError, match="Er zijn 1 fouten gevonden"):
        call_command("check_integrity", since=file)
    assert "Logboek dossier 1: gebeurtenis 3 stond er, en is er niet meer." in capsys.readouterr().err
    written(anna, times=2)
    call_command("check_integrity")
    with pytest.raises(CommandError, match="Er zijn 1 fouten gevonden"):
        call_command("check_integrity", since=file)
    assert "Logboek dossier 1: gebeurtenis 3 is een andere dan die er stond." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "kan niet worden gelezen"),
        (b"\xff", "kan niet worden gelezen"),
        (b"iets\n", "zegt niet waar een logboek"),
    ],
    ids=["absent", "not text", "something else"],
)
def test_a_file_that_says_nothing_of_a_log_is_refused(tmp_path, content, message):
    file = tmp_path / "standen.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        call_command("check_integrity", since=file)


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(CommandError, match="kan niet worden geschreven"):
        call_command("check_integrity", save=tmp_path / "geen-map" / "standen.txt")


def test_on_a_terminal_it_tells_how_far_it_is(anna):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    written(anna)
    terminal = Terminal()
    call_command("check_integrity", stderr=terminal, stdout=io.StringIO(), no_color=True)
    assert terminal.getvalue() == "\r3 van 3 gebeurtenissen nagegaan\n"


def published(by):
    """An edition that the log knows of."""
    edition = make_edition()
    with transaction.atomic():
        write(
            "dossier 9",
            by=by,
            kind="edition",
            about=str(edition),
            subject=f"edition {edition.pk}",
            new={"row_sha256": edition.row_sha256},
        )
    return edition


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "change",
    [
        {"content": {}},
        {"data": b"{}"},
        {"reason": "Iets anders."},
        {"framework_version": "9"},
        {"template_version": "0" * 64},
        {"application_version": "9"},
        {"weasyprint_version": "9"},
        {"published_at": datetime.datetime(2015, 6, 4, 10, tzinfo=datetime.UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_was_changed_of_an_edition_is_found(anna, capsys, change):
    edition = published(anna)
    if "reason" in change:
        change = {**change, "number": 2}
    type(edition).objects.update(**change)
    with pytest.raises(CommandError, match="Er zijn 1 fouten gevonden"):
        call_command("check_integrity")
    assert f"(rij {edition.pk}): de rij zegt iets anders dan is gepubliceerd" in capsys.readouterr().err


def test_an_edition_of_which_the_log_does_not_know_is_found(capsys):
    edition = make_edition()
    with pytest.raises(CommandError, match="Er zijn 1 fouten gevonden"):
        call_command("check_integrity")
    assert f"(rij {edition.pk}): het logboek weet niet van" in capsys.readouterr().err


def withdrawn(by):
    edition = published(by)
    return withdraw(edition, by=make_user("coordinator"), reason="Er stonden namen in.")


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda row: type(row).objects.update(reason="Zomaar."), id="another reason"),
        pytest.param(lambda row: row.delete(), id="undone"),
        pytest.param(lambda row: make_withdrawal(), id="one more"),
    ],
)
def test_a_withdrawal_that_is_not_as_the_log_says_is_found(anna, capsys, spoil):
    withdrawal = withdrawn(anna)
    call_command("check_integrity")
    spoil(withdrawal)
    with pytest.raises(CommandError):
        call_command("check_integrity")
    assert "Intrekking van een editie (withdrawal " in capsys.readouterr().err


@pytest.mark.usefixtures("unguarded")
def test_an_edition_that_is_gone_is_missed(anna, capsys):
    edition = make_edition()
    with transaction.atomic():
        event = write(
            "dossier 1",
            by=anna,
            kind="edition",
            about="Alkmaar 2014",
            subject="edition 999999",
            new={"number": 1},
        )
    with pytest.raises(CommandError):
        call_command("check_integrity")
    said = capsys.readouterr().err
    assert f"(rij {event.pk}) vertelt, Alkmaar 2014: is er niet meer." in said
    assert f"edition {edition.pk}" not in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.locks
def test_what_is_written_during_the_check_is_no_fault(anna, monkeypatch, capsys):
    with transaction.atomic():
        written(anna)
    read = proof._events

    def write_elsewhere():
        with transaction.atomic():
            written(anna, times=1)
        connection.close()

    def read_after_that(chain):
        other = threading.Thread(target=write_elsewhere)
        other.start()
        other.join()
        return read(chain)

    monkeypatch.setattr(proof, "_events", read_after_that)
    call_command("check_integrity")
    assert Event.objects.count() == 4
    assert "3 gebeurtenissen" in capsys.readouterr().out


@pytest.mark.usefixtures("unguarded")
def test_a_last_event_that_was_written_anew_is_named_by_its_row(anna):
    last = written(anna)[2]
    last.new = {"verdict": "improvement_point"}
    last.sha256 = last.computed_sha256()
    last.save()
    assert list(proof.broken()) == [
        f"Logboek dossier 1, gebeurtenis 3 (rij {last.pk}): is een andere dan de laatste die is geschreven."
    ]


@pytest.mark.usefixtures("unguarded")
def test_a_pdf_that_was_changed_is_found(anna, capsys):
    edition = published(anna)
    call_command("check_integrity")
    type(edition).objects.update(pdf=b"%PDF anders")
    with pytest.raises(CommandError, match="Er zijn 1 fouten gevonden"):
        call_command("check_integrity")
    assert f"(rij {edition.pk})" in capsys.readouterr().err


def test_a_log_and_editions_that_are_whole_are_said_to_be(anna, capsys):
    written(anna)
    published(anna)
    call_command("check_integrity")
    said = capsys.readouterr().out
    assert "4 gebeurtenissen en 1 edities nagegaan. Alles is zoals het is geschreven." in said
    assert "Vingerafdruk van het logboek: " in said
