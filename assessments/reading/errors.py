"""What is said about a text that cannot be taken with certainty."""

from collections.abc import Sequence

MAX_QUOTED = 80


class Unreadable(ValueError):
    """A text is not a factsheet that can be read; says on which line, and what was expected there."""

    def __init__(self, message: str, line: int | None = None):
        self.message, self.line = message, line
        super().__init__(message)

    def __str__(self) -> str:
        return f"regel {self.line}: {self.message}" if self.line else self.message


def expected(what: str, *, line: int, found: str = "", nearest: Sequence[str] = ()) -> Unreadable:
    """An error in the one form that all have: what was expected, what stands there, what looks like it."""
    message = f"verwachtte {what}" + (f", maar vond {quoted(found)}" if found else "") + "."
    if nearest:
        message += f" Het meest lijkt erop: {'; '.join(quoted(name) for name in nearest)}."
    return Unreadable(message, line)


def quoted(text: str) -> str:
    """A text between quotation marks, shortened when it is long."""
    return f"“{text[: MAX_QUOTED - 1].rstrip()}…”" if len(text) > MAX_QUOTED else f"“{text}”"


def in_dutch(number: int) -> str:
    """A number with a point between the thousands: "10.000"."""
    return f"{number:,}".replace(",", ".")
