import datetime

import pytest
from django.utils import timezone

from assessments.actions import TextTooLong, replies
from assessments.actions.overtaken import TypedOnMeanwhile
from assessments.actions.remarks import (
    NotAskedHere,
    SavedByAColleague,
    Topic,
    keep_overtaken,
    let_go,
    place_for_evidence,
    save,
    settle,
    take_over,
)
from assessments.actions.replies import ClosedForReply, NotAContact, SentAlready
from assessments.actions.saves import SentTooLate
from assessments.models import Release, Remark, Reply
from municipalities.models import Contact, Succession
from stj_toezicht.accounts.models import Role
from tests.factories import (
    bring_to,
    make_contact,
    make_evidence,
    make_follow_up,
    make_municipality,
    make_release,
    make_remark,
    make_reply,
    make_user,
    send,
)


@pytest.fixture
def release(db):
    return make_release()


@pytest.fixture
def amina(release):
    """A contact of the municipality whose draft it is, as Bob is."""
    return make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name="Amina")).user


@pytest.fixture
def bob(release):
    return make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name="Bob")).user


@pytest.fixture
def topic(release):
    return Topic("error", release.findings.get())


@pytest.fixture
def open_topic(db):
    """A point that the draft leaves at X, of which the municipality can say what it will do."""
    release = bring_to(make_follow_up(verdict="improvement_point"), "reply").releases.get()
    return Topic("intent", release.findings.get())


def texts_of(release):
    return list(Remark.objects.filter(reply__release=release).order_by("pk").values_list("kind", "text"))


def test_the_first_text_begins_the_reply(release, amina, topic):
    remark = save(release, topic, by=amina, number=1, version=0, text="Het convenant is van 2012.\u00ad ")
    reply = Reply.objects.get()
    assert (reply.number, reply.started_by, reply.is_sent) == (1, amina, False)
    assert (remark.text, remark.version, remark.changed_by) == ("Het convenant is van 2012.", 1, amina)
    assert list(remark.revisions.values_list("version", "text")) == [(1, "Het convenant is van 2012.")]


def test_where_nothing_was_typed_nothing_is_begun(release, amina, topic):
    assert save(release, topic, by=amina, number=1, version=0, text=" \n") is None
    assert not Reply.objects.exists()


def test_each_topic_has_its_own_text(release, amina, bob, topic):
    save(release, topic, by=amina, number=1, version=0, text="Een fout.")
    save(release, topic._replace(kind="slip"), by=bob, number=1, version=0, text="Een letter.")
    save(release, Topic("error", part="development"), by=bob, number=1, version=0, text="Een jaartal.")
    save(release, Topic("statement", part="general"), by=amina, number=1, version=0, text="Wij zien het zo.")
    assert texts_of(release) == [
        ("error", "Een fout."),
        ("slip", "Een letter."),
        ("error", "Een jaartal."),
        ("statement", "Wij zien het zo."),
    ]
    assert Reply.objects.count() == 1


def test_a_text_that_is_emptied_stays_as_a_version(release, amina, topic):
    save(release, topic, by=amina, number=1, version=0, text="Toch niet.")
    remark = save(release, topic, by=amina, number=1, version=1, text="")
    assert [revision.text for revision in remark.revisions.all()] == ["Toch niet.", ""]
    assert not Remark.objects.said().exists()


def test_what_stays_the_same_makes_no_version(release, amina, topic):
    save(release, topic, by=amina, number=1, version=0, text="Dit.")
    assert save(release, topic, by=amina, number=1, version=1, text="Dit.").version == 1


def test_an_intent_says_who_and_when(open_topic, amina):
    release = open_topic.released.release
    by = make_contact(release.round.municipality).user
    said = {
        "text": "Wij stellen een regisseur aan.",
        "by_whom": "teamleider",
        "planned_on": datetime.date(2015, 9, 1),
    }
    remark = save(release, open_topic, by=by, number=1, version=0, **said)
    assert {name: getattr(remark, name) for name in said} == said


def test_of_what_is_not_done_nobody_does_anything(open_topic):
    release = open_topic.released.release
    by = make_contact(release.round.municipality).user
    said = {"text": "Er is geen geld.", "by_whom": "teamleider", "planned_on": datetime.date(2015, 9, 1)}
    remark = save(release, open_topic, by=by, number=1, version=0, has_no_measure=True, **said)
    assert (remark.has_no_measure, remark.by_whom, remark.planned_on) == (True, "", None)


