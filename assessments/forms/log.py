from django import forms

from assessments.forms.fields import CleanTextField
from stj_toezicht.log.kinds import Kind

MOST_LETTERS, MOST_WORDS = 200, 10
EVERYTHING, EVERYBODY = "alles", "iedereen"
FROM_THE_LIST = "Kies uit de lijst."


class LogFilterForm(forms.Form):
    """Which events of a log to show; every field may stay empty."""

    waarvan = CleanTextField(
        label="Waarvan",
        label_suffix="",
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": "Typ hoogstens %(limit_value)s tekens; dit zijn er %(show_value)s."},
    )
    wat = forms.ChoiceField(
        label="Wat", label_suffix="", required=False, error_messages={"invalid_choice": FROM_THE_LIST}
    )
    wie = forms.ChoiceField(
        label="Wie", label_suffix="", required=False, error_messages={"invalid_choice": FROM_THE_LIST}
    )
    vanaf = forms.DateField(
        label="Vanaf",
        label_suffix="",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Vul een bestaande datum in, bijvoorbeeld 01-05-2027."},
    )
    tot_en_met = forms.DateField(
        label="Tot en met",
        label_suffix="",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Vul een bestaande datum in, bijvoorbeeld 01-05-2027."},
    )

    def __init__(self, data, *, events):
        super().__init__(data)
        self.events = events
        present = events.order_by().values_list("kind", flat=True).distinct()
        kinds = sorted((Kind(kind).label.capitalize(), kind) for kind in present)
        self.fields["wat"].choices = [("", EVERYTHING), *((kind, label) for label, kind in kinds)]
        people = events.order_by("by_name").values_list("by", "by_name").distinct()
        names = {}
        for pk, name in people:
            names.setdefault(str(pk), []).append(name)
        self.fields["wie"].choices = [
            ("", EVERYBODY),
            *((pk, " / ".join(dict.fromkeys(each))) for pk, each in names.items()),
        ]

    def found(self):
        """The events that are asked for, the newest first; what of the asking makes no sense narrows nothing."""
        self.full_clean()
        wanted = self.cleaned_data
        events = self.events.order_by("-at", "-pk")
        for word in wanted.get("waarvan", "").split()[:MOST_WORDS]:
            events = events.filter(about__icontains=word)
        if wanted.get("wat"):
            events = events.filter(kind=wanted["wat"])
        if wanted.get("wie"):
            events = events.filter(by=wanted["wie"])
        if wanted.get("vanaf"):
            events = events.filter(at__date__gte=wanted["vanaf"])
        if wanted.get("tot_en_met"):
            events = events.filter(at__date__lte=wanted["tot_en_met"])
        return events
