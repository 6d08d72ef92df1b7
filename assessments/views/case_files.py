from collections import Counter
from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.generic import DetailView, ListView

from assessments import actions
from assessments.actions import case_files as acts
from assessments.actions.follow_ups import leaves_something_open
from assessments.forms.case_files import OpenCaseFileForm
from assessments.models import CaseFile, Edition, Framework
from assessments.models.teams import in_lines
from municipalities.models import MOST_LETTERS, Municipality
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
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
        self.mine = self.request.GET.get("toon") == "mijn"
        if self.mine:
            case_files = case_files.of_team_member(self.request.user)
        return case_files.select_related("municipality", "framework").prefetch_related("team")

    def get_context_data(self, **kwargs):
        return super().get_context_data(query=self.query, mine=self.mine, **kwargs)


def moves_along(view):
    """A view of a case file; the address of one that went on in another leads to that one."""

    @wraps(view)
    def moving(request, pk, **of_it):
        try:
            return view(request, pk=pk, **of_it)
        except Http404:
            present = CaseFile.objects.visible_to(request.user).in_which_goes_on(pk)
            if present is None or present.pk == pk:
                raise
        messages.info(request, f"Het dossier dat u zocht gaat verder in dat van {present}.")
        return redirect(request.resolver_match.view_name, pk=present.pk, **of_it)

    return moving


@method_decorator([open_to(*READERS_OF_CASE_FILES), moves_along], name="dispatch")
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
        editions = Edition.objects.filter(round__case_file=case_file).without_files()
        editions = list(editions.select_related("withdrawal").order_by("-year", "-number"))
        _tell_apart(rounds, editions)
        return super().get_context_data(
            rounds=rounds,
            approaches=_approaches(case_file, rounds, user),
            editions=editions,
            team_changes=in_lines(case_file.team_changes.as_told()) if user.role != Role.SUPPORT else (),
            may_read_log=user.role in READERS_OF_NOTES,
            **_doors(case_file, rounds, user),
            **kwargs,
        )


def _tell_apart(rounds, editions):
    """Say of each round when it was published, and whether another was held in its year before a merger."""
    per_year = Counter(round_.year for round_ in rounds)
    published = {edition.round_id: edition.published_at for edition in reversed(editions)}
    for round_ in rounds:
        round_.shares_its_year = per_year[round_.year] > 1
        round_.published_at = published.get(round_.pk)


def _doors(case_file, rounds, user):
    """What `user` may do here next."""
    may_start, on_the_team = case_file.can_be_followed_up_by(user), user in case_file.team.all()
    may_follow_up = may_start and bool(rounds) and all(round_.is_final for round_ in rounds)
    return {
        "may_test": may_start and not rounds,
        "may_start": may_follow_up,
        "something_is_open": may_follow_up and leaves_something_open(case_file, after=rounds[0]),
        "may_assign": user.role == Role.COORDINATOR,
        "may_hand_over": on_the_team or (user.role == Role.COORDINATOR and bool(case_file.team.all())),
    }


def _approaches(case_file, rounds, user):
    """The approaches of a case file; for support staff as its last final round left them."""
    if user.role == Role.SUPPORT:
        return case_file.approaches.as_known_in(max(round_.year for round_ in rounds))
    return list(case_file.approaches.with_successors())


def with_team(said, case_file, user):
    """A message about a case file, and that its team is still to be put together, with the way there."""
    if user.role != Role.COORDINATOR or case_file.team.exists():
        return said
    team = reverse("assessments:team", args=[case_file.pk])
    link = '{} Er zit nog niemand in het team. <a class="utrecht-link" href="{}">Stel het team samen</a>'
    return format_html(link, said, team)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])
def open_case_file(request):
    """Open the case file of a municipality, with its team, and go on to its first test."""
    frameworks = list(Framework.objects.valid_on(timezone.localdate())[:2])
    initial = {
        "year": timezone.localdate().year,
        "framework": frameworks[0] if len(frameworks) == 1 else None,
    }
    form = OpenCaseFileForm(request.POST if request.method == "POST" else None, initial=initial)
    existing = None
    if form.is_valid():
        try:
            case_file = acts.open_case_file(by=request.user, **form.cleaned_data)
        except acts.CaseFileExists as refused:
            existing = refused
        except actions.Refused as refused:
            form.add_error(
                "framework" if isinstance(refused, acts.FrameworkNotValidThen) else None, str(refused)
            )
        else:
            said = f"Het dossier van {case_file} is geopend. Start nu of later de eerste toets."
            messages.success(request, with_team(said, case_file, request.user))
            year = form.cleaned_data["year"]
            return redirect(f"{reverse('assessments:start_first_test', args=[case_file.pk])}?jaar={year}")
    names = Municipality.objects.values_list("name", flat=True)
    context = {"form": form, "existing": existing, "names": names}
    status = 409 if existing else 422 if form.is_bound else 200
    return render(request, "assessments/open_case_file.html", context, status=status)
