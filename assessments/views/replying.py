"""Saving what contacts write in a reply, and choosing where two of them wrote on one place."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from assessments import actions, documents
from assessments.actions import evidence, remarks
from assessments.actions.overtaken import TypedOnMeanwhile
from assessments.actions.remarks import CONTENT, SavedByAColleague
from assessments.actions.saves import SentTooLate
from assessments.differences import merge
from assessments.documents import kinds, names
from assessments.forms.fields import VersionField
from assessments.forms.replies import RemarkForm
from assessments.models import OvertakenRemark, Remark, RemarkRevision
from assessments.models.attachments import MAX_ATTACHMENT_SIZE

MINE, THEIRS, BOTH = "mijn", "hunne", "samen"


@dataclass
class Saved:
    """What became of all that was typed: saved, kept because a colleague was first, or known as sent too late."""

    remarks: dict[RemarkForm, Remark] = field(default_factory=dict)
    overtaken: list[RemarkForm] = field(default_factory=list)
    late: list[int] = field(default_factory=list)  # the highest number known of the page that sent it
    documents: int = 0


def save(release_, forms, *, by, number, page) -> Saved:
    """Save what was typed in `forms`; of a field that is wrong, what was stored stays. Raises what else is refused."""
    saved = Saved()
    for form in forms:
        if form.lacks_version or not form.was_typed:
            continue
        said = {"by": by, "number": number, "version": form.cleaned_data["version"], **form.content, **page}
        try:
            remark = remarks.save(release_, form.topic, **said)
        except SentTooLate as late:
            saved.late.append(late.saved_nth)
        except SavedByAColleague:
            if remarks.keep_overtaken(release_, form.topic, **said):
                saved.overtaken.append(form)
            else:  # a colleague typed the same
                saved.remarks[form] = form.remark
        else:
            if remark:
                saved.remarks[form] = remark
    return saved


def add_documents(release_, forms, *, by, number) -> int:
    """Add the documents that were chosen in `forms`, one in memory at a time; what is refused is told at its field."""
    added = 0
    for form in forms:
        for file in form.chosen_files:
            name = names.clean(file.name)
            try:
                _add(release_, form.topic, name, file, by=by, number=number)
            except (actions.Refused, documents.NotAccepted) as refusal:
                form.problems.append(f"{name}: {refusal}")
            else:
                added += 1
    return added


def _add(release_, topic, name, file, *, by, number):
    if file.size > MAX_ATTACHMENT_SIZE:
        raise evidence.TooBig
    content = file.read()
    if content:
        kinds.check(name, content)
    evidence.add_evidence(release_, topic, by=by, number=number, name=name, content=content)


@dataclass(frozen=True)
class Choice:
    """What a contact chose of two versions: which, at what version of the remark, and of what they were shown."""

    form: RemarkForm
    what: str
    version: int
    shown: str

    @classmethod
    def sent(cls, forms, value: str) -> "Choice | None":
        """The choice of the button that was pressed; None where it says nothing that can be chosen."""
        prefix, _, rest = value.partition(" ")
        what, _, rest = rest.partition(" ")
        version, _, shown = rest.partition(" ")
        form = next((form for form in forms if form.prefix == prefix), None)
        if form is None or form.remark is None or what not in (MINE, THEIRS, BOTH):
            return None
        try:
            return cls(form, what, VersionField().clean(version), shown)
        except ValidationError:
            return None

    def make(self, release_, *, by, number) -> str:
        """Have what was chosen stand; tells in a sentence what does. Raises what `remarks.settle` does."""
        whose = {"by": by, "number": number, "shown": self.shown}
        kept = next((row for row in self.form.overtaken if self.shown == row.as_shown), None)
        if kept is None:
            raise TypedOnMeanwhile
        if self.what == THEIRS:
            remarks.let_go(release_, self.form.topic, **whose)
            return "Er blijft staan wat er was opgeslagen."
        content = self._content(kept)
        remarks.settle(release_, self.form.topic, version=self.version, **whose, **content)
        return "Beide teksten zijn samengevoegd. Lees ze nog na." if self.what == BOTH else "Opgeslagen."

    def _content(self, kept: OvertakenRemark) -> dict:
        """What will stand: what was typed last, or that put together with what is stored."""
        mine = {name: getattr(kept, name) for name in CONTENT}
        if self.form.is_bound and self.form.was_typed:
            mine |= self.form.content
        return mine if self.what == MINE else _joined(mine, self.form.remark, kept)


def _joined(mine: dict, stored: Remark, kept: OvertakenRemark) -> dict:
    base = stored.revisions.filter(version=kept.version).first() or RemarkRevision()
    theirs = {name: getattr(stored, name) for name in CONTENT}
    chosen = {name: mine[name] if mine[name] != getattr(base, name) else theirs[name] for name in CONTENT}
    return chosen | {"text": merge(mine["text"], theirs["text"], base.text).text}
