from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from assessments import actions, readiness
from assessments.actions import publication, renderings, steps
from assessments.factsheet.changes import changes
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.forms.steps import PublicReasonForm
from assessments.models import Edition
from assessments.steps import CORRECT, State
from assessments.views import meanwhile
from assessments.views.cards import round_for, rounds_for
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.statements import Given, Statement

NEWEST = Statement(
    lambda: (
        Edition.objects.select_related("withdrawal")
        .defer("pdf", "data")
        .filter(round=Given("round"))
        .order_by("-number")[:1]
    )
)


def readiness_of(round_, user, history=None):
    """What a page shows `user` of the checks of a round."""
    checks = readiness.review(round_, history)
    if user.role not in READERS_OF_NOTES:
        checks = [check for check in checks if check.code not in readiness.OF_THE_TEAM]
    unread = next(
        (check for check in checks if check.code == readiness.FOUR_EYES.code and not check.is_done), None
    )
    return {
        "checks": checks,
        "is_ready": all(check.is_done for check in checks),
        "waived": [check for check in checks if check.is_waived],
        "may_waive": user.role == Role.COORDINATOR and round_.state != State.PUBLISHED,
        "may_read_why": user.role in READERS_OF_NOTES,
        "unread": unread,
    }


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class Preview(DetailView):
    """The factsheet as it would be published now."""

    template_name = "assessments/preview.html"
    context_object_name = "round"

    def get_queryset(self):
        return rounds_for(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            factsheet=draft(self.object),
            **readiness_of(self.object, self.request.user),
            edition=self.object.editions.without_files().first(),
            **kwargs,
        )


@open_to(*READERS_OF_CASE_FILES)
def preview_pdf(request, pk):
    """The PDF of a round as it now stands, marked as a concept."""
    round_ = round_for(request.user, pk)
    name = f"concept-{round_.municipality.slug}-{round_.year}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(renderings.printed(draft(round_)), content_type="application/pdf", headers=headers)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def publish(request, pk):
    """Show what would be published or what is still missing, and publish what was shown.

    Of a round that was published before it is a correction: why is asked, and what everyone will read that changed.
    """
    # Before the round: what another publishes just now makes no correction of it.
    earlier = NEWEST.first(round=pk)
    round_ = round_for(request.user, pk)
    if round_.state == State.PUBLISHED:
        earlier = _newest(round_)
    form, refusal = _reason_of(round_, earlier, request), None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            edition = publication.publish(
                round_, by=request.user, seen=request.POST.get("seen", ""), reason=reason
            )
        except publication.PublishedAlready as refused:
            refusal, round_, form = refused, round_for(request.user, pk), None
            earlier = _newest(round_)
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(request, f"Het factsheet van {edition.municipality_name} is gepubliceerd.")
            return redirect(edition)
    context = {
        **meanwhile.since_shown(round_, request.POST.get("after", ""), refusal),
        "round": round_,
        "factsheet": (factsheet := draft(round_)),
        **readiness_of(round_, request.user),
        "published": earlier,
        "planned": round_.planned_publications.waiting().first(),
        "changes": changes(Factsheet.from_snapshot(earlier.content), factsheet) if form else [],
        "form": form,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form and form.is_bound else 200
    return render(request, "assessments/publish.html", context, status=status)


def differences_from_newest(round_):
    """What the inspectorate says otherwise in a round than in its newest edition, as everyone would read that."""
    both = steps.beside_newest(round_)
    return changes(*both) if both else []


def is_withdrawn(round_):
    """Whether nobody reads the newest edition of a round any more."""
    newest = _newest(round_)
    return newest is not None and newest.is_withdrawn


def _newest(round_):
    return NEWEST.first(round=round_.pk)


def _reason_of(round_, earlier, request):
    """Why a next edition is there, to begin with as it was said when the round went back."""
    if earlier is None or round_.state == State.PUBLISHED:
        return None
    sent_back = round_.steps.filter(step=CORRECT.code).order_by("-taken_at", "-pk").first()
    initial = {"reason": sent_back.reason if sent_back else ""}
    return PublicReasonForm(request.POST if request.method == "POST" else None, initial=initial)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def withdraw(request, pk):
    """Ask why an edition goes, and take it away from everybody."""
    editions = Edition.objects.without_files().select_related(
        "round__municipality", "round__case_file", "withdrawal"
    )
    edition = get_object_or_404(editions, pk=pk)
    form, refusal = PublicReasonForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            publication.withdraw(edition, by=request.user, reason=form.cleaned_data["reason"])
        except actions.Refused as refused:
            refusal = refused
        else:
            messages.success(
                request, f"Editie {edition.number} is ingetrokken. Op haar adres staat nu waarom."
            )
            return redirect(edition.round)
    context = {"edition": edition, "round": edition.round, "form": form, "refusal": refusal}
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "assessments/withdraw.html", context, status=status)
