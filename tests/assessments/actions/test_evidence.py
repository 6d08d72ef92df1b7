import pytest
from django.db import connection

from assessments.actions import evidence as acts
from assessments.actions import replies
from assessments.actions.attachments import NothingInIt, TooBig
from assessments.actions.evidence import AddedAlready, add_evidence, remove_evidence
from assessments.actions.remarks import NotAskedHere, Topic
from assessments.actions.replies import NotAContact, SentAlready
from assessments.models import Evidence, Remark
from tests.factories import make_contact, make_release, send

PDF = b"%PDF-1.7 een convenant"


@pytest.fixture
def release(db):
    return make_release()


@pytest.fixture
def amina(release):
    return make_contact(release.round.municipality).user


@pytest.fixture
def add(release, amina):
    """Support the error on the only point of the draft with a document."""

    def add(content=PDF, topic=None, by=amina):
        topic = topic or Topic("error", release.findings.get())
        return add_evidence(release, topic, by=by, number=1, name="convenant.pdf", content=content)

    return add


def test_a_document_may_come_before_its_text(add, amina):
    evidence = add()
    remark = Remark.objects.get()
    assert (evidence.remark, evidence.size, evidence.added_by) == (remark, len(PDF), amina)
    assert (remark.text, remark.version, remark.reply.started_by) == ("", 0, amina)


def test_each_kind_of_answer_is_supported(add, release):
    for kind in ("slip", "information"):
        add(topic=Topic(kind, release.findings.get()))
    add(topic=Topic("error", part="development"))
    assert Evidence.objects.count() == 3


@pytest.mark.parametrize(
    "topic",
    [Topic("statement", part="general"), Topic("error", part="nowhere")],
    ids=["statement", "nowhere"],
)
def test_nothing_else_is_supported(add, topic):
    with pytest.raises(NotAskedHere):
        add(topic=topic)
    assert not Remark.objects.exists()


def test_an_empty_document_is_refused(add):
    with pytest.raises(NothingInIt):
        add(b"")


def test_a_document_of_more_than_20_mb_is_refused(add, monkeypatch):
    monkeypatch.setattr(acts, "MAX_ATTACHMENT_SIZE", len(PDF) - 1)
    with pytest.raises(TooBig):
        add()


def test_a_remark_has_each_document_once(add):
    add()
    with pytest.raises(AddedAlready, match="als “convenant.pdf”"):
        add()


def test_the_documents_of_a_reply_have_a_limit_together(add, monkeypatch):
    monkeypatch.setattr(replies, "MAX_SIZE_OF_EVIDENCE", 2 * len(PDF) - 1)
    add()
    with pytest.raises(replies.ReplyIsFull):
        add(PDF[:-1] + b"!")


def test_another_municipality_adds_nothing(add):
    with pytest.raises(NotAContact):
        add(by=make_contact().user)


def test_a_document_is_taken_off_before_sending(add, amina):
    remove_evidence(add(), by=amina)
    assert not Evidence.objects.exists()


def test_nothing_is_taken_off_or_added_after_sending(add, amina):
    evidence = add()
    send(evidence.remark.reply)
    with pytest.raises(SentAlready):
        remove_evidence(evidence, by=amina)
    with pytest.raises(SentAlready):
        add(b"%PDF-1.7 een ander")
    assert Evidence.objects.get() == evidence


def test_another_municipality_takes_nothing_off(add):
    evidence = add()
    with pytest.raises(NotAContact):
        remove_evidence(evidence, by=make_contact().user)


def test_taking_off_reads_no_bytes(add, amina, django_assert_max_num_queries):
    evidence = Evidence.objects.defer("content").get(pk=add().pk)
    with django_assert_max_num_queries(12):
        remove_evidence(evidence, by=amina)
    assert not any(
        '"content"' in query["sql"] and query["sql"].startswith("SELECT") for query in connection.queries
    )
