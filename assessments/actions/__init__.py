"""What changes the database with a condition, a second row, or a moment and a person."""


class Refused(Exception):
    """An action that cannot be done now; its text is the Dutch message that tells the user why."""

    message = "Dit kan nu niet."

    def __init__(self, message=""):
        super().__init__(message or self.message)


class TextTooLong(Refused):
    """A text is longer than there is room for."""

    message = "Deze tekst is te lang om op te slaan. Maak die korter."


def check_length(text, at_most, *, standing=""):
    """Refuse a text for which there is no room; one that was stored already may stay. Raises TextTooLong."""
    if len(text) > at_most and text != standing:
        raise TextTooLong
