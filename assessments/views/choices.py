"""What the page of two versions shows of each finding on it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F

from assessments.actions.findings import verdicts_stay
from assessments.forms.findings import FindingForm
from assessments.models import Finding, FindingRevision, History, OvertakenFinding
from assessments.texts import normalise
from assessments.versions import TEXTS, VALUES, Content, MergedContent, merge_contents
from assessments.views.changes import (
    BEGINNINGS,
    LABELS,
    Change,
    beginnings_for,
    changed_or_core,
    lay_out_changes,
    texts_of,
)


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


@dataclass(frozen=True)
class Entered:
    """A finding on the page, with the form that was sent for it where its fields stay as they are."""

    finding: Finding
    form: FindingForm | None = None
    begin: str = ""
    shown: str = ""  # the second version that is or was on the page
    message: str = ""


def lay_out(round_, entered, user, *, is_refused):
    """Each finding that was entered: as a choice, or as its wording and form where nothing of it is kept.

    Where a later round rests on the verdicts of this one, no form offers another.
    """
    history, moments = History.of(round_), list(round_.contact_moments.all())
    kept = _kept(user, entered)
    bases = _bases([row for row, _ in kept.values()])
    choices = [
        _choice(history, kept[pk], bases.get(pk, Content()), each, moments, user, is_refused=is_refused)
        for each in entered
        if (pk := each.finding.pk) in kept
    ]
    others = [
        (history.wording(each.finding.indicator), each.form)
        for each in entered
        if each.finding.pk not in kept and each.form
    ]
    keeps_verdict = verdicts_stay(round_)
    for form in [*(choice.form for choice in choices), *(form for _, form in others)]:
        form.keeps_verdict = keeps_verdict
    return choices, others


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


def _choice(history, kept_and_further, base, entered, moments, user, *, is_refused):
    kept, further = kept_and_further
    finding = kept.finding
    mine, theirs = Content.of(kept), Content.of(finding)
    merged = merge_contents(mine, theirs, base)
    beginnings = dict(zip(BEGINNINGS, (theirs, mine, merged.both), strict=True))
    form, replaced = entered.form, []
    if form and (entered.begin or is_refused):
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
