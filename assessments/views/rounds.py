from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from assessments import actions
from assessments.actions import publication
from assessments.actions.rounds import start_follow_up as start
from assessments.forms.rounds import StartFollowUpForm
from assessments.models import CaseFile, History, Round
from assessments.views.cards import lay_out_parts
from assessments.views.publication import readiness_of
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


def describe(round_, user, *, bound=None, preview=None):
    """What the page of a round shows; `bound` are the forms that were just sent in, by finding."""
    history, writes, bound = History.of(round_), round_.can_be_written_by(user), bound or {}
    parts = lay_out_parts(history, round_.year, writes=writes, bound=bound, preview=preview)
    cards = [card for part in parts for card in part.cards]
    return {
        "round": round_,
        "parts": parts,
        "cards": cards,
        "filled": sum(part.filled for part in parts),
        "next_open": next((card for card in cards if card.finding.is_open), None),
        "several_approaches": len(history.approaches_in(round_.year)) > 1,
        "contact_moments": round_.contact_moments.all(),
        "edition": round_.editions.without_files().first(),
        "leads_to_factsheet": publication.leads_to_factsheet(round_),
        **readiness_of(round_, history),
        "invalid": [form for form in bound.values() if form.errors],
        "may_write": writes,
        "may_publish": user.role == Role.COORDINATOR,
    }


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class RoundDetail(DetailView):
    """Where a round stands, and where it is recorded."""

    template_name = "assessments/round.html"
    context_object_name = "round"

    def get_queryset(self):
        related = (
            "case_file__municipality",
            "case_file__framework",
            "municipality",
            "development_changed_by",
        )
        return Round.objects.visible_to(self.request.user).select_related(*related)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**describe(self.object, self.request.user), **kwargs)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
def start_follow_up(request, pk):
    """Show what a follow-up would look at, and start it."""
    case_files = CaseFile.objects.visible_to(request.user).select_related("municipality")
    case_file = get_object_or_404(case_files, pk=pk)
    if not case_file.can_be_followed_up_by(request.user):
        raise PermissionDenied
    last = case_file.rounds.order_by("-year").first()
    year = last.year + 1 if last else timezone.localdate().year
    form = StartFollowUpForm(request.POST if request.method == "POST" else None, initial={"year": year})
    if form.is_valid():
        try:
            round_ = start(case_file, year=form.cleaned_data["year"], by=request.user)
        except actions.Refused as refusal:
            form.add_error("year", str(refusal))
        else:
            messages.success(request, f"De opvolging {round_.year} van {round_.municipality} is gestart.")
            return redirect(round_)
    context = {"case_file": case_file, "form": form, "last": last, **_to_follow_up(History(case_file), year)}
    return render(request, "assessments/start_follow_up.html", context, status=422 if form.is_bound else 200)


def _to_follow_up(history, year):
    """The points that a follow-up of `year` looks at, and the approaches that it no longer looks at."""
    points = history.improvement_points(year)
    return {
        "points": [
            (history.theme(point.indicator), history.wording(point.indicator), point) for point in points
        ],
        "left": [approach for approach in history.approaches if approach.reason_left],
    }
