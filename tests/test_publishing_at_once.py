"""Publishing over HTTP, against several processes: in a crowd, and killed in the middle of it. One edition, or none."""

import datetime
import http.client
import threading
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions import renderings
from assessments.actions.publication import withdraw
from assessments.factsheet import pdf
from assessments.factsheet.drafting import draft
from assessments.models import Round
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from stj_toezicht.log.proof import broken
from stj_toezicht.notices.models import Notice
from tests.factories import (
    make_contact,
    make_follow_up,
    make_municipality,
    make_planned,
    make_user,
    publish_now,
)
from tests.killing import AROUND_THE_COMMIT, AROUND_THE_PDF, numbered, written_by
from tests.serving import gunicorn, headers_of

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 8
PRINTED_AHEAD = b"%PDF-1.7 printed ahead"
NOTHING, ALL = ("final", 0, 0, 0), ("published", 1, 1, 1)
# Each write of the transaction, in its order; of a table that is written twice the first and the second time.
WRITES = (
    "UPDATE assessments_round 1",
    "INSERT assessments_steptaken 1",
    "INSERT log_chain 1",
    "INSERT log_event 1",
    "UPDATE log_chain 1",
    "INSERT assessments_edition 1",
    "UPDATE assessments_plannedpublication 1",
    "INSERT log_event 2",
    "UPDATE log_chain 2",
    "INSERT notices_notice 1",
)


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), gunicorn("tests.killed_wsgi", workers=4, threads=2) as address:
        yield address


@pytest.fixture
def round_():
    """A round that is final, on whose case file somebody works; a contact of the municipality is told, too."""
    round_ = make_follow_up(make_municipality("Alkmaar"), state="final")
    round_.case_file.team.add(make_user())
    make_contact(round_.municipality)
    Notice.objects.all().delete()
    return round_


@pytest.fixture(params=["printed when it is published", "printed ahead"])
def final(request, round_):
    """The same, of which the PDF is there already or not."""
    return printed_ahead(round_) if request.param == "printed ahead" else round_


def printed_ahead(round_):
    """Print it for today, and for tomorrow too: midnight may come before it is published."""
    with patch.object(pdf, "render", lambda factsheet, **issue: PRINTED_AHEAD):
        for days in (0, 1):
            with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
                renderings.print_ahead.func(round_.pk)
    return round_


def press(server, round_, headers, together=None):
    """Press the button of the page as it was shown; gives status, address and text of the answer."""
    body = urlencode({"seen": draft(Round.objects.get(pk=round_.pk)).fingerprint()})
    connection.close()
    line = http.client.HTTPConnection(*server, timeout=60)
    try:
        line.connect()
        if together:
            together.wait(timeout=60)
        line.request("POST", reverse("assessments:publish", args=[round_.pk]), body, headers)
        answer = line.getresponse()
        return answer.status, answer.getheader("Location"), " ".join(answer.read().decode().split())
    finally:
        line.close()


def stored(round_):
    """Where the round stands, and how many editions, steps and events of an edition there are.

    Of each edition two people are told, once.
    """
    round_ = Round.objects.get(pk=round_.pk)
    steps = round_.steps.filter(step="publiceren").count()
    events = Event.objects.filter(kind=Kind.EDITION).count()
    notices = set(Notice.objects.values_list("kind", "state"))
    assert notices == ({("published", "waiting")} if events else set())
    assert Notice.objects.count() == 2 * events
    return round_.state, round_.editions.count(), steps, events


def test_eight_who_publish_at_the_same_moment_make_one_edition(server, final):
    together, answers = threading.Barrier(CROWD), []
    headers = [headers_of(make_user("coordinator", name=f"Coördinator {number}")) for number in range(CROWD)]
    pressing = [
        threading.Thread(target=lambda each=each: answers.append(press(server, final, each, together)))
        for each in headers
    ]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    assert stored(final) == ALL
    assert list(broken()) == []
    edition = final.editions.get()
    assert sorted(status for status, _, _ in answers) == [302, *[409] * (CROWD - 1)]
    assert [where for status, where, _ in answers if status == 302] == [edition.get_absolute_url()]
    told = f"{edition.published_by} heeft dit factsheet al gepubliceerd, op "
    link = f'href="{edition.get_absolute_url()}"'
    late = [text for status, _, text in answers if status == 409]
    assert [(told in text, link in text) for text in late] == [(True, True)] * (CROWD - 1)
    assert not any("Factsheet publiceren</button>" in text for text in late)


@pytest.mark.parametrize("point", [*AROUND_THE_PDF, *WRITES, *AROUND_THE_COMMIT])
def test_publishing_that_is_killed_leaves_all_or_nothing_and_a_second_try_one_edition(server, round_, point):
    kill_and_try_again(server, round_, point)


@pytest.mark.parametrize("point", ["INSERT assessments_edition 1", *AROUND_THE_COMMIT])
def test_killed_with_what_was_printed_ahead_a_second_try_still_publishes_that(server, round_, point):
    kill_and_try_again(server, printed_ahead(round_), point)
    assert bytes(round_.editions.get().pdf) == PRINTED_AHEAD


def kill_and_try_again(server, round_, point):
    """What was planned for tomorrow still is, or was published now."""
    plan, headers = make_planned(round_), headers_of(make_user("coordinator"))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        press(server, round_, headers | {"X-Kill-At": point})
    is_done = point == "after the commit"
    assert stored(round_) == (ALL if is_done else NOTHING)
    plan.refresh_from_db()
    assert plan.result == ("published" if is_done else "")
    assert list(broken()) == []
    assert press(server, round_, headers)[0] == (409 if is_done else 302)
    assert stored(round_) == ALL
    plan.refresh_from_db()
    assert plan.result == "published"
    assert list(broken()) == []


def test_what_is_withdrawn_elsewhere_is_gone_at_once_from_every_process_that_kept_it(server, round_):
    carla = make_user("coordinator")
    edition = publish_now(printed_ahead(round_), by=carla)
    address = edition.get_absolute_url()
    faces = [address, edition.get_own_url(), f"{address[:-1]}.pdf", f"{address[:-1]}.json"]
    assert {read(server, face) for face in faces for _ in range(2 * CROWD)} == {200}
    withdraw(edition, by=carla, reason="Dit hoort niet openbaar te zijn.")
    assert {read(server, face) for face in faces for _ in range(2 * CROWD)} == {410}


def read(server, address):
    """The status with which one of the processes answers."""
    line = http.client.HTTPConnection(*server, timeout=60)
    try:
        line.request("GET", address)
        return line.getresponse().status
    finally:
        line.close()


def test_each_write_of_publishing_is_a_point_at_which_it_was_killed(final, monkeypatch):
    monkeypatch.setattr(renderings, "printed", lambda factsheet: b"%PDF-1.7 a stand-in")
    coordinator, written = make_user("coordinator"), []
    make_planned(final)  # so that there is a plan to end
    with CaptureQueriesContext(connection) as captured:
        publish_now(final, by=coordinator)
    for write in filter(None, (written_by(query["sql"]) for query in captured)):
        written.append(numbered(write, written))
    assert tuple(written) == WRITES
