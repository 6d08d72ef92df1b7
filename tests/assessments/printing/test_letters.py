"""What our typeface lacks is told, and stands in a PDF by its number."""

from contextlib import closing

import pytest

from assessments.printing.letters import WITHOUT_A_SHAPE, lacking, spelled_out
from assessments.printing.press import Press


@pytest.mark.parametrize(
    "text",
    [
        "Súdwest-Fryslân en ’s-Hertogenbosch: € 1.000, 50 % – “ja” … • √ X ½ ² é ü ñ ç",
        "met\u00a0vaste spatie\u2009en\u2003brede\u200dverbinding\tof\nregel",
        "",
    ],
)
def test_what_people_type_is_there(text):
    assert lacking(text) == []
    assert spelled_out(text) == text


def test_what_is_lacking_is_named_once():
    assert lacking("漢字 en 漢, ☃ en 👍\ufe0f") == ["☃", "字", "漢", "👍"]


def test_a_number_stands_for_what_is_lacking():
    assert spelled_out("o\u0330\u0600") == "o[U+0330][U+0600]"
    assert spelled_out("goed 👍 <b>漢</b>") == "goed [U+1F44D] <b>[U+6F22]</b>"


def test_nothing_is_drawn_for_what_needs_no_shape(caplog):
    """WeasyPrint would say which of them it drew as a box."""
    shown = "".join(f"a{chr(number)}" for number in sorted(WITHOUT_A_SHAPE))
    with closing(Press()) as press:
        press.write(f'<html lang="nl"><title>Proef</title><p>{shown}', "factsheet-pdf.css")
    assert [record.getMessage() for record in caplog.records] == []
