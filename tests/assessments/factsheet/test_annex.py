"""What the municipality itself says in a factsheet: its view and its plans, as it sent them."""

import datetime
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments.actions.publication import publish
from assessments.actions.steps import take
from assessments.factsheet import pdf
from assessments.factsheet.changes import changes
from assessments.factsheet.content import Factsheet, Intent
from assessments.factsheet.data import to_data
from assessments.factsheet.drafting import draft, draft_each
from assessments.models import ReleasedFinding, Round
from assessments.steps import FINALISE, TAKE_BACK
from tests.factories import (
    bring_to,
    make_edition,
    make_finding,
    make_follow_up,
    make_remark,
    make_reply,
    make_user,
    send,
)

pytestmark = pytest.mark.django_db

VIEW = "Wij zien dit anders.\n\nHet college *deelt* het oordeel niet."
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>klik</a>",
    "[klik](javascript:alert(1))",
    "![beeld](http://example.com/x.png)",
    "{{ settings.SECRET_KEY }}",
    "{% include 'secret' %}",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=http://example.com>",
    "<iframe src=//example.com></iframe>",
    "<base href=//example.com>",
    "<meta http-equiv=refresh content=0>",
    "<!-- weg -->",
    "]]><!DOCTYPE x>",
    "&lt;script&gt;",
    "\"'><b>vet</b>",
    "# Kop",
    "LET OP: geen noot",
    "- punt\n- punt",
    "**vet** en _schuin_",
    '=HYPERLINK("http://example.com")',
    "<p style='position:fixed'>over alles</p>",
    "<object data=file:///etc/passwd>",
    "<math><mtext></mtext></math>",
]


@pytest.fixture
def round_():
    """A round of one point that stays open, with its municipality."""
    return bring_to(make_follow_up(verdict="improvement_point"), "reply")


def say(round_, *, text=VIEW, publishes_intents=True, sent_at=None, **intent):
    """A reply with a view and a plan is sent."""
    reply = make_reply(round_.releases.last(), is_sent=False, publishes_intents=publishes_intents)
    make_remark(reply, kind="statement", part="general", text=text)
    plan = {"text": "Wij stellen een regisseur aan.", "by_whom": "de wethouder", **intent}
    make_remark(reply, kind="intent", **plan)
    return send(reply, sent_at=sent_at or timezone.now())


def test_the_view_and_the_plans_come_into_the_factsheet_as_they_were_sent(round_):
    say(round_, planned_on=datetime.date(2015, 9, 1))
    factsheet = draft(round_)
    indicator = factsheet.themes[0].points[0].indicator
    approach = round_.findings.get().approach.name
    plan = Intent(
        indicator,
        approach,
        "Wij stellen een regisseur aan.",
        False,
        "de wethouder",
        datetime.date(2015, 9, 1),
    )
    assert (factsheet.statements, factsheet.intents) == ((VIEW,), (plan,))
    assert Factsheet.from_snapshot(json.loads(json.dumps(factsheet.to_snapshot()))) == factsheet


def test_plans_are_not_published_unless_the_municipality_wishes(round_):
    say(round_, publishes_intents=False)
    factsheet = draft(round_)
    assert (len(factsheet.statements), factsheet.intents) == (1, ())


def test_of_each_point_the_last_plan_counts(round_):
    say(round_)
    say(round_, text="Nog iets.", has_no_measure=True, by_whom="")
    factsheet = draft(round_)
    assert factsheet.statements == (VIEW, "Nog iets.")
    assert [intent.has_no_measure for intent in factsheet.intents] == [True]


def next_draft(round_):
    """The municipality gets the round anew."""
    take(round_, TAKE_BACK, by=make_user("coordinator"), reason="Er mist iets.")
    return bring_to(round_, "reply")


def test_what_was_sent_stays_said_when_there_is_a_next_draft(round_):
    say(round_)
    take(round_, TAKE_BACK, by=make_user("coordinator"), reason="Er mist iets.")
    round_.refresh_from_db()
    assert (draft(round_).statements, len(draft(round_).intents)) == ((VIEW,), 1)
    bring_to(round_, "reply")
    send(make_reply(round_.releases.last(), is_sent=False), has_no_remarks=True)
    assert (draft(round_).statements, len(draft(round_).intents)) == ((VIEW,), 1)


def test_what_is_sent_on_a_next_draft_comes_in_the_place_of_what_was_said(round_):
    say(round_)
    next_draft(round_)
    say(round_, text="Nu zijn wij het eens.", publishes_intents=False)
    factsheet = draft(round_)
    assert (factsheet.statements, factsheet.intents) == (("Nu zijn wij het eens.",), ())


def test_a_plan_on_a_point_that_was_taken_up_since_is_not_published(round_):
    say(round_)
    round_.findings.update(verdict="meets", version=1, text_version=1)
    assert (len(draft(round_).statements), draft(round_).intents) == (1, ())


def an_unsent_reply(round_):
    make_remark(make_reply(round_.releases.get(), is_sent=False), kind="statement", part="general", text=VIEW)


def a_reply_after_the_round_was_finalised(round_):
    bring_to(round_, "final")
    say(round_, sent_at=timezone.now() + datetime.timedelta(minutes=1))


