"""What a municipality said it would do, beside the finding when the point is looked at again."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from assessments.models import Remark
from assessments.worksheets import docx
from assessments.worksheets.drafting import draft
from tests.factories import (
    bring_to,
    make_finding,
    make_follow_up,
    make_remark,
    make_reply,
    make_round,
    send,
)

pytestmark = pytest.mark.django_db

SAID = "Een <b>regisseur</b>. Door: de wethouder."


@pytest.fixture
def again(anna):
    """The follow-up of a point of which the municipality said in 2014 what it would do; Anna is on the team."""
    before = bring_to(make_follow_up(verdict="improvement_point"), "reply")
    before.case_file.team.add(anna)
    reply = make_reply(before.releases.get(), is_sent=False)
    make_remark(reply, kind="intent", text="Een <b>regisseur</b>.", by_whom="de wethouder")
    send(reply)
    bring_to(before, "final")
    finding = before.findings.get()
    round_ = make_round(before.case_file, 2015)
    make_finding(round_, finding.approach, finding.indicator)
    return round_


def said_in():
    return f"De gemeente zei in {timezone.localdate().year}:"


def test_it_stands_on_the_card_beside_what_was_found(client, again):
    page = client.get(again.findings.get().get_absolute_url()).content.decode()
    assert said_in() in page
    assert "<p>Een &lt;b&gt;regisseur&lt;/b&gt;. Door: de wethouder.</p>" in page


def test_it_stands_on_the_work_sheet_on_paper_and_in_word(client, again):
    page = client.get(reverse("assessments:work_sheet", args=[again.pk])).content.decode()
    assert said_in() in page
    assert "Een &lt;b&gt;regisseur&lt;/b&gt;." in page
    written = Document(io.BytesIO(docx.write(draft(again, printed_at=timezone.now()))))
    cells = "\n".join(cell.text for table in written.tables for row in table.rows for cell in row.cells)
    assert f"{said_in()}\n{SAID}" in cells


def test_what_was_said_last_counts_and_what_was_not_sent_does_not(again):
    release = again.case_file.rounds.get(year=2014).releases.get()
    later = make_reply(release, is_sent=False)
    make_remark(later, kind="intent", text="Later meer.", has_no_measure=True)
    finding = release.findings.get().finding
    assert Remark.objects.last_intents([finding])[finding.pk].in_words == SAID
    send(later)
    assert Remark.objects.last_intents([finding])[finding.pk].in_words == "Geen maatregel. Later meer."