def test_of_what_a_reply_says_an_intent_alone_says_when(release, amina, topic):
    remark = save(
        release, topic, by=amina, number=1, version=0, text="Fout.", by_whom="wij", has_no_measure=True
    )
    assert (remark.by_whom, remark.has_no_measure) == ("", False)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda own, other: Topic("error", other),
        lambda own, other: Topic("intent", own),  # the point meets
        lambda own, other: Topic("statement", own),
        lambda own, other: Topic("statement", part="development"),
        lambda own, other: Topic("intent", part="general"),
        lambda own, other: Topic("error", own, "general"),
        lambda own, other: Topic("error", part="nowhere"),
        lambda own, other: Topic("praise", own),
    ],
    ids=[
        "another draft",
        "met",
        "statement on a point",
        "statement on a part",
        "intent on a part",
        "both",
        "part",
        "kind",
    ],
)
def test_nothing_is_said_on_what_the_draft_does_not_ask(release, amina, topic, wrong):
    with pytest.raises(NotAskedHere):
        save(
            release,
            wrong(topic.released, make_release().findings.get()),
            by=amina,
            number=1,
            version=0,
            text="Iets.",
        )
    assert not Remark.objects.exists()


def test_a_text_has_its_limit(release, amina, topic):
    with pytest.raises(TextTooLong):
        save(release, topic, by=amina, number=1, version=0, text="a" * 10_001)
    assert not Reply.objects.exists()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.COORDINATOR, Role.ADMINISTRATOR, Role.SUPPORT])
def test_the_inspectorate_writes_nothing_for_a_municipality(release, topic, role):
    with pytest.raises(NotAContact):
        save(release, topic, by=make_user(role), number=1, version=0, text="Iets.")


def test_another_municipality_writes_nothing(release, topic):
    with pytest.raises(NotAContact):
        save(release, topic, by=make_contact().user, number=1, version=0, text="Iets.")


@pytest.mark.parametrize("days", [-1, 1], ids=["ended", "not begun"])
def test_on_other_days_than_their_own_a_contact_writes_nothing(release, amina, topic, days):
    day = timezone.localdate() + datetime.timedelta(days=days)
    period = {"valid_until": day} if days < 0 else {"valid_from": day}
    Contact.objects.filter(user=amina).update(**{"valid_from": datetime.date(2014, 1, 1), **period})
    with pytest.raises(NotAContact):
        save(release, topic, by=amina, number=1, version=0, text="Iets.")


def test_a_contact_of_what_went_up_in_the_municipality_speaks_for_it(release, topic):
    former = make_municipality()
    Succession.objects.create(predecessor=former, successor=release.round.municipality)
    assert (
        save(release, topic, by=make_contact(former).user, number=1, version=0, text="Iets.").text == "Iets."
    )


def test_nothing_is_written_on_a_draft_that_was_taken_back(release, amina, topic):
    bring_to_review(release)
    with pytest.raises(ClosedForReply, match="nieuw concept"):
        save(release, topic, by=amina, number=1, version=0, text="Iets.")


def test_nothing_is_written_in_what_was_sent(release, amina, bob, topic):
    remark = save(release, topic, by=amina, number=1, version=0, text="Fout.")
    send(remark.reply, sent_by=bob)
    with pytest.raises(SentAlready, match="Bob heeft deze reactie op .* verstuurd"):
        save(release, topic, by=amina, number=1, version=1, text="Nog iets.")
    assert texts_of(release) == [("error", "Fout.")]


def test_a_page_of_a_sent_reply_does_not_write_in_the_next(release, amina, topic):
    send(save(release, topic, by=amina, number=1, version=0, text="Fout.").reply)
    make_reply(release, is_sent=False)
    with pytest.raises(SentAlready):
        save(release, topic, by=amina, number=1, version=0, text="Nog iets.")
    assert save(release, topic, by=amina, number=2, version=0, text="Nog iets.").reply.number == 2


def test_of_two_contacts_who_began_from_one_version_the_second_does_not_win(release, amina, bob, topic):
    save(release, topic, by=amina, number=1, version=0, text="Van Amina.", saved_from="a" * 32, saved_nth=1)
    with pytest.raises(SavedByAColleague):
        save(release, topic, by=bob, number=1, version=0, text="Van Bob.", saved_from="b" * 32, saved_nth=1)
    assert texts_of(release) == [("error", "Van Amina.")]


def test_a_page_goes_on_from_its_own_saves(release, amina, topic):
    page = {"by": amina, "number": 1, "version": 0, "saved_from": "a" * 32}
    save(release, topic, **page, text="Een.", saved_nth=1)
    assert save(release, topic, **page, text="Een twee.", saved_nth=2).version == 2
    with pytest.raises(SentTooLate):
        save(release, topic, **page, text="Een.", saved_nth=1)
    assert texts_of(release) == [("error", "Een twee.")]


@pytest.fixture
def beaten(release, amina, bob, topic):
    """What Bob typed while Amina saved first."""
    save(release, topic, by=amina, number=1, version=0, text="Van Amina.")
    return keep_overtaken(
        release, topic, by=bob, number=1, version=0, text="Van Bob.", saved_from="b" * 32, saved_nth=1
    )


def test_what_the_second_typed_is_kept(beaten, bob):
    assert (beaten.text, beaten.typed_by, beaten.settled_at) == ("Van Bob.", bob, None)


