from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from assessments import actions
from assessments.actions import rounds as acts
from assessments.forms.rounds import ContactMomentForm
from assessments.models import ContactMoment, Round
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


def _back_to(round_):
    return redirect(f"{round_.get_absolute_url()}#contactmomenten")


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def add_contact_moment(request, pk):
    """Write down when and how the municipality was heard."""
    rounds = Round.objects.visible_to(request.user).select_related("case_file__municipality", "municipality")
    round_ = get_object_or_404(rounds, pk=pk)
    form = ContactMomentForm(request.POST if request.method == "POST" else None)

    def save(**fields):
        acts.add_contact_moment(round_, by=request.user, **fields)

    return _edit(request, round_, form, save, done="Het contactmoment is toegevoegd.", moment=None)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def change_contact_moment(request, pk):
    """Correct a contact moment."""
    moment = _moment(request, pk)
    form = ContactMomentForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": moment.kind, "date": moment.date, "note": moment.note},
    )

    def save(**fields):
        acts.change_contact_moment(moment, by=request.user, **fields)

    return _edit(request, moment.round, form, save, done="Het contactmoment is gewijzigd.", moment=moment)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def remove_contact_moment(request, pk):
    """Ask whether a contact moment can go, and take it out."""
    moment = _moment(request, pk)
    if acts.refusal_to_write(moment.round, by=request.user):
        raise PermissionDenied
    if request.method == "POST":
        acts.remove_contact_moment(moment, by=request.user)
        messages.success(request, "Het contactmoment is verwijderd.")
        return _back_to(moment.round)
    return render(
        request, "assessments/remove_contact_moment.html", {"moment": moment, "round": moment.round}
    )


def _moment(request, pk):
    moments = ContactMoment.objects.filter(round__in=Round.objects.visible_to(request.user))
    return get_object_or_404(
        moments.select_related("round__case_file__municipality", "round__municipality"), pk=pk
    )


def _edit(request, round_, form, save, *, done, moment):
    if acts.refusal_to_write(round_, by=request.user):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            save(**form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return _back_to(round_)
    status = 422 if form.is_bound else 200
    context = {"form": form, "round": round_, "moment": moment}
    return render(request, "assessments/contact_moment.html", context, status=status)
