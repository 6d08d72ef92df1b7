from dataclasses import dataclass

from django import forms
from django.db.models import Q

from assessments.forms.fields import CleanTextField
from assessments.models import Finding, Round, Theme
from assessments.models.open_points import open_ones
from assessments.passages import words_of
from assessments.verdicts import Verdict
from municipalities.models import MOST_LETTERS, Municipality

OPEN = "open"
MOST_WORDS = 10
_IN_ADDRESS = {
    "words": "woorden",
    "municipality": "gemeente",
    "theme": "thema",
    "verdict": "oordeel",
    "year": "jaar",
}
_CALLED = {"municipality": "gemeente", "theme": "thema", "verdict": "oordeel", "year": "jaar"}


@dataclass(frozen=True)
class Filter:
    """Something that narrows a search: what it is called, what it says, and the address without it."""

    label: str
    value: str
    address: str


class SearchForm(forms.Form):
    """What somebody looks for among the findings that they may read; every field may stay empty."""

    words = CleanTextField(
        label="Woorden",
        label_suffix="",
        help_text="Alle woorden moeten voorkomen. Een deel van een woord mag ook; zet “woorden die bij elkaar staan”"
        " tussen aanhalingstekens.",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": "Typ hoogstens %(limit_value)s tekens; dit zijn er %(show_value)s."},
    )
    municipality = CleanTextField(
        label="Gemeente, ook een vroegere naam",
        label_suffix="",
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "max_length": "Een naam heeft hoogstens %(limit_value)s tekens; dit zijn er %(show_value)s."
        },
    )
    theme = forms.ChoiceField(
        label="Thema",
        label_suffix="",
        required=False,
        error_messages={"invalid_choice": "Kies een thema uit de lijst."},
    )
    verdict = forms.ChoiceField(
        label="Oordeel",
        label_suffix="",
        required=False,
        choices=[
            ("", "Elk oordeel"),
            *((verdict.value, f"{verdict.mark} {verdict.label}") for verdict in Verdict),
            (OPEN, "Nog open"),
        ],
        error_messages={"invalid_choice": "Kies een oordeel uit de lijst."},
    )
    year = forms.ChoiceField(
        label="Jaar",
        label_suffix="",
        required=False,
        error_messages={"invalid_choice": "Kies een jaar uit de lijst."},
    )

    def __init__(self, data, *, reader):
        super().__init__(data)
        self.rounds = Round.objects.visible_to(reader)
        years = self.rounds.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", "Elk jaar"), *((str(year), year) for year in years)]
        headings = Theme.objects.order_by("position").values_list("heading", flat=True)
        self.fields["theme"].choices = [
            ("", "Elk thema"),
            *((each, each) for each in dict.fromkeys(headings)),
        ]

    def add_prefix(self, field_name):
        """The name of a field in the address is Dutch, as the rest of the address."""
        return _IN_ADDRESS.get(field_name, field_name)

    def clean_words(self):
        typed = self.cleaned_data["words"]
        if typed and not words_of(typed):
            raise forms.ValidationError("Typ een woord waarnaar u zoekt.")
        if (number := len(words_of(typed))) > MOST_WORDS:
            raise forms.ValidationError(f"Typ hoogstens {MOST_WORDS} woorden; dit zijn er {number}.")
        return typed

    @property
    def sought(self):
        """The words and phrases that were typed, as searching sees them."""
        return words_of(self.cleaned_data.get("words", ""))

    @property
    def municipalities(self):
        """The municipalities with what was typed in their present or former name."""
        return Municipality.objects.named_like(self.cleaned_data["municipality"])

    @property
    def is_used(self):
        """Whether something was asked at all."""
        return any(self.cleaned_data.values())

    def filters(self):
        """What narrows the search beside the words, each with the query that leaves it out."""
        for field in self:
            if field.name != "words" and (value := self.cleaned_data[field.name]):
                query = self.data.copy()
                query.pop(field.html_name)
                query.pop("page", None)
                choices = dict(getattr(field.field, "choices", ()))
                yield Filter(_CALLED[field.name], choices.get(value, value), f"?{query.urlencode()}")

    def found(self):
        """The findings that answer to all that was asked, the newest first."""
        asked = self.cleaned_data
        findings = Finding.objects.filter(round__in=self.rounds).as_printed().holding(self.sought)
        if asked["municipality"]:
            findings = findings.filter(round__municipality__in=self.municipalities.lines())
        if asked["theme"]:
            findings = findings.filter(heading=asked["theme"])
        if asked["verdict"]:
            is_open = asked["verdict"] == OPEN
            findings = findings.filter(open_ones() if is_open else Q(verdict=asked["verdict"]))
        if asked["year"]:
            findings = findings.filter(round__year=int(asked["year"]))
        return findings.newest_first()
