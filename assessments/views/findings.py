from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.actions.findings import SavedBySomebodyElse, record
from assessments.actions.rounds import NotOnTheTeam, refusal_to_write
from assessments.forms.findings import FindingForm
from assessments.models import Finding, History, Round
from assessments.views.rounds import describe
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@require_POST
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def record_finding(request, pk):
    """Save one finding, show how its text will look, or let the inspector choose between two versions."""
    rounds = Round.objects.visible_to(request.user)
    findings = Finding.objects.filter(round__in=rounds).select_related(
        "round__case_file__municipality",
        "round__case_file__framework",
        "round__municipality",
        "indicator",
        "changed_by",
    )
    finding = get_object_or_404(findings, pk=pk)
    form = FindingForm(request.POST, finding=finding)
    if not finding.round.can_be_written_by(request.user):
        return _not_saved(request, finding, form)
    if "preview" in request.POST or not form.is_valid():
        return _show_again(request, form)
    try:
        record(finding, by=request.user, **form.cleaned_data)
    except SavedBySomebodyElse as refusal:
        return _choose(request, form, refusal)
    except actions.Refused as refusal:
        return _not_saved(request, finding, form, refusal)
    messages.success(request, "Opgeslagen.")
    anchor = _next_anchor(finding) if "next" in request.POST else f"punt-{finding.pk}"
    return redirect(f"{finding.round.get_absolute_url()}#{anchor}")


def _show_again(request, form):
    form.is_valid()
    preview = form.cleaned_data.get("explanation") if "preview" in request.POST else None
    context = describe(form.finding.round, request.user, bound=form, preview=preview)
    return render(request, "assessments/round.html", context, status=200 if form.is_valid() else 422)


def _choose(request, form, refusal):
    """Theirs, mine and the text that both began with; the inspector decides, and nothing is gone."""
    started_from = form.cleaned_data["version"]
    theirs = Finding.objects.select_related("changed_by", "round", "indicator").get(pk=form.finding.pk)
    mine = FindingForm(initial={**form.cleaned_data, "version": theirs.version}, finding=theirs)
    context = {
        "finding": theirs,
        "round": form.finding.round,
        "wording": History(form.finding.round.case_file).wording(form.finding.indicator),
        "mine": form.cleaned_data,
        "earlier": theirs.revisions.filter(version=started_from).first(),
        "form": mine,
        "refusal": refusal,
    }
    return render(request, "assessments/finding_conflict.html", context, status=409)


def _not_saved(request, finding, form, refusal=None):
    """Why nothing could be saved, with what was typed to copy from."""
    refusal = refusal or refusal_to_write(finding.round, by=request.user)
    status = 403 if isinstance(refusal, NotOnTheTeam) else 409
    context = {"round": finding.round, "refusal": refusal, "typed": form["explanation"].value() or ""}
    return render(request, "assessments/not_saved.html", context, status=status)


def _next_anchor(finding):
    """The next open point after this one, from the top again after the last, or the end of the list."""
    ordered = History(finding.round.case_file).of_round(finding.round.year)
    place = [each.pk for each in ordered].index(finding.pk)
    following = [*ordered[place + 1 :], *ordered[:place]]
    return next((f"punt-{each.pk}" for each in following if each.is_open), "afronden")
