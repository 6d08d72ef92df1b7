import dataclasses
import datetime

import pytest

from assessments.models import ContactMoment, PrintedIndicator
from assessments.models.approaches import Approach as ApproachRow
from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.reading import Approach, Contact, differences, read_factsheet
from assessments.reading.content import KINDS_OF_CONTACT
from assessments.reading.furniture import MAX_NAME
from assessments.reading.tables import MAX_EXPLANATION, MAX_WORDING
from tests.assessments.reading.made_up import KNOWN, TABLE, VIEW, factsheet_text

FACTSHEET = read_factsheet(factsheet_text(), KNOWN)


def changed(**fields):
    return [
        str(difference) for difference in differences(FACTSHEET, dataclasses.replace(FACTSHEET, **fields))
    ]


def test_a_factsheet_does_not_differ_from_itself():
    assert differences(FACTSHEET, read_factsheet(factsheet_text(), KNOWN)) == []


def test_where_it_stands_in_the_file_is_no_difference():
    assert changed(introduction_line=99) == []


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        (
            {"first_municipality": "Spijkenisse"},
            "Gemeente in 2013\n--- dossier\n+++ bestand\n-Utrecht\n+Spijkenisse",
        ),
        ({"municipality": "Nissewaard"}, "Gemeente in 2014\n--- dossier\n+++ bestand\n-Utrecht\n+Nissewaard"),
        (
            {"approaches": (Approach("Samen Sterk"), Approach("Oost", "het kan"))},
            (
                "Aanpakken in 2013\n--- dossier\n+++ bestand\n Samen Sterk\n"
                "+Oost (niet meer onderzocht, omdat het kan)"
            ),
        ),
        ({"follow_up": "CJG"}, "Aanpak in 2014\n--- dossier\n+++ bestand\n-Samen Sterk\n+CJG"),
        (
            {"contacts": (Contact("visit", datetime.date(2015, 4, 3)),)},
            "Contactmoment\n--- dossier\n+++ bestand\n-3 april 2015: gesprek\n+3 april 2015: bezoek",
        ),
        ({"appeared_in": datetime.date(2015, 6, 1)}, "Verschenen in\n--- dossier\n+++ bestand\n+juni 2015"),
        (
            {"development": FACTSHEET.development.replace("werkt verder", "houdt op")},
            (
                "Ontwikkeling 2014\n--- dossier\n+++ bestand\n"
                " Op 3 april 2015 heeft STJ met de gemeente een gesprek gevoerd.\n"
                "-De gemeente werkt verder.\n+De gemeente houdt op."
            ),
        ),
        (
            {"development": FACTSHEET.development.replace("\n\n", " ")},
            "Ontwikkeling 2014\nAlleen de indeling in alinea’s verschilt.",
        ),
    ],
    ids=["first name", "name", "approaches", "follow-up", "contact", "month", "development", "paragraphs"],
)
def test_a_difference_says_what_both_say(fields, difference):
    assert changed(**fields) == [difference]


def test_a_finding_differs_by_verdict_and_sentence():
    other = read_factsheet(
        factsheet_text(tables=TABLE.replace("√ De gemeente telt", "X De gemeente zoekt")), KNOWN
    )
    (difference,) = differences(FACTSHEET, other)
    assert str(difference) == (
        f"“{VIEW}”, 2014, Samen Sterk\n--- dossier\n+++ bestand\n"
        "-Voldoet\n-De gemeente telt de gezinnen elk jaar.\n"
        "+Verbeterpunt\n+De gemeente zoekt de gezinnen elk jaar."
    )


def test_a_row_that_only_one_of_both_has_is_a_difference():
    fields = [
        difference.field for difference in differences(dataclasses.replace(FACTSHEET, rows=()), FACTSHEET)
    ]
    assert fields == [
        f"“{VIEW}”, zoals afgedrukt",
        f"“{VIEW}”, 2013, Samen Sterk",
        f"“{VIEW}”, 2014, Samen Sterk",
    ]


def test_reading_keeps_to_what_the_rows_can_hold():
    assert ContactMoment.Kind.choices == [(kind, known.label) for kind, known in KINDS_OF_CONTACT.items()]
    assert MAX_EXPLANATION == MAX_TEXT_LENGTH
    assert ApproachRow._meta.get_field("name").max_length == MAX_NAME
    assert PrintedIndicator._meta.get_field("wording").max_length == MAX_WORDING
