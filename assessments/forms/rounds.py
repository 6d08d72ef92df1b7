from django import forms
from django.utils import timezone

from assessments.forms.choices import without_form_tag
from assessments.forms.fields import CleanTextField, MarkdownField, VersionField
from assessments.models import ContactMoment


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
        self.fields["development"].has_room_for_errors = True
        without_form_tag(self)


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
        widget=forms.Textarea(attrs={"rows": 3, "class": "stj-short"}),
    )
    opened = CleanTextField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)

    def clean_date(self):
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise forms.ValidationError("Deze datum ligt in de toekomst.")
        return date
