"""Letting a round go on without one of its checks, and having the check count again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from assessments import actions, readiness
from assessments.actions import waivers as acts
from assessments.forms.steps import WaiverForm
from assessments.views.cards import round_for
from assessments.views.refusals import not_saved
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import sent_from


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def waive(request, pk, code):
    """Show what a check misses, ask why it may be skipped, and skip it for what was shown."""
    round_ = round_for(request.user, pk)
    form, refusal = WaiverForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        reason, seen = form.cleaned_data["reason"], request.POST.get("seen", "")
        try:
            waiver = acts.waive(round_, code, by=request.user, reason=reason, seen=seen)
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, f"De controle “{waiver.title}” is overgeslagen.")
            return redirect(f"{round_.get_absolute_url()}#afronden")
    context = {"round": round_, "check": _result(round_, code), "form": form, "refusal": refusal}
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "assessments/waive.html", context, status=status)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
@sent_from("assessments:waive")
def take_back(request, pk, code):
    """Have a check count again."""
    round_ = round_for(request.user, pk)
    result = _result(round_, code)
    try:
        acts.take_waiver_back(round_, code, by=request.user)
    except actions.Refused as refusal:
        return not_saved(request, round_, refusal, status=409)
    messages.success(request, f"De controle “{result.title}” telt weer mee.")
    return redirect(f"{round_.get_absolute_url()}#afronden")


def _result(round_, code):
    for result in readiness.review(round_):
        if result.code == code and result.can_be_waived:
            return result
    raise Http404
