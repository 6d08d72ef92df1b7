from django import forms

from assessments.forms.choices import without_form_tag
from assessments.forms.fields import CleanTextField
from stj_toezicht.accounts.models import Inspectorate


def _line(label, longest, **kwargs):
    return CleanTextField(
        label=label,
        label_suffix="",
        max_length=longest,
        error_messages={"required": f"Vul iets in bij “{label}”."},
        **kwargs,
    )


def _day(label, *, required=False, **kwargs):
    return forms.DateField(
        label=label,
        label_suffix="",
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "Vul de eerste dag in.",
            "invalid": "Vul een bestaande datum in, bijvoorbeeld 01-01-2027.",
        },
        **kwargs,
    )


class SignatoriesForm(forms.Form):
    """Which inspectorates sign each factsheet under a framework; none is a choice too."""

    inspectorates = forms.MultipleChoiceField(
        label="Inspecties die ondertekenen",
        label_suffix="",
        choices=Inspectorate.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kiest u er geen, dan publiceert een coördinator zonder ondertekening.",
        error_messages={"invalid_choice": "Kies uit de lijst."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)


class SeenForm(forms.Form):
    """What says something otherwise that stood there, with how it stood where somebody began to type."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)


class VersionOfFrameworkForm(SeenForm):
    """How a version of a framework is called, and when it is the norm; of one in use the last day alone."""

    version = _line("Versie", 20, help_text="Staat in de lijst en in het logboek, bijvoorbeeld 2027.")
    name = _line("Naam", 200)
    valid_from = _day("Geldig vanaf", required=True)
    valid_until = _day(
        "Geldig tot en met", help_text="Leeg zolang het geldt. Daarna begint er geen eerste toets meer mee."
    )

    def __init__(self, *args, is_used, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("version", "name", "valid_from") if is_used else ():
            # What was sent from before it was in use is refused if it differs, and still in its field.
            if name not in self.data:
                del self.fields[name]


class ThemeForm(SeenForm):
    """What a theme is called and what it is about."""

    name = _line("Naam", 100, help_text="Zoals het in de inleiding van een factsheet staat.")
    heading = _line("Kop in tabellen", 100, help_text="Meestal gelijk aan de naam.")
    description = _line(
        "Omschrijving",
        300,
        help_text="Eén regel, zonder hoofdletter en punt. Die komt na de naam in de inleiding.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "stj-short"}),
    )


class IndicatorForm(SeenForm):
    """One thing that is tested."""

    code = _line(
        "Code",
        10,
        help_text="Blijft in elke versie van het kader gelijk. Zo zijn bevindingen over de jaren te vergelijken.",
    )
    wording = _line("Formulering", 300, widget=forms.Textarea(attrs={"rows": 3, "class": "stj-short"}))
