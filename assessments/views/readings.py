"""Reading a filled-in work sheet back: first what would change, and nothing before that is confirmed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import prefetch_related_objects
from django.shortcuts import redirect, render

from assessments import actions
from assessments.actions.rounds import refusal_to_write
from assessments.forms.findings import FindingForm
from assessments.forms.work_sheets import WorkSheetForm
from assessments.models import Finding, FindingRevision, History, Round
from assessments.verdicts import Verdict
from assessments.versions import TEXTS, VALUES, Content
from assessments.views.cards import round_for
from assessments.views.changes import changed_or_core, lay_out_changes
from assessments.views.conflicts import choose
from assessments.views.refusals import not_saved
from assessments.views.saving import losing, save
from assessments.worksheets.labels import above
from assessments.worksheets.paragraphs import as_read
from assessments.worksheets.reading import Answer, Sheet
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import takes_files

OTHER_ROUND = "Dit punt hoort bij het werkblad van een andere ronde. Er wordt niets van overgenomen."
GONE = "Dit punt hoort niet meer bij deze ronde. Er wordt niets van overgenomen."
TOO_NEW = "Dit werkblad is van later dan wat hier is opgeslagen. Haal een nieuw werkblad op."
OUTSIDE = "Tekst buiten de vakken"
NOT_READ = (
    "Dit staat buiten de vakken van het werkblad en is niet ingelezen. Neem het zo nodig met de hand over."
)
REASON_LAPSES = "De reden op het werkblad vervalt: die hoort alleen bij “Niet beoordeeld”."


@dataclass(frozen=True)
class Written:
    """What somebody wrote on one point: from `start`, as it was printed, to what `form` holds."""

    wording: str
    start: Finding | FindingRevision
    form: FindingForm
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def finding(self):
        return self.form.finding

    @property
    def changes(self):
        """What differs field by field; a text that was refused as it stands in its field."""
        before, cleaned = Content.of(self.start), self.form.cleaned_data
        if self.form.errors:
            refused = {name: self.form[name].value() for name in TEXTS if name in self.form.errors}
            taken = {name: cleaned[name] for name in (*VALUES, *TEXTS) if name in cleaned}
            after = replace(before, **taken, **refused)
        else:
            after = Content.typed(cleaned).without_contradiction()
        return changed_or_core(lay_out_changes(before, after, self.form.moments))

    @property
    def asks_attention(self):
        return bool(self.problems or self.form.errors)

    @property
    def is_overtaken(self):
        """Whether somebody saved this point after the sheet was printed."""
        return self.finding.version != self.start.version


@takes_files
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def read_work_sheet(request, pk):
    """Take in a filled-in work sheet, show what it would change, and save that once it is confirmed."""
    round_ = round_for(request.user, pk)
    if refusal := refusal_to_write(round_, by=request.user):
        return not_saved(request, round_, refusal, _texts(request.POST))
    if "confirm" in request.POST:
        return _confirm(request, round_)
    form = WorkSheetForm(request.POST, request.FILES) if request.method == "POST" else WorkSheetForm()
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "work_sheets/read.html", {"form": form, "round": round_}, status=status)
    points = Points(round_)
    sheet = form.cleaned_data["file"]
    written, left_out = points.written(sheet.answers), points.left_out(sheet.answers)
    context = {
        "unchanged": len(sheet.answers) - len(written) - len(left_out),
        "left_out": [*left_out, *points.outside(sheet)],
    }
    return _show(request, round_, written, **context)


def _confirm(request, round_):
    """Save what was confirmed as all saving goes: what another saved meanwhile comes up as two versions."""
    written = Points(round_).sent(request.POST)
    if any(each.form.errors for each in written):
        return _show(request, round_, written, status=422)
    forms = [each.form for each in written if each.form.differs_from(each.start)]
    try:
        beaten = save(request, forms)
    except actions.Refused as refusal:
        return not_saved(request, round_, refusal, _texts(request.POST))
    if overtaken := losing(forms, beaten, request.user):
        return choose(request, round_, overtaken, [], {})
    return redirect(round_)


def _show(request, round_, written, *, status=200, **context):
    context = {
        "round": round_,
        "written": written,
        "attention": sum(each.asks_attention for each in written),
        "invalid": [each.form for each in written if each.form.errors],
        **context,
    }
    return render(request, "work_sheets/changes.html", context, status=status)


class Points:
    """The points of a round, read once, beside what a work sheet says on them."""

    def __init__(self, round_: Round):
        self.round = round_
        self.history = History.of(round_)
        found = self.history.of_round(round_.year)
        self.findings = {finding.pk: finding for finding in found if finding.round_id == round_.pk}
        prefetch_related_objects(list(self.findings.values()), "contact_moments")
        self.moments = list(round_.contact_moments.all())

    def left_out(self, answers: list[Answer]) -> list[tuple[str, str]]:
        """The headings of the points of which nothing can be taken over, with the reason."""
        return [(answer.heading, reason) for answer in answers if (reason := self._obstacle(answer))]

    def outside(self, sheet: Sheet) -> list[tuple[str, str]]:
        """What somebody wrote between or below the points, of which nothing is taken over."""
        written = "\n".join(sheet.written_outside(self._printed()))
        return [(OUTSIDE, f"{NOT_READ}\n“{written}”")] if written else []

    def _printed(self) -> Iterator[str]:
        """The lines that stand above the points of a sheet."""
        for finding in self.findings.values():
            theme = self.history.theme(finding.indicator)
            yield from above(theme.heading, theme.description, self._wording(finding), finding.approach.name)

    def written(self, answers: list[Answer]) -> list[Written]:
        """The points on which something was written, or of which there is something to say."""
        usable = [answer for answer in answers if not self._obstacle(answer)]
        keys = [(answer.reference.finding, answer.reference.version) for answer in usable]
        starts = self._starts(keys)
        written = [self._written(answer, starts[key]) for answer, key in zip(usable, keys, strict=True)]
        return [
            each
            for each in written
            if each.asks_attention or each.remarks or each.form.differs_from(each.start)
        ]

    def sent(self, data: Mapping[str, str]) -> list[Written]:
        """The points of a preview that came back, as they were filled in there."""
        forms = [FindingForm(data, finding=each, moments=self.moments) for each in self.findings.values()]
        forms = [form for form in forms if form.is_sent]
        keys = [(form.finding.pk, _version(form)) for form in forms]
        starts = self._starts(keys)
        return [
            Written(self._wording(form.finding), starts[key], form)
            for form, key in zip(forms, keys, strict=True)
        ]

    def _wording(self, finding: Finding) -> str:
        return self.history.wording(finding.indicator)

    def _obstacle(self, answer: Answer) -> str:
        """Why nothing of an answer can be taken over; nothing where it can."""
        reference = answer.reference
        if reference is None or answer.is_double:
            return answer.problems[-1]
        if reference.round != self.round.pk:
            return OTHER_ROUND
        if reference.finding not in self.findings:
            return GONE
        return TOO_NEW if reference.version > self.findings[reference.finding].version else ""

    def _starts(self, wanted: list[tuple[int, int]]) -> dict[tuple[int, int], Finding | FindingRevision]:
        """What each point said at the version from which was written."""
        revisions = FindingRevision.objects.filter(
            finding__in={pk for pk, _ in wanted}, version__in={version for _, version in wanted}
        )
        earlier = {(revision.finding_id, revision.version): revision for revision in revisions}
        starts = {}
        for pk, version in wanted:
            now = self.findings[pk]
            nothing = FindingRevision(finding=now, version=0)
            starts[pk, version] = now if version == now.version else earlier.get((pk, version), nothing)
        return starts

    def _written(self, answer: Answer, start: Finding | FindingRevision) -> Written:
        finding = self.findings[answer.reference.finding]
        verdict = start.verdict if answer.verdict is None else answer.verdict
        reason = _said(answer.reason, start.reason, " ".join(start.reason.split()))
        fields = {
            "verdict": verdict,
            "reason": reason,
            "explanation": _said(answer.explanation, start.explanation, as_read(start.explanation)),
            "private_note": _said(answer.private_note, start.private_note, as_read(start.private_note)),
            "expected_on": start.expected_on if verdict == Verdict.MEETS else None,
            "contact_moments": self._still_there(start.rests_on),
            "version": start.version,
        }
        data = {f"punt-{finding.pk}-{name}": value for name, value in fields.items()}
        form = FindingForm(data, finding=finding, moments=self.moments)
        form.is_valid()
        lapses = bool(answer.reason) and reason != start.reason and verdict != Verdict.NOT_ASSESSED
        remarks = (*answer.remarks, REASON_LAPSES) if lapses else answer.remarks
        return Written(self._wording(finding), start, form, answer.problems, remarks)

    def _still_there(self, keys: list[int]) -> list[str]:
        return [str(moment.pk) for moment in self.moments if moment.pk in set(keys)]


def _said(answer: str | None, start: str, as_printed: str) -> str:
    """What a point says after the sheet: what it said, unless somebody wrote something else there."""
    return start if answer is None or answer == as_printed else answer


def _version(form: FindingForm) -> int:
    form.is_valid()
    return form.cleaned_data.get("version", form.finding.version)


def _texts(data):
    """What was typed in a preview, to copy from."""
    ends = ("-reason", "-explanation", "-private_note")
    return "\n\n".join(value for name, value in data.items() if name.endswith(ends) and value.strip())
