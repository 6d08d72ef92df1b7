"""The life of a round: every step, by everybody, from everywhere."""

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import steps as acts
from assessments.actions.approvals import approve
from assessments.actions.findings import record
from assessments.actions.releases import release
from assessments.actions.rounds import RoundIsFinal, WithTheMunicipality
from assessments.factsheet.drafting import draft
from assessments.models import Approval, Round, StepTaken
from assessments.steps import (
    CORRECT,
    FINALISE,
    FINALISE_FIRST_TEST,
    KEEP,
    PUBLISH,
    RELEASE,
    REOPEN,
    REOPEN_FIRST_TEST,
    RETURN,
    STEPS,
    SUBMIT,
    TAKE_BACK,
    State,
    steps_from,
)
from tests.factories import (
    bring_to,
    make_approvals,
    make_finding,
    make_follow_up,
    make_round,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]

ROLES = ("anna on the team", "inspector", "coordinator", "support", "administrator", "municipality")
TEAM, INSPECTORS, COORDINATOR = ROLES[:1], ROLES[:2], ("coordinator",)
TABLE = {  # who may take which step, and from where
    "voorleggen": ("concept", "review", TEAM),
    "terug-naar-concept": ("review", "concept", (*INSPECTORS, *COORDINATOR)),
    "vrijgeven": ("review", "reply", COORDINATOR),
    "terugnemen": ("reply", "review", COORDINATOR),
    "vaststellen": ("reply", "final", COORDINATOR),
    "eerste-toets-vaststellen": ("review", "final", COORDINATOR),
    "heropenen": ("final", "reply", COORDINATOR),
    "eerste-toets-heropenen": ("final", "review", COORDINATOR),
    "publiceren": ("final", "published", COORDINATOR),
    "corrigeren": ("published", "review", COORDINATOR),
    "correctie-laten-vallen": ("review", "published", COORDINATOR),
}


OF_FIRST_TESTS = (FINALISE_FIRST_TEST, REOPEN_FIRST_TEST)
# What has a page of its own, and what goes back to what was published, have tests of their own.
ELSEWHERE = (RELEASE, PUBLISH, KEEP)


@pytest.fixture
def people(anna):
    return {
        "anna on the team": anna,
        **{role: make_user(role) for role in ROLES[1:]},
    }


@pytest.fixture
def round_(anna):
    round_ = make_follow_up()
    round_.case_file.team.add(anna)
    return round_


def give(round_, by=None, **fields):
    """To the municipality, by a coordinator who looked at it as it is now; its term is over at once."""
    by = by or make_user("coordinator")
    release(round_, by=by, seen=draft(round_).fingerprint(), how="letter")
    last_day = {"last_day": "2015-01-12", "delivered_on": "2015-01-01"}
    round_.releases.with_the_municipality().update(delivery="letter", delivered_by=by, **last_day)


def finalise(round_, by=None):
    """By a coordinator who looked at it as it is now."""
    return acts.take(round_, FINALISE, by=by or make_user("coordinator"), seen=draft(round_).fingerprint())


def test_the_table_is_the_one_that_was_agreed():
    assert {step.code: (step.source, step.target) for step in STEPS} == {
        code: (source, target) for code, (source, target, _) in TABLE.items()
    }


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("state", list(State))
def test_every_step_is_taken_or_refused_by_the_table(round_, people, who, state):
    bring_to(round_, state)
    if state == State.REVIEW:
        make_approvals(round_)
    for step in STEPS:
        source, _, may = TABLE[step.code]
        before = (Round.objects.values().get(pk=round_.pk), StepTaken.objects.count())
        expected = (
            acts.NotTheirStep
            if who not in may
            else acts.NotFromHere
            if source != state or step in (*ELSEWHERE, *OF_FIRST_TESTS)
            else None
        )
        if expected is None:
            continue
        with pytest.raises(expected):
            acts.take(round_, step, by=people[who], reason="Een reden.", seen=draft(round_).fingerprint())
        assert (Round.objects.values().get(pk=round_.pk), StepTaken.objects.count()) == before
    for step in STEPS:
        source, target, may = TABLE[step.code]
        if who in may and source == state and step not in (*ELSEWHERE, *OF_FIRST_TESTS):
            with transaction.atomic():
                taken = acts.take(
                    round_, step, by=people[who], reason="Een reden.", seen=draft(round_).fingerprint()
                )
                assert (taken.state, taken.is_final) == (target, State(target).is_final)
                transaction.set_rollback(True)


