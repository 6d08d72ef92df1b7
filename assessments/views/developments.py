"""The narrative of a round: writing it, also while typing, and choosing where two wrote at the same time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.actions.comments import adopt_suggestion
from assessments.actions.conflicts import (
    keep_chosen_development,
    keep_overtaken_development,
    let_go_of_development,
    settle_development,
)
from assessments.actions.overtaken import TypedOnMeanwhile
from assessments.actions.rounds import DevelopmentChanged, NotOnTheTeam, refusal_to_write
from assessments.actions.rounds import write_development as write
from assessments.actions.saves import SentTooLate
from assessments.actions.steps import leads_to_factsheet
from assessments.differences import merge
from assessments.forms.findings import PageForm, following
from assessments.forms.rounds import DevelopmentForm
from assessments.models import Round
from assessments.texts import normalise
from assessments.views.cards import new_page, round_for
from assessments.views.changes import BEGINNINGS, Change, beginnings_for
from assessments.views.conflicts import tell_what_was_left
from assessments.views.refusals import not_saved, status_of
from assessments.views.saving import SUGGESTION_ADOPTED
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.keeping import resumed_at
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import sent_from


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def write_development(request, pk):
    """Write the narrative of a round, with a preview; two writers choose between their texts."""
    round_ = round_for(request.user, pk)
    stored = {"development": round_.development, "version": round_.development_version}
    form = DevelopmentForm(request.POST if request.method == "POST" else None, initial=stored)
    if refusal := refusal_to_write(round_, by=request.user):
        return _not_saved(request, round_, refusal, form)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        return _save(request, round_, form)
    preview = form.cleaned_data["development"] if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and not form.is_valid() else 200
    return _show(request, round_, form, status=status, preview=preview)


@resumed_at("assessments:development")
@sent_from("assessments:development")
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def autosave_development(request, pk):
    """Save the narrative while somebody types; the answer is the state that the page shows."""
    round_ = round_for(request.user, pk)
    form, page = DevelopmentForm(request.POST), PageForm(request.POST).as_sent()
    if refusal := refusal_to_write(round_, by=request.user):
        return _say(request, round_, status=status_of(refusal), refusal=refusal)
    if not form.is_valid():
        return _say(request, round_, form, status=422)
    try:
        return _write(request, round_, form, page)
    except actions.Refused as refusal:
        return _say(request, round_, status=status_of(refusal), refusal=refusal)


def _write(request, round_, form, page):
    """Save it, or keep it beside what another saved first; what else is refused is for the caller."""
    try:
        saved = write(round_, by=request.user, **form.cleaned_data, **page)
    except SentTooLate as late:
        return HttpResponse(status=204, headers={"X-Saved-Nth": late.saved_nth})
    except DevelopmentChanged:
        theirs = Round.objects.select_related("development_changed_by").get(pk=round_.pk)
        keep_overtaken_development(round_, by=request.user, **form.cleaned_data, **page)
        return _say(request, theirs, status=409, is_overtaken=True)
    return _say(request, saved, form, is_saved=True)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
def development_differences(request, pk):
    """Show a second version of the narrative beside what was saved meanwhile, and save what is chosen."""
    round_ = round_for(request.user, pk)
    refusal = refusal_to_write(round_, by=request.user)
    form = DevelopmentForm(request.POST) if request.method == "POST" else None
    begin = request.POST.get("begin", "")
    if "laten" in request.POST:
        return _leave(request, round_, form, refusal)
    if refusal and form:
        return _not_saved(request, round_, refusal, form)
    if form and form.is_valid() and begin not in BEGINNINGS:
        return _settle(request, round_, form)
    if not round_.overtaken_developments.visible_to(request.user).waiting().exists():
        return redirect(f"{round_.get_absolute_url()}#ontwikkeling")
    return _choose(
        request, round_, form=form, begin=begin, refusal=refusal, status=422 if form and not begin else 200
    )


def _show(request, round_, form, *, status, preview=None, after=0):
    """The page on which the narrative is written; it counts on from what it sent, or from what it sent `after` that."""
    page = PageForm(request.POST).as_sent() or {"saved_from": new_page(), "saved_nth": 0}
    context = {
        "round": round_,
        "form": form,
        "is_unsaved": form.is_bound and "development" in form.changed_data,
        "preview": preview,
        "leads_to_factsheet": leads_to_factsheet(round_),
        "versions": list(round_.overtaken_developments.waiting().select_related("typed_by")),
        "comments": list(round_.development_comments.open().as_conversation()),
        "page": page | ({"saved_nth": after} if after else {}),
    }
    return render(request, "assessments/development.html", context, status=status)


def _save(request, round_, form):
    page = PageForm(request.POST).as_sent()
    try:
        write(round_, by=request.user, **form.cleaned_data, **page)
    except SentTooLate as late:
        messages.warning(request, str(late))
        return _show(request, round_, form, status=409, after=late.saved_nth)
    except DevelopmentChanged:
        return _keep(request, round_, form, keep_overtaken_development, form.cleaned_data | page)
    except actions.Refused as refusal:
        return _not_saved(request, round_, refusal, form)
    if "adopt" in request.POST:
        return _adopt(request, round_, form.cleaned_data["version"], page)
    messages.success(request, "De ontwikkeling is opgeslagen.")
    return redirect(f"{round_.get_absolute_url()}#ontwikkeling")


def _adopt(request, round_, version, page):
    """Take a suggested narrative over, after what was typed was saved: that stays in its history."""
    comment = next(
        (each for each in round_.development_comments.all() if str(each.pk) == request.POST["adopt"]), None
    )
    if comment is None:
        raise Http404
    try:
        adopt_suggestion(comment, by=request.user, version=version, **following(page))
    except DevelopmentChanged:
        content = {"version": version, "development": comment.suggestion, "saved_from": new_page()}
        return choose_development(request, round_, content)
    except actions.Refused as refusal:
        return not_saved(request, round_, refusal)
    messages.success(request, SUGGESTION_ADOPTED)
    return redirect("assessments:development", round_.pk)


def _settle(request, round_, form):
    content = form.cleaned_data | {"shown": request.POST.get("shown", "")}
    try:
        settle_development(round_, by=request.user, **content)
    except TypedOnMeanwhile as changed:
        return _choose(request, round_, form=form, message=str(changed), status=409)
    except DevelopmentChanged:
        return _keep(request, round_, form, keep_chosen_development, content | {"saved_from": new_page()})
    except actions.Refused as refusal:
        return _not_saved(request, round_, refusal, form)
    messages.success(request, "De ontwikkeling is opgeslagen.")
    return _go_on(request, round_)


def _keep(request, round_, form, keep, content):
    """Keep what was typed while another saved, to choose what will stand; who just left the team may copy it."""
    try:
        kept = keep(round_, by=request.user, **content)
    except NotOnTheTeam as refusal:
        return _not_saved(request, round_, refusal, form)
    return _choose(request, round_, shown=kept.as_shown if kept else "", status=409)


def choose_development(request, round_, content):
    """Let somebody choose between the narrative that is stored and the one in `content`, which is kept."""
    return _keep(request, round_, DevelopmentForm(content), keep_overtaken_development, content)


def _leave(request, round_, form, refusal):
    """Leave the narrative that is stored."""
    if (
        isinstance(refusal, NotOnTheTeam)
        and not round_.overtaken_developments.visible_to(request.user).exists()
    ):
        raise PermissionDenied(str(refusal))
    try:
        shown = request.POST.get("shown", "")
        is_left = let_go_of_development(round_, by=request.user, shown=shown)
    except TypedOnMeanwhile as changed:
        sent = form if "development" in request.POST else None
        return _choose(request, round_, form=sent, refusal=refusal, message=str(changed), status=409)
    tell_what_was_left(request, round_.overtaken_developments, is_left)
    return _go_on(request, round_)


def _go_on(request, round_):
    """To the next version that waits for a choice, or back to the round."""
    if round_.overtaken_developments.visible_to(request.user).waiting().exists():
        return redirect("assessments:development_differences", round_.pk)
    return redirect(f"{round_.get_absolute_url()}#ontwikkeling")


def _choose(request, round_, *, form=None, begin="", refusal=None, shown="", message="", status=200):
    """What is stored and what was typed, each against what both began with; `form` is what stood in the field."""
    theirs = Round.objects.select_related("development_changed_by", "case_file__municipality").get(
        pk=round_.pk
    )
    rows = theirs.overtaken_developments.visible_to(request.user).waiting().select_related("typed_by")
    shown, rows = (shown or request.POST.get("shown", "")).partition(" ")[0], list(rows)
    if not rows:
        messages.info(
            request, "Iemand anders heeft deze tekst intussen opgeslagen. U had er niets gewijzigd."
        )
        return redirect("assessments:development", round_.pk)
    kept = min(rows, key=lambda row: (str(row.pk) != shown, row.typed_by != request.user))
    typist = "" if kept.typed_by == request.user else kept.typed_by.name
    base = theirs.development_at(kept.version)
    merged = merge(kept.development, theirs.development, base)
    start = kept.development if merged.overlaps else merged.text
    known = {"opgeslagen": theirs.development, "mijn": kept.development, "samen": merged.text}
    typed = form.data.get("development", "") if form else ""
    if form is None or begin in BEGINNINGS:
        form = DevelopmentForm(
            initial={"development": known.get(begin, start), "version": theirs.development_version}
        )
    context = {
        "round": theirs,
        "kept": kept,
        "typist": typist,
        "further": len(rows) - 1,
        "message": message,
        "theirs": [Change("development", base, theirs.development)],
        "mine": [Change("development", base, kept.development)],
        "base": [(_LABEL, base)] if base else [],
        "overlaps": merged.overlaps,
        "begin": begin,
        "beginnings": beginnings_for(typist),
        "replaced": _replaced(typed, [start, *known.values()]) if begin in BEGINNINGS else [],
        "to_copy": [(_LABEL, kept.development)],
        "form": form,
        "refusal": refusal,
        "action": reverse("assessments:development_differences", args=[round_.pk]),
    }
    return render(request, "assessments/development_conflict.html", context, status=status)


def _replaced(typed, known):
    text = normalise(typed)
    return [(_LABEL, text)] if text and text not in known else []


def _say(request, round_, form=None, *, status=200, **how):
    context = {"round": round_, "form": form, **how}
    return render(request, "assessments/_development_state.html", context, status=status)


def _not_saved(request, round_, refusal, form):
    typed = form["development"].value() if form.is_bound else ""
    return not_saved(request, round_, refusal, texts=[(_LABEL, typed)] if typed else [])


_LABEL = "Ontwikkeling"
