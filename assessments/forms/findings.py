from django import forms

from assessments.forms.fields import CleanTextField, MarkdownField, VersionField
from assessments.verdicts import Verdict


class FindingForm(forms.Form):
    """What an inspector records on one point; `version` is the version that the typing started from."""

    verdict = forms.ChoiceField(
        label="Oordeel",
        label_suffix="",
        choices=Verdict.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "stj-choice"}),
        error_messages={"invalid_choice": "Kies een van de drie oordelen."},
    )
    reason = CleanTextField(
        label="Reden waarom dit punt niet is beoordeeld",
        label_suffix="",
        help_text="Alleen nodig bij “Niet beoordeeld”. De reden komt in het factsheet te staan.",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "stj-when-not-assessed"}),
    )
    explanation = MarkdownField(
        label="Toelichting",
        help_text="Een lege regel begint een alinea, “- ” een opsomming, “LET OP:” een opmerking.",
    )
    version = VersionField()

    def __init__(self, *args, finding, **kwargs):
        self.finding = finding
        kwargs.setdefault("prefix", f"punt-{finding.pk}")
        kwargs.setdefault(
            "initial",
            {
                "verdict": finding.verdict,
                "reason": finding.reason,
                "explanation": finding.explanation,
                "version": finding.version,
            },
        )
        super().__init__(*args, **kwargs)

    @property
    def is_sent(self):
        """Whether the page that was sent held this finding at all."""
        return self.add_prefix("version") in self.data

    def differs_from(self, start):
        """Whether something was typed: whether the form says other than what its typing started from."""
        if not self.is_valid():
            return True
        fields = ["verdict", "explanation"]
        if self.cleaned_data["verdict"] == Verdict.NOT_ASSESSED:
            fields.append("reason")
        return any(self.cleaned_data[name] != getattr(start, name) for name in fields)

    def clean(self):
        cleaned = super().clean()
        if (
            cleaned.get("verdict") == Verdict.NOT_ASSESSED
            and not cleaned.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", "Geef de reden waarom dit punt niet is beoordeeld.")
        return cleaned
