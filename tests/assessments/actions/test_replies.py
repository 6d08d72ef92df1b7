import datetime

import pytest
import time_machine
from django.utils import timezone

from assessments.actions.remarks import Topic, keep_overtaken, save
from assessments.actions.replies import (
    ChangedWhileReading,
    ClosedForReply,
    NotAContact,
    NotAllSaid,
    NothingSaid,
    NothingSent,
    RemarksWereMade,
    SentAlready,
    TwoVersions,
    fingerprint,
    publish_intents,
    send,
    start,
)
from assessments.actions.steps import take
from assessments.models import Release, Reply
from assessments.steps import REOPEN
from stj_toezicht.accounts.models import Role
from stj_toezicht.log.models import Event
from stj_toezicht.notices.models import Notice
from tests.factories import (
    bring_to,
    make_contact,
    make_evidence,
    make_follow_up,
    make_release,
    make_remark,
    make_reply,
    make_user,
)
from tests.factories import send as send_as_it_is

A_WEEK = datetime.timedelta(days=7)


@pytest.fixture
def release(db):
    return make_release()


@pytest.fixture
def amina(release):
    return make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name="Amina")).user


@pytest.fixture
def bob(release):
    return make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name="Bob")).user


@pytest.fixture
def reply(release, amina):
    """An unsent reply with one error in it."""
    topic = Topic("error", release.findings.get())
    return save(release, topic, by=amina, number=1, version=0, text="Het convenant is van 2012.").reply


def send_seen(reply, **how):
    return send(reply.release, number=reply.number, seen=fingerprint(reply), **how)


def test_one_contact_sends_what_all_wrote(reply, bob):
    sent = send_seen(reply, by=bob)
    sent.refresh_from_db()
    assert (sent.is_sent, sent.sent_by, sent.has_no_remarks) == (True, bob, False)


def test_sending_is_one_event_that_holds_all_that_is_said(reply, amina):
    remark = make_remark(
        reply,
        kind="intent",
        text="Wij regelen het.",
        by_whom="teamleider",
        planned_on=datetime.date(2015, 9, 1),
    )
    evidence = make_evidence(reply.remarks.get(kind="error"))
    send_seen(reply, by=amina)
    event = Event.objects.get(kind="reply")
    finding = remark.released.finding
    assert (event.by, event.subject, event.old) == (amina, f"reply {reply.pk}", {})
    assert event.new == {
        "number": 1,
        "has_no_remarks": False,
        "is_late": True,
        "came_after_final": False,
        "publishes_intents": False,
        "remarks": {
            f"Feitelijke onjuistheid, {finding.indicator} ({finding.approach}):": "Het convenant is van 2012.\n"
            f"Document: verslag.pdf (SHA-256 {evidence.sha256})",
            f"Wat de gemeente gaat doen, {finding.indicator} ({finding.approach}):": "Wij regelen het.\n"
            "Wie: teamleider\nUiterlijk op: 01-09-2015",
        },
    }


def test_writing_is_no_event_until_it_is_sent(reply):
    assert not Event.objects.filter(kind="reply").exists()


@pytest.mark.parametrize(
    ("moment", "is_late"),
    [
        ("2026-12-08T22:59:59.9Z", False),
        ("2026-12-08T23:14:00Z", False),
        ("2026-12-08T23:14:59.9Z", False),
        ("2026-12-08T23:15:00Z", True),
        ("2026-12-08T23:16:00Z", True),
    ],
    ids=["the last moment in Amsterdam", "in the grace", "its last moment", "after it", "a minute later"],
)
def test_what_comes_after_the_last_day_is_late_and_kept(reply, amina, moment, is_late):
    Release.objects.filter(pk=reply.release_id).update(last_day=datetime.date(2026, 12, 8))
    with time_machine.travel(moment, tick=False):
        assert send_seen(reply, by=amina).is_late == is_late
    assert Reply.objects.sent().get() == reply


@pytest.mark.parametrize("state", ["final", "published"])
def test_what_comes_after_the_round_was_finalised_is_kept(reply, amina, state):
    Release.objects.filter(pk=reply.release_id).update(last_day=timezone.localdate() + A_WEEK)
    bring_to(reply.release.round, state)
    sent = send_seen(Reply.objects.get(), by=amina)
    assert (sent.is_late, sent.came_after_final, sent.is_left_out) == (False, True, True)
    (receipt,) = Notice.objects.filter(to=amina)
    assert receipt.kind == "noted_after_final"


def test_what_came_after_final_is_decided_on_like_the_rest_once_the_round_goes_back(reply, amina):
    bring_to(reply.release.round, "final")
    sent = send_seen(Reply.objects.get(), by=amina)
    take(sent.release.round, REOPEN, by=make_user("coordinator"), reason="Er kwam nog een reactie.")
    sent = Reply.objects.get()
    assert (sent.came_after_final, sent.is_left_out) == (True, False)


def test_when_the_request_began_decides_and_not_when_it_was_done(reply, amina):
    Release.objects.filter(pk=reply.release_id).update(last_day=datetime.date(2026, 12, 8))
    began = datetime.datetime(2026, 12, 8, 23, 14, 59, tzinfo=datetime.UTC)
    with time_machine.travel("2026-12-08T23:20:00Z", tick=False):
        assert not send_seen(reply, by=amina, at=began).is_late


