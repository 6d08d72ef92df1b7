from django import forms
from django.utils.formats import date_format

from assessments.forms.fields import CleanTextField, MarkdownField, VersionField
from assessments.texts import invisible_in
from assessments.verdicts import Verdict

# The fields at which somebody hears what is wrong, also while typing.
TOLD_OF_WHILE_TYPING = ("verdict", "reason", "explanation", "expected_on", "private_note")


class ContactMomentsField(forms.TypedMultipleChoiceField):
    """Which contact moments of the round a finding rests on; the keys of other rounds are no choice."""

    def offer(self, moments):
        by_key = {str(moment.pk): moment for moment in moments}
        self.coerce, self.offered = by_key.__getitem__, by_key.keys()
        self.choices = [
            (key, f"{moment} op {date_format(moment.date)}".capitalize()) for key, moment in by_key.items()
        ]

    def to_python(self, value):
        """What is still there of what was chosen: a contact moment can be removed while somebody types."""
        return [key for key in super().to_python(value) if key in self.offered]


class FindingForm(forms.Form):
    """What an inspector records on one point; `version` is the version that the typing started from.

    `moments` are the contact moments of the round, given along where a page has many of these forms.
    """

    verdict = forms.ChoiceField(
        label="Oordeel",
        label_suffix="",
        choices=Verdict.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "stj-choice"}),
        error_messages={"invalid_choice": "Kies een van de drie oordelen."},
    )
    reason = CleanTextField(
        label="Reden waarom dit punt niet is beoordeeld",
        label_suffix="",
        help_text="Komt in het factsheet.",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "stj-when-not-assessed"}),
    )
    explanation = MarkdownField(
        label="Toelichting",
        help_text="Een lege regel begint een alinea, “- ” een opsomming, “LET OP:” een opmerking.",
    )
    expected_on = forms.DateField(
        label="Berust op een voornemen, verwacht op",
        label_suffix="",
        help_text=(
            "Vanaf die dag staat dit punt in “Mijn werk”, om na te gaan wat ervan geworden is. "
            "De datum komt niet in het factsheet."
        ),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "stj-when-meets"}),
        error_messages={"invalid": "Vul een bestaande datum in, bijvoorbeeld 01-05-2015."},
    )
    contact_moments = ContactMomentsField(
        label="Contactmomenten waarop dit rust",
        label_suffix="",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_list": "Kies contactmomenten uit de lijst.",
        },
    )
    private_note = MarkdownField(
        label="Notitie",
        rows=3,
        help_text="Alleen voor collega’s van de inspectie. Noem functies, geen namen.",
    )
    version = VersionField()
    keeps_verdict = False  # what a later round rests on is shown, and goes along as it is

    def __init__(self, *args, finding, moments=None, **kwargs):
        self.finding = finding
        kwargs.setdefault("prefix", f"punt-{finding.pk}")
        kwargs.setdefault(
            "initial",
            {
                "verdict": finding.verdict,
                "reason": finding.reason,
                "explanation": finding.explanation,
                "expected_on": finding.expected_on,
                "contact_moments": finding.rests_on,
                "private_note": finding.private_note,
                "version": finding.version,
            },
        )
        super().__init__(*args, **kwargs)
        self.moments = finding.round.contact_moments.all() if moments is None else moments
        self.fields["contact_moments"].offer(self.moments)
        for name in TOLD_OF_WHILE_TYPING:
            self.fields[name].has_room_for_errors = True

    @property
    def told_of_while_typing(self):
        return [self[name] for name in TOLD_OF_WHILE_TYPING]

    @property
    def is_sent(self):
        """Whether the page that was sent held this finding at all."""
        return self.add_prefix("version") in self.data

    @property
    def was_typed(self):
        """Whether the form says other than the finding did at the version that the typing started from."""
        return not self.is_valid() or self.differs_from(self.finding.at_version(self.cleaned_data["version"]))

    def differs_from(self, start):
        """Whether something was typed: whether the form says other than what its typing started from."""
        if not self.is_valid():
            return True
        fields = ["verdict", "explanation", "expected_on", "private_note"]
        if self.cleaned_data["verdict"] == Verdict.NOT_ASSESSED:
            fields.append("reason")
        named = {moment.pk for moment in self.cleaned_data["contact_moments"]}
        still_there = {moment.pk for moment in self.moments} & set(start.rests_on)
        return named != still_there or any(self.cleaned_data[name] != getattr(start, name) for name in fields)

    @property
    def names_what_is_gone(self):
        """Whether a contact moment was chosen that is not in the round any more."""
        field = self.fields["contact_moments"]
        return any(key not in field.offered for key in self["contact_moments"].value() or [])

    @property
    def lacks_only_reason(self):
        """Whether everything can be saved but the verdict, because it still has to be said why not."""
        return self.errors.as_data().keys() == {"reason"} and self.has_error("reason", "missing")

    @property
    def lacks_version(self):
        """Whether it can't be told what the typing started from, so that nothing can be saved."""
        return "version" in self.errors

    def as_far_as_valid(self):
        """All that can be saved: of a field that is wrong, what is stored; a new verdict waits for its reason."""
        waiting = set(self.errors)
        if "reason" in waiting and self.cleaned_data.get("verdict") == Verdict.NOT_ASSESSED:
            waiting |= {"verdict", "expected_on"}
        if "verdict" in waiting:
            waiting |= {"reason", "expected_on"}
        content = self.cleaned_data | {name: getattr(self.finding, name) for name in waiting}
        if content["verdict"] != Verdict.MEETS:
            content["expected_on"] = None
        return content

    @property
    def drops_plan(self):
        """Whether a date of a plan was filled in beside a verdict that rests on none."""
        name = self.add_prefix("expected_on")
        return self.cleaned_data.get("verdict") != Verdict.MEETS and bool(self.data.get(name))

    def invisible(self):
        """How many characters that nobody sees are taken out of each text, by the name that it is sent under."""
        names = [self.add_prefix(name) for name in ("reason", "explanation", "private_note")]
        counts = {name: invisible_in(self.data.get(name, "")) for name in names}
        return {name: count for name, count in counts.items() if count}

    def clean_expected_on(self):
        """A date field of a browser gives the years 0002, 0020 and 0201 while somebody types 2015."""
        expected_on, year = self.cleaned_data["expected_on"], self.finding.round.year
        first, last = year - 1, year + 20
        if expected_on and not first <= expected_on.year <= last:
            raise forms.ValidationError(f"Vul een datum in van {first} tot en met {last}.")
        return expected_on

    def clean(self):
        cleaned = super().clean()
        if (
            cleaned.get("verdict") == Verdict.NOT_ASSESSED
            and not cleaned.get("reason")
            and "reason" not in self.errors
        ):
            message = "Geef de reden waarom dit punt niet is beoordeeld."
            self.add_error("reason", forms.ValidationError(message, code="missing"))
        if cleaned.get("verdict", Verdict.MEETS) != Verdict.MEETS:
            self.errors.pop("expected_on", None)
            cleaned["expected_on"] = None
        return cleaned


class PageForm(forms.Form):
    """By what name the page that is sent is known, and how many times it was sent before."""

    saved_from = forms.RegexField(r"^[0-9a-f]{32}\Z")
    saved_nth = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def as_sent(self):
        """What `record` takes; nothing of a page that doesn't say it well."""
        return self.cleaned_data if self.is_valid() else {}


def following(page):
    """What a page would say of itself with the next that it sends: what comes along with a save counts after it."""
    return page | {"saved_nth": page["saved_nth"] + 1} if page else {}
