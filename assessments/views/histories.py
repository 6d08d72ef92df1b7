"""What became of a text: who changed what when, and putting an earlier text back."""

import heapq
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments import actions
from assessments.actions.histories import restore, restore_development
from assessments.actions.rounds import refusal_to_write
from assessments.forms.fields import RestoreForm
from assessments.models import History, OvertakenDevelopment, OvertakenFinding
from assessments.versions import FOR_THE_TEAM, Content, Sitting, sittings, visible_versions
from assessments.views.cards import finding_for, round_for
from assessments.views.changes import Change, lay_out_changes
from assessments.views.refusals import status_of
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.requests import sent_from


@dataclass(frozen=True)
class Entry:
    """One sitting as the page shows it: who, when, and what it changed."""

    sitting: Sitting
    by: User
    changes: list[Change]
    is_current: bool


@dataclass(frozen=True)
class Decision:
    """A second version of which was decided what became of it, and what somebody had changed in it."""

    kept: OvertakenFinding | OvertakenDevelopment
    changes: list[Change]


class TextHistory(ListView):
    """The sittings of one text and the second versions of it on which was decided, newest first."""

    template_name = "assessments/history.html"
    context_object_name = "shown"
    paginate_by = 10

    def get_queryset(self):
        saved = sittings(self.versions())
        self.newest = saved[0].version if saved else 0
        settled = self.overtaken().visible_to(self.request.user).settled()
        decided = settled.select_related("typed_by", "settled_by")
        return list(heapq.merge(saved, decided, key=_moment, reverse=True))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown, current = context["shown"], self.current_version()
        saved = [each for each in shown if isinstance(each, Sitting)]
        numbers = {number for sitting in saved for number in (sitting.before, sitting.version)}
        said = self.said_at(numbers | {each.version for each in shown})
        users = User.objects.in_bulk({sitting.by for sitting in saved})
        context["entries"] = [
            Entry(
                each,
                users[each.by],
                self.changes(said.get(each.before), said[each.version]),
                each.version == current,
            )
            if isinstance(each, Sitting)
            else Decision(each, self.changes(said.get(each.version), self.content_of(each)))
            for each in shown
        ]
        round_ = self.round_()
        may_restore = round_.can_be_written_by(self.request.user)
        return context | {"round": round_, "version": current, "may_restore": may_restore}


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class FindingHistory(TextHistory):
    """Who changed what when on one finding."""

    def versions(self):
        self.finding = finding_for(self.request.user, self.kwargs["pk"])
        revisions = self.finding.revisions.order_by("version")
        return visible_versions(revisions, with_notes=self.reads_notes)

    @property
    def reads_notes(self):
        return self.request.user.role in READERS_OF_NOTES

    def round_(self):
        return self.finding.round

    def current_version(self):
        if self.reads_notes:
            return self.finding.version
        return self.newest

    def overtaken(self):
        return self.finding.overtaken

    def content_of(self, row):
        return Content.of(row)

    def said_at(self, numbers):
        rows = self.finding.revisions.filter(version__in=numbers)
        return {row.version: Content.of(row) for row in rows}

    def changes(self, before, after):
        hidden = () if self.reads_notes else FOR_THE_TEAM
        laid_out = lay_out_changes(before or Content(), after, self.moments, hidden=hidden)
        return [change for change in laid_out if change.is_changed]

    def get_context_data(self, **kwargs):
        self.moments = list(self.finding.round.contact_moments.all())
        wording = History.of(self.finding.round).wording(self.finding.indicator)
        restoring = reverse("assessments:restore_finding", args=[self.finding.pk])
        about = {"subject": wording, "back": self.finding.get_absolute_url(), "restoring": restoring}
        return super().get_context_data(**about, is_kept=bool(self.finding.explanation), **kwargs)


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class DevelopmentHistory(TextHistory):
    """Who changed what when in the narrative of a round."""

    def versions(self):
        self.round = round_for(self.request.user, self.kwargs["pk"])
        revisions = self.round.development_revisions.order_by("version")
        return revisions.annotate(text=F("development")).values_list(*_WHO_AND_WHEN, named=True)

    def round_(self):
        return self.round

    def current_version(self):
        return self.round.development_version

    def overtaken(self):
        return self.round.overtaken_developments

    def content_of(self, row):
        return row.development

    def said_at(self, numbers):
        revisions = self.round.development_revisions.filter(version__in=numbers)
        return dict(revisions.values_list("version", "development"))

    def changes(self, before, after):
        change = Change("development", before or "", after)
        return [change] if change.is_changed else []

    def get_context_data(self, **kwargs):
        about = {
            "subject": f"Ontwikkeling {self.round.year}",
            "back": f"{self.round.get_absolute_url()}#ontwikkeling",
            "restoring": reverse("assessments:restore_development", args=[self.round.pk]),
        }
        return super().get_context_data(**about, is_kept=bool(self.round.development), **kwargs)


@sent_from("assessments:finding_history")
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def restore_finding(request, pk):
    """Put an earlier version of a finding back."""
    finding = finding_for(request.user, pk)
    return _restore(
        request,
        finding.round,
        finding,
        finding.revisions,
        restore,
        reverse("assessments:finding_history", args=[pk]),
    )


@sent_from("assessments:development_history")
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def restore_narrative(request, pk):
    """Put an earlier narrative of a round back."""
    round_ = round_for(request.user, pk)
    return _restore(
        request,
        round_,
        round_,
        round_.development_revisions,
        restore_development,
        reverse("assessments:development_history", args=[pk]),
    )


def _restore(request, round_, whose, revisions, put_back, history):
    form = RestoreForm(request.POST)
    try:
        if refusal := refusal_to_write(round_, by=request.user):
            raise refusal
        if not form.is_valid():
            raise actions.Refused("De pagina was niet volledig. Open de geschiedenis opnieuw.")
        revision = get_object_or_404(revisions, version=form.cleaned_data["revision"])
        put_back(whose, by=request.user, version=form.cleaned_data["version"], revision=revision)
    except actions.Refused as refusal:
        context = {"round": round_, "refusal": refusal, "history": history}
        return render(request, "assessments/not_restored.html", context, status=status_of(refusal))
    messages.success(request, "De eerdere tekst staat er weer. Wat er stond, blijft in de geschiedenis.")
    return redirect(history)


def _moment(entry):
    return entry.until if isinstance(entry, Sitting) else entry.settled_at


_WHO_AND_WHEN = ("version", "changed_at", "changed_by_id", "text")
