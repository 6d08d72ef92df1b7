import datetime

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments import readiness
from assessments.models import CaseFile, Finding, Round, TeamChange
from assessments.steps import State
from assessments.turns import with_signatures
from assessments.views import waiting
from stj_toezicht.access import open_to
from stj_toezicht.accounts.models import Role

JUST_HANDED_OVER = datetime.timedelta(days=14)
LISTED_ALREADY = ("verdicts", *waiting.FOR_SOMEBODY)  # what waits stands on top, with since when


@method_decorator(open_to(Role.INSPECTOR, Role.COORDINATOR), name="dispatch")
class MyWork(ListView):
    """What waits for somebody, the longest waiting first, and the rounds in which they write or that they finish."""

    template_name = "assessments/my_work.html"
    context_object_name = "rounds"
    paginate_by = 20

    def get_queryset(self):
        """All of them, because what waits is sorted over all."""
        rounds = Round.objects.unfinished().with_progress().select_related("case_file", "municipality")
        if self.request.user.role == Role.INSPECTOR:
            rounds = rounds.under_way().of_team_member(self.request.user)
        rounds = rounds.order_by("finalised_at", "-open_points", "municipality__sort_name", "year")
        return with_signatures(waiting.with_moments(rounds, self.request.user))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        results = self._results()
        progress = Finding.objects.progress_per_theme(context["rounds"])
        for round_ in context["rounds"]:
            round_.themes = progress.get(round_.pk, [])
            round_.to_do = self._to_do(results.get(round_, []))
        context["waiting"] = self._waiting(results)
        if self.request.user.role == Role.INSPECTOR:
            case_files = CaseFile.objects.with_latest_year().select_related("municipality")
            context["case_files"] = case_files.of_team_member(self.request.user)
            since = timezone.now() - JUST_HANDED_OVER
            context["handed_over"] = TeamChange.objects.handed_over_to(self.request.user, since=since)
        return context

    def _results(self):
        """Per round what its checks say: for the team of all, for a coordinator of where these wait for them."""
        writes = self.request.user.role == Role.INSPECTOR
        return readiness.review_each(
            [
                each
                for each in self.object_list
                if not each.is_final and (writes or each.has_second_versions or each.state == State.REPLY)
            ]
        )

    def _waiting(self, results):
        """All that waits for who reads this, by date."""
        user, today = self.request.user, timezone.localdate()
        rows = [
            *waiting.of_rounds(self.object_list, results, user),
            *(waiting.to_review(user) if user.role == Role.INSPECTOR else []),
            *waiting.to_decide(user),
            *(waiting.to_sign(user) if user.inspectorate else []),
            *(waiting.terms_that_end() if user.role == Role.COORDINATOR else []),
            *(waiting.copies_to_make_again() if user.role == Role.COORDINATOR else []),
            *waiting.plans(user, today),
        ]
        return sorted(rows, key=lambda row: row.since)

    def _to_do(self, results):
        """What else the checks of a round miss, each as a sentence and the address where the team mends that."""
        if self.request.user.role == Role.COORDINATOR:
            return []
        missing = [each for each in results if not each.is_done and each.code not in LISTED_ALREADY]
        return [(each.message, waiting.where_to_mend(each)) for each in missing]
