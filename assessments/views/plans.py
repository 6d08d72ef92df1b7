from django.contrib import messages
from django.shortcuts import redirect, render

from assessments import actions
from assessments.actions.plans import NoPlan, refusal_to_check
from assessments.actions.plans import check_plan as check
from assessments.forms.colleagues import PlanCheckForm
from assessments.models import History
from assessments.views.cards import finding_for
from assessments.views.refusals import not_saved
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
def check_plan(request, pk):
    """The plan that a √ rests on, what was seen of it so far, and room for what became of it."""
    finding = finding_for(request.user, pk)
    form = PlanCheckForm(request.POST if request.method == "POST" else None)
    refusal = refusal_to_check(finding, by=request.user)
    if request.method == "POST" and refusal:
        return _refuse(request, finding, refusal, form["note"].value() or "")
    if form.is_valid():
        try:
            check(finding, by=request.user, **form.cleaned_data)
        except actions.Refused as refused:
            return _refuse(request, finding, refused, form.cleaned_data["note"])
        messages.success(request, "Vastgelegd wat er van het voornemen geworden is.")
        return redirect("assessments:my_work")
    context = {
        "finding": finding,
        "round": finding.round,
        "wording": History.of(finding.round).wording(finding.indicator),
        "checks": finding.plan_checks.select_related("checked_by"),
        "form": None if refusal else form,
        "refusal": refusal,
    }
    return render(request, "assessments/plan.html", context, status=422 if form.is_bound else 200)


def _refuse(request, finding, refusal, typed):
    status = 409 if isinstance(refusal, NoPlan) else 403
    return not_saved(request, finding.round, refusal, typed, status=status)
