import datetime

import pytest

from assessments.actions import TextTooLong
from assessments.actions import contact_moments as acts
from assessments.actions.findings import record
from assessments.actions.rounds import NotOnTheTeam, RoundIsFinal
from assessments.models import Attachment, ContactMoment, Finding
from tests.factories import (
    make_attachment,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db

VISIT = {"kind": "visit", "date": datetime.date(2014, 11, 25)}


@pytest.fixture
def anna():
    return make_user()


@pytest.fixture
def round_(anna):
    return make_round(make_case_file(team=[anna]))


@pytest.fixture
def moment(round_):
    return make_contact_moment(round_, note="Zoals het was.")


def test_a_contact_moment_says_what_when_with_whom_and_what_of_it(round_, anna):
    acts.add_contact_moment(round_, by=anna, **VISIT, participants="een wet\u00adhouder", note="Met koffie.")
    assert ContactMoment.objects.values_list("kind", "date", "participants", "note").get() == (
        "visit",
        datetime.date(2014, 11, 25),
        "een wethouder",
        "Met koffie.",
    )


def test_it_is_changed(moment, anna):
    acts.change_contact_moment(moment, by=anna, opened=moment.as_opened, **VISIT, participants="de directeur")
    changed = ContactMoment.objects.get()
    assert (changed.kind, changed.participants, changed.note) == ("visit", "de directeur", "")


@pytest.mark.parametrize(
    "meanwhile",
    [{"participants": "de directeur"}, {"note": "Anders."}, {"kind": "visit"}, {"date": "2014-01-01"}],
    ids=lambda fields: next(iter(fields)),
)
def test_what_another_changed_is_not_overwritten(moment, anna, meanwhile):
    ContactMoment.objects.filter(pk=moment.pk).update(**meanwhile)
    with pytest.raises(acts.ContactMomentChanged):
        acts.change_contact_moment(moment, by=anna, opened=moment.as_opened, **VISIT)


def test_a_word_that_went_from_one_field_to_the_next_is_a_change(round_):
    one = make_contact_moment(round_, participants="de directeur", note="en de wethouder")
    other = make_contact_moment(round_, participants="de directeur en", note="de wethouder")
    assert one.as_opened != other.as_opened


def test_what_another_removed_is_not_changed(moment, anna):
    opened = moment.as_opened
    acts.remove_contact_moment(moment, by=anna)
    with pytest.raises(acts.ContactMomentChanged):
        acts.change_contact_moment(moment, by=anna, opened=opened, **VISIT)


def test_it_goes_with_its_documents(moment, anna):
    make_attachment(moment)
    acts.remove_contact_moment(moment, by=anna)
    assert not ContactMoment.objects.exists()
    assert not Attachment.objects.exists()


@pytest.fixture
def resting(round_, moment, anna):
    """A finding that rests on the moment and on another one."""
    finding, other = make_finding(round_), make_contact_moment(round_)
    text = {"verdict": "meets", "explanation": "Geregeld.", "private_note": "Navragen."}
    plan = datetime.date(2015, 5, 1)
    return record(finding, by=anna, version=0, **text, expected_on=plan, contact_moments=[moment, other])


def test_findings_that_rested_on_it_go_on_without_it_in_a_version_of_their_own(moment, resting, anna):
    before = Finding.objects.filter(pk=resting.pk).values(
        "verdict", "explanation", "private_note", "expected_on"
    )[0]
    acts.remove_contact_moment(moment, by=anna, seen=[resting.pk])
    after = Finding.objects.get(pk=resting.pk)
    kept = {name: getattr(after, name) for name in before}
    assert (kept, after.version, after.contact_moments.count()) == (before, 2, 1)
    assert [len(version.contact_moments) for version in after.revisions.all()] == [2, 1]


def test_of_its_documents_stays_what_they_were(moment, anna):
    documents = [make_attachment(moment, content).sha256 for content in (b"een", b"twee")]
    acts.remove_contact_moment(moment, by=anna)
    noted = moment.round.removed_attachments.all()
    assert {(each.sha256, each.removed_by) for each in noted} == {(sha256, anna) for sha256 in documents}
    assert {each.moment for each in noted} == {"gesprek op 17 november 2014"}


def test_it_stays_while_findings_rest_on_it_of_which_nobody_was_told(moment, resting, anna):
    with pytest.raises(acts.MoreRestsOnIt):
        acts.remove_contact_moment(moment, by=anna, seen=[resting.pk + 1])
    assert ContactMoment.objects.filter(pk=moment.pk).exists()
    assert Finding.objects.get(pk=resting.pk).version == 1


def _write(round_, moment, by):
    yield lambda: acts.add_contact_moment(round_, by=by, **VISIT)
    yield lambda: acts.change_contact_moment(moment, by=by, opened=moment.as_opened, **VISIT)
    yield lambda: acts.remove_contact_moment(moment, by=by)


def test_nothing_changes_in_a_final_round(anna):
    round_ = make_round(make_case_file(team=[anna]), final=True)
    moment = make_contact_moment(round_)
    for write in _write(round_, moment, anna):
        with pytest.raises(RoundIsFinal):
            write()
    assert round_.contact_moments.get().kind == "conversation"


def test_nobody_outside_the_team_writes(round_, moment):
    for write in _write(round_, moment, make_user()):
        with pytest.raises(NotOnTheTeam):
            write()
    assert round_.contact_moments.get().kind == "conversation"


@pytest.mark.parametrize("name", ["participants", "note"])
def test_a_text_for_which_there_is_no_room_is_refused(round_, moment, anna, name):
    acts.add_contact_moment(round_, by=anna, **VISIT, **{name: "a" * 500})
    with pytest.raises(TextTooLong):
        acts.add_contact_moment(round_, by=anna, **VISIT, **{name: "a" * 501})
    with pytest.raises(TextTooLong):
        acts.change_contact_moment(moment, by=anna, opened=moment.as_opened, **VISIT, **{name: "a" * 501})
    assert ContactMoment.objects.count() == 2
