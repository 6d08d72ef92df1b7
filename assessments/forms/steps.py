from django import forms

from assessments.forms.choices import without_form_tag
from assessments.forms.fields import CleanTextField


class PublicReasonForm(forms.Form):
    """Why a next edition is there, or why one was withdrawn."""

    reason = CleanTextField(
        label="Reden",
        max_length=1_000,
        help_text="Iedereen leest dit. Noem functies, geen namen.",
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "1000"}),
        error_messages={"required": "Geef de reden. Iedereen leest die op het adres van deze editie."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)


class StepBackForm(forms.Form):
    """Why a round goes a step back."""

    reason = CleanTextField(
        label="Reden",
        max_length=2_000,
        help_text="Wie aan deze ronde werkt, leest dit. Noem functies, geen namen.",
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "2000"}),
        error_messages={"required": "Geef de reden waarom deze ronde een stap terug gaat."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)


class WaiverForm(forms.Form):
    """Why a round may go on without one of its checks."""

    reason = CleanTextField(
        label="Reden",
        max_length=1_000,
        help_text="Wie aan deze ronde werkt, leest dit. Noem functies, geen namen.",
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "1000"}),
        error_messages={"required": "Geef de reden waarom deze controle wordt overgeslagen."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)
