from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from assessments.forms.fields import CleanTextField, MarkdownField, VersionField
from assessments.models import ContactMoment


def _helper():
    """The template writes the form element and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class StartFollowUpForm(forms.Form):
    """The year that the new round is named after."""

    year = forms.IntegerField(
        label="Jaar van de ronde",
        help_text="Het jaar waarnaar u de opvolging noemt. De data van de gesprekken legt u apart vast.",
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Vul een jaar in.",
            "invalid": "Vul een jaar in van vier cijfers, bijvoorbeeld 2015.",
            "min_value": "Vul een jaar in vanaf 2000.",
            "max_value": "Vul een jaar in tot en met 2100.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper()


class DevelopmentForm(forms.Form):
    """The narrative of a round; `version` is the version that the typing started from."""

    development = MarkdownField(
        label="Tekst",
        rows=18,
        help_text=(
            "Een lege regel begint een alinea, “- ” een opsomming, “### ” een tussenkop, “LET OP:” een opmerking. "
            "*Nadruk* zet u tussen sterretjes."
        ),
    )
    version = VersionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper()


class ContactMomentForm(forms.Form):
    """When and how the municipality was heard."""

    kind = forms.ChoiceField(
        label="Soort",
        choices=[("", "Kies een soort"), *ContactMoment.Kind.choices],
        error_messages={"required": "Kies een soort contactmoment."},
    )
    date = forms.DateField(
        label="Datum",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "Vul de datum in.",
            "invalid": "Vul een bestaande datum in, bijvoorbeeld 17-11-2014.",
        },
    )
    participants = CleanTextField(
        label="Wie deelnamen",
        help_text="Functies, geen namen: “wethouder jeugd, twee regisseurs”. Komt niet in het factsheet.",
        required=False,
        max_length=500,
    )
    note = CleanTextField(
        label="Notitie",
        help_text="Alleen voor het dossier; komt niet in het factsheet. Noem functies, geen namen.",
        required=False,
        max_length=500,
    )
    opened = CleanTextField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper()

    def clean_date(self):
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise forms.ValidationError("Deze datum ligt in de toekomst.")
        return date
