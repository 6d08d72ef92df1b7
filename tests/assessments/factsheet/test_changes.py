"""What a correction is said to have changed."""

import dataclasses
import datetime

import pytest

from assessments.factsheet.changes import changes
from assessments.factsheet.content import (
    ApproachInYear,
    Cell,
    Column,
    Contact,
    Factsheet,
    Intent,
    LeftOut,
    Point,
    ThemeDescription,
    ThemeTable,
    Words,
)

CELL = Cell(2014, "CJG", "improvement_point", "", "Er is geen plan.")
COLUMN = Column(2014, "CJG", named=False)
BEFORE = Factsheet(
    municipality="Alkmaar",
    code="GM0361",
    slug="alkmaar",
    formerly=(),
    year=2014,
    published_on=datetime.date(2015, 6, 3),
    appeared_in=None,
    framework_code="GGSR",
    framework_name="Gezinnen",
    framework_version="1",
    definition="Een definitie.",
    introduction="Een inleiding.",
    themes_tested=(ThemeDescription("Continu", "zonder onderbreking"),),
    scope=("Alles is opgevolgd.",),
    approach_line="Aanpak: CJG",
    approaches=(ApproachInYear(2014, "CJG", None, ""),),
    contacts=(Contact(datetime.date(2014, 11, 17), "gesprek"),),
    development="Er is veel gebeurd.",
    columns=(COLUMN,),
    themes=(ThemeTable("Continu", (Point("Er is een plan", (CELL,)),)),),
    words=Words("Voldoet", "Verbeterpunt", "Niet beoordeeld", "Nog open", "Niet getoetst"),
    closing="Editie {editie}, gepubliceerd op {datum}; eerder verschenen in {maand}.",
)
WHERE = "Continu: Er is een plan (2014)"


def with_cells(*cells):
    point = Point("Er is een plan", cells)
    return dataclasses.replace(BEFORE, themes=(ThemeTable("Continu", (point,)),))


def told(after):
    return [(change.where, change.label) for change in changes(BEFORE, after)]


def test_another_edition_of_another_day_says_the_same():
    again = dataclasses.replace(
        BEFORE, published_on=datetime.date(2016, 1, 1), edition=2, correction="Omdat."
    )
    assert changes(BEFORE, again) == []


def test_a_verdict_and_its_explanation_are_told_as_one_change():
    (change,) = changes(
        BEFORE, with_cells(dataclasses.replace(CELL, verdict="meets", explanation="Er is een plan."))
    )
    assert (change.where, change.label) == (WHERE, "gewijzigd")
    assert (change.verdict_before, change.verdict_after) == ("improvement_point", "meets")
    assert (change.before, change.after) == ("Er is geen plan.", "Er is een plan.")
    assert change.is_of_verdict
    assert change.is_of_text


def test_a_verdict_alone():
    (change,) = changes(BEFORE, with_cells(dataclasses.replace(CELL, verdict="meets")))
    assert change.is_of_verdict
    assert not change.is_of_text


def test_a_finding_that_came_and_one_that_went():
    other = dataclasses.replace(CELL, approach="Wijkteam")
    assert told(with_cells(CELL, other)) == [(WHERE, "toegevoegd")]
    assert told(with_cells()) == [(WHERE, "vervallen")]


STOOD_AT_MEETS = LeftOut("Continu", "Er is overleg", (Cell(2013, "CJG", "meets", "", ""),))
PARTS = [
    ({"left_out": (STOOD_AT_MEETS,)}, "Niet opnieuw getoetst", "toegevoegd"),
    ({"statements": ("Wij zien dit anders.",)}, "Zienswijze van de gemeente", "toegevoegd"),
    (
        {"intents": (Intent("Er is een plan", "CJG", "Een regisseur."),)},
        "Wat de gemeente gaat doen",
        "toegevoegd",
    ),
    ({"municipality": "Bergen"}, "Gemeente", "gewijzigd"),
    ({"code": "GM0373"}, "Gemeente", "gewijzigd"),
    ({"formerly": ("Schermer",)}, "Eerdere namen", "toegevoegd"),
    ({"appeared_in": datetime.date(2015, 5, 1)}, "Eerder verschenen", "toegevoegd"),
    ({"framework_code": "X"}, "Toetsingskader", "gewijzigd"),
    ({"framework_name": "X"}, "Toetsingskader", "gewijzigd"),
    ({"framework_version": "2"}, "Toetsingskader", "gewijzigd"),
    ({"definition": "Anders."}, "Om welke gezinnen het gaat", "gewijzigd"),
    ({"introduction": "Anders."}, "Inleiding", "gewijzigd"),
    ({"themes_tested": ()}, "Thema’s", "vervallen"),
    ({"scope": ("Niet alles is opgevolgd.",)}, "Wat is opgevolgd", "gewijzigd"),
    ({"approach_line": "Aanpak: Wijkteam"}, "Aanpak", "gewijzigd"),
    (
        {"approaches": (ApproachInYear(2014, "CJG", False, "Gestopt"),)},
        "Onderzochte aanpakken",
        "gewijzigd",
    ),
    (
        {"contacts": (Contact(datetime.date(2014, 11, 18), "gesprek"),)},
        "Contact met de gemeente",
        "gewijzigd",
    ),
    ({"words": dataclasses.replace(BEFORE.words, meets="In orde")}, "Woorden bij de oordelen", "gewijzigd"),
    ({"signed": "Vastgesteld door de Inspectie Jeugdzorg."}, "Ondertekening", "toegevoegd"),
    ({"development": ""}, "Ontwikkeling 2014", "vervallen"),
]


@pytest.mark.parametrize(
    ("change", "where", "label"),
    PARTS,
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_part_is_told_by_its_name(change, where, label):
    assert told(dataclasses.replace(BEFORE, **change)) == [(where, label)]


def test_what_was_not_tested_again_is_told_with_its_last_verdict():
    (change,) = changes(BEFORE, dataclasses.replace(BEFORE, left_out=(STOOD_AT_MEETS,)))
    assert change.after == "Continu: Er is overleg (2013 CJG √)"


def test_every_part_of_a_factsheet_is_looked_at():
    address_and_issue = {"slug", "year", "published_on", "edition", "correction", "closing"}
    findings = {"columns", "themes"}
    told_by_name = {name for change, _, _ in PARTS for name in change}
    assert {
        field.name for field in dataclasses.fields(Factsheet)
    } == address_and_issue | findings | told_by_name
