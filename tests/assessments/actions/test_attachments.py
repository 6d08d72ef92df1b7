import hashlib

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import attachments as acts
from assessments.actions.rounds import NotOnTheTeam, RoundIsFinal
from assessments.models import Attachment, RemovedAttachment
from assessments.models.attachments import MAX_ATTACHMENT_SIZE
from tests.factories import make_attachment, make_case_file, make_contact_moment, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_user()


@pytest.fixture
def moment(anna):
    return make_contact_moment(make_round(make_case_file(team=[anna])))


def attach(moment, by, content=b"inhoud", name="verslag.txt"):
    return acts.attach(moment, by=by, name=name, content=content)


def test_a_document_is_kept_whole_with_its_size_and_hash(moment, anna):
    attach(moment, anna, bytes(range(256)))
    kept = Attachment.objects.get()
    assert (bytes(kept.content), kept.size) == (bytes(range(256)), 256)
    assert kept.sha256 == hashlib.sha256(bytes(range(256))).hexdigest()
    assert (kept.name, kept.added_by, kept.added_at is None) == ("verslag.txt", anna, False)


def test_twenty_megabytes_fit_and_not_a_byte_more(moment, anna):
    assert attach(moment, anna, bytes(MAX_ATTACHMENT_SIZE)).size == 20 * 1024 * 1024
    with pytest.raises(acts.TooBig):
        attach(moment, anna, bytes(MAX_ATTACHMENT_SIZE + 1))
    assert Attachment.objects.count() == 1


def test_nothing_is_no_document(moment, anna):
    with pytest.raises(acts.NothingInIt):
        attach(moment, anna, b"")


def test_the_same_document_twice_is_refused_with_the_name_that_it_has(moment, anna):
    attach(moment, anna, name="brief.txt")
    with pytest.raises(acts.AlreadyAttached, match="“brief.txt”"):
        attach(moment, anna, name="kopie van brief.txt")
    assert Attachment.objects.count() == 1


def test_another_contact_moment_may_have_the_same_document(moment, anna):
    attach(moment, anna)
    attach(make_contact_moment(moment.round), anna)
    assert Attachment.objects.count() == 2


def test_a_contact_moment_that_is_gone_gets_none(moment, anna):
    type(moment).objects.filter(pk=moment.pk).delete()
    with pytest.raises(acts.ContactMomentGone):
        attach(moment, anna)


def test_it_is_taken_off(moment, anna):
    acts.remove_attachment(attach(moment, anna), by=anna)
    assert not Attachment.objects.exists()


def test_of_what_is_taken_off_stays_what_it_was_who_did_it_and_when(moment, anna):
    bram = make_user()
    moment.round.case_file.team.add(bram)
    known = attach(moment, anna, b"Inhoud.", name="verslag.txt")
    acts.remove_attachment(known, by=bram)
    noted = moment.removed_attachments.get()
    assert (noted.name, noted.size, noted.sha256) == (
        "verslag.txt",
        7,
        hashlib.sha256(b"Inhoud.").hexdigest(),
    )
    assert (noted.added_by, noted.added_at) == (anna, known.added_at)
    assert (noted.removed_by, noted.removed_at > known.added_at) == (bram, True)
    assert (noted.round, noted.moment) == (moment.round, "gesprek op 17 november 2014")


def test_what_was_taken_off_already_is_noted_once(moment, anna):
    known = attach(moment, anna)
    acts.remove_attachment(known, by=anna)
    acts.remove_attachment(known, by=anna)
    assert moment.removed_attachments.count() == 1


@pytest.mark.parametrize(
    ("write", "guard"),
    [
        (lambda rows: rows.update(name="anders.txt"), "what_was_removed_stays_as_it_was_noted"),
        (lambda rows: rows.delete(), "what_was_removed_is_not_forgotten"),
    ],
    ids=["changed", "deleted"],
)
def test_what_was_noted_stays(moment, anna, write, guard):
    acts.remove_attachment(attach(moment, anna), by=anna)
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        write(RemovedAttachment.objects.all())


def _write(moment, by):
    yield lambda: attach(moment, by)
    yield lambda: acts.remove_attachment(moment.attachments.get(), by=by)


def test_nothing_changes_in_a_final_round(anna):
    moment = make_contact_moment(make_round(make_case_file(team=[anna]), final=True))
    make_attachment(moment)
    for write in _write(moment, anna):
        with pytest.raises(RoundIsFinal):
            write()
    assert moment.attachments.count() == 1


def test_nobody_outside_the_team_brings_or_takes(moment):
    make_attachment(moment)
    for write in _write(moment, make_user()):
        with pytest.raises(NotOnTheTeam):
            write()
    assert moment.attachments.count() == 1


def test_the_documents_of_a_round_have_a_bound_together(moment, anna):
    other = make_contact_moment(moment.round)
    for number in range(9):
        make_attachment(other, bytes([number]), size=MAX_ATTACHMENT_SIZE)
    make_attachment(other, b"bijna", size=MAX_ATTACHMENT_SIZE - 6)
    attach(moment, anna, b"inhoud")
    with pytest.raises(acts.RoundIsFull, match="samen dan meer dan 200 MB"):
        attach(moment, anna, b"!")
    assert moment.attachments.count() == 1
