"""What colleagues write for each other reaches no page, PDF or data that the public gets."""

import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessments.models import Finding
from tests.factories import (
    bring_to,
    make_comment,
    make_contact,
    make_follow_up,
    make_plan_check,
    make_user,
    overwrite,
    publish_now,
)

CANARY = "KANARIE"

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """A factsheet whose finding has a private note, a plan, what was seen of it, and a remark."""
    round_ = make_follow_up()
    finding = round_.findings.get()
    overwrite(
        Finding.objects.filter(pk=finding.pk), expected_on=datetime.date(2031, 8, 17), private_note=CANARY
    )
    finding.contact_moments.add(round_.contact_moments.get())
    round_.contact_moments.update(note=CANARY, participants=CANARY)
    make_comment(finding, text=CANARY, resolved_at=round_.started_at, resolved_by=round_.started_by)
    make_plan_check(finding, note=CANARY, again_on=datetime.date(2031, 8, 17))
    return publish_now(bring_to(round_, "final"), by=make_user("coordinator"))


def shown(client, edition, name):
    answer = client.get(reverse(name, args=[edition.slug, edition.year]))
    body = b"".join(answer) if answer.streaming else answer.content
    if name == "factsheet_pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode()


@pytest.mark.parametrize("reader", ["anyone", "the municipality"])
def test_nothing_of_it_is_in_what_is_published(client, edition, reader):
    if reader == "the municipality":
        client.force_login(make_contact(edition.round.municipality).user)
    for name in ("factsheet", "factsheet_pdf", "factsheet_json"):
        text = shown(client, edition, name)
        assert "Een toelichting." in " ".join(text.split()), name
        for secret in (CANARY, "17 augustus", "2031-08-17", "17-8-2031", "17-08-2031"):
            assert secret not in text, name


def test_nothing_of_it_is_in_the_preview_from_which_it_is_published(client, edition):
    client.force_login(make_user())
    page = client.get(reverse("assessments:preview", args=[edition.round_id])).content.decode()
    assert "Een toelichting." in page
    assert CANARY not in page


def test_it_is_there_for_who_works_on_it(client, edition):
    client.force_login(make_user())
    finding = edition.round.findings.get()
    page = client.get(finding.get_absolute_url()).content.decode()
    assert page.count(CANARY) == 2
    assert "verwacht op 17 augustus 2031" in page
