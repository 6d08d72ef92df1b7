"""A text in which no line can break for very long gets places to break, and reads as it did."""

import pytest

from assessments.printing.breaks import APART, LONGEST, made_breakable
from assessments.printing.layout import lay_out
from tests.assessments.printing.reading_back import read_aloud


@pytest.mark.parametrize(
    "html",
    [
        "<p>Een gewone tekst, met het woord hulpverleningstrajecten en 35&nbsp;gezinnen</p>",
        "<p>" + "x" * (LONGEST - 1) + "</p>",
        "<p>" + "-".join(["woord"] * LONGEST) + "</p>",
        "<p>" + "\u00ad".join(["woord"] * LONGEST) + "</p>",
        "<p>" + "[U+6F22]" * LONGEST + "</p>",
        "<p>" + "<b>woord</b>" * LONGEST + "</p>",
        f"<title>{'x' * LONGEST}</title>",
        f'<a href="https://example.org/{"x" * LONGEST}">hier</a>',
    ],
    ids=[
        "words",
        "a long word",
        "hyphens",
        "soft hyphens",
        "numbers of letters",
        "elements",
        "a title",
        "an address",
    ],
)
def test_what_can_break_stays_as_it_is(html):
    assert made_breakable(html) == html


@pytest.mark.parametrize(
    ("piece", "times"),
    [
        pytest.param("x" * APART, 30, id="letters"),
        pytest.param("&amp;" * APART, 30, id="entities"),
        pytest.param("x\u0323\u0307" * APART, 30, id="accents"),
        pytest.param("x \u0323" * (APART // 2), 30, id="accents on spaces"),
        pytest.param("woord\u00a0", 40, id="no-break spaces"),
        pytest.param("wij\u00a0\u0301" * (APART // 4), 30, id="accents on no-break spaces"),
        pytest.param("arbeidsmarktbeleid\u202f", 40, id="narrow no-break spaces"),
    ],
)
def test_what_cannot_gets_places_to(piece, times):
    assert made_breakable(f"<p>{piece * times}</p>") == f"<p>{'<wbr>'.join([piece] * times)}</p>"


@pytest.mark.looks
@pytest.mark.parametrize("text", ["x" * 450, "woord\u00a0" * 90], ids=["one long word", "no-break spaces"])
def test_it_is_read_as_the_text_that_it_was(text):
    page = f'<html lang="nl"><head><title>Proef</title></head><body><p>{text}einde.</p></body></html>'
    assert read_aloud(lay_out(page, "factsheet-pdf.css")) == f"{text}einde.".replace("\u00a0", " ")
