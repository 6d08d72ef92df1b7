"""Two versions of a finding: what differs and what will stand. What was typed waits until somebody has chosen."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
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
from assessments.models import Finding, FindingRevision, History, OvertakenFinding
from assessments.texts import normalise
from assessments.versions import TEXTS, VALUES, Content, MergedContent, merge_contents
from assessments.views.cards import finding_for, new_page
from assessments.views.changes import (
    BEGINNINGS,
    LABELS,
    Change,
    beginnings_for,
    changed_or_core,
    lay_out_changes,
    texts_of,
)
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@dataclass(frozen=True)
class Choice:
    """A finding that somebody else saved first: what both changed, and the form for what will stand."""

    finding: Finding
    wording: str
    kept: OvertakenFinding
    further: int  # how many more versions wait for a choice after this one
    is_own: bool
    merged: MergedContent
    theirs: list[Change]
    mine: list[Change]
    base: list[tuple[str, str]]
    form: FindingForm
    begin: str = ""  # with what the fields were asked to begin
    replaced: list[tuple[str, str]] = field(default_factory=list)  # what was in the fields before that
    message: str = ""  # why it is shown again

    @property
    def anchor(self):
        return str(self.finding.pk)

    @property
    def typist(self):
        """Who typed the second version, where that is somebody else than who chooses."""
        return "" if self.is_own else self.kept.typed_by.name

    @property
    def beginnings(self):
        return beginnings_for(self.typist)

    @property
    def overlapping(self):
        return [LABELS[name].lower() for name in LABELS if name in self.merged.overlapping]

    @property
    def place(self):
        """Where both changed the same, to go on a sentence with."""
        return f", bij: {', '.join(self.overlapping)}"

    @property
    def texts(self):
        """What was typed, to copy from: label and text."""
        texts = [(label, text) for label, text in texts_of(self.mine) if label != LABELS["verdict"]]
        return texts + self.replaced


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


@dataclass(frozen=True)
class Entered:
    """A finding on the page, with the form that was sent for it where its fields stay as they are."""

    finding: Finding
    form: FindingForm | None = None
    begin: str = ""
    shown: str = ""  # the second version that is or was on the page
    message: str = ""


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
    history = History.of(round_)
    kept = _kept(request.user, entered)
    moments = list(round_.contact_moments.all())
    bases = _bases([row for row, _ in kept.values()])
    choices = [
        _lay_out(
            history, kept[pk], bases.get(pk, Content()), each, moments, request.user, refused=bool(refusal)
        )
        for each in entered
        if (pk := each.finding.pk) in kept
    ]
    others = [
        (history.wording(each.finding.indicator), each.form)
        for each in entered
        if each.finding.pk not in kept and each.form
    ]
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


def _kept(user, entered):
    """By finding the second version to choose on, with the finding as it is stored now, and how many more wait.

    The one that was on the page; then the own ones, then those of others; of these the oldest first.
    """
    related = ("typed_by", "finding__changed_by", "finding__indicator__theme", "finding__round")
    rows = OvertakenFinding.objects.visible_to(user).waiting().select_related(*related)
    rows = rows.filter(finding__in=[each.finding.pk for each in entered])
    per_finding = defaultdict(list)
    for row in rows.prefetch_related("finding__contact_moments"):
        per_finding[row.finding_id].append(row)
    shown = {each.shown.partition(" ")[0] for each in entered}
    return {
        pk: (min(rows, key=lambda row: (str(row.pk) not in shown, row.typed_by != user)), len(rows) - 1)
        for pk, rows in per_finding.items()
    }


def _bases(rows):
    """What each finding said when somebody began to type what is kept, where it said something then."""
    began = {"finding__overtaken__in": rows, "finding__overtaken__version": F("version")}
    return {revision.finding_id: Content.of(revision) for revision in FindingRevision.objects.filter(**began)}


def _lay_out(history, kept_and_further, base, entered, moments, user, *, refused):
    kept, further = kept_and_further
    finding = kept.finding
    mine, theirs = Content.of(kept), Content.of(finding)
    merged = merge_contents(mine, theirs, base)
    beginnings = dict(zip(BEGINNINGS, (theirs, mine, merged.both), strict=True))
    form, replaced = entered.form, []
    if form and (entered.begin or refused):
        replaced = _replaced(form, (mine, theirs, merged.start, merged.both))
    if entered.begin or not form:
        form = _form(finding, beginnings.get(entered.begin, merged.start), moments)
    return Choice(
        finding=finding,
        wording=history.wording(finding.indicator),
        kept=kept,
        further=further,
        is_own=kept.typed_by == user,
        merged=merged,
        theirs=changed_or_core(lay_out_changes(base, theirs, moments)),
        mine=changed_or_core(lay_out_changes(base, mine, moments)),
        base=texts_of(lay_out_changes(base, base, moments)),
        form=form,
        begin=entered.begin,
        replaced=replaced,
        message=entered.message,
    )


def _form(finding, content, moments):
    fields = {name: getattr(content, name) for name in (*VALUES, *TEXTS)}
    fields |= {"contact_moments": sorted(content.rests_on), "version": finding.version}
    return FindingForm(initial=fields, finding=finding, moments=moments)


def _replaced(form, known):
    """The texts that stood in the fields and are in none of the versions on the page."""
    texts = {name: normalise(form[name].value() or "") for name in TEXTS}
    return [
        (LABELS[name], text)
        for name, text in texts.items()
        if text and text not in [getattr(content, name) for content in known]
    ]
