from django import forms
from django.utils.formats import number_format

from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.texts import normalise


class CleanTextField(forms.CharField):
    """Text that comes in as it will be stored, so that what is counted and shown again is what is kept."""

    def __init__(self, **kwargs):
        kwargs["error_messages"] = {"max_length": _too_long, **kwargs.get("error_messages", {})}
        super().__init__(**kwargs)

    def to_python(self, value):
        return super().to_python(normalise(value) if isinstance(value, str) else value)

    def run_validators(self, value):
        try:
            super().run_validators(value)
        except forms.ValidationError as refused:
            for error in refused.error_list:
                error.params = {name: _in_dutch(each) for name, each in (error.params or {}).items()}
            raise

    def widget_attrs(self, widget):
        # The browser would cut a pasted text off without a word; the server refuses it and keeps it.
        attributes = super().widget_attrs(widget)
        length = attributes.pop("maxlength", None)
        return attributes | ({"data-counter": length} if length else {})


class MarkdownField(CleanTextField):
    """A text of several paragraphs, in Markdown."""

    def __init__(self, *, rows=6, **kwargs):
        kwargs.setdefault("max_length", MAX_TEXT_LENGTH)
        kwargs.setdefault("required", False)
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)


class YearField(forms.IntegerField):
    """The year that a round is named after."""

    def __init__(self, **kwargs):
        super().__init__(
            min_value=2000,
            max_value=2100,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={
                "required": "Vul een jaar in.",
                "invalid": "Vul een jaar in van vier cijfers, bijvoorbeeld 2015.",
                "min_value": "Vul een jaar in vanaf 2000.",
                "max_value": "Vul een jaar in tot en met 2100.",
            },
            **kwargs,
        )


class VersionField(forms.IntegerField):
    """The version of a text that the typing started from; it travels along unseen."""

    def __init__(self, **kwargs):
        message = "De pagina was niet volledig. Probeer nog een keer op te slaan."
        errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), message)
        super().__init__(
            label="Versie",
            widget=forms.HiddenInput,
            min_value=0,
            max_value=2**31 - 1,
            error_messages=errors,
            **kwargs,
        )


class RestoreForm(forms.Form):
    """Which earlier version is put back, and the version that stood there when that was chosen."""

    revision = VersionField()
    version = VersionField()


def _in_dutch(given):
    """A number with a point between the thousands, as the counter has it: "10.199"."""
    return number_format(given, force_grouping=True) if isinstance(given, int) else given


_too_long = "Deze tekst heeft %(show_value)s tekens. Er is plaats voor %(limit_value)s."
