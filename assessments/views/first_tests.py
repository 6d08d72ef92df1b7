from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments import actions
from assessments.actions import first_tests as acts
from assessments.actions.case_files import FrameworkNotValidThen
from assessments.actions.mergers import NoSingleMunicipality, SuccessorHasCaseFile
from assessments.forms.case_files import FirstTestForm
from assessments.models import CaseFile, Indicator
from assessments.views.case_files import moves_along, with_team
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role

ABOUT_THE_YEAR = (FrameworkNotValidThen, NoSingleMunicipality, SuccessorHasCaseFile)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
@moves_along
def start_first_test(request, pk):
    """Name the approaches of a first test, and start it."""
    case_files = CaseFile.objects.visible_to(request.user).select_related("municipality", "framework")
    case_file = get_object_or_404(case_files, pk=pk)
    if not case_file.can_be_followed_up_by(request.user):
        raise PermissionDenied
    year = request.GET.get("jaar", "")[:4] or timezone.localdate().year
    form = FirstTestForm(request.POST if request.method == "POST" else None, initial={"year": year})
    refusal = acts.NotTheFirstRound() if case_file.rounds.exists() else None
    if not refusal and form.is_valid():
        try:
            round_ = acts.start_first_test(case_file, by=request.user, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("year" if isinstance(refused, ABOUT_THE_YEAR) else None, str(refused))
        else:
            said = f"De eerste toets {round_.year} van {round_.municipality} is gestart."
            messages.success(request, with_team(said, case_file, request.user))
            return redirect(round_)
    indicators = Indicator.objects.filter(theme__framework=case_file.framework_id)
    context = {"case_file": case_file, "form": form, "refusal": refusal, "number": indicators.count()}
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "assessments/start_first_test.html", context, status=status)
