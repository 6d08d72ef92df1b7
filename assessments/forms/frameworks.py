from django import forms

from assessments.forms.choices import without_form_tag
from stj_toezicht.accounts.models import Inspectorate


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
