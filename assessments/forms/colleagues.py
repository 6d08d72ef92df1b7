"""What colleagues write for each other about a finding; none of it is ever published."""

from django import forms
from django.utils import timezone

from assessments.forms.choices import without_form_tag
from assessments.forms.fields import CleanTextField, MarkdownField, VersionField
from assessments.models.comments import LONGEST_REMARK


class _NoteForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_form_tag(self)


class CommentForm(_NoteForm):
    """A remark on a text, of which the page showed the `version`, with how its writer would word it."""

    text = CleanTextField(
        label="Uw opmerking",
        label_suffix="",
        required=False,
        max_length=LONGEST_REMARK,
        help_text="Voor collega’s van de inspectie; de gemeente ziet dit nooit. Noem functies, geen namen.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    suggestion = MarkdownField(
        label="Uw tekstvoorstel",
        help_text=(
            "Hier staat de tekst zoals die nu is. Wijzig hem zoals u hem zou schrijven; het team kan dat overnemen."
        ),
        rows=8,
    )
    version = VersionField(required=False)


class AnswerForm(_NoteForm):
    """An answer below a remark; each of the remarks on a page has its own."""

    text = CleanTextField(
        label="Antwoord",
        label_suffix="",
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 2, "class": "stj-short"}),
    )

    def __init__(self, *args, comment, **kwargs):
        super().__init__(*args, prefix=f"antwoord-{comment.pk}", **kwargs)


class AdoptForm(forms.Form):
    """The version of a text that was shown when its suggested wording was adopted."""

    version = VersionField()


class PlanCheckForm(_NoteForm):
    """What became of a plan, and when to look again."""

    note = CleanTextField(
        label="Wat is ervan geworden?",
        max_length=2_000,
        help_text="Alleen voor het dossier: de bevinding en het factsheet veranderen hier niet door.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Schrijf op wat ervan geworden is."},
    )
    again_on = forms.DateField(
        label="Opnieuw nagaan op",
        required=False,
        help_text="Laat dit leeg als het hiermee klaar is.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Vul een bestaande datum in, bijvoorbeeld 01-05-2027."},
    )

    def clean_again_on(self):
        date = self.cleaned_data["again_on"]
        if date and date <= timezone.localdate():
            raise forms.ValidationError("Kies een dag in de toekomst.")
        return date
