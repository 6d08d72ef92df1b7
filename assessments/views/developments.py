from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from assessments import actions
from assessments.actions.rounds import DevelopmentChanged, NotOnTheTeam, refusal_to_write
from assessments.actions.rounds import write_development as write
from assessments.forms.rounds import DevelopmentForm
from assessments.models import Round
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def write_development(request, pk):
    """Write the narrative of a round, with a preview; two writers choose between their texts."""
    rounds = Round.objects.visible_to(request.user).select_related("case_file__municipality", "municipality")
    round_ = get_object_or_404(rounds, pk=pk)
    stored = {"development": round_.development, "version": round_.development_version}
    form = DevelopmentForm(request.POST if request.method == "POST" else None, initial=stored)
    typed = form["development"].value() or ""
    if refusal := refusal_to_write(round_, by=request.user):
        return _not_saved(request, round_, refusal, typed)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            write(round_, by=request.user, **form.cleaned_data)
        except DevelopmentChanged:
            return _choose(request, round_, form)
        except actions.Refused as refusal:
            return _not_saved(request, round_, refusal, typed)
        messages.success(request, "De ontwikkeling is opgeslagen.")
        return redirect(f"{round_.get_absolute_url()}#ontwikkeling")
    preview = form.cleaned_data["development"] if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {"round": round_, "form": form, "preview": preview}
    return render(request, "assessments/development.html", context, status=status)


def _choose(request, round_, form):
    theirs = Round.objects.select_related("development_changed_by", "case_file__municipality").get(
        pk=round_.pk
    )
    started_from = form.cleaned_data["version"]
    context = {
        "round": theirs,
        "mine": form.cleaned_data["development"],
        "earlier": theirs.development_revisions.filter(version=started_from).first(),
        "form": DevelopmentForm(initial={**form.cleaned_data, "version": theirs.development_version}),
    }
    return render(request, "assessments/development_conflict.html", context, status=409)


def _not_saved(request, round_, refusal, typed):
    status = 403 if isinstance(refusal, NotOnTheTeam) else 409
    context = {"round": round_, "refusal": refusal, "typed": typed if request.method == "POST" else ""}
    return render(request, "assessments/not_saved.html", context, status=status)
