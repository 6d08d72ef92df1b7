"""The page on which anyone checks a PDF."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.forms.checking import LARGEST_PDF
from tests.factories import make_edition, make_follow_up, make_municipality, make_withdrawal

pytestmark = pytest.mark.django_db
ADDRESS = "/factsheets/controleren/"
PDF = b"%PDF-1.7 het factsheet"


@pytest.fixture
def edition():
    return make_edition(make_follow_up(make_municipality("Alkmaar")), pdf=PDF)


def send(client, content, name="factsheet.pdf"):
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def text(response):
    return " ".join(response.content.decode().split())


def test_the_newest_edition_is_known(client, edition):
    answer = text(send(client, PDF))
    assert "Deze PDF klopt." in answer
    assert (
        "Dit is editie 1 van het factsheet Alkmaar 2014, gepubliceerd op 3 juni 2015. Het is de nieuwste"
        in answer
    )
    assert f"SHA-256 {hashlib.sha256(PDF).hexdigest()}" in answer


@pytest.mark.parametrize("shape", [str, str.upper, lambda sha: f" {sha[:8]} {sha[8:]}\n"])
def test_a_sha256_is_known_however_it_is_written(client, edition, shape):
    for answer in (
        client.get(ADDRESS, {"sha256": shape(edition.sha256)}),
        client.post(ADDRESS, {"sha256": shape(edition.sha256)}),
    ):
        assert "Deze PDF klopt." in text(answer)


def test_an_older_edition_leads_to_the_newest(client, edition):
    make_edition(edition.round, number=2)
    answer = text(send(client, PDF))
    assert "Deze PDF klopt, maar er is een nieuwere editie." in answer
    assert 'href="/factsheets/alkmaar/2014/">Lees de nieuwste editie' in answer


def test_a_withdrawn_edition_says_when_and_why(client, edition):
    make_withdrawal(edition)
    answer = text(send(client, PDF))
    assert "ingetrokken op 1 juli 2015" in answer
    assert "Er stonden persoonsgegevens in." in answer
    assert "Deze PDF klopt" not in answer


def test_an_older_edition_of_which_the_newest_was_withdrawn(client, edition):
    make_withdrawal(make_edition(edition.round, number=2, pdf=b"%PDF twee"))
    assert "De nieuwere editie is ingetrokken." in text(send(client, PDF))


def test_one_byte_more_is_not_known(client, edition):
    answer = send(client, PDF + b" ")
    assert answer.status_code == 200
    assert "Deze PDF kennen wij niet." in text(answer)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Kies een PDF, of vul hieronder de SHA-256 in."),
        ({"sha256": "abc"}, "Een SHA-256 heeft 64 tekens"),
        ({"sha256": "g" * 64}, "Een SHA-256 heeft 64 tekens"),
        ({"file": SimpleUploadedFile("leeg.pdf", b"")}, "Dit bestand is leeg."),
        (
            {"file": SimpleUploadedFile("groot.pdf", bytes(LARGEST_PDF + 1))},
            "Dit bestand is groter dan 5 MB.",
        ),
    ],
)
def test_what_cannot_be_checked_says_why(client, sent, message):
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 422
    assert message in text(answer)


def test_what_is_typed_wrong_stays(client):
    assert 'value="abc"' in text(client.post(ADDRESS, {"sha256": "abc"}))


def test_what_is_far_too_big_is_not_read(client):
    assert send(client, bytes(7 * 1024 * 1024)).status_code == 413


def test_nothing_is_stored_and_no_cookie_left(client, edition, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "nowhere"  # where a stored file would fail
    with CaptureQueriesContext(connection) as asked:
        answer = send(client, PDF + bytes(4 * 1024 * 1024))
    assert answer.status_code == 200
    assert [query["sql"][:6] for query in asked] == ["SELECT"]
    assert not answer.cookies


def test_anyone_may_check_from_a_page_that_was_open_for_long(edition):
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, PDF).status_code == 200


def test_each_factsheet_leads_to_it(client, edition):
    assert f'href="{ADDRESS}">Klopt deze PDF?' in text(client.get("/factsheets/alkmaar/2014/"))
