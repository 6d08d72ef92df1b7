import datetime

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments.models import CaseFile, Finding, Round, TeamChange
from stj_toezicht.access import open_to
from stj_toezicht.accounts.models import Role

JUST_HANDED_OVER = datetime.timedelta(days=14)


@method_decorator(open_to(Role.INSPECTOR, Role.COORDINATOR), name="dispatch")
class MyWork(ListView):
    """What waits for somebody: the rounds in which they write, or that they can publish."""

    template_name = "assessments/my_work.html"
    context_object_name = "rounds"
    paginate_by = 20

    def get_queryset(self):
        rounds = Round.objects.unfinished().with_progress().select_related("case_file", "municipality")
        if self.request.user.role == Role.INSPECTOR:
            rounds = rounds.concept().of_team_member(self.request.user)
        return rounds.order_by("finalised_at", "-open_points", "municipality__sort_name", "year")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        progress = Finding.objects.progress_per_theme(context["rounds"])
        for round_ in context["rounds"]:
            round_.themes = progress.get(round_.pk, [])
        context["today"] = timezone.localdate()
        context["plans"] = self._plans(context["today"])
        case_files = CaseFile.objects.with_latest_year().select_related("municipality")
        if self.request.user.role == Role.INSPECTOR:
            context["case_files"] = case_files.of_team_member(self.request.user)
            since = timezone.now() - JUST_HANDED_OVER
            context["handed_over"] = TeamChange.objects.handed_over_to(self.request.user, since=since)
        return context

    def _plans(self, today):
        """The plans to look at, longest due first: those of the own teams, and for a coordinator all."""
        due = Finding.objects.with_due_plan(today).as_printed()
        if self.request.user.role == Role.INSPECTOR:
            due = due.filter(round__case_file__team=self.request.user)
        return due.select_related("round__municipality", "approach").order_by("due_on", "pk")
