from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, ListView

from assessments import actions
from assessments.actions.case_files import assign_team as assign
from assessments.forms.rounds import TeamForm
from assessments.models import CaseFile, Edition
from municipalities.models import MOST_LETTERS
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class CaseFileList(ListView):
    template_name = "assessments/case_files.html"
    context_object_name = "case_files"
    paginate_by = 25

    def get_queryset(self):
        self.query = " ".join(self.request.GET.get("zoek", "").replace("\0", "").split())[:MOST_LETTERS]
        case_files = CaseFile.objects.visible_to(self.request.user).with_latest_year()
        if self.query:
            case_files = case_files.named_like(self.query)
        return case_files.select_related("municipality", "framework").prefetch_related("team")

    def get_context_data(self, **kwargs):
        return super().get_context_data(query=self.query, **kwargs)


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class CaseFileDetail(DetailView):
    template_name = "assessments/case_file.html"
    context_object_name = "case_file"

    def get_queryset(self):
        case_files = CaseFile.objects.visible_to(self.request.user)
        return case_files.select_related("municipality", "framework").prefetch_related("team")

    def get_context_data(self, **kwargs):
        case_file, user = self.object, self.request.user
        rounds = (
            case_file.rounds.visible_to(user).with_progress().select_related("municipality").order_by("-year")
        )
        rounds = list(rounds.prefetch_related("contact_moments"))
        return super().get_context_data(
            rounds=rounds,
            approaches=_approaches(case_file, rounds, user),
            editions=Edition.objects.filter(round__case_file=case_file)
            .without_files()
            .order_by("-year", "-number"),
            may_start=all(round_.is_final for round_ in rounds) and case_file.can_be_followed_up_by(user),
            may_assign=user.role == Role.COORDINATOR,
            **kwargs,
        )


def _approaches(case_file, rounds, user):
    """The approaches of a case file; for support staff as its last final round left them."""
    if user.role == Role.SUPPORT:
        return case_file.approaches.as_known_in(max(round_.year for round_ in rounds))
    return list(case_file.approaches.with_successors())


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def assign_team(request, pk):
    """Choose the inspectors of a case file."""
    case_file = get_object_or_404(
        CaseFile.objects.visible_to(request.user).select_related("municipality"), pk=pk
    )
    form = TeamForm(
        request.POST if request.method == "POST" else None, initial={"inspectors": case_file.team.all()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            assign(case_file, by=request.user, inspectors=list(form.cleaned_data["inspectors"]))
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Het team van dossier {case_file} is opgeslagen.")
            return redirect(case_file)
    context = {"case_file": case_file, "form": form}
    return render(request, "assessments/team.html", context, status=422 if form.is_bound else 200)
