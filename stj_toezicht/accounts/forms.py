from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm

from stj_toezicht.accounts.models import User


class LogInForm(AuthenticationForm):
    """User name and password; the message doesn't tell which of the two was wrong."""

    username = forms.CharField(
        label="Gebruikersnaam", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Wachtwoord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    error_messages = {
        "invalid_login": "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw.",
        "inactive": "Dit account is niet actief. Vraag de beheerder om hulp.",
    }

    def clean_username(self):
        """The user name as it is stored: for who was invited it is an address, which people type as they like."""
        typed = self.cleaned_data["username"]
        stored = list(User.objects.filter(username__iexact=typed).values_list("username", flat=True)[:2])
        return stored[0] if len(stored) == 1 else typed


class ForgottenPasswordForm(forms.Form):
    email = forms.EmailField(
        label="E-mailadres", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ChoosePasswordForm(SetPasswordForm):
    """A new password, typed twice."""

    error_messages = {"password_mismatch": "De twee wachtwoorden zijn niet gelijk."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "Nieuw wachtwoord", "Nieuw wachtwoord nogmaals"
        first.help_text = "Ten minste 12 tekens; niet uw naam en geen veelgebruikt wachtwoord."
        second.help_text = ""
