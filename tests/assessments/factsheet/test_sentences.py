"""The standard sentences, for one approach and for several."""

import pytest

from assessments.factsheet import sentences


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param([], "", id="none"),
        pytest.param(["A"], "A", id="one"),
        pytest.param(["A", "B"], "A en B", id="two"),
        pytest.param(["A", "B", "C"], "A, B en C", id="three"),
    ],
)
def test_a_list_of_words(words, expected):
    assert sentences.enumerate_words(words) == expected


@pytest.mark.parametrize(
    ("current", "earlier", "expected"),
    [
        pytest.param(["CJG"], [], "Aanpak: CJG", id="a first test"),
        pytest.param(["CJG"], [(2013, ["CJG"])], "Aanpak: CJG", id="the same as before"),
        pytest.param(["CJG"], [(2013, ["A"])], "Aanpak: CJG (2013: aanpak A)", id="another before"),
        pytest.param(["C"], [(2013, ["A", "B"])], "Aanpak: C (2013: aanpak A en aanpak B)", id="two before"),
        pytest.param(
            ["D"],
            [(2013, ["A", "B", "C"])],
            "Aanpak: D (2013: aanpak A, aanpak B en aanpak C)",
            id="three before",
        ),
        pytest.param(["A", "B"], [(2013, ["A"])], "Aanpakken: A en B (2013: aanpak A)", id="two now"),
        pytest.param(
            ["C"], [(2013, ["A"]), (2014, ["C"])], "Aanpak: C (2013: aanpak A)", id="changed two years ago"
        ),
        pytest.param(
            ["C"],
            [(2013, ["A"]), (2014, ["B"])],
            "Aanpak: C (2013: aanpak A; 2014: aanpak B)",
            id="changed twice",
        ),
    ],
)
def test_the_line_of_the_approaches(current, earlier, expected):
    assert sentences.approach_line(current, earlier) == expected


@pytest.mark.parametrize(
    ("approaches", "number_of_themes", "beginning", "end"),
    [
        pytest.param(["A"], 5, "de aanpak A op", "De vijf thema’s zijn:", id="one approach"),
        pytest.param(["A", "B"], 11, "de aanpakken A en B op", "De 11 thema’s zijn:", id="many themes"),
        pytest.param(["A"], 1, "de aanpak A op", "Het thema is:", id="one theme"),
    ],
)
def test_the_introduction(approaches, number_of_themes, beginning, end):
    text = sentences.introduction(
        framework="GGSR",
        tested=[(2013, "Alkmaar", approaches)],
        number_of_themes=number_of_themes,
    )
    assert text.startswith(f"STJ heeft in 2013 in Alkmaar {beginning} beleidsniveau getoetst")
    assert text.endswith(end)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (2013, "STJ heeft in 2013 in Bernisse de aanpak A en in Spijkenisse de aanpakken B en C op beleids"),
        (2014, "STJ heeft in 2013 in Bernisse de aanpak A en in 2014 in Spijkenisse de aanpakken B en C op"),
    ],
    ids=["in one year", "in two years"],
)
def test_municipalities_that_merged_since_were_each_tested_first(second, expected):
    tested = [(2013, "Bernisse", ["A"]), (second, "Spijkenisse", ["B", "C"])]
    text = sentences.introduction(framework="GGSR", tested=tested, number_of_themes=5)
    assert text.startswith(expected)


@pytest.mark.parametrize(
    ("former", "with_own", "expected"),
    [
        (
            ["Bernisse", "Spijkenisse"],
            False,
            "Bernisse en Spijkenisse zijn opgegaan in Nissewaard. Sinds 2015 volgt STJ hun verbeterpunten samen op.",
        ),
        (
            ["Bernisse"],
            True,
            "Bernisse is opgegaan in Nissewaard. Sinds 2015 volgt STJ de verbeterpunten van beide samen op.",
        ),
    ],
    ids=["a new municipality", "one that was there"],
)
def test_municipalities_that_merged_are_followed_up_together(former, with_own, expected):
    said = sentences.went_on_together(year=2015, municipality="Nissewaard", former=former, with_own=with_own)
    assert said == expected


def test_a_second_follow_up_looks_at_what_was_open_after_the_first():
    assert sentences.what_was_followed_up(year=2015, before=["A"], now=["A"], years_before=[2014]) == (
        "In 2015 heeft STJ opnieuw bekeken wat er met de verbeterpunten is gebeurd. Dit overzicht gaat alleen over "
        "de verbeterpunten die na 2014 nog openstonden. Punten waarop de aanpak A eerder al voldeed, zijn niet "
        "opnieuw getoetst."
    )


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(
            ["A"],
            ["A"],
            "In 2014 heeft STJ bekeken wat er met de verbeterpunten is gebeurd. Dit overzicht gaat alleen over "
            "die verbeterpunten. Punten waarop de aanpak A eerder al voldeed, zijn niet opnieuw getoetst.",
            id="the same approach",
        ),
        pytest.param(
            ["A", "B"],
            ["C"],
            "In 2014 heeft STJ bekeken wat er met de verbeterpunten is gebeurd in de aanpak C. Dit overzicht gaat "
            "alleen over die verbeterpunten. Punten waarop de aanpakken A en B eerder al voldeden, zijn "
            "niet opnieuw getoetst.",
            id="two that went up in another",
        ),
    ],
)
def test_what_a_follow_up_looked_at(before, now, expected):
    assert sentences.what_was_followed_up(year=2014, before=before, now=now) == expected


@pytest.mark.parametrize(
    "reason", ["zij zich op werk richt", "zij zich op werk richt.", " zij zich op werk richt. "]
)
def test_an_approach_that_left_is_named_with_its_reason(reason):
    expected = "De aanpak D hoort niet meer bij het onderzoek, omdat zij zich op werk richt."
    assert sentences.left_the_investigation("D", reason) == expected


def test_an_approach_that_left_in_an_earlier_round_has_its_year():
    expected = "De aanpak D hoort sinds 2014 niet meer bij het onderzoek, omdat zij stopte."
    assert sentences.left_the_investigation("D", "zij stopte", since=2014) == expected
