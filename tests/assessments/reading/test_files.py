import pytest

from assessments.reading import MAX_SIZE, Unreadable, text_of


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("één √".encode(), "één √"),
        ("één".encode("utf-8-sig"), "één"),
        (b"x" * MAX_SIZE, "x" * MAX_SIZE),
    ],
    ids=["utf-8", "byte order mark", "as large as may be"],
)
def test_a_file_is_text_in_utf_8(content, text):
    assert text_of(content) == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "het bestand is leeg."),
        (b" \r\n\f\n", "het bestand is leeg."),
        (b"\xef\xbb\xbf", "het bestand is leeg."),
        (
            b"%PDF-1.7\n\x00\x01",
            "dit is geen tekstbestand. Sla de tekst van het factsheet op als tekst (UTF-8).",
        ),
        (
            "één\nregel 2\ncafé".encode("latin-1"),
            "regel 1: verwachtte tekst in UTF-8. Sla het bestand opnieuw op als UTF-8.",
        ),
        (b"een\ntwee \xff", "regel 2: verwachtte tekst in UTF-8. Sla het bestand opnieuw op als UTF-8."),
        (b"\xd0\xcf" * 2_500_000, "het bestand is groter dan 1 MB; een factsheet is veel kleiner."),
        (b"x\n" * 30_000, "het bestand heeft meer dan 20000 regels; een factsheet heeft er veel minder."),
    ],
    ids=[
        "empty",
        "white space",
        "only a mark",
        "binary",
        "latin-1",
        "second line",
        "5 MB of noise",
        "many lines",
    ],
)
def test_other_files_are_refused(content, message):
    with pytest.raises(Unreadable) as refusal:
        text_of(content)
    assert str(refusal.value) == message
