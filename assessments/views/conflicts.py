"""Two versions of a finding: what differs and what will stand. What was typed is kept until its writer has chosen."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.actions.conflicts import keep_overtaken, let_go, settle
from assessments.actions.findings import SavedBySomebodyElse
from assessments.actions.rounds import NotOnTheTeam, refusal_to_write
from assessments.forms.findings import FindingForm
from assessments.models import Finding, FindingRevision, History, OvertakenFinding
from assessments.texts import normalise
from assessments.versions import TEXTS, VALUES, Content, MergedContent, merge_contents
from assessments.views.cards import finding_for
from assessments.views.changes import BEGINNINGS, LABELS, Change, changed_or_core, lay_out_changes, texts_of
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role


@dataclass(frozen=True)
class Choice:
    """A finding that somebody else saved first: what both changed, and the form for what will stand."""

    finding: Finding
    wording: str
    kept: OvertakenFinding
    merged: MergedContent
    theirs: list[Change]
    mine: list[Change]
    base: list[tuple[str, str]]
    form: FindingForm
    begin: str = ""  # with what the fields were asked to begin
    replaced: list[tuple[str, str]] = field(default_factory=list)  # what was in the fields before that

    @property
    def anchor(self):
        return str(self.finding.pk)

    @property
    def overlapping(self):
        return [LABELS[name].lower() for name in LABELS if name in self.merged.overlapping]

    @property
    def place(self):
        """Where both changed the same, to go on a sentence with."""
        return f", bij: {', '.join(self.overlapping)}"

    @property
    def texts(self):
        """What its writer typed, to copy from: label and text."""
        texts = [(label, text) for label, text in texts_of(self.mine) if label != LABELS["verdict"]]
        return texts + self.replaced


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def differences(request, pk):
    """Show somebody what they typed beside what was saved meanwhile, and save what they choose."""
    finding = finding_for(request.user, pk)
    if request.method == "POST":
        return _answer(request, finding)
    if not finding.overtaken.filter(typed_by=request.user).exists():
        return redirect(finding)
    return _show(request, finding.round, [Entered(finding)])


def choose(request, round_, overtaken, invalid, page):
    """Keep what lost in the forms `overtaken`, and let its writer choose; `invalid` forms come back along."""
    for form in overtaken:
        keep_overtaken(form.finding, by=request.user, **form.cleaned_data, **page)
    entered = [Entered(form.finding) for form in overtaken] + [
        Entered(form.finding, form) for form in invalid
    ]
    return _show(request, round_, entered, status=409)


@dataclass(frozen=True)
class Entered:
    """A finding on the page, with the form that was sent for it where its fields stay as they are."""

    finding: Finding
    form: FindingForm | None = None
    begin: str = ""


def _answer(request, finding):
    forms, begin = _sent(request, finding), request.POST.get("begin", "")
    if "laten" in request.POST:
        return _leave(request, finding, forms)
    if refusal := refusal_to_write(finding.round, by=request.user):
        if not forms:
            raise PermissionDenied(str(refusal))
        return _show(request, finding.round, [Entered(form.finding, form) for form in forms], refusal=refusal)
    if not forms:
        return redirect(finding)
    if begin in BEGINNINGS:
        entered = [Entered(form.finding, form, begin * (form.finding == finding)) for form in forms]
        return _show(request, finding.round, entered)
    return _save(request, finding, forms)


def _sent(request, finding):
    """The forms of all findings that were on the page."""
    moments = list(finding.round.contact_moments.all())
    findings = finding.round.findings.prefetch_related("contact_moments")
    forms = [FindingForm(request.POST, finding=each, moments=moments) for each in findings]
    return [form for form in forms if form.is_sent]


def _leave(request, finding, forms):
    """Leave what is stored of one finding; what was typed at others stays on the page."""
    let_go(finding, by=request.user)
    messages.success(request, "Wat was opgeslagen, blijft staan.")
    others = [form for form in forms if form.finding != finding]
    if not others:
        return redirect(finding)
    return _show(request, finding.round, [Entered(form.finding, form) for form in others])


def _save(request, finding, forms):
    entered, saved = [], 0
    for form in forms:
        if not form.is_valid():
            entered.append(Entered(form.finding, form))
            continue
        try:
            settle(form.finding, by=request.user, **form.cleaned_data)
            saved += 1
        except SavedBySomebodyElse:
            keep_overtaken(form.finding, by=request.user, **form.cleaned_data)
            entered.append(Entered(form.finding))
        except actions.Refused as refusal:
            return _show(
                request, finding.round, [Entered(form.finding, form) for form in forms], refusal=refusal
            )
    if saved:
        messages.success(request, "Opgeslagen." if saved == 1 else f"{saved} bevindingen opgeslagen.")
    if not entered:
        return redirect(finding)
    lost = any(each.form is None for each in entered)
    return _show(request, finding.round, entered, status=409 if lost else 422)


def _show(request, round_, entered, *, status=200, refusal=None):
    """The page with each finding that was entered: as a choice, or as a form where nothing of it is kept."""
    refusal = refusal or refusal_to_write(round_, by=request.user)
    if refusal and request.method == "POST":
        status = 403 if isinstance(refusal, NotOnTheTeam) else 409
    history = History.of(round_)
    kept = _kept(request.user, [each.finding.pk for each in entered])
    moments = list(round_.contact_moments.all())
    bases = _bases(request.user, kept)
    choices = [
        _lay_out(history, kept[pk], bases.get(pk, Content()), each, moments, refused=bool(refusal))
        for each in entered
        if (pk := each.finding.pk) in kept
    ]
    others = [
        (history.wording(each.finding.indicator), each.form)
        for each in entered
        if each.finding.pk not in kept and each.form
    ]
    context = {
        "round": round_,
        "choices": choices,
        "others": others,
        "refusal": refusal,
        "beginnings": BEGINNINGS.items(),
        "several": len(choices) + len(others) > 1,
        "action": reverse("assessments:differences", args=[entered[0].finding.pk]),
    }
    return render(request, "assessments/finding_conflict.html", context, status=status)


def _kept(user, findings):
    """What is kept of what `user` typed, by finding, each with the finding as it is stored now."""
    related = ("finding__changed_by", "finding__indicator__theme", "finding__round")
    rows = OvertakenFinding.objects.filter(typed_by=user, finding__in=findings).select_related(*related)
    return {row.finding_id: row for row in rows.prefetch_related("finding__contact_moments")}


def _bases(user, findings):
    """What each finding said when `user` began to type what is kept, where it said something then."""
    began = {"finding__overtaken__typed_by": user, "finding__overtaken__version": F("version")}
    revisions = FindingRevision.objects.filter(finding__in=findings, **began)
    return {revision.finding_id: Content.of(revision) for revision in revisions}


def _lay_out(history, kept, base, entered, moments, *, refused):
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
        merged=merged,
        theirs=changed_or_core(lay_out_changes(base, theirs, moments)),
        mine=changed_or_core(lay_out_changes(base, mine, moments)),
        base=texts_of(lay_out_changes(base, base, moments)),
        form=form,
        begin=entered.begin,
        replaced=replaced,
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
