from django.contrib.auth.password_validation import MinimumLengthValidator


class MinimumLength(MinimumLengthValidator):
    """Django's rule for the length of a password, with its message in Dutch, which Django's own catalogue lacks."""

    def get_error_message(self):
        return f"Dit wachtwoord is te kort. Gebruik ten minste {self.min_length} tekens."

    def get_help_text(self):
        return f"Gebruik ten minste {self.min_length} tekens."