def test_of_a_page_the_newest_is_kept(release, bob, topic, beaten):
    page = {"by": bob, "number": 1, "version": 0, "saved_from": "b" * 32}
    keep_overtaken(release, topic, **page, text="Van Bob, langer.", saved_nth=2)
    keep_overtaken(release, topic, **page, text="Van Bob.", saved_nth=1)
    assert [row.text for row in beaten.remark.overtaken.waiting()] == ["Van Bob, langer."]


def test_who_typed_the_same_is_no_second(release, bob, topic, beaten):
    assert keep_overtaken(release, topic, by=bob, number=1, version=0, text="Van Amina.") is None


def test_what_is_chosen_is_saved_and_no_longer_waits(release, bob, topic, beaten):
    settle(release, topic, by=bob, number=1, version=1, shown=beaten.as_shown, text="Van beiden.")
    beaten.refresh_from_db()
    assert texts_of(release) == [("error", "Van beiden.")]
    assert (beaten.outcome, beaten.settled_by) == ("chosen", bob)


def test_nothing_is_chosen_from_what_was_typed_on_since(release, amina, bob, topic, beaten):
    keep_overtaken(
        release, topic, by=bob, number=1, version=0, text="Langer.", saved_from="b" * 32, saved_nth=2
    )
    with pytest.raises(TypedOnMeanwhile):
        settle(release, topic, by=amina, number=1, version=1, shown=beaten.as_shown, text="Van Bob.")
    assert texts_of(release) == [("error", "Van Amina.")]


def test_what_is_stored_can_stay(release, amina, topic, beaten):
    assert let_go(release, topic, by=amina, number=1, shown=beaten.as_shown) is True
    assert let_go(release, topic, by=amina, number=1, shown=beaten.as_shown) is False
    beaten.refresh_from_db()
    assert (texts_of(release), beaten.outcome) == ([("error", "Van Amina.")], "left")


def test_saving_the_same_as_a_colleague_typed_settles_that(release, amina, topic, beaten):
    save(release, topic, by=amina, number=1, version=1, text="Van Bob.")
    beaten.refresh_from_db()
    assert beaten.outcome == "same"


def test_choosing_stops_with_sending(release, amina, topic, beaten):
    send(beaten.remark.reply)
    with pytest.raises(SentAlready):
        let_go(release, topic, by=amina, number=1, shown=beaten.as_shown)


@pytest.fixture
def next_draft(release, amina, topic):
    """The next draft of the round, after one to which a reply of two texts and a document was never sent."""
    reply = make_reply(release, is_sent=False)
    make_evidence(make_remark(reply, released=topic.released, text="Het convenant is van 2012."))
    make_remark(reply, part="development", kind="slip", text="Een letter.")
    make_remark(reply, part="general", kind="statement", text="")
    bring_to_review(release)
    return bring_to(release.round, "reply").releases.get(number=2)


def bring_to_review(release):
    type(release.round).objects.filter(pk=release.round_id).update(state="review")
    Release.objects.filter(pk=release.pk).update(closed_at=release.released_at)
    release.refresh_from_db()
    release.round.refresh_from_db()


def test_texts_that_were_never_sent_are_taken_over_in_the_next_draft(next_draft, amina):
    assert take_over(next_draft, by=amina, number=1) == 2
    assert texts_of(next_draft) == [("error", "Het convenant is van 2012."), ("slip", "Een letter.")]
    taken = Remark.objects.get(reply__release=next_draft, kind="error")
    assert (taken.released.release, taken.evidence.get().name) == (next_draft, "verslag.pdf")


def test_what_stands_already_is_not_taken_over(next_draft, amina):
    save(next_draft, Topic("slip", part="development"), by=amina, number=1, version=0, text="Nieuw.")
    assert take_over(next_draft, by=amina, number=1) == 1
    assert ("slip", "Nieuw.") in texts_of(next_draft)


def test_taking_over_twice_takes_nothing_more(next_draft, amina):
    take_over(next_draft, by=amina, number=1)
    assert take_over(next_draft, by=amina, number=1) == 0
    assert Remark.objects.filter(reply__release=next_draft).count() == 2


def test_of_a_first_draft_nothing_is_taken_over(release, amina):
    assert take_over(release, by=amina, number=1) == 0


def test_a_document_that_was_added_already_is_not_taken_over_again(next_draft, amina):
    topic = Topic("error", next_draft.findings.get())
    stored = place_for_evidence(None, next_draft, topic, by=amina)
    kept = make_evidence(stored, name="zelf toegevoegd.pdf")
    assert take_over(next_draft, by=amina, number=1) == 2
    assert stored.evidence.get() == kept


def test_no_more_documents_are_taken_over_than_a_reply_holds(next_draft, amina, monkeypatch):
    monkeypatch.setattr(replies, "MAX_SIZE_OF_EVIDENCE", 1)
    with pytest.raises(replies.ReplyIsFull):
        take_over(next_draft, by=amina, number=1)
    assert texts_of(next_draft) == []