@pytest.mark.parametrize("made", [an_unsent_reply, a_reply_after_the_round_was_finalised])
def test_no_part_of_it_is(round_, made):
    made(round_)
    round_.refresh_from_db()
    assert not draft(round_).has_annex


def test_what_was_not_seen_is_not_finalised(round_):
    carla, seen = make_user("coordinator"), draft(round_).fingerprint()
    say(round_)
    assert draft(round_).fingerprint() != seen
    assert take(round_, FINALISE, by=carla, seen=draft(round_).fingerprint()).is_final


def test_page_pdf_and_data_say_the_same(client, round_):
    say(round_, planned_on=datetime.date(2015, 9, 1))
    bring_to(round_, "final")
    carla = make_user("coordinator")
    edition = publish(round_, by=carla, seen=draft(round_).fingerprint())
    page = " ".join(client.get(edition.get_absolute_url()).content.decode().split())
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(edition.pdf)).pages).split())
    for said in (
        "Zienswijze van de gemeente",
        "De inspectie heeft deze tekst niet gewijzigd.",
        "Het college *deelt* het oordeel niet.",
        "Wat de gemeente gaat doen",
        "Wij stellen een regisseur aan.",
        "Door: de wethouder",
        "Uiterlijk 1 september 2015",
    ):
        assert said in page
        assert said in text
    data = json.loads(client.get(f"{edition.get_absolute_url().rstrip('/')}.json").content)
    assert data["municipality_says"]["statements"] == [VIEW]


def test_without_a_word_of_the_municipality_there_is_no_annex(client, round_):
    page = draft(round_)
    assert to_data(page)["municipality_says"] == {"statements": [], "intents": []}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text(client, round_, text):
    say(round_, text=text, by_whom=text[:200])
    client.force_login(make_user())
    shown = client.get(reverse("assessments:preview", args=[round_.pk])).content.decode()
    annex = shown.partition("stj-factsheet__annex")[2].partition("</article>")[0]
    for mark in (
        "<script",
        "<img",
        "<svg",
        "<a ",
        "<style",
        "<iframe",
        "<b>",
        "<ul",
        "<em",
        "<strong",
        "<!--",
    ):
        assert mark not in annex
    assert draft(round_).statements == (text,)


def test_hostile_texts_are_text_in_the_pdf(round_):
    say(round_, text="\n\n".join(HOSTILE))
    reader = PdfReader(io.BytesIO(pdf.render(draft(round_))))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    for hostile in HOSTILE:
        assert "".join(hostile.split()) in text
    assert not any(page.get("/Annots") for page in reader.pages)


def test_an_edition_of_before_there_were_annexes_still_loads(round_):
    content = make_edition(round_).content
    for name in ("statements", "intents"):
        content.pop(name)
    factsheet = Factsheet.from_snapshot(content)
    assert (factsheet.statements, factsheet.intents, factsheet.has_annex) == ((), (), False)


@pytest.mark.parametrize("appeared_in", [None, datetime.date(2015, 3, 1)])
def test_an_edition_of_before_there_were_standard_texts_still_loads(appeared_in):
    round_ = make_follow_up()
    round_.appeared_in = appeared_in
    factsheet = draft(round_)
    content = factsheet.to_snapshot()
    for name in ("words", "closing", "signed"):
        content.pop(name)
    assert Factsheet.from_snapshot(content) == factsheet


def test_a_correction_lists_what_changed_in_it(round_):
    before = draft(round_)
    say(round_, has_no_measure=True, by_whom="")
    said = {change.where: change.after for change in changes(before, draft(round_))}
    assert said["Zienswijze van de gemeente"] == VIEW
    assert said["Wat de gemeente gaat doen"].endswith(
        "De gemeente neemt geen maatregel.\nWij stellen een regisseur aan."
    )


def test_the_annex_takes_no_more_queries_for_three_plans_than_for_one(round_, django_assert_num_queries):
    approach = round_.findings.get().approach
    reply = say(round_).release.replies.get()
    with django_assert_num_queries(13):
        draft(Round.objects.get(pk=round_.pk))
    for _ in range(2):
        finding = make_finding(round_, approach, verdict="improvement_point")
        again = make_reply(reply.release, is_sent=False, publishes_intents=True)
        released = ReleasedFinding.objects.create(
            release=reply.release, finding=finding, text_version=0, verdict="improvement_point"
        )
        make_remark(again, kind="intent", released=released)
        send(again)
    with django_assert_num_queries(13):
        assert len(draft(Round.objects.get(pk=round_.pk)).intents) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_many_are_drafted_at_once_and_say_the_same(round_, django_assert_num_queries, number):
    said = [round_, make_follow_up(verdict="improvement_point"), make_follow_up(year=2015)][:number]
    bring_to(round_, "reply")
    for each in said[:2]:
        bring_to(each, "reply")
        say(each)
    rounds = Round.objects.filter(pk__in=[each.pk for each in said])
    rounds = list(rounds.select_related("case_file__framework", "municipality"))
    with django_assert_num_queries(10):
        together = draft_each(rounds)
    assert together == {each.pk: draft(Round.objects.get(pk=each.pk)) for each in said}
    assert sum(bool(each.intents) for each in together.values()) == min(number, 2)
