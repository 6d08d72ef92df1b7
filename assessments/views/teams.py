from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render

from assessments import actions
from assessments.actions import teams as acts
from assessments.forms.teams import HandOverAllForm, HandOverForm, TeamForm
from assessments.models import CaseFile
from assessments.views.case_files import moves_along
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role, User


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
@moves_along
def assign_team(request, pk):
    """Choose the inspectors of a case file."""
    case_file = _case_file(request, pk)
    present = {"inspectors": case_file.team.all(), "opened": acts.as_opened(case_file)}
    form = TeamForm(_sent(request), initial=present, case_file=case_file)
    refusal = None
    if form.is_valid():
        try:
            acts.assign_team(case_file, by=request.user, **form.cleaned_data)
        except acts.TeamChangedMeanwhile as refused:
            refusal = refused
            form = TeamForm(initial=form.cleaned_data | {"opened": present["opened"]}, case_file=case_file)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Het team van dossier {case_file} is opgeslagen.")
            return redirect(f"{case_file.get_absolute_url()}#team")
    context = {"case_file": case_file, "form": form, "refusal": refusal, "team": case_file.team.all()}
    return render(request, "assessments/team.html", context, status=409 if refusal else _status(form))


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
@moves_along
def hand_over(request, pk):
    """Give one's own work on a case file to a colleague or, as a coordinator, that of somebody else."""
    case_file = _case_file(request, pk)
    own = request.user.role == Role.INSPECTOR
    if own and not case_file.has_on_team(request.user):
        raise PermissionDenied
    form = HandOverForm(_sent(request), case_file=case_file, own=own)
    if form.is_valid():
        given = {"leaving": request.user, **form.cleaned_data}
        try:
            acts.hand_over(case_file, by=request.user, **given)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _handed_over(case_file, given["leaving"], given["to"], own=own))
            return redirect(f"{case_file.get_absolute_url()}#team")
    context = {"case_file": case_file, "form": form, "own": own}
    return render(request, "assessments/hand_over.html", context, status=_status(form))


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def hand_over_all(request):
    """Give all work of one inspector, or part of it, to another in one step."""
    inspectors = _with_work()
    chosen = request.GET.get("van")
    leaving = next((inspector for inspector in inspectors if str(inspector.pk) == chosen), None)
    if leaving is None:
        context = {"inspectors": inspectors, "chosen": chosen}
        status = 422 if inspectors and chosen is not None else 200
        return render(request, "assessments/hand_over_all.html", context, status=status)
    every = CaseFile.objects.standing().of_team_member(leaving)
    form = HandOverAllForm(_sent(request), leaving=leaving, initial={"case_files": every})
    if form.is_valid():
        try:
            acts.hand_over_all(by=request.user, leaving=leaving, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            number, to = len(form.cleaned_data["case_files"]), form.cleaned_data["to"]
            files = "1 dossier" if number == 1 else f"{number} dossiers"
            messages.success(request, f"{files} van {leaving} overgedragen aan {to}.")
            return redirect("assessments:case_files")
    context = {"inspectors": inspectors, "leaving": leaving, "form": form}
    return render(request, "assessments/hand_over_all.html", context, status=_status(form))


def _case_file(request, pk):
    case_files = CaseFile.objects.visible_to(request.user).select_related("municipality")
    return get_object_or_404(case_files, pk=pk)


def _sent(request):
    return request.POST if request.method == "POST" else None


def _status(form):
    return 422 if form.is_bound else 200


def _handed_over(case_file, leaving, to, *, own):
    if own:
        return f"Uw werk aan {case_file} is overgedragen aan {to}. U kunt er niets meer in vastleggen."
    return f"Het werk van {leaving} aan {case_file} is overgedragen aan {to}."


def _with_work():
    """Who is on a team, also when their account is no longer active, with the number of their case files."""
    at_work = Count("case_files", filter=Q(case_files__merged_into__isnull=True))
    return list(User.objects.annotate(number=at_work).filter(number__gt=0))
