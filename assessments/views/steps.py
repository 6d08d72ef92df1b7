"""The steps in the life of a round: looking at what a step asks and fixes, and taking it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from assessments import actions
from assessments.actions import steps as acts
from assessments.factsheet.drafting import draft
from assessments.forms.steps import StepBackForm
from assessments.steps import KEEP, PUBLISH, RELEASE, STEPS, State, Step
from assessments.views import meanwhile
from assessments.views.cards import round_for
from assessments.views.publication import differences_from_newest, is_withdrawn, readiness_of
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role

OWN_PAGES = {RELEASE: "assessments:release", PUBLISH: "assessments:publish"}


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
def take_step(request, pk, code):
    """Show what a step of a round asks, and take it with what was shown."""
    round_, step = round_for(request.user, pk), _step(code)
    if not step.is_open_to(acts.actors(round_, request.user)):
        raise PermissionDenied
    if step in OWN_PAGES:
        return redirect(OWN_PAGES[step], round_.pk)
    form = StepBackForm(request.POST if request.method == "POST" else None) if step.is_back else None
    refusal = None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            acts.take(round_, step, by=request.user, reason=reason, seen=request.POST.get("seen"))
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, step.done)
            return redirect(round_)
    status = 409 if refusal else 422 if form and form.is_bound else 200
    context = {
        **meanwhile.since_shown(round_, request.POST.get("after", ""), refusal),
        **_describe(round_, step, request.user, form, refusal),
    }
    return render(request, "assessments/step.html", context, status=status)


@dataclass(frozen=True)
class Standing:
    """One state on the page of a round, and whether the round is there."""

    label: str
    is_current: bool


@dataclass(frozen=True)
class Way:
    """One step from where a round stands, and whether the reader may take it."""

    step: Step
    may_take: bool


def stands_where(round_, user):
    """What the page of a round shows of its life: the states, the ways on and back, and the steps taken."""
    is_follow_up = acts.leads_to_factsheet(round_)
    states = [state for state in State if is_follow_up or state not in (State.REPLY, State.PUBLISHED)]
    present = acts.actors(round_, user)
    ways = [
        Way(step, step.is_open_to(present)) for step in acts.next_steps(round_, is_follow_up=is_follow_up)
    ]
    return {
        "leads_to_factsheet": is_follow_up,
        "states": [Standing(state.label, state == round_.state) for state in states],
        "ways_on": [way for way in ways if not way.step.is_back],
        "ways_back": [way for way in ways if way.step.is_back],
        "taken": round_.steps.select_related("taken_by").order_by("-taken_at", "-pk"),
    }


def _step(code):
    for step in STEPS:
        if step.code == code:
            return step
    raise Http404


def _describe(round_, step, user, form, refusal):
    is_follow_up = acts.leads_to_factsheet(round_)
    checks = readiness_of(round_, user) if step.wants_readiness else {"checks": [], "is_ready": True}
    return {
        "round": round_,
        "step": step,
        "form": form,
        "refusal": refusal,
        "is_from_here": step in acts.next_steps(round_),
        "leads_to_factsheet": is_follow_up,
        "factsheet": draft(round_) if step.wants_seen else None,
        "differs": differences_from_newest(round_) if step == KEEP and round_.state == KEEP.source else [],
        "is_withdrawn": step == KEEP and is_withdrawn(round_),
        **checks,
    }
