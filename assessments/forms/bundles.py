from django import forms

from assessments.bundling.choosing import Stand, choices
from assessments.forms.fields import CleanTextField
from assessments.models import Round
from assessments.models.bundles import Format
from municipalities.models import MOST_LETTERS, Municipality
from stj_toezicht.accounts.models import Role

_IN_ADDRESS = {"stand": "stand", "year": "jaar", "province": "provincie", "municipality": "gemeente"}


class ChoiceFilterForm(forms.Form):
    """Which factsheets somebody wants to take along, of those that they may read; every field may stay empty."""

    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        error_messages={"invalid_choice": "Kies een stand uit de lijst."},
    )
    year = forms.ChoiceField(
        label="Jaar",
        required=False,
        error_messages={"invalid_choice": "Kies een jaar uit de lijst."},
    )
    province = forms.ChoiceField(
        label="Provincie",
        required=False,
        error_messages={"invalid_choice": "Kies een provincie uit de lijst."},
    )
    municipality = CleanTextField(
        label="Gemeente, ook een vroegere naam",
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "max_length": "Een naam heeft hoogstens %(limit_value)s tekens; dit zijn er %(show_value)s."
        },
    )

    field_order = ["municipality", "stand", "year", "province"]

    def __init__(self, data, *, reader):
        super().__init__(data)
        self.label_suffix = ""
        self.rounds = Round.objects.visible_to(reader)
        stands = [each for each in Stand if each != Stand.CONCEPT or reader.role != Role.SUPPORT]
        self.fields["stand"].choices = [("", "Elke stand"), *((each.value, each.label) for each in stands)]
        looked_at = self.rounds.follow_ups()
        years = looked_at.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", "Elk jaar"), *((str(year), year) for year in years)]
        provinces = looked_at.order_by("municipality__province").values_list(
            "municipality__province", flat=True
        )
        self.fields["province"].choices = [
            ("", "Elke provincie"),
            *((each, each) for each in provinces.distinct()),
        ]

    def add_prefix(self, field_name):
        """The name of a field in the address is Dutch, as the rest of the address."""
        return _IN_ADDRESS.get(field_name, field_name)

    def found(self):
        """The factsheets that answer to all that is asked; none where what is asked makes no sense."""
        if not self.is_valid():
            return []
        asked = self.cleaned_data
        name = asked["municipality"]
        return choices(
            rounds=self.rounds,
            stand=asked["stand"],
            year=int(asked["year"]) if asked["year"] else None,
            province=asked["province"],
            municipalities=Municipality.objects.named_like(name) if name else None,
        )


class BundleForm(forms.Form):
    """Which of the factsheets that were found go into a bundle, and in what form."""

    chosen = forms.MultipleChoiceField(
        label="Factsheets",
        required=False,
        error_messages={
            "invalid_choice": "Een factsheet dat u koos, staat niet meer in deze lijst. Kies opnieuw."
        },
    )
    format = forms.ChoiceField(
        label="Vorm",
        choices=Format.choices,
        initial=Format.ZIP,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een vorm.", "invalid_choice": "Kies een vorm uit de lijst."},
    )

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.found = found
        self.fields["chosen"].choices = [(choice.key, choice.key) for choice in found]

    def clean(self):
        super().clean()
        if not self.errors and not self.choices:
            self.add_error("chosen", "Kruis ten minste één factsheet aan, of neem ze allemaal.")

    @property
    def choices(self):
        """What goes into the bundle: all that was found, or what was ticked."""
        if "all" in self.data:
            return self.found
        ticked = set(self.cleaned_data.get("chosen", ()))
        return [choice for choice in self.found if choice.key in ticked]

    @property
    def ticked(self):
        """What was ticked, to show it again."""
        return set(self.data.getlist("chosen")) if self.is_bound else set()
