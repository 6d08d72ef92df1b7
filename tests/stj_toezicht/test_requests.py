"""What may come in and in which way, and what who sends something else gets to see."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stj_toezicht.requests import SizeMiddleware
from tests.factories import (
    make_case_file,
    make_comment,
    make_contact_moment,
    make_finding,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def limits(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    settings.MAX_UPLOAD_SIZE = 5_000


@pytest.fixture
def address(client, limits):
    anna = make_user()
    client.force_login(anna)
    moment = make_contact_moment(make_round(make_case_file(team=[anna])))
    return reverse("assessments:add_attachments", args=[moment.pk])


def test_an_address_to_which_is_only_sent_leads_to_the_page_that_does_so(client):
    anna = make_user()
    client.force_login(anna)
    finding = make_finding(make_round(make_case_file(team=[anna])))
    comment, round_ = make_comment(finding), finding.round
    theme = finding.indicator.theme_id
    assert {
        address: client.get(address).url
        for address in (
            "/sneltoetsen/",
            f"/bevindingen/{finding.pk}/terugzetten/",
            f"/opmerkingen/{comment.pk}/afhandelen/",
            f"/rondes/{round_.pk}/ontwikkeling/terugzetten/",
            f"/rondes/{round_.pk}/ontwikkeling/tussentijds/",
            f"/rondes/{round_.pk}/goedkeuren/",
            f"/rondes/{round_.pk}/themas/{theme}/goedkeuren/",
            f"/rondes/{round_.pk}/aanwezig/",
        )
    } == {
        "/sneltoetsen/": "/start/",
        f"/bevindingen/{finding.pk}/terugzetten/": f"/bevindingen/{finding.pk}/geschiedenis/",
        f"/opmerkingen/{comment.pk}/afhandelen/": f"/bevindingen/{finding.pk}/opmerkingen/#opmerking-{comment.pk}",
        f"/rondes/{round_.pk}/ontwikkeling/terugzetten/": f"/rondes/{round_.pk}/ontwikkeling/geschiedenis/",
        f"/rondes/{round_.pk}/ontwikkeling/tussentijds/": f"/rondes/{round_.pk}/ontwikkeling/",
        f"/rondes/{round_.pk}/goedkeuren/": f"/rondes/{round_.pk}/",
        f"/rondes/{round_.pk}/themas/{theme}/goedkeuren/": f"/rondes/{round_.pk}/themas/{theme}/",
        f"/rondes/{round_.pk}/aanwezig/": f"/rondes/{round_.pk}/",
    }


def test_where_no_page_is_one_says_so_in_dutch(client):
    client.force_login(make_user())
    response = client.get("/uitloggen/")
    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
    assert "Op dit adres staat geen pagina" in response.content.decode()


def test_who_may_not_do_something_is_told_who_can(client):
    client.force_login(make_user())
    response = client.get("/dossiers/overdragen/")
    assert response.status_code == 403
    assert (
        "Dit kan alleen een collega met een andere rol, of iemand uit het team." in response.content.decode()
    )


def files(size):
    return {"files": SimpleUploadedFile("verslag.txt", b"a" * size)}


def test_files_up_to_the_limit_come_in(client, address):
    assert client.post(address, files(4_000)).status_code == 302


def test_more_is_answered_with_a_page_that_says_so(client, address):
    response = client.post(address, files(5_000))
    assert response.status_code == 413
    assert "Er is plaats voor 20 MB per bestand en 60 MB tegelijk." in response.content.decode()


def test_a_form_without_files_has_less_room(client, limits):
    client.force_login(make_user())
    response = client.post("/inloggen/", {"username": "a" * 1_000})
    assert response.status_code == 413
    assert "wat u typte, staat er nog" in response.content.decode()


def test_files_are_not_even_read_from_who_may_not_send_them(client, address):
    client.force_login(make_user("coordinator"))
    assert client.post(address, files(4_000)).status_code == 413


def test_who_was_logged_out_meanwhile_is_led_to_the_login(client, address):
    client.logout()
    assert client.post(address, files(4_000)).url == f"/inloggen/?next={address}"


@pytest.mark.parametrize("size", ["", "x", "-5"])
def test_a_size_that_is_none_is_no_size(client, address, size):
    assert client.post(address, b"", content_type="text/plain", CONTENT_LENGTH=size).status_code == 422


class Stream:
    """What a browser goes on sending; counts how much of it was read."""

    def __init__(self):
        self.taken = 0

    def read(self, size):
        self.taken += size
        return b"a" * size


@pytest.mark.parametrize(("who", "most"), [("anonymous", 0), ("logged in", 2 * 5_000 + 64 * 1024)], ids=str)
def test_of_what_is_too_big_little_is_read(rf, limits, who, most):
    request = rf.post("/", CONTENT_LENGTH=10**9)
    request.user = AnonymousUser() if who == "anonymous" else make_user()
    stream = Stream()
    request.read = stream.read
    response = SizeMiddleware(None).process_view(request, lambda request: None, (), {})
    assert response.status_code == 413
    assert stream.taken <= most


def test_a_page_of_many_fields_comes_in(client):
    """As many as the page of a first test sends, of fifty indicators and ten approaches."""
    anna = make_user()
    client.force_login(anna)
    finding = make_finding(make_round(make_case_file(team=[anna])))
    fields = {"verdict": "meets", "explanation": "Een plan.", "version": 0}
    sent = {f"punt-{finding.pk}-{name}": value for name, value in fields.items()}
    others = {f"punt-{10**9 + number}-explanation": "Een." for number in range(3_500)}
    address = reverse("assessments:read_work_sheet", args=[finding.round_id])
    assert client.post(address, sent | others | {"confirm": "1"}).status_code == 302
    finding.refresh_from_db()
    assert finding.explanation == "Een plan."
