from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from assessments.forms.fields import CleanTextField, MarkdownField
from assessments.verdicts import Verdict


class FindingForm(forms.Form):
    """What an inspector records on one point; `version` is the version that the typing started from."""

    verdict = forms.ChoiceField(
        label="Oordeel",
        choices=[(verdict.value, f"{verdict.mark} {verdict.label}") for verdict in Verdict],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies een van de drie oordelen."},
    )
    reason = CleanTextField(
        label="Reden waarom dit punt niet is beoordeeld",
        help_text="Alleen nodig bij “Niet beoordeeld”. De reden komt in het factsheet te staan.",
        required=False,
        max_length=500,
    )
    explanation = MarkdownField(
        label="Toelichting",
        help_text="Een lege regel begint een alinea, “- ” een opsomming, “LET OP:” een opmerking.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

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
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.form_show_errors = True
        self.helper.layout = Layout("verdict", "reason", "explanation", "version")

    def clean(self):
        cleaned = super().clean()
        if (
            cleaned.get("verdict") == Verdict.NOT_ASSESSED
            and not cleaned.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", "Geef de reden waarom dit punt niet is beoordeeld.")
        return cleaned
