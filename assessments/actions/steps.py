"""Taking a round a step further, or back."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import readiness
from assessments.actions import Refused, log, notices, renderings
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.models import CaseFile, History, PlannedPublication, Release, Round, StepTaken
from assessments.models.planned_publications import Result
from assessments.steps import (
    CORRECT,
    KEEP,
    PUBLISH,
    RELEASE,
    REOPEN,
    REOPEN_FIRST_TEST,
    Actor,
    State,
    Step,
    steps_from,
)
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind
from stj_toezicht.statements import Given, Statement

REOPENINGS = (REOPEN, REOPEN_FIRST_TEST)
LEADING_TO_FACTSHEET = Statement(
    lambda: Round.objects.follow_ups().filter(pk=Given("pk")).order_by().values_list("pk", flat=True)
)
HELD = Statement(
    lambda: (
        Round.objects.select_for_update(of=["self"])
        .select_related("case_file__framework", "case_file__municipality", "municipality")
        .filter(pk=Given("pk"))
        .order_by()
    )
)


class NotTheirStep(Refused):
    """Somebody takes a step that is for others to take."""


class NotFromHere(Refused):
    """A round would take a step from a state in which it isn't, or no longer."""


class StepWithoutReason(Refused):
    """A round would go back without a reason."""

    message = "Geef de reden waarom deze ronde een stap terug gaat."


class NotReady(Refused):
    """Something is missing that must be there before the step."""


class NotSeenByFourEyes(Refused):
    """A text was approved by nobody who wrote nothing in the round, or was changed since."""


class ChangedMeanwhile(Refused):
    """Somebody saved something after the round was looked at."""

    message = "Er is intussen iets gewijzigd in deze ronde. Hieronder staat hoe zij nu is."


class FollowedUp(Refused):
    """A later round rests on what this one found."""

    message = "Op deze ronde volgde al een volgende. Zij kan daarom niet meer terug."


class NotAsPublished(Refused):
    """A correction would be dropped while the round says something else than its newest edition."""

    message = (
        "Deze ronde zegt niet meer precies wat is gepubliceerd. Zet terug wat is gewijzigd, of stel de ronde vast en"
        " publiceer een volgende editie."
    )


def leads_to_factsheet(round_: Round) -> bool:
    """Whether a round follows up an earlier one, and so has outcomes of improvement points to publish."""
    return bool(LEADING_TO_FACTSHEET(pk=round_.pk))


def actors(round_: Round, user: User) -> frozenset[Actor]:
    """All that somebody is to a round."""
    if user.role == Role.COORDINATOR:
        return frozenset({Actor.COORDINATOR})
    if user.role != Role.INSPECTOR:
        return frozenset()
    on_team = round_.case_file.has_on_team(user)
    return frozenset({Actor.INSPECTOR, Actor.TEAM} if on_team else {Actor.INSPECTOR})


def next_steps(round_: Round, *, is_follow_up: bool | None = None) -> list[Step]:
    """The steps that a round can take from where it stands, by whomever; forward first.

    Whether it `is_follow_up` is looked up for who doesn't know.
    """
    if is_follow_up is None:
        is_follow_up = leads_to_factsheet(round_)
    steps = steps_from(round_.state, is_follow_up=is_follow_up)
    if any(step in REOPENINGS for step in steps) and is_followed_up(round_):
        steps = [step for step in steps if step not in REOPENINGS]
    if KEEP in steps and not round_.editions.exists():
        steps.remove(KEEP)
    return steps


def beside_newest(round_: Round) -> tuple[Factsheet, Factsheet] | None:
    """What the inspectorate says in the newest edition of a round, and what it now says in that round: of how the
    framework and the municipality are worded, and of who signs, both as that edition says it. None without an edition.
    """
    edition = round_.editions.defer("pdf", "data").order_by("-number").first()
    if edition is None:
        return None
    published = Factsheet.from_snapshot(edition.content).without_annex()
    return published, draft(round_).without_annex().worded_as(published)


def says_what_is_published(round_: Round) -> bool:
    """Whether the inspectorate says in a round exactly what its newest edition does, whatever came in since."""
    both = beside_newest(round_)
    return both is not None and both[0].fingerprint() == both[1].fingerprint()


def _finalised_as_published(round_: Round) -> dict[str, Any]:
    """When and by whom what the newest edition of a round says was finalised; what was read in was from its start."""
    published_at = round_.editions.order_by("-number").values_list("published_at", flat=True)[0]
    step = round_.steps.filter(target=State.FINAL, taken_at__lte=published_at).last()
    at, by = (step.taken_at, step.taken_by_id) if step else (round_.started_at, round_.started_by_id)
    return {"finalised_at": at, "finalised_by": by}


def is_followed_up(round_: Round) -> bool:
    """Whether a later round began with what this one found; of one that was published its verdicts then stay."""
    later = round_.case_file.rounds.filter(year__gt=round_.year)
    return later.exists() and not round_.editions.exists()


def refuse_step(round_: Round, step: Step, *, by: User, history: History | None = None) -> None:
    """Raise why `by` can't have this round take a step now: NotTheirStep, NotFromHere, NotReady, NotSeenByFourEyes,
    FollowedUp or NotAsPublished. The `history` is that of its case file, if already read.
    """
    if not step.is_open_to(actors(round_, by)):
        raise NotTheirStep(step.refusal)
    if step in REOPENINGS and step.source == round_.state and is_followed_up(round_):
        raise FollowedUp
    if not _leads_on(round_, step, history):
        raise NotFromHere(
            f"Deze ronde staat op “{round_.get_state_display()}”. Van daaruit kan dit niet: {step.label.lower()}."
        )
    if step == KEEP and not says_what_is_published(round_):
        raise NotAsPublished
    if not step.wants_readiness:
        return
    missing = readiness.missing(round_, four_eyes=step.wants_four_eyes, history=history)
    if lacking := [result for result in missing if result.code != readiness.FOUR_EYES.code]:
        raise NotReady(_not_yet(step, lacking))
    if missing:
        raise NotSeenByFourEyes(_not_yet(step, missing))


