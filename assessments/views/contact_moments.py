from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from assessments import actions
from assessments.actions import rounds as acts
from assessments.forms.rounds import ContactMomentForm
from assessments.models import ContactMoment, Round
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def add_contact_moment(request, pk):
    """Write down when and how the municipality was heard."""
    rounds = Round.objects.visible_to(request.user).select_related("case_file__municipality", "municipality")
    round_ = get_object_or_404(rounds, pk=pk)
    form = ContactMomentForm(_sent(request))

    def save(*, opened, **fields):
        acts.add_contact_moment(round_, by=request.user, **fields)

    return _edit(request, round_, form, save, done="Het contactmoment is toegevoegd.", moment=None)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def change_contact_moment(request, pk):
    """Correct a contact moment."""
    moment = _moment(request, pk)
    stored = {"kind": moment.kind, "date": moment.date, "note": moment.note, "opened": moment.as_opened}
    form = ContactMomentForm(_sent(request), initial=stored)

    def save(**fields):
        acts.change_contact_moment(moment, by=request.user, **fields)

    return _edit(request, moment.round, form, save, done="Het contactmoment is gewijzigd.", moment=moment)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def remove_contact_moment(request, pk):
    """Ask whether a contact moment can go, and take it out."""
    moment = _moment(request, pk)
    refusal = acts.refusal_to_write(moment.round, by=request.user)
    if request.method == "POST" and not refusal:
        try:
            acts.remove_contact_moment(moment, by=request.user)
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, "Het contactmoment is verwijderd.")
            return _back_to(moment.round)
    if refusal:
        return _refuse(request, moment.round, refusal)
    return render(
        request, "assessments/remove_contact_moment.html", {"moment": moment, "round": moment.round}
    )


def _sent(request):
    return request.POST if request.method == "POST" else None


def _back_to(round_):
    return redirect(f"{round_.get_absolute_url()}#contactmomenten")


def _moment(request, pk):
    moments = ContactMoment.objects.filter(round__in=Round.objects.visible_to(request.user))
    return get_object_or_404(
        moments.select_related("round__case_file__municipality", "round__municipality"), pk=pk
    )


def _edit(request, round_, form, save, *, done, moment):
    if refusal := acts.refusal_to_write(round_, by=request.user):
        return _refuse(request, round_, refusal, request.POST.get("note", ""))
    if form.is_valid():
        try:
            save(**form.cleaned_data)
        except actions.Refused as refusal:
            return _refuse(request, round_, refusal, form.cleaned_data["note"])
        else:
            messages.success(request, done)
            return _back_to(round_)
    context = {"form": form, "round": round_, "moment": moment}
    return render(request, "assessments/contact_moment.html", context, status=422 if form.is_bound else 200)


def _refuse(request, round_, refusal, typed=""):
    status = 403 if isinstance(refusal, acts.NotOnTheTeam) else 409
    context = {"round": round_, "refusal": refusal, "typed": typed}
    return render(request, "assessments/not_saved.html", context, status=status)
