from django import forms
from django.utils import timezone

from assessments import terms
from assessments.forms.choices import without_form_tag
from assessments.forms.fields import CleanTextField
from assessments.models import Release


class ReleaseForm(forms.Form):
    """How long a municipality has to answer a draft, and how it learns of it."""

    working_days = forms.IntegerField(
        label="Termijn in werkdagen",
        min_value=1,
        max_value=terms.MOST_WORKING_DAYS,
        initial=terms.WORKING_DAYS_FOR_REPLY,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="De termijn begint op de dag na bezorging. Weekenden en feestdagen tellen niet mee.",
        error_messages={
            "required": "Vul in hoeveel werkdagen de gemeente heeft.",
            "invalid": f"Vul een heel getal in van 1 tot en met {terms.MOST_WORKING_DAYS}.",
            "min_value": "Een termijn is ten minste 1 werkdag.",
            "max_value": f"Een termijn is ten hoogste {terms.MOST_WORKING_DAYS} werkdagen.",
        },
    )
    how = forms.ChoiceField(
        label="Hoe de gemeente het bericht krijgt",
        label_suffix="",
        choices=Release.Delivery,
        initial=Release.Delivery.EMAIL,
        widget=forms.RadioSelect,
        help_text="Bij e-mail begint de termijn zodra de mailserver het eerste bericht aanneemt. Bij een brief of"
        " overhandiging legt u de dag van bezorging daarna vast; dan begint de termijn.",
        error_messages={"required": "Kies hoe de gemeente het bericht krijgt."},
    )

    def __init__(self, *args, can_be_mailed, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_be_mailed:
            self.fields["how"].initial = Release.Delivery.LETTER
        without_form_tag(self)

    @property
    def last_day(self):
        """The last day of the term that was filled in, when it is delivered today; None where that is no term."""
        days = str(self["working_days"].value())
        if not days.isdecimal() or len(days) > 4 or not 1 <= int(days) <= terms.MOST_WORKING_DAYS:
            return None
        return terms.last_day_of_term(timezone.localdate(), int(days))


def _day(label, **kwargs):
    """A day, as the forms of case files ask for it."""
    errors = {"required": "Vul de dag in.", "invalid": "Vul een bestaande datum in, bijvoorbeeld 17-11-2014."}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=errors, **kwargs)


class DeliveryForm(forms.Form):
    """When and how a draft was delivered."""

    on = _day("Bezorgd op", help_text="De termijn begint op de dag daarna.")
    how = forms.ChoiceField(
        label="Hoe",
        label_suffix="",
        choices=Release.Delivery,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies hoe het concept is bezorgd."},
    )

    def __init__(self, *args, delivery, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].initial = delivery
        if delivery != Release.Delivery.EMAIL:  # nothing was mailed of which it could be said that it arrived
            self.fields["how"].choices = [
                each for each in Release.Delivery.choices if each[0] != Release.Delivery.EMAIL
            ]
        without_form_tag(self)


class ExtensionForm(forms.Form):
    """Until when a term is made longer, and why."""

    last_day = _day(
        "Nieuwe laatste dag",
        help_text="De gemeente kan tot het einde van die dag reageren. Een dag in het weekend of een feestdag"
        f" wordt de eerste werkdag daarna. Ten hoogste {terms.MOST_WORKING_DAYS} werkdagen langer.",
    )
    reason = CleanTextField(
        label="Reden",
        max_length=1_000,
        help_text="De gemeente leest dit. Noem functies, geen namen.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Geef de reden waarom de termijn langer wordt."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)
