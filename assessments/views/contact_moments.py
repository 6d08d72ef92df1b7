from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from assessments import actions
from assessments.actions import contact_moments as acts
from assessments.actions.rounds import refusal_to_write
from assessments.forms.attachments import AttachmentsForm
from assessments.forms.rounds import ContactMomentForm
from assessments.models import ContactMoment, History
from assessments.views.cards import round_for
from assessments.views.refusals import not_saved
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


def moments_for(user):
    """The contact moments that `user` may read, with what their pages tell of the round."""
    related = ("round__case_file__municipality", "round__municipality")
    return ContactMoment.objects.visible_to(user).select_related(*related)


def describe(moment, user, *, form=None):
    """What the page of a contact moment shows; `form` is the one that was just sent in."""
    return {
        "moment": moment,
        "round": moment.round,
        "attachments": moment.attachments.without_content().select_related("added_by"),
        "removed": moment.removed_attachments.select_related("added_by", "removed_by"),
        "findings": findings_on(moment),
        "form": form or AttachmentsForm(),
        "may_write": moment.round.can_be_written_by(user),
    }


def findings_on(moment):
    """The findings that rest on a contact moment, each with its wording as it is printed."""
    history, resting = History.of(moment.round), set(moment.findings.values_list("pk", flat=True))
    return [
        (finding, history.wording(finding.indicator))
        for finding in history.of_round(moment.round.year)
        if finding.pk in resting
    ]


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class ContactMomentDetail(DetailView):
    """What a contact moment was, with its documents and the findings that rest on it."""

    template_name = "assessments/contact_moment.html"

    def get_queryset(self):
        return moments_for(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**describe(self.object, self.request.user), **kwargs)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def add_contact_moment(request, pk):
    """Write down when and how the municipality was heard."""
    round_ = round_for(request.user, pk)
    form = ContactMomentForm(_sent(request))

    def save(*, opened, **fields):
        return acts.add_contact_moment(round_, by=request.user, **fields)

    done = "Het contactmoment is toegevoegd. Hieronder kunt u er documenten bij zetten."
    return _edit(request, round_, form, save, done=done, moment=None)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def change_contact_moment(request, pk):
    """Correct a contact moment."""
    moment = get_object_or_404(moments_for(request.user), pk=pk)
    stored = {name: getattr(moment, name) for name in ("kind", "date", "participants", "note")}
    form = ContactMomentForm(_sent(request), initial=stored | {"opened": moment.as_opened})

    def save(**fields):
        acts.change_contact_moment(moment, by=request.user, **fields)
        return moment

    return _edit(request, moment.round, form, save, done="Het contactmoment is gewijzigd.", moment=moment)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def remove_contact_moment(request, pk):
    """Ask whether a contact moment can go, naming what rests on it, and take it out."""
    moment = get_object_or_404(moments_for(request.user), pk=pk)
    if refusal := refusal_to_write(moment.round, by=request.user):
        return not_saved(request, moment.round, refusal)
    grown = None
    if request.method == "POST":
        try:
            acts.remove_contact_moment(moment, by=request.user, seen=_keys(request.POST.getlist("seen")))
        except acts.MoreRestsOnIt as refused:
            grown = refused
        except actions.Refused as refused:
            return not_saved(request, moment.round, refused)
        else:
            messages.success(request, "Het contactmoment is verwijderd.")
            return redirect(f"{moment.round.get_absolute_url()}#contactmomenten")
    context = {**describe(moment, request.user), "refusal": grown}
    status = 409 if grown else 200
    return render(request, "assessments/remove_contact_moment.html", context, status=status)


def _keys(values):
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]


def _sent(request):
    return request.POST if request.method == "POST" else None


def _edit(request, round_, form, save, *, done, moment):
    if refusal := refusal_to_write(round_, by=request.user):
        return not_saved(request, round_, refusal, _typed(request.POST))
    if form.is_valid():
        try:
            saved = save(**form.cleaned_data)
        except actions.Refused as refusal:
            return not_saved(request, round_, refusal, _typed(form.cleaned_data))
        else:
            messages.success(request, done)
            return redirect(saved)
    context = {"form": form, "round": round_, "moment": moment}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/edit_contact_moment.html", context, status=status)


def _typed(data):
    return "\n\n".join(filter(None, (data.get("participants"), data.get("note"))))
