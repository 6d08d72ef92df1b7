"""What may stand in a standard text, and what a factsheet makes of it."""

import pytest

from assessments.wordings import STARTING, WORDINGS, Texts, fill


@pytest.mark.parametrize("kind", WORDINGS.values(), ids=list(WORDINGS))
def test_each_text_begins_without_a_fault_in_as_many_forms_as_it_has(kind):
    assert len(kind.start) == len(kind.forms)
    assert [list(kind.faults(text)) for text in kind.start] == [[]] * len(kind.forms)
    assert all(len(text) <= kind.longest for text in kind.start)


FAULTS = [
    (
        "In {jaar} en {jar} niets.",
        ["{jar} is hier niet bekend. Tussen accolades kan hier staan: {jaar}."],
    ),
    ("Dit jaar is er gekeken.", ["In deze tekst hoort {jaar}: het jaar van de ronde."]),
    ("In {jaar} is er {gekeken.", ["Er staat een accolade los. Tussen accolades kan hier staan: {jaar}."]),
    ("In {jaar}} is er gekeken.", ["Er staat een accolade los. Tussen accolades kan hier staan: {jaar}."]),
    ("In {jaar} {{ jaar }} {% if x %}", ["{ jaar } is hier niet bekend.", "{% if x %} is hier niet"]),
    ("In {jaar.__class__} en {jaar}.", ["{jaar.__class__} is hier niet bekend."]),
    ("In {} en {jaar}.", ["{} is hier niet bekend."]),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=[text for text, _ in FAULTS])
def test_a_place_that_is_unknown_or_missing_is_told(text, expected):
    faults = list(WORDINGS["opvolging"].faults(text))
    assert [fault.startswith(start) for fault, start in zip(faults, expected, strict=False)] == [True] * len(
        expected
    )


def test_what_comes_in_a_place_is_no_text_with_places_itself():
    assert fill("De aanpak {aanpak} in {jaar}.", {"aanpak": "{jaar} {x}", "jaar": 2015}) == (
        "De aanpak {jaar} {x} in 2015."
    )


def test_a_text_that_nobody_worded_begins_as_it_stands_here():
    worded = Texts({"opvolging": ("Bekeken in {jaar}.",)})
    assert worded.say("opvolging", jaar=2015) == "Bekeken in 2015."
    assert worded.say("niet-opnieuw", 1, aanpak="A") == STARTING.say("niet-opnieuw", 1, aanpak="A")


@pytest.mark.parametrize(
    ("number", "said"), [(0, "aanpakken"), (1, "aanpak"), (2, "aanpakken"), (5, "aanpakken")]
)
def test_the_number_decides_between_the_forms(number, said):
    assert STARTING.say("niet-opnieuw", number, aanpak="A").startswith(f"Punten waarop de {said} A ")


def test_examples_are_of_one_and_of_several():
    kind = WORDINGS["eerste-toets"]
    assert kind.examples(kind.start) == [
        ("Bij één aanpak", "in 2015 in Nissewaard de aanpak CJG"),
        ("Bij meer aanpakken", "in 2015 in Nissewaard de aanpakken CJG en Sociale Wijkteams"),
    ]
