"""What changes the database with a condition, a second row, or a moment and a person."""

from stj_toezicht.refusals import Refused

__all__ = ["Refused", "TextTooLong", "check_length"]


class TextTooLong(Refused):
    """A text is longer than there is room for."""

    message = "Deze tekst is te lang om op te slaan. Maak die korter."


def check_length(text, at_most, *, standing=""):
    """Refuse a text for which there is no room; one that was stored already may stay. Raises TextTooLong."""
    if len(text) > at_most and text != standing:
        raise TextTooLong
