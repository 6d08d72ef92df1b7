"""Four eyes: who approves which text, and when that no longer counts."""

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import approvals as acts
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.models import Approval
from tests.factories import bring_to, make_finding, make_follow_up, make_user

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
    round_.findings.update(verdict="", explanation="")
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
    with pytest.raises(acts.ReadAnEarlierVersion, match="De ontwikkeling is om"):
        acts.approve_development(round_, by=bram, version=0)
    acts.approve_development(round_, by=bram, version=1)
    assert standing(round_) == [bram]


def test_an_empty_narrative_is_nothing_to_approve(bram):
    round_ = bring_to(make_follow_up(development=""), "review")
    with pytest.raises(acts.NothingRead):
        acts.approve_development(round_, by=bram, version=0)


def test_the_database_keeps_writers_from_approving(round_, anna):
    said = {"round": round_, "version": 1, "approved_at": round_.started_at, "approved_by": anna}
    for finding in (round_.findings.get(), None):
        with pytest.raises(IntegrityError, match="nobody_approves_what_they_wrote_in"), transaction.atomic():
            Approval.objects.create(finding=finding, **said)


def test_an_approval_is_not_given_to_another_afterwards(round_, anna, bram):
    approve(round_, bram)
    with pytest.raises(IntegrityError, match="an_approval_stays_as_it_was_given"), transaction.atomic():
        Approval.objects.update(approved_by=anna)
