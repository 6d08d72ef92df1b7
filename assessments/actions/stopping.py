"""Stopping what is planned to be published as soon as it says something else than was seen, and not at its moment."""

from collections.abc import Collection, Iterable

from django.db import transaction

from assessments.actions import Refused
from assessments.actions.steps import end_plan, hold
from assessments.factsheet.drafting import draft_each
from assessments.models import Framework, PlannedPublication, Round
from assessments.models.planned_publications import PlannedPublicationQuerySet, Result
from assessments.wordings import Texts
from stj_toezicht.accounts.models import User

READ_ANEW = "Lees het factsheet, en plan het dan opnieuw."


class Changed(Refused):
    """What would be published, or read in advance, is not what was seen when it was planned."""

    message = f"Wat er in het factsheet staat, is gewijzigd sinds het is gepland. {READ_ANEW}"


class StopsPublications(Refused):
    """Factsheets that are planned would say something else than was seen, and who changes that was not told so."""

    def __init__(self, stopped: Collection[PlannedPublication]):
        many = "1 geplande publicatie" if len(stopped) == 1 else f"{len(stopped)} geplande publicaties"
        super().__init__(f"Dit stopt {many}. Hieronder staat welke. Wilt u dat? Sla dit dan nog eens op.")


def plans_under(framework: Framework) -> PlannedPublicationQuerySet:
    """What is still to be published of the rounds under a framework."""
    return PlannedPublication.objects.waiting().filter(round__case_file__framework=framework)


def changed_among(plans: PlannedPublicationQuerySet) -> list[PlannedPublication]:
    """Those of these plans of which the factsheet now says something else than was seen."""
    waiting, rounds = _waiting_among(plans)
    now = draft_each(rounds) if rounds else {}
    return [planned for planned in waiting if now[planned.round_id].fingerprint() != planned.seen]


def changed_by(texts: Texts, plans: PlannedPublicationQuerySet) -> list[PlannedPublication]:
    """Those of these plans of which the factsheet would say something else than was seen, because of these texts.

    One that says the same in the present texts is none of these, also where it says something else than was seen.
    """
    waiting, rounds = _waiting_among(plans)
    if not rounds:
        return []
    now, then = draft_each(rounds), draft_each(rounds, texts=texts)
    return [
        planned
        for planned in waiting
        if then[planned.round_id].fingerprint() not in (planned.seen, now[planned.round_id].fingerprint())
    ]


def _waiting_among(plans: PlannedPublicationQuerySet) -> tuple[list[PlannedPublication], list[Round]]:
    related = ("round__case_file__framework", "round__municipality", "planned_by")
    waiting = list(plans.waiting().select_related(*related))
    return waiting, [planned.round for planned in waiting]


def stop_changed(plans: PlannedPublicationQuerySet) -> int:
    """Stop those of these plans of which the factsheet says something else than was seen; returns how many."""
    stopped = 0
    for planned in changed_among(plans):
        with transaction.atomic():
            hold(planned.round)
            again = changed_among(PlannedPublication.objects.filter(pk=planned.pk))
            stopped += stop(again, problem=Changed.message)
    return stopped


@transaction.atomic
def stop(plans: Iterable[PlannedPublication], *, problem: str, by: User | None = None) -> int:
    """Stop these plans, as failed for this reason; returns how many. Who planned and who was told hear of it."""
    rounds = Round.objects.filter(pk__in=[planned.round_id for planned in plans])
    held = {round_.pk: hold(round_) for round_ in rounds.order_by("pk")}
    return sum(
        end_plan(planned, held[planned.round_id], Result.REFUSED, by=by, problem=problem)
        for planned in sorted(plans, key=lambda planned: held[planned.round_id].case_file_id)
    )
