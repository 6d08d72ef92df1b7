"""The one guided step that starts a follow-up."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments import actions
from assessments.actions.follow_ups import (
    LooksAtSomethingElse,
    NothingToFollowUp,
    look_ahead,
    rehearse_follow_up,
)
from assessments.actions.follow_ups import start_follow_up as start
from assessments.actions.mergers import Destination, NoSingleMunicipality, destination
from assessments.actions.succession import UnclearSuccession
from assessments.forms.follow_ups import BecomingForm, YearForm
from assessments.models import CaseFile, Round
from assessments.views.case_files import moves_along, with_team
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
@moves_along
def start_follow_up(request, pk):
    """Ask what became of the approaches, show what a follow-up would look at, and start it."""
    case_files = CaseFile.objects.visible_to(request.user).select_related("municipality", "framework")
    step = _Step(request, get_object_or_404(case_files, pk=pk))
    if not any(each.can_be_followed_up_by(request.user) for each in step.going_on.case_files):
        raise PermissionDenied
    if request.method == "POST" and step.is_valid() and step.take():
        said = f"De opvolging {step.round.year} van {step.round.municipality} is gestart."
        messages.success(request, with_team(said, step.round.case_file, request.user))
        return redirect(step.round)
    return render(request, "assessments/start_follow_up.html", step.context(), status=step.status)


@dataclass
class _Group:
    """The approaches of one of the case files that go on together, each with what became of it."""

    name: str
    forms: list[BecomingForm]


class _Step:
    """What somebody said so far, and what would be followed up then."""

    def __init__(self, request, case_file):
        self.user, self.case_file = request.user, case_file
        self.data = request.POST if request.method == "POST" else None
        self.last = case_file.rounds.order_by("-year").first()
        self.year = self.last.year + 1 if self.last else timezone.localdate().year
        self.form = YearForm(self.data, initial={"year": self.year})
        if self.form.is_bound and self.form.is_valid():
            self.year = self.form.cleaned_data["year"]
        self.going_on, self.refusal = self._find_destination()
        self.groups = [self._group(each) for each in self.going_on.case_files]
        self.forms = [form for group in self.groups for form in group.forms]
        self.outlook, self.round, self.status = look_ahead(self.going_on, year=self.year), None, 200
        self.seen = self.data.get("seen", "") if self.data is not None else self.outlook.fingerprint()

    def _find_destination(self):
        """Where the case file goes on, or the refusal where the register doesn't say."""
        try:
            return destination(self.case_file, year=self.year), None
        except NoSingleMunicipality as refusal:
            return Destination(self.case_file.municipality, (self.case_file,)), refusal

    def _group(self, case_file):
        in_use = case_file.approaches.filter(starts_in__lt=self.year).in_use(self.year)
        return _Group(str(case_file), [self._form(approach) for approach in in_use])

    def _form(self, approach):
        """What was said of an approach; one that another year brings onto the page goes on."""
        form = BecomingForm(self.data, approach=approach)
        if self.data is None or form.is_sent:
            return form
        return BecomingForm({form.add_prefix("became"): BecomingForm.GOES_ON}, approach=approach)

    def is_valid(self):
        valid = [form.is_valid() for form in (self.form, *self.forms)]
        self.status = 200 if all(valid) else 422
        return all(valid)

    def take(self):
        """Start the follow-up, or show what it would look at; whether it was started."""
        becoming = [form.becoming() for form in self.forms]
        try:
            if "bekijk" not in self.data:
                self._start(becoming)
            if self.round is None:
                said = {"year": self.year, "by": self.user, "became": becoming}
                self.outlook = rehearse_follow_up(self.case_file, **said)
                self.seen = self.outlook.fingerprint()
        except actions.Refused as refusal:
            self._tell(refusal)
        return self.round is not None

    def _start(self, becoming):
        try:
            self.round = start(self.case_file, year=self.year, by=self.user, became=becoming, seen=self.seen)
        except LooksAtSomethingElse as refusal:
            self.refusal, self.status = refusal, 409

    def _tell(self, refusal):
        self.status = 422
        if isinstance(refusal, NothingToFollowUp):
            self.refusal = refusal
            return
        if not isinstance(refusal, UnclearSuccession):
            self.form.add_error("year", str(refusal))
            return
        form = next(form for form in self.forms if form.approach == refusal.approach)
        said = form.cleaned_data["became"]
        field = {BecomingForm.AS_OTHERS: "names", BecomingForm.LEFT: "reason"}.get(said, "became")
        form.add_error(field, str(refusal))

    def context(self):
        concept = Round.objects.under_way().filter(case_file__in=self.going_on.case_files)
        return {
            "case_file": self.case_file,
            "going_on": self.going_on,
            "last": self.last,
            "concept": concept.select_related("municipality").first(),
            "form": self.form,
            "groups": self.groups,
            "invalid": [form for form in (self.form, *self.forms) if form.errors],
            "outlook": self.outlook,
            "leaving": self._leaving(),
            "left": self.case_file.approaches.exclude(reason_left=""),
            "only_looks_ahead": "bekijk" in (self.data or {}),
            "is_shown": self.status in (200, 409),
            "refusal": self.refusal,
            "seen": self.seen,
        }

    def _leaving(self):
        """The approaches that leave, each with the improvement points that are not looked at any more."""
        if self.data is None or self.status == 422:
            return []
        reasons = {form.approach: form.becoming().reason for form in self.forms}
        now = look_ahead(self.going_on, year=self.year).prospects
        return [(reasons[each.approach], each) for each in now if reasons.get(each.approach)]
