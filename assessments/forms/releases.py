from django import forms

from assessments import terms
from assessments.actions.releases import MOST_WORKING_DAYS
from assessments.forms.choices import without_form_tag
from assessments.models import Release


class ReleaseForm(forms.Form):
    """How long a municipality has to answer a draft, and how it learns of it."""

    working_days = forms.IntegerField(
        label="Termijn in werkdagen",
        min_value=1,
        max_value=MOST_WORKING_DAYS,
        initial=terms.WORKING_DAYS_FOR_REPLY,
        help_text="De termijn begint op de dag na bezorging. Weekenden en feestdagen tellen niet mee.",
    )
    how = forms.ChoiceField(
        label="Hoe de gemeente het bericht krijgt",
        choices=Release.Delivery,
        initial=Release.Delivery.EMAIL,
        widget=forms.RadioSelect,
        help_text="Bij een brief of overhandiging legt u de dag van bezorging daarna vast; dan begint de termijn.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)
