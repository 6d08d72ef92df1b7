import pytest

from assessments.reading.lines import joined, numbered


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["de zorg", "is geregeld"], "de zorg is geregeld"),
        (["samenwerkings-", "afspraken"], "samenwerkingsafspraken"),
        (["een net-", "werk van wijk-", "teams"], "een netwerk van wijkteams"),
        (["dwang-", "en drang"], "dwang- en drang"),
        (["jeugd-", "of gezinsteam"], "jeugd- of gezinsteam"),
        (["proces-", "als casusregie"], "proces- als casusregie"),
        (["voor-", "tot najaar"], "voor- tot najaar"),
        (["Sittard-", "Geleen"], "Sittard-Geleen"),
        (["team-", "2"], "team-2"),
        (["hulp -", "en zorg"], "hulp - en zorg"),
        (["wijk-", "(en buurt)"], "wijk- (en buurt)"),
        (["enge-", "lenwerk"], "engelenwerk"),
        ([], ""),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_hard_line_breaks_are_joined(lines, text):
    assert joined(lines) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("een\ntwee\n", [(1, "een"), (2, "twee")]),
        ("een\r\n\r\ntwee\r\n", [(1, "een"), (2, ""), (3, "twee")]),
        ("een\rtwee", [(1, "een"), (2, "twee")]),
        ("een\n\ftwee", [(1, "een"), (2, ""), (2, "twee")]),
        ("een\n twee   drie \n\n\n", [(1, "een"), (2, "twee drie")]),
        ("zorg\u00ad\nvuldig", [(1, "zorg-"), (2, "vuldig")]),
        ("een\x0btwee\u2028drie", [(1, "een twee drie")]),
        ("\u202eeen\u200b\u0000", [(1, "een")]),
    ],
    ids=[
        "plain",
        "windows",
        "old mac",
        "form feed",
        "white space",
        "soft hyphen",
        "odd breaks",
        "invisible characters",
    ],
)
def test_lines_keep_the_numbers_of_an_editor(text, lines):
    assert [(line.number, line.text) for line in numbered(text)] == lines
