"""Two versions of a finding: what differs and what will stand. What was typed waits until somebody has chosen."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.actions.conflicts import (
    keep_chosen,
    keep_overtaken,
    let_go,
    settle,
)
from assessments.actions.findings import SavedBySomebodyElse
from assessments.actions.overtaken import TypedOnMeanwhile
from assessments.actions.rounds import NotOnTheTeam, refusal_to_write
from assessments.forms.findings import FindingForm
from assessments.views.cards import finding_for, new_page
from assessments.views.changes import BEGINNINGS
from assessments.views.choices import Entered, lay_out
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR, Role.COORDINATOR])
def differences(request, pk):
    """Show a second version beside what was saved meanwhile, and save what is chosen."""
    finding = finding_for(request.user, pk)
    if request.method == "POST":
        return _answer(request, finding)
    if not finding.overtaken.visible_to(request.user).waiting().exists():
        return redirect(finding)
    return _show(request, finding.round, [Entered(finding)])


def choose(request, round_, overtaken, invalid, page):
    """Keep what lost in the forms `overtaken`, and let its writer choose; `invalid` forms come back along."""
    entered = [Entered(form.finding, form) for form in invalid]
    for form in overtaken:
        try:
            kept = keep_overtaken(form.finding, by=request.user, **form.cleaned_data, **page)
        except NotOnTheTeam as refusal:
            return _lost(request, round_, [*overtaken, *invalid], refusal)
        if kept:
            entered.append(Entered(form.finding, shown=kept.as_shown))
        else:
            messages.info(
                request, "Iemand anders heeft dit punt intussen opgeslagen. U had er niets gewijzigd."
            )
    return _show(request, round_, entered, status=409) if entered else redirect(overtaken[0].finding)


def _answer(request, finding):
    forms, begin = _sent(request, finding), request.POST.get("begin", "")
    refusal = refusal_to_write(finding.round, by=request.user)
    if "laten" in request.POST:
        return _leave(request, finding, forms, refusal)
    if refusal:
        if not forms:
            raise PermissionDenied(str(refusal))
        return _lost(request, finding.round, forms, refusal)
    if not forms:
        return redirect(finding)
    if begin in BEGINNINGS:
        entered = [
            Entered(form.finding, form, begin * (form.finding == finding), _shown(request, form.finding))
            for form in forms
        ]
        return _show(request, finding.round, entered)
    return _save(request, finding, forms)


def _sent(request, finding):
    """The forms of all findings that were on the page."""
    moments = list(finding.round.contact_moments.all())
    findings = finding.round.findings.prefetch_related("contact_moments")
    forms = [FindingForm(request.POST, finding=each, moments=moments) for each in findings]
    return [form for form in forms if form.is_sent]


def _shown(request, finding):
    return request.POST.get(f"punt-{finding.pk}-shown", "")


def _leave(request, finding, forms, refusal):
    """Leave what is stored of one finding; what was typed at others stays on the page."""
    if isinstance(refusal, NotOnTheTeam) and not finding.overtaken.visible_to(request.user).exists():
        raise PermissionDenied(str(refusal))
    others = [
        Entered(form.finding, form, shown=_shown(request, form.finding))
        for form in forms
        if form.finding != finding
    ]
    try:
        is_left = let_go(finding, by=request.user, shown=_shown(request, finding))
    except TypedOnMeanwhile as changed:
        own = next((form for form in forms if form.finding == finding), None)
        again = Entered(finding, own, shown=_shown(request, finding), message=str(changed))
        return _show(request, finding.round, [again, *others], status=409)
    tell_what_was_left(request, finding.overtaken, is_left)
    if not others:
        return _go_on(request, finding)
    return _show(request, finding.round, others if is_left else [Entered(finding), *others])


def tell_what_was_left(request, overtaken, is_left):
    """Say whether anything was decided: what was shown may wait no longer, or the page didn't say what it showed."""
    if is_left:
        messages.success(request, "Wat was opgeslagen, blijft staan.")
    elif overtaken.visible_to(request.user).waiting().exists():
        messages.warning(
            request, "Er is nog niets besloten. Hieronder staat de versie die op een keuze wacht."
        )
    else:
        messages.info(request, "Over deze versie was al besloten. Er is niets gewijzigd.")


def _save(request, finding, forms):
    entered, saved, status = [], 0, 422
    for form in forms:
        shown = _shown(request, form.finding)
        if not form.is_valid():
            entered.append(Entered(form.finding, form, shown=shown))
            continue
        content = form.cleaned_data | {"shown": shown}
        try:
            again = _settle(request, form, content)
        except actions.Refused as refusal:
            return _lost(request, finding.round, forms, refusal)
        if again:
            entered.append(again)
            status = 409
        else:
            saved += 1
    if saved:
        messages.success(request, "Opgeslagen." if saved == 1 else f"{saved} bevindingen opgeslagen.")
    return _show(request, finding.round, entered, status=status) if entered else _go_on(request, finding)


def _settle(request, form, content):
    """Record what was chosen; what is to be chosen once more, because of what was typed or saved meanwhile."""
    try:
        settle(form.finding, by=request.user, **content)
    except TypedOnMeanwhile as changed:
        return Entered(form.finding, form, shown=content["shown"], message=str(changed))
    except SavedBySomebodyElse:
        kept = keep_chosen(form.finding, by=request.user, saved_from=new_page(), **content)
        return Entered(form.finding, shown=kept.as_shown if kept else "")
    return None


def _lost(request, round_, forms, refusal):
    """The page with all that was sent, to copy from, and why nothing of it can be saved any more."""
    entered = [Entered(form.finding, form, shown=_shown(request, form.finding)) for form in forms]
    return _show(request, round_, entered, refusal=refusal)


def _go_on(request, finding):
    """To the next version that waits for a choice on this finding, or back to its card."""
    waits = finding.overtaken.visible_to(request.user).waiting().exists()
    return redirect("assessments:differences", finding.pk) if waits else redirect(finding)


def _show(request, round_, entered, *, status=200, refusal=None):
    """The page with each finding that was entered: as a choice, or as a form where nothing of it is kept."""
    refusal = refusal or refusal_to_write(round_, by=request.user)
    if refusal and request.method == "POST":
        status = 403 if isinstance(refusal, NotOnTheTeam) else 409
    choices, others = lay_out(round_, entered, request.user, is_refused=bool(refusal))
    if not choices and not others:
        return redirect(entered[0].finding)
    context = {
        "round": round_,
        "choices": choices,
        "others": others,
        "refusal": refusal,
        "is_own": all(choice.is_own for choice in choices),
        "several": len(choices) + len(others) > 1,
        "action": reverse("assessments:differences", args=[entered[0].finding.pk]),
    }
    return render(request, "assessments/finding_conflict.html", context, status=status)
