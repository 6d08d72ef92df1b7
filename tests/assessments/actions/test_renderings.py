"""Nothing is printed twice: what was printed is kept under the hash of all that goes into it."""

import datetime
import hashlib

import pytest
from django.core.management import call_command

from assessments.actions import renderings
from assessments.actions.releases import release
from assessments.actions.renderings import LATELY, keep, print_ahead, printed
from assessments.factsheet.drafting import draft
from assessments.models import Edition, Release, Rendering, Round
from assessments.printing import press
from tests.factories import (
    make_approvals,
    make_follow_up,
    make_municipality,
    make_planned,
    make_user,
    overwrite,
    publish_now,
)

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2016, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def pages_printed(monkeypatch):
    """Each page that goes to the press, of which nobody looks at what comes out."""
    pages = []

    def write(page, stylesheet):
        pages.append(page)
        return b"%PDF-1.7 nummer " + str(len(pages)).encode()

    monkeypatch.setattr(press, "write", write)
    return pages


@pytest.fixture
def round_():
    return make_follow_up(make_municipality("Elst"), state="final")


def test_what_is_kept_is_not_printed_again(round_, pages_printed):
    kept = keep(draft(round_))
    assert printed(draft(round_)) == keep(draft(round_)) == kept
    assert len(pages_printed) == 1


def test_what_says_something_else_is_printed_anew(round_, pages_printed):
    keep(draft(round_))
    overwrite(Round.objects.filter(pk=round_.pk), development="Er kwam iets bij.")
    round_.refresh_from_db()
    assert printed(draft(round_)) == b"%PDF-1.7 nummer 2"


def test_what_is_made_otherwise_is_printed_anew(round_, pages_printed, monkeypatch):
    keep(draft(round_))
    monkeypatch.setattr(renderings, "made_with", lambda: "WeasyPrint 71.0")
    assert printed(draft(round_)) == b"%PDF-1.7 nummer 2"


def test_printing_alone_writes_nothing(round_, pages_printed):
    printed(draft(round_))
    assert not Rendering.objects.exists()


def test_who_releases_what_they_just_looked_at_waits_for_its_layout_once(pages_printed):
    round_ = make_follow_up(make_municipality("Elst"), state="review")
    make_approvals(round_)
    coordinator, seen = make_user(role="coordinator"), draft(round_)
    shown = printed(seen)
    released = release(round_, by=coordinator, seen=seen.fingerprint(), how=Release.Delivery.LETTER)
    assert (bytes(released.pdf), len(pages_printed)) == (shown, 1)


def test_what_was_tampered_with_is_printed_anew_and_kept_as_it_should_be(round_, pages_printed):
    keep(draft(round_))
    Rendering.objects.update(pdf=b"%PDF-1.7 vervalst")
    LATELY.clear()
    assert printed(draft(round_)) == keep(draft(round_)) == b"%PDF-1.7 nummer 2"
    LATELY.clear()
    assert printed(draft(round_)) == b"%PDF-1.7 nummer 2"


def test_what_is_final_is_printed_ahead_so_that_publishing_prints_nothing(
    round_, pages_printed, time_machine
):
    time_machine.move_to(NOON)
    assert print_ahead.func() == 1
    edition = publish_now(round_, by=make_user(role="coordinator"))
    assert bytes(edition.pdf) == b"%PDF-1.7 nummer 1"
    assert len(pages_printed) == 1


def test_a_pdf_prints_the_hash_of_the_data_that_are_published_beside_it(round_, pages_printed):
    edition = publish_now(round_, by=make_user(role="coordinator"))
    assert hashlib.sha256(edition.data).hexdigest() in pages_printed[-1]


def test_the_next_day_it_is_printed_with_that_day(round_, pages_printed, time_machine):
    time_machine.move_to(NOON)
    print_ahead.func()
    time_machine.move_to(NOON + datetime.timedelta(days=1))
    assert print_ahead.func() == 1
    assert [page.count("1 maart 2016") for page in pages_printed] == [1, 0]
    assert [page.count("2 maart 2016") for page in pages_printed] == [0, 1]


def test_what_is_planned_is_printed_with_the_day_for_which_it_is(round_, pages_printed, time_machine):
    time_machine.move_to(NOON)
    make_planned(round_, publish_at=NOON + datetime.timedelta(days=5))
    print_ahead.func()
    assert [page.count("6 maart 2016") for page in pages_printed[-1:]] == [1]


def test_of_a_round_that_is_not_final_nothing_is_printed_ahead(pages_printed):
    make_follow_up(make_municipality("Elst"), state="review")
    assert print_ahead.func() == 0
    assert pages_printed == []


def test_what_cannot_be_printed_holds_up_nothing_else(round_, monkeypatch, caplog):
    make_follow_up(make_municipality("Bergen"), state="final")

    def write(page, stylesheet):
        if "Elst" in page:
            raise press.TookTooLong
        return b"%PDF-1.7"

    monkeypatch.setattr(press, "write", write)
    assert print_ahead.func() == 1
    assert [record.getMessage() for record in caplog.records] == [f"Round {round_.pk} was not printed ahead"]


def test_of_what_takes_too_long_is_told_where_its_longest_text_is(round_, monkeypatch):
    def write(page, stylesheet):
        raise press.TookTooLong

    monkeypatch.setattr(press, "write", write)
    overwrite(round_.findings.all(), explanation="Lang. " * 100)
    with pytest.raises(press.TookTooLong, match="duurde te lang.*De langste tekst staat bij “"):
        printed(draft(round_))


def test_a_factsheet_that_cannot_be_printed_is_not_published(round_, monkeypatch):
    def write(page, stylesheet):
        raise press.Broke

    monkeypatch.setattr(press, "write", write)
    carla = make_user(role="coordinator")
    with pytest.raises(press.Broke):
        publish_now(round_, by=carla)
    round_.refresh_from_db()
    assert (round_.state, Edition.objects.count()) == ("final", 0)


def test_a_preview_that_cannot_be_printed_says_so_in_dutch(round_, monkeypatch, client):
    def write(page, stylesheet):
        raise press.TookTooLong

    monkeypatch.setattr(press, "write", write)
    client.force_login(make_user(role="coordinator"))
    answer = client.get(f"/rondes/{round_.pk}/voorbeeld.pdf")
    assert answer.status_code == 409
    assert "Het maken van de PDF duurde te lang" in answer.content.decode()


def test_the_command_says_what_is_ready_and_drops_what_is_old(round_, pages_printed, time_machine, capsys):
    time_machine.move_to(NOON)
    print_ahead.func()
    time_machine.move_to(NOON + renderings.KEPT_FOR + datetime.timedelta(days=1))
    call_command("print_ahead")
    assert capsys.readouterr().out == "1 PDF klaar, 1 PDF opgeruimd.\n"
    assert Rendering.objects.count() == 1
