import datetime

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from assessments.forms.choices import without_form_tag
from assessments.forms.fields import CleanTextField
from assessments.models import Round


def _tomorrow():
    return timezone.localdate() + datetime.timedelta(days=1)


class MomentForm(forms.Form):
    """The moment at which something is published, in Dutch time."""

    day = forms.DateField(
        label="Datum",
        initial=_tomorrow,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Kies een datum.", "invalid": "Dit is geen datum."},
    )
    time = forms.TimeField(
        label="Tijd",
        initial=datetime.time(10),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Kies een tijd.", "invalid": "Dit is geen tijd, zoals 10:00."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)

    @property
    def moment(self):
        """The moment that was chosen."""
        chosen = datetime.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return timezone.make_aware(chosen)


class PlanForm(MomentForm):
    """When one factsheet is published; of a next edition everyone reads the `reason`."""

    reason = CleanTextField(
        label="Reden van deze editie",
        max_length=1_000,
        help_text="Iedereen leest dit. Noem functies, geen namen.",
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "1000"}),
        error_messages={"required": "Geef de reden. Iedereen leest die op het adres van deze editie."},
    )

    def __init__(self, *args, is_correction, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["reason"]


class RoundsField(forms.ModelMultipleChoiceField):
    """Rounds to choose from, each with since when it is final."""

    def label_from_instance(self, round_):
        return f"{round_}, vastgesteld op {date_format(timezone.localtime(round_.finalised_at))}"


class BatchForm(MomentForm):
    """Which factsheets are published together, and when: at once, or at a moment."""

    NOW, LATER = "now", "later"

    rounds = RoundsField(
        Round.objects.none(),
        error_messages={"required": "Kies ten minste één factsheet."},
        widget=forms.CheckboxSelectMultiple,
        label="Factsheets",
    )
    when = forms.ChoiceField(
        label="Wanneer",
        choices=[(NOW, "Nu"), (LATER, "Op het moment hieronder")],
        initial=NOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wanneer u publiceert."},
    )
    field_order = ["rounds", "when", "day", "time"]

    def __init__(self, *args, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rounds"].queryset = rounds
        self.fields["rounds"].initial = [round_.pk for round_ in rounds]
        for name in ("day", "time"):
            self.fields[name].required = self.data.get("when") == self.LATER

    @property
    def moment(self):
        return super().moment if self.cleaned_data["when"] == self.LATER else timezone.now()