def _leads_on(round_: Round, step: Step, history: History | None) -> bool:
    """Whether a step goes on from where a round stands, for a round of its kind."""
    if step.source != round_.state or (step == KEEP and not round_.editions.exists()):
        return False
    is_follow_up = bool(history.rounds_before(round_)) if history else leads_to_factsheet(round_)
    return step in steps_from(round_.state, is_follow_up=is_follow_up)


def _not_yet(step: Step, missing: list[readiness.Result]) -> str:
    return " ".join([f"{step.label} kan nog niet.", *(result.message for result in missing)])


@transaction.atomic
def take(round_: Round, step: Step, *, by: User, reason: str = "", seen: str | None = None) -> Round:
    """Have a round take a step; releasing its draft is `assessments.actions.releases.release`, and publishing
    `assessments.actions.publication.publish`.

    `seen` is the fingerprint of what the round says that `by` looked at, which a step that wants it can't do without.
    Returns the round as it now is; raises
    what `refuse_step` does, StepWithoutReason or ChangedMeanwhile, and then nothing has changed.
    """
    # As who starts a follow-up does, so that one of the two sees what the other did.
    if step in (*REOPENINGS, CORRECT):
        CaseFile.objects.select_for_update(no_key=True).get(pk=round_.case_file_id)
    held = hold(round_)
    refuse_step(held, step, by=by)
    if step in (RELEASE, PUBLISH):
        raise NotFromHere(f"{step.label} kan alleen op de pagina waarop staat wat er naar buiten gaat.")
    reason = normalise(reason).strip()
    if step.is_back and not reason:
        raise StepWithoutReason
    if step.wants_seen and seen != draft(held).fingerprint():
        raise ChangedMeanwhile
    return go(held, step, by=by, reason=reason)


def hold(round_: Round) -> Round:
    """The round as it is now, held until the end of the transaction.

    Who holds more than one row does so in this order, or two would wait for each other: the case file, its framework,
    its round, a finding of that, and last the chain of the log. Of several, those of the lowest key go first; of
    chains, that of the lowest case file. Municipalities and case files are held without their keys (`no_key`): of rows
    that refer to them PostgreSQL looks at these only when the transaction ends, whatever was held by then.
    """
    return hold_by_key(round_.pk)


def hold_by_key(pk: int) -> Round:
    """The round with this key, held as `hold` does."""
    held: Round | None = HELD.first(pk=pk)
    if held is None:  # PostgreSQL finds none whose case file became another while this waited for it
        held = HELD.first(pk=pk)
    if held is None:
        raise Round.DoesNotExist
    return held


def end_plan(
    planned: PlannedPublication, held: Round, result: Result, *, by: User | None, problem: str
) -> bool:
    """End this plan to publish a round that is held, and none that came in its place; tells whether it still waited.

    Who planned hears of it, unless it is their own doing, and so does the municipality if it could read its copy.
    Where nobody ended it (`by`), the application did.
    """
    ended = {"result": result, "problem": problem, "ended_at": timezone.now()}
    if not PlannedPublication.objects.filter(pk=planned.pk, result="").update(**ended):
        return False
    said = {"publish_at": planned.publish_at}
    log.removed(Kind.PLANNED, planned, of=held, by=by or User.objects.system(), said=said, reason=problem)
    notices.plan_ended(planned, held, by=by)
    return True


def go(held: Round, step: Step, *, by: User, reason: str = "") -> Round:
    """Write down that a round that is held took a step."""
    now = timezone.now()
    finalised: dict[str, Any] = {"finalised_at": held.finalised_at, "finalised_by": held.finalised_by_id}
    if step.target.is_final != held.is_final:
        is_final = step.target.is_final
        finalised = {"finalised_at": now if is_final else None, "finalised_by": by.pk if is_final else None}
    if step == KEEP:
        finalised |= _finalised_as_published(held)
    Round.objects.filter(pk=held.pk).update(state=step.target, **finalised)
    if step.is_back:
        problem = f"{step.label}: de ronde ging een stap terug."
        for planned in held.planned_publications.waiting():
            end_plan(planned, held, Result.CANCELLED, by=by, problem=problem)
    if step.target == State.REVIEW:  # what the municipality had before it will change
        Release.objects.with_the_municipality().filter(round=held).update(closed_at=now)
    if step == KEEP:  # no next draft comes, so what the municipality still has to say it says on the last
        last = held.releases.newest().values_list("pk", flat=True)
        Release.objects.filter(pk__in=list(last)).update(closed_at=None)
    taken = StepTaken.objects.create(
        round=held,
        step=step.code,
        source=step.source,
        target=step.target,
        reason=reason,
        taken_at=now,
        taken_by=by,
    )
    log.changed(
        Kind.STEP, held, of=held, by=by, old={"state": step.source}, new={"state": step.target}, reason=reason
    )
    if step.target == State.FINAL:
        transaction.on_commit(partial(renderings.print_ahead.enqueue, held.pk), robust=True)
    held.state = step.target
    held.finalised_at, held.finalised_by_id = finalised["finalised_at"], finalised["finalised_by"]
    notices.step_taken(held, step, key=f"stap {taken.pk}", by=by)
    return held
