from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from assessments import actions
from assessments.actions import copying as acts
from assessments.actions.rounds import refusal_to_write
from assessments.actions.steps import leads_to_factsheet
from assessments.forms.case_files import CopyFirstTestForm
from assessments.models import CaseFile, Round
from assessments.views.cards import round_for
from assessments.views.first_tests import ABOUT_THE_YEAR
from assessments.views.refusals import not_saved
from municipalities.models import MOST_LETTERS, Municipality
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role

MOST_SOURCES = 10


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def take_texts_over(request, pk):
    """Choose a round to take texts over from, see what would come in, and take that over."""
    round_ = round_for(request.user, pk)
    if refusal := refusal_to_write(round_, by=request.user):
        return not_saved(request, round_, refusal)
    source = _source(request, round_)
    if request.method == "POST" and source:
        try:
            number = acts.take_texts_over(
                round_, source=source, by=request.user, seen=request.POST.get("seen", "")
            )
        except actions.Refused as refused:
            refusal = refused
        else:
            points = "1 punt is" if number == 1 else f"{number} punten zijn"
            messages.success(
                request, f"{points} gevuld met een tekst uit {source}. Het oordeel geeft u zelf."
            )
            return redirect(round_)
    context = {"round": round_, "source": source, "refusal": refusal, **_choices(request, round_)}
    if source:
        context |= _preview(round_, source)
    return render(request, "assessments/take_texts_over.html", context, status=409 if refusal else 200)


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def copy_first_test(request, pk):
    """Copy a first test into a case file of one's own in which nothing was tested yet."""
    source, user = round_for(request.user, pk), request.user
    mine = CaseFile.objects.standing().of_team_member(user).select_related("municipality")
    empty = mine.filter(framework=source.case_file.framework_id, rounds__isnull=True)
    sent = request.POST if request.method == "POST" else None
    form = CopyFirstTestForm(sent, case_files=empty, initial={"year": source.year})
    refusal = acts.NoFirstTest() if leads_to_factsheet(source) else None
    if not refusal and form.is_valid():
        try:
            round_ = acts.copy_first_test(source, by=user, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("year" if isinstance(refused, ABOUT_THE_YEAR) else None, str(refused))
        else:
            messages.success(
                request, f"De eerste toets van {source} is gekopieerd. Elk oordeel staat nog open."
            )
            return redirect(round_)
    context = {"round": source, "form": form, "refusal": refusal, "case_files": empty}
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "assessments/copy_first_test.html", context, status=status)


def _sources(request, round_):
    """The rounds with texts on the same points that this user may read."""
    texts = Count("findings", filter=~Q(findings__explanation=""))
    rounds = Round.objects.visible_to(request.user).annotate(texts=texts).filter(texts__gt=0)
    same = rounds.filter(case_file__framework=round_.case_file.framework_id)
    return same.exclude(pk=round_.pk).select_related("municipality", "case_file__framework")


def _source(request, round_):
    """The round that was chosen; unless it was, the one before in the same case file."""
    sources, chosen = _sources(request, round_), request.GET.get("bron", "")
    if not chosen:
        return sources.filter(case_file=round_.case_file_id, year__lt=round_.year).order_by("-year").first()
    if not chosen.isdecimal():
        raise Http404
    return get_object_or_404(sources, pk=int(chosen))


def _choices(request, round_):
    """What can be chosen: the rounds of the case file itself, and some of others by the name of a municipality."""
    query = " ".join(request.GET.get("zoek", "").replace("\0", "").split())[:MOST_LETTERS]
    sources = _sources(request, round_)
    others = sources.exclude(case_file=round_.case_file_id).order_by("municipality__sort_name", "-year")
    if query:
        others = others.filter(municipality__in=Municipality.objects.named_like(query))
    others = list(others[: MOST_SOURCES + 1])
    return {
        "query": query,
        "own": list(sources.filter(case_file=round_.case_file_id).order_by("-year")),
        "others": others[:MOST_SOURCES],
        "there_are_more": len(others) > MOST_SOURCES,
    }


def _preview(round_, source):
    takes = acts.would_come_in(round_, source)
    return {
        "come_in": [take for take in takes if take.comes_in],
        "too_long": [take for take in takes if take.is_too_long and not take.stays],
        "staying": sum(take.stays for take in takes),
        "without_text": sum(not take.text and not take.stays for take in takes),
        "several_approaches": len({take.finding.approach_id for take in takes}) > 1,
        "seen": acts.fingerprint(takes),
    }
