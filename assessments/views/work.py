import datetime

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments import readiness
from assessments.models import CaseFile, Finding, Round, TeamChange
from assessments.steps import SUBMIT
from stj_toezicht.access import open_to
from stj_toezicht.accounts.models import Role

JUST_HANDED_OVER = datetime.timedelta(days=14)
SECOND_VERSIONS = ("second_versions", "second_developments")
WAITING_FOR_SOMEBODY = (*SECOND_VERSIONS, "comments", "development_comments")
COUNTED_ALREADY = "verdicts"  # how many points are open stands under the name of the round


@method_decorator(open_to(Role.INSPECTOR, Role.COORDINATOR), name="dispatch")
class MyWork(ListView):
    """What waits for somebody: the rounds in which they write, or that they can publish."""

    template_name = "assessments/my_work.html"
    context_object_name = "rounds"
    paginate_by = 20

    def get_queryset(self):
        rounds = Round.objects.unfinished().with_progress().select_related("case_file", "municipality")
        if self.request.user.role == Role.INSPECTOR:
            rounds = rounds.under_way().of_team_member(self.request.user)
        return rounds.order_by("finalised_at", "-open_points", "municipality__sort_name", "year")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        progress = Finding.objects.progress_per_theme(context["rounds"])
        to_do = self._to_do([round_ for round_ in context["rounds"] if not round_.is_final])
        for round_ in context["rounds"]:
            round_.themes = progress.get(round_.pk, [])
            round_.to_do = to_do.get(round_, [])
        context["today"] = timezone.localdate()
        context["plans"] = self._plans(context["today"])
        case_files = CaseFile.objects.with_latest_year().select_related("municipality")
        if self.request.user.role == Role.INSPECTOR:
            context["case_files"] = case_files.of_team_member(self.request.user)
            context["to_review"] = self._to_review()
            since = timezone.now() - JUST_HANDED_OVER
            context["handed_over"] = TeamChange.objects.handed_over_to(self.request.user, since=since)
        return context

    def _to_do(self, rounds):
        """Per round what its checks miss, each as a sentence and the address where that is mended.

        What waits for somebody's choice or answer comes first. A coordinator records nothing, and sees the second
        versions on which they too may decide.
        """
        is_coordinator = self.request.user.role == Role.COORDINATOR
        to_do = {}
        for round_, results in readiness.review_each(rounds).items():
            missing = [each for each in results if not each.is_done and each.code != COUNTED_ALREADY]
            shown = [each for each in missing if each.code in SECOND_VERSIONS or not is_coordinator]
            shown.sort(key=lambda each: each.code not in WAITING_FOR_SOMEBODY)
            to_do[round_] = [(each.message, _where_to_mend(each)) for each in shown]
        return to_do

    def _to_review(self):
        """What a colleague submitted that somebody may read and approve, the longest waiting first."""
        submitted = Max("steps__taken_at", filter=Q(steps__step=SUBMIT.code))
        rounds = Round.objects.to_review_by(self.request.user).not_read_yet().annotate(submitted_at=submitted)
        return rounds.select_related("municipality", "case_file").order_by("submitted_at", "pk")

    def _plans(self, today):
        """The plans to look at, longest due first: those of the own teams, and for a coordinator all."""
        due = Finding.objects.with_due_plan(today).as_printed()
        if self.request.user.role == Role.INSPECTOR:
            due = due.filter(round__case_file__team=self.request.user)
        return due.select_related("round__municipality", "approach").order_by("due_on", "pk")


def _where_to_mend(result):
    """One place itself; where there are more, the address that shows them together."""
    return result.rest if result.rest and len(result.places) > 1 else result.places[0].address
