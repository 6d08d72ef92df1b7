"""Giving the draft of a round to its municipality, and the term in which that answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from assessments import actions
from assessments.actions import releases as acts
from assessments.actions import steps
from assessments.factsheet.drafting import draft
from assessments.forms.releases import ReleaseForm
from assessments.steps import RELEASE
from assessments.views import meanwhile
from assessments.views.cards import round_for
from assessments.views.publication import readiness_of
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def release(request, pk):
    """Show the draft that a municipality would be given, and give it with what was shown."""
    round_ = round_for(request.user, pk)
    if not RELEASE.is_open_to(steps.actors(round_, request.user)):
        raise PermissionDenied
    form, refusal = ReleaseForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            acts.release(round_, by=request.user, seen=seen, **form.cleaned_data)
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, RELEASE.done)
            return redirect(round_)
    shown = {
        "round": round_,
        "step": RELEASE,
        "form": form,
        "refusal": refusal,
        "is_from_here": RELEASE in steps.next_steps(round_),
        "leads_to_factsheet": True,
        "factsheet": draft(round_),
        **readiness_of(round_, request.user),
        **meanwhile.since_shown(round_, request.POST.get("after", ""), refusal),
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "assessments/step.html", shown, status=status)
