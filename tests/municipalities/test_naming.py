"""Which municipality somebody means."""

import datetime

import pytest

from municipalities.naming import meant_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def meant(name, year):
    found = meant_by(name, on=datetime.date(year, 12, 31))
    return (found.municipality and found.municipality.name, found.explanation, found.names)


@pytest.mark.parametrize(
    ("name", "year", "found"),
    [
        ("Alkmaar", 2016, "Alkmaar"),
        ("alkmaar", 2016, "Alkmaar"),
        ("SPIJKENISSE", 2014, "Spijkenisse"),
        ("Nissewaard", 2015, "Nissewaard"),
        ("bergen nh", 2016, "Bergen (NH)"),
        ("Sudwest Fryslan", 2016, "Súdwest-Fryslân"),
        ("'s-Gravenhage", 2016, "'s-Gravenhage"),
    ],
)
def test_a_name_is_known_whatever_its_capitals_accents_and_punctuation(name, year, found):
    assert meant(name, year) == (found, "", ())


@pytest.mark.parametrize(
    ("name", "year", "explanation", "names"),
    [
        (
            "Spijkenisse",
            2015,
            "De gemeente Spijkenisse bestaat niet meer sinds 1 januari 2015. Zij ging op in Nissewaard.",
            ("Nissewaard",),
        ),
        (
            "Nissewaard",
            2014,
            "De gemeente Nissewaard bestaat pas sinds 1 januari 2015. Eind 2014 was dat nog Bernisse en Spijkenisse.",
            ("Bernisse", "Spijkenisse"),
        ),
        ("Bergen", 2016, "Het register kent geen gemeente “Bergen”.", None),
        ("alkmar", 2016, "Het register kent geen gemeente “alkmar”.", None),
        ("qqqqqqq", 2016, "Het register kent geen gemeente “qqqqqqq”.", ()),
        ("e", 2016, "Er zijn veel gemeenten met “e” in de naam. Vul de hele naam in.", ()),
        ("???", 2016, "Het register kent geen gemeente “???”.", ()),
    ],
)
def test_a_name_that_is_not_known_then_is_explained(name, year, explanation, names):
    municipality, said, suggested = meant(name, year)
    assert (municipality, said) == (None, explanation)
    assert names is None or suggested == names


def test_names_that_may_have_been_meant_are_suggested():
    assert "Alkmaar" in meant("alkmar", 2016)[2]
    assert {"Bergen (NH)", "Bergen (L)", "Bergen op Zoom"} <= set(meant("Bergen", 2016)[2])
