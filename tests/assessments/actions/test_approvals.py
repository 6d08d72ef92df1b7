"""Four eyes: who approves which text, and when that no longer counts."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from assessments import readiness
from assessments.actions import approvals as acts
from assessments.actions.conflicts import keep_overtaken, let_go, settle
from assessments.actions.contact_moments import (
    add_contact_moment,
    change_contact_moment,
    remove_contact_moment,
)
from assessments.actions.findings import record
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.rounds import write_development
from assessments.models import Approval, Round, Writer
from tests.factories import bring_to, make_finding, make_follow_up, make_user, overwrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def bram():
    return make_user(name="Bram")


@pytest.fixture
def round_(anna):
    """A round up for review, in which Anna wrote."""
    round_ = make_follow_up()
    round_.case_file.team.add(anna)
    record(round_.findings.get(), by=anna, version=0, verdict="meets", explanation="Er is een convenant.")
    return bring_to(round_, "review")


def approve(round_, by, version=1):
    return acts.approve([(round_.findings.get(), version)], by=by, round_=round_)


def standing(round_):
    return [each.approved_by for each in Approval.objects.standing().filter(round=round_)]


def test_a_colleague_approves_what_they_read(round_, bram):
    assert approve(round_, bram) == 1
    assert standing(round_) == [bram]


def test_to_approve_twice_is_to_approve_once(round_, bram):
    assert [approve(round_, bram), approve(round_, bram)] == [1, 0]


@pytest.mark.parametrize("role", ["support", "administrator", "municipality"])
def test_others_do_not_review(round_, role):
    with pytest.raises(acts.MayNotApprove):
        approve(round_, make_user(role))


@pytest.mark.parametrize("state", ["concept", "final", "published"])
def test_only_while_it_is_up_for_review(bram, state):
    round_ = make_follow_up(state=state)
    with pytest.raises(acts.NotInReview):
        approve(round_, bram, version=0)


def test_nobody_approves_in_a_round_in_which_they_wrote_anything(round_, anna):
    with pytest.raises(acts.WroteInIt):
        approve(round_, anna)
    with pytest.raises(acts.WroteInIt):
        acts.approve_development(round_, by=anna, version=0)


def test_the_team_does_not_approve_what_it_writes(round_, bram):
    round_.case_file.team.add(bram)
    with pytest.raises(acts.OnTheTeam):
        approve(round_, bram)


def test_a_text_that_changed_since_it_was_read_is_not_approved(round_, anna, bram):
    record(round_.findings.get(), by=anna, version=1, verdict="meets", explanation="Toch iets anders.")
    with pytest.raises(acts.ReadAnEarlierVersion, match="gewijzigd door"):
        approve(round_, bram)
    assert not Approval.objects.exists()


def test_of_several_all_are_approved_or_none(round_, bram):
    finding = round_.findings.get()
    other = make_finding(round_, finding.approach, verdict="meets")
    with pytest.raises(acts.ReadAnEarlierVersion):
        acts.approve([(finding, 1), (other, 5)], by=bram, round_=round_)
    assert not Approval.objects.exists()
    assert acts.approve([(finding, 1), (other, 0)], by=bram, round_=round_) == 2


def test_nothing_is_no_text_to_approve(round_, bram):
    with pytest.raises(acts.NothingRead):
        acts.approve([], by=bram, round_=round_)
    overwrite(round_.findings, verdict="", explanation="")
    with pytest.raises(acts.NothingRead):
        approve(round_, bram)


def test_a_finding_of_another_round_is_not_approved_along(round_, bram):
    other = make_finding(verdict="meets")
    with pytest.raises(acts.NothingRead):
        acts.approve([(other, 0)], by=bram, round_=round_)


def test_a_change_withdraws_the_approval_and_leaves_it_to_be_seen(round_, anna, bram):
    approve(round_, bram)
    record(round_.findings.get(), by=anna, version=1, verdict="meets", explanation="Toch iets anders.")
    assert standing(round_) == []
    assert [each.version for each in round_.approvals.all()] == [1]


def test_who_writes_after_approving_approved_nothing(round_, bram):
    approve(round_, bram)
    round_.case_file.team.add(bram)
    write_development(round_, by=bram, version=0, development="Bram schrijft mee.")
    assert standing(round_) == []


def test_the_narrative_is_approved_at_the_version_that_was_read(round_, anna, bram):
    write_development(round_, by=anna, version=0, development="Een nieuw verhaal.")
    with pytest.raises(acts.ReadAnEarlierVersion, match="De ontwikkeling of een contactmoment is gewijzigd"):
        acts.approve_development(round_, by=bram, version=0)
    acts.approve_development(round_, by=bram, version=1)
    assert standing(round_) == [bram]


def test_contact_moments_are_read_also_where_no_narrative_is(bram):
    round_ = bring_to(make_follow_up(development=""), "review")
    finding = round_.findings.get()
    approve(round_, bram, version=0)
    unread = "1 tekst is nog niet goedgekeurd zoals die nu luidt."
    assert [each.message for each in readiness.missing(round_, four_eyes=True)][-1] == unread
    with (
        pytest.raises(IntegrityError, match="a_round_is_not_finalised_without_four_eyes"),
        transaction.atomic(),
    ):
        finalise_unseen(round_)
    acts.approve_development(round_, by=bram, version=0)
    assert unread not in [each.message for each in readiness.missing(round_, four_eyes=True)]
    finalise_unseen(round_)
    assert Approval.objects.standing().filter(finding=finding).exists()


def finalise_unseen(round_):
    """By SQL, past every action."""
    said = {"finalised_at": round_.started_at, "finalised_by": round_.started_by}
    type(round_).objects.filter(pk=round_.pk).update(state="final", **said)


DAY = datetime.date(2014, 5, 1)


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        pytest.param({"kind": "visit"}, False, id="kind"),
        pytest.param({"date": DAY}, False, id="date"),
        pytest.param({"note": "Kort."}, True, id="note"),
        pytest.param({"participants": "wethouder"}, True, id="participants"),
    ],
)
def test_a_contact_moment_that_is_printed_otherwise_wants_reading_again(round_, anna, bram, change, stands):
    acts.approve_development(round_, by=bram, version=0)
    moment = round_.contact_moments.get()
    said = {"kind": moment.kind, "date": moment.date} | change
    change_contact_moment(moment, by=anna, opened=moment.as_opened, **said)
    assert (standing(round_) == [bram]) is stands


def test_a_contact_moment_that_came_or_went_wants_reading_again(round_, anna, bram):
    acts.approve_development(round_, by=bram, version=0)
    moment = add_contact_moment(round_, by=anna, kind="visit", date=DAY)
    assert standing(round_) == []
    acts.approve_development(round_, by=bram, version=1)
    assert standing(round_) == [bram]
    remove_contact_moment(moment, by=anna)
    assert standing(round_) == []
    with pytest.raises(acts.ReadAnEarlierVersion, match="of een contactmoment is gewijzigd sinds u deze las"):
        acts.approve_development(round_, by=bram, version=1)


SAID = {"verdict": "meets", "explanation": "Er is een convenant."}


def test_what_is_not_printed_of_a_finding_withdraws_nothing(round_, anna, bram):
    approve(round_, bram)
    named = {"contact_moments": round_.contact_moments.all()}
    for version, beside in enumerate(({"private_note": "Nabellen."}, {"expected_on": DAY}, named), start=1):
        record(round_.findings.get(), by=anna, version=version, **SAID, **beside)
        assert standing(round_) == [bram]
    record(round_.findings.get(), by=anna, version=4, **SAID | {"verdict": "improvement_point"})
    assert standing(round_) == []


def with_wim(round_):
    wim = make_user(name="Wim")
    round_.case_file.team.add(wim)
    return wim


def second_version(round_, anna):
    wim, finding = with_wim(round_), round_.findings.get()
    typed = {"verdict": "meets", "explanation": "Tekst van Wim."}
    kept = keep_overtaken(finding, by=wim, version=0, **typed, saved_from="a" * 8, saved_nth=1)
    return wim, kept, typed


def test_whose_second_version_was_chosen_wrote_too(round_, anna):
    wim, kept, typed = second_version(round_, anna)
    settle(round_.findings.get(), by=anna, shown=kept.as_shown, version=1, **typed)
    assert acts.wrote_in(round_, wim)


def test_whose_second_version_somebody_else_typed_as_well_wrote_too(round_, anna):
    wim, _, typed = second_version(round_, anna)
    record(round_.findings.get(), by=anna, version=1, **typed)
    assert acts.wrote_in(round_, wim)


def test_whose_second_version_was_let_go_wrote_nothing(round_, anna):
    wim, kept, _ = second_version(round_, anna)
    let_go(round_.findings.get(), by=anna, shown=kept.as_shown)
    assert not acts.wrote_in(round_, wim)


def test_who_wrote_down_a_contact_moment_wrote_too(round_):
    wim = with_wim(round_)
    add_contact_moment(round_, by=wim, kind="visit", date=DAY)
    round_.case_file.team.remove(wim)
    assert acts.wrote_in(round_, wim)
    assert not Round.objects.to_review_by(wim).exists()
    with pytest.raises(acts.WroteInIt):
        approve(round_, wim)


def test_who_started_a_round_wrote_too(anna):
    before = make_follow_up(verdict="improvement_point", state="final")
    before.case_file.team.add(anna)
    assert acts.wrote_in(start_follow_up(before.case_file, year=2015, by=anna), anna)


def test_no_writer_is_forgotten_or_becomes_another(round_, bram):
    with pytest.raises(IntegrityError, match="no_writer_of_a_round_is_forgotten"), transaction.atomic():
        Writer.objects.all().delete()
    with pytest.raises(IntegrityError, match="who_wrote_in_a_round_stays_its_writer"), transaction.atomic():
        Writer.objects.update(user=bram)


def test_the_database_keeps_writers_from_approving(round_, anna):
    said = {"round": round_, "version": 1, "approved_at": round_.started_at, "approved_by": anna}
    for finding in (round_.findings.get(), None):
        with pytest.raises(IntegrityError, match="nobody_approves_what_they_wrote_in"), transaction.atomic():
            Approval.objects.create(finding=finding, **said)


def test_an_approval_is_not_given_to_another_afterwards(round_, anna, bram):
    approve(round_, bram)
    with pytest.raises(IntegrityError, match="an_approval_stays_as_it_was_given"), transaction.atomic():
        Approval.objects.update(approved_by=anna)
