import datetime

from django import forms

from assessments.forms.choices import ListedField, SeveralListedField, without_form_tag
from assessments.forms.fields import CleanTextField, YearField
from assessments.models import Framework
from municipalities.models import MOST_LETTERS
from municipalities.naming import meant_by
from stj_toezicht.accounts.models import User


class OpenCaseFileForm(forms.Form):
    """Of which municipality a case file is opened, from which year, by what framework and with whom.

    `names` are those that may have been meant by a name that the register doesn't have in that year; the button
    with one of these sends it as `instead`.
    """

    municipality = CleanTextField(
        label="Gemeente",
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"list": "gemeenten", "autocomplete": "off"}),
        error_messages={
            "required": "Vul de naam van de gemeente in.",
            "max_length": "De naam van een gemeente heeft hoogstens %(limit_value)s tekens.",
        },
    )
    year = YearField(
        label="Jaar van de eerste toets",
        help_text="De gemeente staat in het dossier zoals zij aan het eind van dat jaar heette.",
    )
    framework = ListedField(
        label="Toetsingskader",
        queryset=Framework.objects.all(),
        empty_label="Kies een toetsingskader",
        error_messages={"required": "Kies een toetsingskader.", "invalid_choice": "Kies uit de lijst."},
    )
    inspectors = SeveralListedField(
        label="Team",
        label_suffix="",
        queryset=User.objects.inspectors(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wie in het team zit, kan in dit dossier vastleggen. U kunt het team later nog wijzigen.",
        error_messages={"invalid_choice": "Kies inspecteurs uit de lijst."},
    )

    def __init__(self, data=None, **kwargs):
        self.names = ()
        if data and data.get("instead"):
            data = data.copy()
            data["municipality"] = data["instead"]
        super().__init__(data, **kwargs)
        without_form_tag(self)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("municipality") and cleaned.get("year"):
            meant = meant_by(cleaned["municipality"], on=datetime.date(cleaned["year"], 12, 31))
            cleaned["municipality"], self.names = meant.municipality, meant.names
            if meant.municipality is None:
                self.add_error("municipality", meant.explanation)
        return cleaned


class ApproachNamesField(CleanTextField):
    """The names of approaches, one on each line."""

    most, longest = 10, 150

    def to_python(self, value):
        names = [" ".join(line.split()) for line in super().to_python(value).split("\n")]
        return [name for name in names if name]

    def validate(self, names):
        super().validate(names)
        if len({name.casefold() for name in names}) < len(names):
            raise forms.ValidationError("Noem elke aanpak één keer.")
        if len(names) > self.most:
            raise forms.ValidationError(f"Een eerste toets heeft hoogstens {self.most} aanpakken.")
        if any(len(name) > self.longest for name in names):
            raise forms.ValidationError(f"De naam van een aanpak heeft hoogstens {self.longest} tekens.")


class FirstTestForm(forms.Form):
    """The year of a first test and the approaches that it looks at."""

    year = YearField(
        label="Jaar van de eerste toets",
        help_text="Het jaar waarnaar u de ronde noemt. De data van de gesprekken legt u apart vast.",
    )
    approaches = ApproachNamesField(
        label="Aanpakken",
        help_text="Op elke regel de naam van één aanpak, bijvoorbeeld Sociale Wijkteams.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "stj-short"}),
        error_messages={"required": "Noem ten minste één aanpak."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)


class CopyFirstTestForm(forms.Form):
    """Into which case file a first test is copied, and the year that the copy is named after."""

    to = ListedField(
        label="Dossier",
        queryset=None,
        empty_label="Kies een dossier",
        error_messages={"required": "Kies een dossier.", "invalid_choice": "Kies uit de lijst."},
    )
    year = YearField(label="Jaar van de nieuwe ronde")

    def __init__(self, *args, case_files, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = case_files
        without_form_tag(self)
