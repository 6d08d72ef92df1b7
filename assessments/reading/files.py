"""From the bytes of a file to its text."""

from assessments.reading.errors import Unreadable

MAX_SIZE = 1_000_000
MAX_LINES = 20_000


def text_of(content: bytes) -> str:
    """The text of an uploaded or named file. Refuses what is too large, empty, or no plain text in UTF-8."""
    if len(content) > MAX_SIZE:
        raise Unreadable("het bestand is groter dan 1 MB; een factsheet is veel kleiner.")
    if b"\0" in content:
        raise Unreadable("dit is geen tekstbestand. Sla de tekst van het factsheet op als tekst (UTF-8).")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable("verwachtte tekst in UTF-8. Sla het bestand opnieuw op als UTF-8.", line) from error
    if not text.strip():
        raise Unreadable("het bestand is leeg.")
    if max(text.count("\n"), text.count("\r")) > MAX_LINES:
        raise Unreadable(
            f"het bestand heeft meer dan {MAX_LINES} regels; een factsheet heeft er veel minder."
        )
    return text
