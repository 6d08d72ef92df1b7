from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from municipalities.models import Contact
from stj_toezicht.accounts.models import User


def _day(**options):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, **options)


class ContactForm(forms.Form):
    """In what function somebody speaks for a municipality, and from which day to which."""

    function = forms.CharField(label="Functie", max_length=Contact._meta.get_field("function").max_length)
    valid_from = _day(label="Spreekt namens de gemeente vanaf")
    valid_until = _day(
        label="Tot en met", required=False, help_text="Laat leeg als er nog geen laatste dag bekend is."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self):
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "De laatste dag ligt voor de eerste. Wijzig een van beide.")
        return super().clean()


class InvitationForm(ContactForm):
    """Whom to invite; they log in with their address."""

    name = forms.CharField(label="Naam", max_length=User._meta.get_field("name").max_length)
    email = forms.EmailField(
        label="E-mailadres",
        max_length=User._meta.get_field("username").max_length,
        help_text="Hier gaat de uitnodiging naartoe. Dit wordt ook de gebruikersnaam.",
    )

    field_order = ["name", "function", "email", "valid_from", "valid_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = timezone.localdate

    def clean_email(self):
        email = self.cleaned_data["email"]
        try:
            User._meta.get_field("username").run_validators(email)
        except ValidationError as error:
            raise ValidationError(
                "Met dit e-mailadres kan niemand inloggen. Gebruik een ander adres."
            ) from error
        return email
