import pytest

from assessments.reading.wordings import longest_prefix, matched, nearest
from tests.assessments.reading.made_up import AGREEMENTS, EVALUATION, HOLD, KNOWN, POWER, VISION


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        (POWER, POWER),
        (f"{POWER.upper()}.", POWER),
        ("De  doorzettingsmacht voor de\nregisseur is geregeld", POWER),
        (EVALUATION, EVALUATION),
        ("Uitgangspunt is dat het gezin niet wordt losgelaten", HOLD),
        ("Er zijn samenwerkingsafspraken gemaakt over aanpak", AGREEMENTS),
        (f"De gemeente heeft beleid voor de groep GGSR. {VISION}", VISION),
        (f"Er is een plan. {EVALUATION}", EVALUATION),
    ],
    ids=[
        "the same",
        "capitals and full stop",
        "white space",
        "two sentences that are one wording",
        "without the reference to the approach",
        "without an article",
        "one of two sentences",
        "a wording of two sentences among three",
    ],
)
def test_a_wording_is_recognised(printed, canonical):
    assert matched(printed, KNOWN.wordings) == canonical


@pytest.mark.parametrize(
    "printed",
    [
        "De doorzettingsmacht voor de regisseur is niet geregeld",
        "Uitgangspunt bij de aanpak is dat het gezin wordt losgelaten",
        "Er zijn geen samenwerkingsafspraken gemaakt over de aanpak",
        f"Dit geldt niet. {VISION}",
        f"Dit is nooit zo geweest. {VISION}",
        f"{VISION}. {POWER}",
        "De gemeente evalueert de resultaten van de aanpak",
        "De doorzettingsmacht voor de coach is geregeld",
        "",
        "De",
    ],
    ids=[
        "a denial more",
        "a denial less",
        "geen",
        "a denial in the other sentence",
        "never in the other sentence",
        "two wordings",
        "half a wording",
        "another word",
        "empty",
        "an article",
    ],
)
def test_a_wording_that_is_not_certain_is_not_recognised(printed):
    assert matched(printed, KNOWN.wordings) is None


def test_two_wordings_that_read_the_same_match_neither():
    assert matched("Zorg is er", ["De zorg is er", "Het zorg is er"]) is None


def test_the_nearest_come_best_first():
    assert nearest("De doorzettingsmacht voor de coach is geregeld", KNOWN.wordings)[0] == POWER


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Utrecht op beleidsniveau zijn opgepakt", "Utrecht"),
        ("Utrechtse Heuvelrug het afgelopen jaar", "Utrechtse Heuvelrug"),
        ("Nissewaard (voorheen Spijkenisse) op", "Nissewaard"),
        ("Bergen (NH) op beleidsniveau", "Bergen (NH)"),
        ("bergen op zoom op beleidsniveau", "Bergen op Zoom"),
        ("’s-Hertogenbosch.", "'s-Hertogenbosch"),
        ("Utrecht, op beleidsniveau", "Utrecht"),
        ("Bergen op beleidsniveau", None),
        ("", None),
    ],
)
def test_the_longest_name_at_the_beginning_counts(text, name):
    assert longest_prefix(text, KNOWN.municipalities) == name