def test_without_a_word_it_is_said_that_there_are_no_remarks(release, amina):
    sent = send(release, by=amina, number=1, seen=fingerprint(None), has_no_remarks=True)
    assert (sent.number, sent.has_no_remarks, sent.is_sent) == (1, True, True)


def test_intents_and_a_statement_may_go_along_without_remarks(release, amina):
    topic = Topic("statement", part="general")
    reply = save(release, topic, by=amina, number=1, version=0, text="Wij zien het zo.").reply
    assert send_seen(reply, by=amina, has_no_remarks=True).has_no_remarks is True


def test_who_made_remarks_does_not_say_that_there_are_none(reply, amina):
    with pytest.raises(RemarksWereMade):
        send_seen(reply, by=amina, has_no_remarks=True)
    assert not Reply.objects.sent().exists()


def test_nothing_is_not_sent(release, amina):
    with pytest.raises(NothingSaid):
        send(release, by=amina, number=1, seen=fingerprint(None))
    assert not Reply.objects.exists()


def test_an_emptied_reply_is_not_sent(reply, amina):
    remark = reply.remarks.get()
    save(reply.release, Topic("error", remark.released), by=amina, number=1, version=1, text="")
    with pytest.raises(NothingSaid):
        send_seen(reply, by=amina)


def test_nothing_is_sent_that_was_not_seen(reply, amina, bob):
    seen = fingerprint(reply)
    save(reply.release, Topic("slip", part="general"), by=bob, number=1, version=0, text="Een letter.")
    with pytest.raises(ChangedWhileReading):
        send(reply.release, by=amina, number=1, seen=seen)
    assert not Reply.objects.sent().exists()


@pytest.mark.parametrize("change", ["text", "document", "publishing"])
def test_whatever_is_sent_counts_as_seen(reply, amina, change):
    seen = fingerprint(reply)
    if change == "text":
        topic = Topic("error", reply.remarks.get().released)
        save(reply.release, topic, by=amina, number=1, version=1, text="Anders.")
    elif change == "document":
        make_evidence(reply.remarks.get())
    else:
        reply = publish_intents(reply.release, by=amina, number=1, publishes=True)
    assert fingerprint(reply) != seen


def test_what_waits_for_a_choice_is_told_and_not_sent_over(reply, amina, bob):
    topic = Topic("error", reply.remarks.get().released)
    keep_overtaken(reply.release, topic, by=bob, number=1, version=0, text="Van Bob.")
    with pytest.raises(TwoVersions):
        send_seen(reply, by=amina)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "slip", "text": ""}, "document zonder tekst"),
        ({"kind": "intent", "text": "", "has_no_measure": True}, "waarom niet"),
        ({"kind": "intent", "text": "", "by_whom": "teamleider"}, "nog niet wat de gemeente gaat doen"),
        ({"kind": "intent", "text": "", "planned_on": datetime.date(2015, 9, 1)}, "nog niet wat de gemeente"),
    ],
    ids=["document", "no measure", "who", "when"],
)
def test_what_lacks_its_text_is_not_sent(reply, amina, fields, message):
    remark = make_remark(reply, **fields)
    if fields["kind"] == "slip":
        make_evidence(remark)
    with pytest.raises(NotAllSaid, match=message):
        send_seen(reply, by=amina)
    assert not Reply.objects.sent().exists()


def test_of_two_contacts_who_send_the_second_hears_who_was_first(reply, amina, bob):
    send_seen(reply, by=amina)
    with pytest.raises(SentAlready, match="Amina heeft deze reactie"):
        send_seen(reply, by=bob)


def test_nothing_is_sent_to_a_draft_that_was_taken_back(reply, amina):
    Release.objects.filter(pk=reply.release_id).update(closed_at=reply.started_at)
    with pytest.raises(ClosedForReply):
        send_seen(reply, by=amina)


@pytest.mark.parametrize("role", [Role.MUNICIPALITY, Role.INSPECTOR, Role.COORDINATOR])
def test_who_is_no_contact_sends_nothing(reply, role):
    with pytest.raises(NotAContact):
        send_seen(reply, by=make_user(role))


def test_a_further_reply_is_begun_after_the_one_before_was_sent(reply, amina, bob):
    with pytest.raises(NothingSent):
        start(reply.release, by=bob)
    send_seen(reply, by=amina)
    assert start(reply.release, by=bob).number == 2


def test_no_further_reply_is_begun_on_a_draft_that_was_taken_back(reply, amina):
    send_as_it_is(reply)
    Release.objects.filter(pk=reply.release_id).update(closed_at=reply.started_at)
    with pytest.raises(ClosedForReply):
        start(reply.release, by=amina)


def test_who_is_no_contact_begins_nothing(release):
    with pytest.raises(NotAContact):
        start(release, by=make_contact().user)


def test_whether_intents_are_published_is_said_before_sending(release, amina):
    assert publish_intents(release, by=amina, number=1, publishes=True).publishes_intents is True
    send_as_it_is(Reply.objects.get())
    with pytest.raises(SentAlready):
        publish_intents(release, by=amina, number=1, publishes=False)


def test_the_reply_of_another_draft_is_not_this_one(release, amina):
    other = make_reply(bring_to(make_follow_up(), "reply").releases.get(), is_sent=False)
    save(release, Topic("error", release.findings.get()), by=amina, number=1, version=0, text="Fout.")
    assert other.remarks.count() == 0
