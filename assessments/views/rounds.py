from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from assessments import actions
from assessments.actions import publication
from assessments.actions.rounds import start_follow_up as start
from assessments.forms.findings import FindingForm
from assessments.forms.rounds import StartFollowUpForm
from assessments.models import CaseFile, Finding, History, Round
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@dataclass
class Card:
    """One improvement point on the page of a round: what was found before, and the form for what is found now."""

    finding: Finding
    wording: str
    earlier: list[Finding]
    form: FindingForm | None
    preview: str | None = None

    @property
    def anchor(self):
        return f"punt-{self.finding.pk}"

    @property
    def is_folded(self):
        """What is recorded folds away while there is writing to do, so that the open points are in sight."""
        return self.form is not None and not self.form.is_bound and not self.finding.is_open


def describe(round_, user, *, bound=None, preview=None):
    """What the page of a round shows; `bound` is the form of a finding that was just sent in."""
    history, writes = History(round_.case_file), round_.can_be_written_by(user)
    themes = {}
    for finding in history.of_round(round_.year):
        form = (
            (bound if bound and bound.finding == finding else FindingForm(finding=finding))
            if writes
            else None
        )
        card = Card(
            finding,
            history.wording(finding.indicator),
            history.earlier(finding.approach, finding.indicator, round_.year),
            form,
            preview if bound and bound.finding == finding else None,
        )
        themes.setdefault(history.theme(finding.indicator), []).append(card)
    cards = [card for of_theme in themes.values() for card in of_theme]
    return {
        "round": round_,
        "themes": [
            {"theme": theme, "cards": of_theme, "filled": sum(not card.finding.is_open for card in of_theme)}
            for theme, of_theme in themes.items()
        ],
        "cards": cards,
        "filled": sum(not card.finding.is_open for card in cards),
        "next_open": next((card for card in cards if card.finding.is_open), None),
        "several_approaches": len(history.approaches_in(round_.year)) > 1,
        "contact_moments": round_.contact_moments.all(),
        "edition": round_.editions.without_files().first(),
        "leads_to_factsheet": publication.leads_to_factsheet(round_),
        "gaps": publication.gaps(round_),
        "bound": bound,
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
    case_file = get_object_or_404(
        CaseFile.objects.visible_to(request.user).select_related("municipality"), pk=pk
    )
    if not case_file.can_be_followed_up_by(request.user):
        raise PermissionDenied
    last = case_file.rounds.order_by("-year").first()
    form = StartFollowUpForm(
        request.POST if request.method == "POST" else None,
        initial={"year": last.year + 1 if last else timezone.localdate().year},
    )
    if request.method == "POST" and form.is_valid():
        try:
            round_ = start(case_file, year=form.cleaned_data["year"], by=request.user)
        except actions.Refused as refusal:
            form.add_error("year", str(refusal))
        else:
            messages.success(request, f"De opvolging {round_.year} van {case_file} is gestart.")
            return redirect(round_)
    history = History(case_file)
    points = list(history.improvement_points((last.year if last else 0) + 1))
    context = {
        "case_file": case_file,
        "form": form,
        "last": last,
        "approaches": history.approaches_in(last.year + 1 if last else 0),
        "points": [
            (history.theme(point.indicator), history.wording(point.indicator), point) for point in points
        ],
    }
    return render(request, "assessments/start_follow_up.html", context, status=422 if form.is_bound else 200)