def test_a_step_is_written_down_with_who_took_it_and_why(round_, anna):
    bram = make_user(name="Bram")
    acts.take(round_, SUBMIT, by=anna)
    acts.take(round_, RETURN, by=bram, reason="  De ontwikkeling mist  een jaartal. ")
    assert list(round_.steps.values_list("step", "taken_by", "reason")) == [
        ("voorleggen", anna.pk, ""),
        ("terug-naar-concept", bram.pk, "De ontwikkeling mist  een jaartal."),
    ]


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_a_step_back_asks_for_a_reason(round_, reason):
    bring_to(round_, "review")
    with pytest.raises(acts.StepWithoutReason):
        acts.take(round_, RETURN, by=make_user("coordinator"), reason=reason)
    assert Round.objects.get(pk=round_.pk).state == "review"


def test_what_is_missing_is_named_before_a_round_is_submitted(round_, anna):
    round_.contact_moments.all().delete()
    with pytest.raises(
        acts.NotReady, match="Voorleggen voor collegiale toets kan nog niet. Er is nog geen contact"
    ):
        acts.take(round_, SUBMIT, by=anna)


def test_the_team_goes_on_writing_while_a_round_is_reviewed_and_not_after(round_, anna):
    bring_to(round_, "review")
    finding = record(round_.findings.get(), by=anna, version=0, verdict="meets", explanation="Iets beter.")
    make_approvals(round_)
    give(round_)
    with pytest.raises(WithTheMunicipality):
        record(finding, by=anna, version=1, verdict="meets", explanation="Te laat.")
    finalise(round_)
    with pytest.raises(RoundIsFinal):
        record(finding, by=anna, version=1, verdict="meets", explanation="Te laat.")


def test_not_released_before_every_text_is_approved_as_it_is(round_, anna):
    carla = make_user("coordinator")
    bring_to(round_, "review")
    with pytest.raises(acts.NotSeenByFourEyes, match="2 teksten zijn nog niet goedgekeurd"):
        give(round_, by=carla)
    make_approvals(round_)
    record(round_.findings.get(), by=anna, version=0, verdict="meets", explanation="Na de goedkeuring.")
    with pytest.raises(acts.NotSeenByFourEyes, match="1 tekst is nog niet goedgekeurd"):
        give(round_, by=carla)
    approve([(round_.findings.get(), 1)], by=make_user(), round_=round_)
    give(round_, by=carla)
    assert finalise(round_, by=carla).finalised_by == carla


def test_not_finalised_when_a_text_was_changed_since_it_was_approved(round_):
    bring_to(round_, "reply")
    round_.findings.update(text_version=7)
    with pytest.raises(acts.NotSeenByFourEyes, match="1 tekst is nog niet goedgekeurd"):
        finalise(round_)


def test_not_finalised_while_the_municipality_can_answer(round_):
    bring_to(round_, "review")
    make_approvals(round_)
    release(round_, by=make_user("coordinator"), seen=draft(round_).fingerprint(), how="letter")
    with pytest.raises(acts.NotReady, match="Vaststellen kan nog niet. De gemeente kan nog reageren."):
        finalise(round_)


def test_a_round_that_goes_back_closes_the_draft_that_its_municipality_has(round_):
    carla = make_user("coordinator")
    bring_to(round_, "reply")
    acts.take(round_, TAKE_BACK, by=carla, reason="Een aanpak ontbreekt.")
    assert round_.releases.get().closed_at
    give(round_, by=carla)
    assert [(each.number, bool(each.closed_at)) for each in round_.releases.all()] == [(1, True), (2, False)]


def test_a_correction_closes_it_as_well(round_):
    bring_to(round_, "published")
    acts.take(round_, CORRECT, by=make_user("coordinator"), reason="Een datum klopt niet.")
    assert not round_.releases.with_the_municipality().exists()


def test_the_database_publishes_nothing_that_its_municipality_was_not_given(round_):
    bring_to(round_, "final")
    round_.releases.update(closed_at=round_.started_at)
    with (
        pytest.raises(IntegrityError, match="nothing_is_published_that_its_municipality_was_not_given"),
        transaction.atomic(),
    ):
        Round.objects.filter(pk=round_.pk).update(state="published")


