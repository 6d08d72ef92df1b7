from django import forms

from assessments.documents.kinds import KINDS


class FilesInput(forms.ClearableFileInput):
    """A choice of several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or more, as a list; what is in them is looked at one by one."""

    widget = FilesInput(attrs={"class": "utrecht-textbox", "accept": ",".join(f".{kind}" for kind in KINDS)})

    def to_python(self, data):
        return [file for file in data or [] if file]

    def clean(self, data, initial=None):
        files = self.to_python(data if isinstance(data, list | tuple) else [data])
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class AttachmentsForm(forms.Form):
    """Documents for a contact moment, in a form of their own: what is wrong elsewhere never costs the file."""

    files = FilesField(
        label="Bestanden",
        label_suffix="",
        help_text="Ten hoogste 20 MB per bestand en 60 MB tegelijk. PDF, Office, tekst, afbeelding of e-mail.",
        error_messages={"required": "Kies eerst een bestand."},
    )
