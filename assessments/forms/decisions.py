import hashlib

from django import forms

from assessments.actions.decisions import LONGEST_REASON, NewText, Said
from assessments.forms.choices import without_form_tag
from assessments.forms.fields import CleanTextField, MarkdownField, VersionField
from assessments.models import Finding
from assessments.verdicts import Verdict

ADOPTED, NOT_ADOPTED = "overgenomen", "niet-overgenomen"
STANDARD_REASONS = (
    "Klopt; aangepast.",
    "Klopt; de tekst zegt dit al.",
    "Staat zo in het verslag van het gesprek.",
    "Dit is van na de peildatum.",
)


class DecisionForm(forms.Form):
    """Whether what a municipality said of `about` is adopted, why, and what the text becomes.

    `about` is the finding or the round whose narrative it is, or None where no text can change. `version` is the one
    that the typing started from, `decided` when the decision was taken that the page showed, and `looked_at` which
    change of the text the page showed beside the text as it is.
    """

    is_adopted = forms.ChoiceField(
        label="Besluit",
        label_suffix="",
        choices=[(ADOPTED, "Overgenomen"), (NOT_ADOPTED, "Niet overgenomen")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of u dit overneemt.", "invalid_choice": "Kies of u dit overneemt."},
    )
    reason = CleanTextField(
        label="Reden van het besluit",
        label_suffix="",
        max_length=LONGEST_REASON,
        help_text="De gemeente leest dit als de ronde is vastgesteld. Noem functies, geen namen.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Geef de reden van het besluit. De gemeente leest die."},
    )
    verdict = forms.ChoiceField(
        label="Oordeel",
        label_suffix="",
        choices=Verdict.choices,
        widget=forms.RadioSelect(attrs={"class": "stj-choice"}),
        error_messages={
            "required": "Kies een van de drie oordelen.",
            "invalid_choice": "Kies een van de drie oordelen.",
        },
    )
    not_assessed = CleanTextField(
        label="Reden waarom dit punt niet is beoordeeld",
        label_suffix="",
        help_text="Komt in het factsheet.",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "stj-when-not-assessed"}),
    )
    text = MarkdownField(label="Tekst in het factsheet", rows=10)
    version = VersionField(required=False)
    decided = forms.CharField(required=False, widget=forms.HiddenInput)
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, about, decision=None):
        initial = {"decided": decision.decided_at.isoformat() if decision else ""}
        if decision:
            chosen = ADOPTED if decision.is_adopted else NOT_ADOPTED
            initial |= {"is_adopted": chosen, "reason": decision.reason}
        super().__init__(data, initial=initial | _said_by(about))
        self.about = about
        if about is None:
            del self.fields["version"], self.fields["text"]
        if not isinstance(about, Finding):
            del self.fields["verdict"], self.fields["not_assessed"]
        elif data and data.get("is_adopted") != ADOPTED:
            self.fields["verdict"].required = False
        without_form_tag(self)

    @property
    def is_to_adopt(self):
        return self.cleaned_data.get("is_adopted") == ADOPTED

    @property
    def read(self):
        """What the text said at the version that the typing started from."""
        version = self.cleaned_data["version"] or 0
        if isinstance(self.about, Finding):
            return Said.by(self.about.at_version(version))
        return Said(self.about.development_at(version))

    @property
    def becomes(self):
        """What the text becomes; None where it stays as it was read, and where no text can change."""
        if self.about is None or not self.is_to_adopt:
            return None
        said = self.cleaned_data
        verdict = said.get("verdict", "")
        reason = said["not_assessed"] if verdict == Verdict.NOT_ASSESSED else ""
        becomes = NewText(said["version"] or 0, said["text"], verdict, reason)
        return None if Said.of(becomes) == self.read else becomes

    def clean(self):
        cleaned = super().clean()
        wants_reason = cleaned.get("verdict") == Verdict.NOT_ASSESSED and not cleaned.get("not_assessed")
        if self.is_to_adopt and wants_reason:
            self.add_error("not_assessed", "Geef de reden waarom dit punt niet is beoordeeld.")
        return cleaned


def fingerprint(becomes: NewText) -> str:
    """What tells one change of a text from another."""
    said = (becomes.version, becomes.verdict, becomes.reason, becomes.text)
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()


def _said_by(about):
    """What the fields begin with: the text as it is."""
    if about is None:
        return {}
    if isinstance(about, Finding):
        said = {"text": about.explanation, "verdict": about.verdict, "not_assessed": about.reason}
        return said | {"version": about.version}
    return {"text": about.development, "version": about.development_version}