def test_what_was_saved_after_the_coordinator_looked_is_not_finalised_unseen(round_):
    bring_to(round_, "reply")
    seen = draft(round_).fingerprint()
    make_finding(round_, round_.findings.get().approach, verdict="meets")
    make_approvals(round_)
    for each in (seen, "", None):
        with pytest.raises(acts.ChangedMeanwhile):
            acts.take(round_, FINALISE, by=make_user("coordinator"), seen=each)
    assert finalise(round_).is_final


def test_a_round_that_goes_back_is_no_longer_finalised_by_anybody(round_):
    bring_to(round_, "final")
    back = acts.take(round_, REOPEN, by=make_user("coordinator"), reason="Een datum klopt niet.")
    assert (back.finalised_at, back.finalised_by, back.is_final) == (None, None, False)


def test_a_round_on_which_another_rests_does_not_go_back(round_):
    bring_to(round_, "final")
    make_round(round_.case_file, 2015)
    with pytest.raises(acts.FollowedUp):
        acts.take(round_, REOPEN, by=make_user("coordinator"), reason="Een datum klopt niet.")


def test_a_first_test_ends_when_it_is_final():
    assert steps_from(State.FINAL, is_follow_up=False) == [REOPEN_FIRST_TEST]
    assert steps_from(State.FINAL, is_follow_up=True) == [PUBLISH, REOPEN]


OTHER_WAYS = [
    (source, target)
    for source in State
    for target in State
    if source != target and (source, target) not in {(step.source, step.target) for step in STEPS}
]


@pytest.mark.parametrize(("source", "target"), OTHER_WAYS)
def test_the_database_knows_no_other_ways(round_, source, target):
    bring_to(round_, source)
    finalised = {"finalised_at": round_.started_at, "finalised_by": round_.started_by}
    fields = finalised if target.is_final else dict.fromkeys(finalised)
    with (
        pytest.raises(
            IntegrityError, match="a_round_goes_from_state_to_state_by_the_steps|without_four_eyes"
        ),
        transaction.atomic(),
    ):
        Round.objects.filter(pk=round_.pk).update(state=target, **fields)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(
            lambda round_: Approval.objects.filter(finding__isnull=False)._raw_delete("default"),
            id="a finding",
        ),
        pytest.param(
            lambda round_: Approval.objects.filter(finding=None)._raw_delete("default"), id="the narrative"
        ),
        pytest.param(lambda round_: round_.findings.update(text_version=7), id="a change since"),
        pytest.param(
            lambda round_: round_.writers.create(user=round_.approvals.first().approved_by),
            id="somebody who wrote later",
        ),
    ],
)
def test_the_database_releases_and_finalises_nothing_without_four_eyes(round_, spoil):
    bring_to(round_, "review")
    make_approvals(round_)
    spoil(round_)
    final = {"state": "final", "finalised_at": round_.started_at, "finalised_by": round_.started_by}
    for change, guard in (
        (final, "a_round_is_not_finalised"),
        ({"state": "reply"}, "a_draft_is_not_released"),
    ):
        with pytest.raises(IntegrityError, match=f"{guard}_without_four_eyes"), transaction.atomic():
            Round.objects.filter(pk=round_.pk).update(**change)


def test_the_database_lets_nothing_skip_being_finalised_that_was_never_published(round_):
    bring_to(round_, "review")
    make_approvals(round_)
    change = {"state": "published", "finalised_at": round_.started_at, "finalised_by": round_.started_by}
    with (
        pytest.raises(IntegrityError, match="only_what_was_published_goes_back_to_published_unchanged"),
        transaction.atomic(),
    ):
        Round.objects.filter(pk=round_.pk).update(**change)


def test_a_step_back_has_a_reason_in_the_database_as_well(round_, anna):
    step = {"step": "terug-naar-concept", "source": "review", "target": "concept"}
    with pytest.raises(IntegrityError, match="a_step_back_has_a_reason"), transaction.atomic():
        StepTaken.objects.create(round=round_, taken_at=round_.started_at, taken_by=anna, **step)


def test_a_step_is_one_of_the_table_in_the_database_as_well(round_, anna):
    step = {"step": "vaststellen", "source": "concept", "target": "final"}
    with pytest.raises(IntegrityError, match="a_step_is_one_of_the_table"), transaction.atomic():
        StepTaken.objects.create(round=round_, taken_at=round_.started_at, taken_by=anna, **step)
