from django import forms

from assessments.forms.choices import without_form_tag
from assessments.forms.fields import MarkdownField, VersionField

NAMES = ("wording", "several")


class StandardTextForm(forms.Form):
    """How a standard text is worded, in as many forms as it has, and the version that somebody looked at."""

    version = VersionField()

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name, label in zip(NAMES, kind.forms, strict=False):
            self.fields[name] = MarkdownField(
                label=label,
                required=True,
                max_length=kind.longest,
                rows=12 if kind.is_markdown else 4 if kind.longest > 30 else 1,
                error_messages={"required": "Vul een tekst in."},
            )
        without_form_tag(self)

    def clean(self):
        cleaned = super().clean()
        for name in NAMES[: len(self.kind.forms)]:
            for fault in self.kind.faults(cleaned.get(name, "")) if name in cleaned else ():
                self.add_error(name, fault)
        return cleaned

    @property
    def texts(self):
        """What was typed, also where something is wrong with it."""
        return tuple(self[name].value() or "" for name in NAMES[: len(self.kind.forms)])
