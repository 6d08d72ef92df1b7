from django import forms

from assessments.actions.succession import Becoming
from assessments.forms.fields import CleanTextField, YearField


class YearForm(forms.Form):
    """The year that the new round is named after."""

    year = YearField(
        label="Jaar van de ronde",
        label_suffix="",
        help_text="Het jaar waarnaar u de opvolging noemt. De data van de gesprekken legt u apart vast.",
    )


class BecomingForm(forms.Form):
    """What became of one approach since the last round."""

    GOES_ON, AS_OTHERS, LEFT = "goes_on", "as_others", "left"

    became = forms.ChoiceField(
        label="Wat is ervan geworden?",
        label_suffix="",
        choices=[
            (GOES_ON, "Gaat door"),
            (AS_OTHERS, "Gaat verder als …"),
            (LEFT, "Wordt niet meer onderzocht, omdat …"),
        ],
        initial=GOES_ON,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Kies wat er van deze aanpak is geworden.",
            "invalid_choice": "Kies een van de drie mogelijkheden.",
        },
    )
    names = CleanTextField(
        label="Gaat verder als",
        label_suffix="",
        help_text=(
            "Eén naam als de aanpak anders heet. Is de aanpak gesplitst, dan op elke regel een naam. Gaat zij op in"
            " een andere aanpak, dan de naam daarvan."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": " ", "class": "stj-short"}),
    )
    reason = CleanTextField(
        label="Wordt niet meer onderzocht, omdat",
        label_suffix="",
        help_text="Maak de zin af: “omdat zij is opgeheven”. De reden komt in het factsheet.",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"placeholder": " "}),
    )

    def __init__(self, *args, approach, **kwargs):
        self.approach = approach
        super().__init__(*args, prefix=f"aanpak-{approach.pk}", **kwargs)

    @property
    def is_sent(self):
        """Whether the page that was sent asked after this approach at all."""
        return self.add_prefix("became") in self.data

    def becoming(self):
        """What was said, once it is valid."""
        said = self.cleaned_data
        return Becoming.said(
            self.approach,
            names=said["names"].split("\n") if said["became"] == self.AS_OTHERS else (),
            reason=said["reason"] if said["became"] == self.LEFT else "",
        )

    def clean(self):
        said = super().clean()
        became, names, reason = said.get("became"), said.get("names"), said.get("reason")
        if became == self.AS_OTHERS and names == "":
            self.add_error("names", "Vul de naam in waaronder de aanpak verdergaat.")
        if became == self.LEFT and reason == "":
            self.add_error("reason", "Vul de reden in.")
        if became and became != self.AS_OTHERS and names:
            self.add_error("names", "Kies “Gaat verder als”, of maak dit veld leeg.")
        if became and became != self.LEFT and reason:
            self.add_error("reason", "Kies “Wordt niet meer onderzocht”, of maak dit veld leeg.")
        return said
