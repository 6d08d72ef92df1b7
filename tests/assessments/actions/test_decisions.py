"""Deciding on what a municipality says of a draft: who may, what becomes of the text, and what is written down."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.actions import TextTooLong, decisions
from assessments.actions.approvals import WroteInIt, approve
from assessments.actions.decisions import NewText, decide
from assessments.actions.findings import SavedBySomebodyElse
from assessments.actions.steps import take
from assessments.actions.teams import hand_over
from assessments.factsheet.drafting import draft
from assessments.models import Approval, Decision, Finding, Round, TeamChange, Writer
from assessments.readiness import missing
from assessments.steps import FINALISE, TAKE_BACK
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from tests.factories import (
    bring_to,
    make_finding,
    make_follow_up,
    make_remark,
    make_reply,
    make_user,
    send,
)

pytestmark = pytest.mark.django_db

YES = {"is_adopted": True, "reason": "Klopt; aangepast."}
NO = {"is_adopted": False, "reason": "Staat zo in het verslag."}


@pytest.fixture
def dora():
    """A coordinator who had no hand in the round."""
    return make_user("coordinator", name="Dora")


@pytest.fixture
def remark(anna):
    """An error in the finding of a round with its municipality, of which Anna is the team."""
    round_ = make_follow_up(verdict="improvement_point")
    round_.case_file.team.add(anna)
    release = bring_to(round_, "reply").releases.get()
    return sent(make_remark(make_reply(release, is_sent=False)))


def sent(remark):
    send(remark.reply)
    return remark


def finding(remark):
    return Finding.objects.get(pk=remark.released.finding_id)


def lacking(round_):
    return [result.code for result in missing(round_, four_eyes=True)]


def new(text, verdict="improvement_point", version=0, **said):
    return NewText(version, text, verdict, **said)


def test_a_remark_is_adopted_and_its_finding_changes_in_the_same_step(remark, dora):
    decision = decide(remark, by=dora, becomes=new("Het convenant is van 2013."), **YES)
    assert finding(remark).explanation == "Het convenant is van 2013."
    assert (decision.text_before, decision.text_after) == ("Een toelichting.", "Het convenant is van 2013.")
    assert (decision.verdict_before, decision.verdict_after, decision.changes_text) == ("", "", True)
    assert list(Writer.objects.values_list("user", "by_deciding")) == [(dora.pk, True)]
    assert [event.kind for event in Event.objects.filter(by=dora)] == [Kind.FINDING, Kind.DECISION]
    assert Event.objects.get(kind=Kind.DECISION).new == YES


def test_the_verdict_and_its_reason_can_change(remark, dora):
    becomes = new("Een toelichting.", "not_assessed", reason="Het verslag kwam te laat.")
    decision = decide(remark, by=dora, becomes=becomes, **YES)
    assert (decision.verdict_before, decision.verdict_after) == ("improvement_point", "not_assessed")
    assert decision.text_after == "Het verslag kwam te laat.\n\nEen toelichting."
    assert finding(remark).reason == "Het verslag kwam te laat."


def test_what_is_not_adopted_or_needs_no_other_text_changes_nothing(remark, dora):
    for given in (NO, YES):
        before = Decision.objects.filter(remark=remark).first()
        decision = decide(remark, by=dora, seen=before and before.decided_at, **given)
        assert (decision.is_adopted, decision.changes_text) == (given["is_adopted"], False)
    assert finding(remark).version == 0
    assert not Writer.objects.filter(user=dora).exists()


def test_the_narrative_changes_by_what_is_said_of_it(anna, dora):
    round_ = bring_to(make_follow_up(), "reply")
    remark = sent(make_remark(make_reply(round_.releases.get(), is_sent=False), part="development"))
    decision = decide(remark, by=dora, becomes=NewText(0, "Er is weinig gebeurd."), **YES)
    assert Round.objects.get(pk=round_.pk).development == "Er is weinig gebeurd."
    assert (decision.text_before, decision.text_after) == ("Er is veel gebeurd.", "Er is weinig gebeurd.")


@pytest.mark.parametrize("part", ["definition", "introduction"])
def test_a_standard_text_changes_by_no_decision(dora, part):
    remark = sent(make_remark(make_reply(is_sent=False), part=part))
    with pytest.raises(decisions.NoTextToChange):
        decide(remark, by=dora, becomes=NewText(0, "Iets anders."), **YES)
    assert not decide(remark, by=dora, **YES).changes_text


def test_what_is_not_adopted_brings_no_other_text(remark, dora):
    with pytest.raises(decisions.NoTextToChange):
        decide(remark, by=dora, becomes=new("Iets anders."), **NO)


def on_the_team(remark, anna):
    return anna


def one_who_wrote(remark, anna):
    writer = make_user("coordinator")
    Writer.objects.create(round=remark.reply.release.round, user=writer)
    return writer


def one_who_handed_over(remark, anna):
    hand_over(remark.reply.release.round.case_file, by=anna, leaving=anna, to=make_user(), reason="Verlof.")
    return anna


@pytest.mark.parametrize("who", [on_the_team, one_who_wrote, one_who_handed_over])
def test_who_did_the_visit_or_wrote_decides_nothing_by_action_nor_past_it(remark, anna, who):
    by = who(remark, anna)
    with pytest.raises(decisions.DecidesOnOwnWork):
        decide(remark, by=by, **NO)
    row = {"remark": remark, "decided_at": timezone.now(), "decided_by": by, **NO}
    with pytest.raises(IntegrityError, match="who_did_the_visit_does_not_decide"), transaction.atomic():
        Decision.objects.create(**row)
    Decision.objects.create(**row | {"decided_by": make_user()})
    with pytest.raises(IntegrityError, match="who_did_the_visit_does_not_decide_again"), transaction.atomic():
        Decision.objects.update(decided_by=by)
    with pytest.raises(IntegrityError, match="a_decision_is_not_deleted"), transaction.atomic():
        Decision.objects.all().delete()


def test_who_was_on_the_team_before_the_round_began_decides(remark, anna):
    one_who_handed_over(remark, anna)
    TeamChange.objects.update(changed_at=remark.reply.release.round.started_at - datetime.timedelta(days=1))
    assert not decide(remark, by=anna, **NO).is_adopted


@pytest.mark.parametrize("role", ["support", "administrator", "municipality"])
def test_other_roles_decide_nothing(remark, role):
    with pytest.raises(decisions.MayNotDecide):
        decide(remark, by=make_user(role), **NO)


@pytest.mark.parametrize("state", ["review", "final"])
def test_decided_is_only_while_the_municipality_has_the_draft(remark, dora, state):
    decide(remark, by=dora, **NO)
    decision, round_ = Decision.objects.get(), remark.reply.release.round
    if state == "review":
        take(round_, TAKE_BACK, by=dora, reason="Er klopt meer niet.")
    else:
        bring_to(round_, "final")
    with pytest.raises(decisions.NotUpForDecision):
        decide(remark, by=dora, seen=decision.decided_at, **YES)
    with pytest.raises(IntegrityError, match="does_not_decide_again"), transaction.atomic():
        Decision.objects.update(is_adopted=True)


def an_unsent_remark():
    return make_remark()


def an_intent():
    return sent(make_remark(kind="intent"))


def an_emptied_remark():
    return sent(make_remark(text=""))


@pytest.mark.parametrize("made", [an_unsent_remark, an_intent, an_emptied_remark])
def test_on_what_asks_for_no_decision_none_is_taken(dora, made):
    with pytest.raises(decisions.NothingToDecide):
        decide(made(), by=dora, **NO)


@pytest.mark.parametrize("reason", ["", " \n ", "\u200b"])
def test_a_decision_has_a_reason(remark, dora, reason):
    with pytest.raises(decisions.DecidedWithoutReason):
        decide(remark, by=dora, is_adopted=False, reason=reason)
    with pytest.raises(IntegrityError, match="a_decision_has_a_reason"), transaction.atomic():
        Decision.objects.create(remark=remark, is_adopted=False, decided_at=timezone.now(), decided_by=dora)


def test_a_reason_has_an_end(remark, dora):
    with pytest.raises(TextTooLong):
        decide(remark, by=dora, is_adopted=False, reason="x" * (decisions.LONGEST_REASON + 1))


def test_what_is_not_adopted_changes_nothing_in_the_database_either(remark, dora):
    row = {"remark": remark, "decided_at": timezone.now(), "decided_by": dora, **NO}
    with pytest.raises(IntegrityError, match="what_is_not_adopted_changes_nothing"):
        Decision.objects.create(**row, text_before="Zo.", text_after="Anders.")


def test_a_text_that_changed_since_it_was_read_is_not_overwritten(remark, dora):
    decide(remark, by=dora, becomes=new("Eerst dit."), **YES)
    other = sent(make_remark(make_reply(remark.reply.release, is_sent=False)))
    with pytest.raises(SavedBySomebodyElse):
        decide(other, by=make_user(), becomes=new("Toen dat."), **YES)
    assert (finding(remark).explanation, Decision.objects.count()) == ("Eerst dit.", 1)


def test_a_decision_is_revised_by_who_saw_it(remark, dora):
    first = decide(remark, by=dora, **NO)
    with pytest.raises(decisions.DecidedMeanwhile):
        decide(remark, by=make_user(), **YES)
    with pytest.raises(decisions.DecidedMeanwhile):
        decide(remark, by=dora, seen=timezone.now(), **YES)
    again = decide(remark, by=dora, seen=first.decided_at, **YES)
    assert (again.pk, again.is_adopted) == (first.pk, True)
    assert Event.objects.filter(kind=Kind.DECISION).last().old == NO


def test_what_is_no_longer_adopted_is_put_back(remark, dora):
    becomes = new("Een toelichting.", "not_assessed", reason="Het verslag kwam te laat.")
    first = decide(remark, by=dora, becomes=becomes, **YES)
    second = decide(remark, by=dora, seen=first.decided_at, **NO)
    now = finding(remark)
    assert (now.verdict, now.reason, now.explanation) == ("improvement_point", "", "Een toelichting.")
    assert not second.changes_text


@pytest.fixture
def other(remark):
    """A second remark on the finding, in a reply of its own."""
    return sent(make_remark(make_reply(remark.reply.release, is_sent=False), kind="information"))


def test_a_text_is_put_back_under_the_verdict_that_another_decision_gave_since(remark, other, dora):
    first = decide(remark, by=dora, becomes=new("Eerst dit."), **YES)
    decide(other, by=dora, becomes=new("Eerst dit.", "meets", version=1), **YES)
    again = decide(remark, by=dora, seen=first.decided_at, **NO)
    now = finding(remark)
    assert (now.explanation, now.verdict, again.changes_text) == ("Een toelichting.", "meets", False)


def test_a_verdict_is_put_back_as_it_was_before_a_revised_decision(remark, other, dora):
    first = decide(remark, by=dora, becomes=new("Eerst dit."), **YES)
    decide(other, by=dora, becomes=new("Eerst dit.", "meets", version=1), **YES)
    again = decide(remark, by=dora, seen=first.decided_at, becomes=new("Toen dat.", version=2), **YES)
    decide(remark, by=dora, seen=again.decided_at, **NO)
    assert (finding(remark).explanation, finding(remark).verdict) == ("Een toelichting.", "meets")


def test_a_text_that_is_nowhere_to_be_found_is_not_put_back_in_silence(remark, dora):
    first = decide(remark, by=dora, becomes=new("Eerst dit."), **YES)
    Decision.objects.update(text_before="Wat er nooit stond.")
    with pytest.raises(decisions.NotPutBack):
        decide(remark, by=dora, seen=first.decided_at, **NO)
    assert (finding(remark).explanation, Decision.objects.get().is_adopted) == ("Eerst dit.", True)


def test_the_narrative_is_put_back_too(dora):
    remark = sent(make_remark(make_reply(is_sent=False), part="development"))
    first = decide(remark, by=dora, becomes=NewText(0, "Er is weinig gebeurd."), **YES)
    decide(remark, by=dora, seen=first.decided_at, **NO)
    assert Round.objects.get(pk=remark.reply.release.round_id).development == "Er is veel gebeurd."


def test_a_text_that_changed_since_the_decision_is_not_put_back(remark, dora):
    first = decide(remark, by=dora, becomes=new("Eerst dit."), **YES)
    other = sent(make_remark(make_reply(remark.reply.release, is_sent=False)))
    decide(other, by=dora, becomes=new("Toen dat.", version=1), **YES)
    decide(remark, by=dora, seen=first.decided_at, **NO)
    assert finding(remark).explanation == "Toen dat."


def test_a_revised_decision_tells_the_text_from_before_the_first(remark, dora):
    first = decide(remark, by=dora, becomes=new("Eerst dit."), **YES)
    again = decide(remark, by=dora, seen=first.decided_at, becomes=new("Toen dat.", version=1), **YES)
    assert (again.text_before, again.text_after) == ("Een toelichting.", "Toen dat.")


def test_what_a_decision_changed_wants_an_approval_by_somebody_else(remark, dora):
    round_ = remark.reply.release.round
    assert lacking(round_) == ["decisions"]
    other = make_finding(round_, finding(remark).approach, verdict="meets")
    approve([(other, 0)], by=dora, round_=round_)
    decide(remark, by=dora, becomes=new("Het convenant is van 2013."), **YES)
    assert lacking(round_) == ["four_eyes"]
    with pytest.raises(WroteInIt):
        approve([(finding(remark), 1)], by=dora, round_=round_)
    with pytest.raises(IntegrityError, match="nobody_approves_what_they_wrote_in"), transaction.atomic():
        Approval.objects.create(
            round=round_, finding=finding(remark), version=1, approved_at=timezone.now(), approved_by=dora
        )
    approve([(finding(remark), 1)], by=make_user(), round_=round_)
    assert lacking(round_) == []  # also what Dora approved: she only decided
    assert take(round_, FINALISE, by=dora, seen=draft(round_).fingerprint()).is_final


def test_an_approval_lapses_of_who_then_changes_that_text_by_deciding(remark, dora):
    round_ = remark.reply.release.round
    approve([(finding(remark), 0)], by=dora, round_=round_)
    decide(remark, by=dora, becomes=new("Eerst dit."), **YES)
    assert Approval.objects.standing().filter(approved_by=dora).count() == 0
