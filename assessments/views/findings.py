"""Recording findings. The page of a round is one form, so nothing that was typed in any card is left behind."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.actions.findings import SavedBySomebodyElse, record
from assessments.actions.rounds import NotOnTheTeam, refusal_to_write
from assessments.forms.findings import FindingForm
from assessments.models import Finding, FindingRevision, History, Round
from assessments.views.rounds import describe
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@dataclass(frozen=True)
class Choice:
    """A finding that somebody else saved first: theirs, mine, and the text that both began with."""

    theirs: Finding
    wording: str
    mine: dict
    earlier: FindingRevision | None
    form: FindingForm


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def record_finding(request, pk):
    """Save what was typed on a round's page; the button that was pressed belongs to the finding `pk`."""
    findings = Finding.objects.filter(round__in=Round.objects.visible_to(request.user))
    related = ("round__case_file__municipality", "round__case_file__framework", "round__municipality")
    finding = get_object_or_404(findings.select_related(*related), pk=pk)
    if request.method != "POST":  # who had to log in first comes back with GET
        return redirect(f"{finding.round.get_absolute_url()}#punt-{pk}")
    forms = _typed(request, finding)
    if refusal := refusal_to_write(finding.round, by=request.user):
        return _not_saved(request, finding.round, forms, refusal)
    if "preview" in request.POST:
        return _show_again(request, finding.round, forms, preview=pk)
    return _save(request, finding, forms)


def _typed(request, finding):
    """The form of the finding whose button was pressed, then those of others in which something was typed."""
    others = [
        FindingForm(request.POST, finding=other) for other in finding.round.findings.exclude(pk=finding.pk)
    ]
    typed = [form for form in others if form.is_sent and form.differs_from(_start(form))]
    return [FindingForm(request.POST, finding=finding), *typed]


def _start(form):
    """What the typing in a form started from."""
    return form.finding.at_version(form.cleaned_data["version"] if form.is_valid() else form.finding.version)


def _save(request, finding, forms):
    invalid = [form for form in forms if not form.is_valid()]
    overtaken, saved = [], 0
    for form in forms:
        try:
            if form.is_valid():
                record(form.finding, by=request.user, **form.cleaned_data)
                saved += 1
        except SavedBySomebodyElse:
            overtaken.append(form)
        except actions.Refused as refusal:
            return _not_saved(request, finding.round, forms, refusal)
    if saved:
        messages.success(request, "Opgeslagen." if saved == 1 else f"{saved} bevindingen opgeslagen.")
    if overtaken:
        return _choose(request, finding, overtaken, invalid)
    if invalid:
        return _show_again(request, finding.round, invalid)
    anchor = _next_anchor(finding) if "next" in request.POST else f"punt-{finding.pk}"
    return redirect(f"{finding.round.get_absolute_url()}#{anchor}")


def _show_again(request, round_, forms, preview=None):
    status = 200 if all(form.is_valid() for form in forms) else 422
    context = describe(round_, request.user, bound={form.finding.pk: form for form in forms}, preview=preview)
    return render(request, "assessments/round.html", context, status=status)


def _choose(request, finding, overtaken, invalid):
    """Theirs, mine and the text that both began with; the inspector decides, and nothing is gone."""
    history = History.of(finding.round)
    choices = []
    for form in overtaken:
        theirs = Finding.objects.select_related("changed_by", "indicator").get(pk=form.finding.pk)
        mine = form.cleaned_data
        earlier = theirs.revisions.filter(version=mine["version"]).first()
        again = FindingForm(initial={**mine, "version": theirs.version}, finding=theirs)
        choices.append(Choice(theirs, history.wording(theirs.indicator), mine, earlier, again))
    others = [(history.wording(form.finding.indicator), form) for form in invalid]
    context = {"finding": finding, "round": finding.round, "choices": choices, "others": others}
    return render(request, "assessments/finding_conflict.html", context, status=409)


def _not_saved(request, round_, forms, refusal):
    """Why nothing could be saved, with what was typed to copy from."""
    status = 403 if isinstance(refusal, NotOnTheTeam) else 409
    texts = (form[name].value() for form in forms for name in ("reason", "explanation"))
    typed = "\n\n".join(filter(None, texts))
    context = {"round": round_, "refusal": refusal, "typed": typed}
    return render(request, "assessments/not_saved.html", context, status=status)


def _next_anchor(finding):
    """The next open point after this one, from the top again after the last, or the end of the list."""
    ordered = History.of(finding.round).of_round(finding.round.year)
    place = [each.pk for each in ordered].index(finding.pk)
    following = [*ordered[place + 1 :], *ordered[:place]]
    return next((f"punt-{each.pk}" for each in following if each.is_open), "afronden")
