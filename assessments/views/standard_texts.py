"""Wording a standard text of the factsheets: what it says, what a factsheet makes of it, and what it said before."""

from dataclasses import dataclass
from itertools import pairwise

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from assessments import actions
from assessments.actions.standard_texts import clean, stopped_by, word
from assessments.actions.stopping import plans_under
from assessments.forms.standard_texts import NAMES, StandardTextForm
from assessments.models import Framework, StandardText, begin_of, texts_of
from assessments.wordings import WORDINGS
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role

MOST_SHOWN = 20  # versions on one page


@dataclass(frozen=True)
class Reworded:
    """One version: who, when, and per form its name, what it was and what it became."""

    row: StandardText
    changes: list[tuple[str, str, str]]


@open_to(*READERS_OF_CASE_FILES)
def standard_text(request, pk, code):
    """Read a standard text and what it said before; a coordinator words it, after looking what a factsheet says."""
    framework, kind = get_object_or_404(Framework, pk=pk), WORDINGS.get(code)
    if kind is None:
        raise Http404
    may_word = request.user.role == Role.COORDINATOR
    if request.method == "POST":
        return _word(request, framework, kind) if may_word else _show(request, framework, kind, status=403)
    form = StandardTextForm(kind=kind, initial=_initial(framework, kind)) if may_word else None
    return _show(request, framework, kind, form=form)


def _word(request, framework, kind):
    form = StandardTextForm(request.POST, kind=kind)
    if not form.is_valid():
        return _show(request, framework, kind, form=form, status=422)
    if "preview" in request.POST:
        return _show(request, framework, kind, form=form)
    try:
        version = form.cleaned_data["version"]
        named, planned = request.POST.getlist("stops"), plans_under(framework)
        told = [key for key in planned.values_list("pk", flat=True) if str(key) in named]
        row = word(
            framework, kind.code, by=request.user, version=version, forms=form.texts, although_stopping=told
        )
    except actions.Refused as refusal:
        form.data = form.data.copy()
        form.data["version"] = _initial(framework, kind)["version"]
        return _show(request, framework, kind, form=form, refusal=refusal, status=409)
    changed = f"“{kind.title}” is gewijzigd. Dit geldt vanaf nu; wat is gepubliceerd, blijft zoals het was."
    messages.success(request, changed if row else "Er is niets gewijzigd: de tekst luidde al zo.")
    return redirect("assessments:standard_text", framework.pk, kind.code)


def _initial(framework, kind):
    newest = framework.standard_texts.newest().get(kind.code)
    standing = texts_of(framework).of(kind.code)
    return {"version": newest.version if newest else 0, **dict(zip(NAMES, standing, strict=False))}


def _show(request, framework, kind, *, form=None, refusal=None, status=200):
    standing = texts_of(framework).of(kind.code)
    typed = tuple(clean(kind, text) for text in form.texts) if form and form.is_bound else standing
    versions = list(framework.standard_texts.filter(code=kind.code).select_related("changed_by"))
    context = {
        "framework": framework,
        "kind": kind,
        "form": form,
        "refusal": refusal,
        "standing": list(zip(kind.forms, standing, strict=False)),
        "is_typed": typed != standing,
        "stopped": stopped_by(framework, kind, typed)
        if form and form.is_valid() and typed != standing
        else [],
        "examples": kind.examples(typed),
        "versions": _laid_out(framework, kind, versions),
    }
    return render(request, "assessments/standard_text.html", context, status=status)


def _laid_out(framework, kind, versions):
    """The newest versions, each with what it changed; the first is compared with how the text begins."""
    said = [begin_of(framework).of(kind.code), *(row.forms for row in versions)]
    laid_out = [
        Reworded(row, [*zip(kind.forms, before, after, strict=False)])
        for row, (before, after) in zip(versions, pairwise(said), strict=True)
    ]
    return laid_out[::-1][:MOST_SHOWN]
