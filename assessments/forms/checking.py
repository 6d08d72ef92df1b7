import re

from django import forms
from django.core.exceptions import ValidationError

from assessments.forms.choices import without_form_tag

LARGEST_PDF = 5 * 1024 * 1024  # bytes; ours are far smaller


class CheckPdfForm(forms.Form):
    """A PDF, of which the SHA-256 alone is looked at, or that SHA-256 itself."""

    file = forms.FileField(
        label="Kies de PDF",
        required=False,
        allow_empty_file=True,
        max_length=None,
        help_text="Ten hoogste 5 MB. We bewaren het bestand niet.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    sha256 = forms.CharField(
        label="Of vul de SHA-256 in",
        required=False,
        help_text="64 cijfers en letters van a tot en met f, die uw computer van het bestand kan uitrekenen.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_PDF:
            raise ValidationError("Dit bestand is groter dan 5 MB. Zo groot is geen factsheet van ons.")
        if file and not file.size:
            raise ValidationError("Dit bestand is leeg. Kies de PDF die u wilt nagaan.")
        return file

    def clean_sha256(self):
        typed = re.sub(r"[\s:]+", "", self.cleaned_data["sha256"]).lower()
        if typed and not re.fullmatch(r"[0-9a-f]{64}", typed):
            raise ValidationError("Een SHA-256 heeft 64 tekens: cijfers en letters van a tot en met f.")
        return typed

    def clean(self):
        content = super().clean()
        if not self.errors and not content["file"] and not content["sha256"]:
            self.add_error("file", "Kies een PDF, of vul hieronder de SHA-256 in.")
        return content

    @property
    def fingerprint(self):
        """What to look for: of the file, if one was sent."""
        file = self.cleaned_data["file"]
        return file.sha256 if file else self.cleaned_data["sha256"]
