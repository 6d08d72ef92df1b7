from django import forms

from assessments.documents import NotAccepted
from assessments.models.attachments import MAX_ATTACHMENT_SIZE
from assessments.worksheets import reading


class WorkSheetForm(forms.Form):
    """A filled-in work sheet; what it is cleaned to is what was read in it, point by point."""

    file = forms.FileField(
        label="Ingevuld werkblad",
        label_suffix="",
        help_text="Het Word-bestand (.docx) dat u bij deze ronde ophaalde. Ten hoogste 20 MB.",
        widget=forms.FileInput(attrs={"class": "utrecht-textbox", "accept": ".docx"}),
        error_messages={
            "required": "Kies eerst een bestand.",
            "empty": "Dit bestand is leeg.",
            "max_length": "De naam van dit bestand is te lang.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_ATTACHMENT_SIZE:
            raise forms.ValidationError("Dit bestand is groter dan 20 MB. Een werkblad is veel kleiner.")
        try:
            return reading.read(file.read())
        except NotAccepted as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
