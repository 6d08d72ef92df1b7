"""The PDF: it says what the content says, reads nothing but what is bundled, and is the same each time."""

import datetime
import io
import os
import re
import subprocess
import sys
import time
from dataclasses import replace

import pypdf
import pytest

from assessments.factsheet import pdf
from assessments.factsheet.content import (
    ApproachInYear,
    Cell,
    Column,
    Contact,
    Factsheet,
    Point,
    ThemeDescription,
    ThemeTable,
    Words,
)

pytestmark = pytest.mark.looks

FACTSHEET = Factsheet(
    municipality="’s-Hertogenbosch",
    code="GM0796",
    slug="s-hertogenbosch",
    formerly=("Rosmalen",),
    year=2014,
    published_on=datetime.date(2016, 2, 9),
    appeared_in=datetime.date(2015, 6, 1),
    framework_code="GGSR",
    framework_name="Toetsingskader",
    framework_version="2013",
    definition="Een gezin met problemen.\n\n- Gezin: ouders en kinderen.",
    introduction="STJ heeft in 2013 getoetst. De thema’s zijn:",
    themes_tested=(ThemeDescription("Toeleiding", "gezinnen zijn in beeld"),),
    scope=("In 2014 heeft STJ gekeken wat er is gebeurd.",),
    approach_line="Aanpak: Wijkteam (2013: aanpak CJG en aanpak Loket)",
    approaches=(ApproachInYear(2013, "CJG", True, ""), ApproachInYear(2014, "Wijkteam", None, "")),
    contacts=(Contact(datetime.date(2014, 11, 25), "bezoek"),),
    development="### Nieuw beleid\n\nEr is een *nieuw* team.\n\n- Eén plan\n- Eén regisseur",
    columns=(Column(2013, "CJG", True), Column(2013, "Loket", True), Column(2014, "Wijkteam", False)),
    themes=(
        ThemeTable(
            "Samenwerking",
            (
                Point(
                    "Er zijn samenwerkingsafspraken gemaakt",
                    (
                        Cell(2013, "CJG", "improvement_point", "", "Nog geen afspraken.\n\n- Wel een plan"),
                        Cell(2013, "Loket", "meets", "", "LET OP: alleen mondeling."),
                        Cell(2014, "Wijkteam", "not_assessed", "De gemeente gaf geen inzage.", ""),
                    ),
                ),
                Point("Er is een plan", (None, None, Cell(2014, "Wijkteam", "meets", "", "Het plan is er."))),
            ),
        ),
    ),
    words=Words("Voldoet", "Verbeterpunt", "Niet beoordeeld", "Nog open", "Niet getoetst"),
    closing="Editie {editie}, gepubliceerd op {datum}; eerder verschenen in {maand}.",
)
TABLE_OF_THE_TEXT = """
    Samenwerking Indicator 2013 CJG 2013 Loket 2014
    Er zijn samenwerkingsafspraken gemaakt
    X Verbeterpunt Nog geen afspraken. Wel een plan
    √ Voldoet LET OP: alleen mondeling.
    – Niet beoordeeld De gemeente gaf geen inzage.
    Er is een plan Niet getoetst Niet getoetst √ Voldoet Het plan is er.
"""


@pytest.fixture(autouse=True)
def no_complaints(caplog):
    """WeasyPrint says in its log what it misses: a glyph, a style it doesn't know, an image without words."""
    yield
    assert [
        record.getMessage() for record in caplog.records if record.name == "assessments.printing.press"
    ] == []


def pages(document):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def bare(text):
    """The letters and marks of a text: without white space, bullets and the hyphens that end a line."""
    return re.sub(r"[\s•-]", "", text)


def with_explanation(text, columns=2):
    """A factsheet of one row of two cells, of which the last has `text`."""
    cells = (Cell(2013, "A", "improvement_point", "", "Kort."), Cell(2014, "A", "meets", "", text))
    table = ThemeTable("Aanpak", (Point("Er is een plan", cells),))
    return replace(FACTSHEET, themes=(table,), columns=(Column(2013, "A", False), Column(2014, "A", False)))


def test_it_opens_with_title_former_name_approach_and_month():
    first = bare(pages(pdf.render(FACTSHEET))[0])
    opening = """
        Samenwerkend Toezicht Jeugd
        Uitkomsten verbeterpunten toezichtonderzoek ’s-Hertogenbosch
        voorheen Rosmalen
        Aanpak: Wijkteam (2013: aanpak CJG en aanpak Loket)
        Juni 2015
    """
    assert first.startswith(bare(opening))


def test_the_definition_introduction_contact_and_development_follow_in_this_order():
    text = bare("\n".join(pages(pdf.render(FACTSHEET))))
    parts = [
        "Een gezin met problemen. Gezin: ouders en kinderen.",
        "Inleiding STJ heeft in 2013 getoetst. De thema’s zijn: Toeleiding: gezinnen zijn in beeld",
        "Contact met de gemeente 25 november 2014: bezoek",
        "Ontwikkeling 2014 Nieuw beleid Er is een nieuw team. Eén plan Eén regisseur",
        "Uitkomsten verbeterpunten In 2014 heeft STJ gekeken wat er is gebeurd.",
        "√ Voldoet X Verbeterpunt – Niet beoordeeld",
    ]
    places = [text.index(bare(part)) for part in parts]
    assert places == sorted(places)


def test_every_cell_stands_in_the_tables_with_mark_word_and_text():
    text = bare("\n".join(pages(pdf.render(FACTSHEET))))
    assert bare(TABLE_OF_THE_TEXT) in text


def test_every_page_has_title_inspectorate_month_and_number_at_its_foot():
    long = with_explanation("Een zin die vaak terugkomt. " * 300)
    expected = "Uitkomsten verbeterpunten toezichtonderzoek ’s-Hertogenbosch - Samenwerkend Toezicht Jeugd"
    texts = [bare(page) for page in pages(pdf.render(long))]
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert bare(f"{expected} Juni 2015 | {number}") in text


def test_where_the_tables_run_on_their_heads_come_again_under_vervolg():
    point = FACTSHEET.themes[0].points[0]
    many = replace(FACTSHEET, themes=(ThemeTable("Samenwerking", (point,) * 60),))
    first, *others = [bare(page) for page in pages(pdf.render(many))]
    assert bare("Vervolg uitkomsten verbeterpunten") not in first
    assert len(others) > 2
    for page in others:
        assert bare("Vervolg uitkomsten verbeterpunten") in page
        assert bare("Samenwerking Indicator 2013 CJG 2013 Loket 2014") in page


def test_the_last_line_says_when_it_was_published_and_had_appeared():
    last = bare(pages(pdf.render(FACTSHEET))[-1])
    assert bare("Editie 1, gepubliceerd op 9 februari 2016; eerder verschenen in juni 2015.") in last


def test_a_concept_says_so_on_every_page_and_a_publication_nowhere():
    long = with_explanation("Een zin die vaak terugkomt. " * 300)
    concept = pages(pdf.render(replace(long, published_on=None)))
    assert len(concept) > 2
    assert all("CONCEPT" in page for page in concept)
    assert "concept" not in "".join(pages(pdf.render(long))).casefold()


def test_an_open_finding_of_a_concept_is_called_open():
    cell = Cell(2014, "A", "", "", "")
    point = Point("Er is een plan", (cell, cell, cell))
    concept = replace(FACTSHEET, published_on=None, themes=(ThemeTable("Aanpak", (point,)),))
    assert bare("Er is een plan Nog open Nog open Nog open") in bare("\n".join(pages(pdf.render(concept))))


@pytest.mark.parametrize("columns", range(1, 7))
def test_no_text_is_lost_with_many_columns(columns):
    words = "Onderwijsvoorzieningen, jeugdhulpverleningstrajecten en ondersteuningsarrangementen."
    heads = tuple(Column(2010 + number, "Wijkteam", False) for number in range(columns))
    cells = tuple(Cell(head.year, "Wijkteam", "meets", "", f"{head.year}: {words}") for head in heads)
    table = ThemeTable("Aanpak", (Point("Er is een plan", cells),))
    text = bare("\n".join(pages(pdf.render(replace(FACTSHEET, columns=heads, themes=(table,))))))
    assert [text.count(bare(f"{head.year}: {words}")) for head in heads] == [1] * columns


@pytest.mark.parametrize("sentences", [44, 48, 52])
def test_the_outcomes_begin_with_their_heading_legend_and_first_row_on_one_page(sentences):
    development = "\n\n".join(["De gemeente werkt verder aan haar plannen voor het gezin. " * 2] * sentences)
    document = [bare(page) for page in pages(pdf.render(replace(FACTSHEET, development=development)))]
    begins = next(number for number, page in enumerate(document) if bare(FACTSHEET.scope[0]) in page)
    assert bare("√ Voldoet X Verbeterpunt – Niet beoordeeld") in document[begins]
    assert bare("Nog geen afspraken.") in document[begins]


def test_an_explanation_longer_than_a_page_is_printed_whole():
    words = [f"woord{number:04}" for number in range(1000)]
    document = pages(pdf.render(with_explanation(" ".join(words))))
    assert len(document) > 3
    assert re.findall(r"woord\d{4}", "".join(document)) == words


MARKUP = (
    "<b>vet</b> & <script>alert(1)</script>",
    '<img src="file:///etc/hostname"> <link rel="attachment" href="file:///etc/passwd">',
    "[een verwijzing](file:///etc/passwd) ![](http://127.0.0.1/)",
    "<style>@import url(file:///etc/passwd);</style>",
)


@pytest.mark.parametrize(
    "field", ["explanation", "development", "municipality", "definition", "approach_line"]
)
def test_markup_in_a_text_is_printed_as_text(field):
    text = "\n\n".join(MARKUP)
    factsheet = with_explanation(text) if field == "explanation" else replace(FACTSHEET, **{field: text})
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(factsheet)))
    printed = bare("".join(page.extract_text() for page in reader.pages))
    assert [each for each in MARKUP if bare(each) not in printed] == []
    assert reader.attachments == {}
    assert [annotation for page in reader.pages for annotation in page.get("/Annots", [])] == []


def test_soft_hyphens_do_not_hold_up_the_rendering():
    text = "\u00ad".join("hulpverleningstrajecten" for _ in range(100))
    before = time.process_time()
    pdf.render(with_explanation(text))
    assert time.process_time() - before < 5


def test_the_same_content_gives_the_same_bytes():
    assert pdf.render(FACTSHEET) == pdf.render(FACTSHEET)


def test_the_same_bytes_come_from_another_process(settings, tmp_path):
    here = pdf.render(FACTSHEET)
    code = (
        "import django, sys; django.setup()\n"
        "from assessments.factsheet import pdf\n"
        "from tests.assessments.factsheet.test_pdf import FACTSHEET\n"
        "sys.stdout.buffer.write(pdf.render(FACTSHEET))\n"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        there = subprocess.run(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            check=True,
        )
        assert there.stdout == here


def test_the_metadata_name_the_inspectorate_and_the_language():
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(FACTSHEET)))
    assert reader.metadata.title == "Uitkomsten verbeterpunten toezichtonderzoek ’s-Hertogenbosch"
    assert reader.metadata.author == "Samenwerkend Toezicht Jeugd"
    assert reader.metadata.creation_date.date() == datetime.date(2016, 2, 9)
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_is_tagged_and_claims_pdf_ua():
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(FACTSHEET)))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_only_the_bundled_typeface_is_used():
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(FACTSHEET)))
    names = {
        font["/BaseFont"]
        for page in reader.pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    assert {name.partition("+")[2] for name in names} == {
        "Source-Sans-Pro",
        "Source-Sans-Pro-Italic",
        "Source-Sans-Pro-Semi-Bold",
    }


def test_what_the_typeface_lacks_stands_there_by_its_number():
    assert "Goed [U+1F44D] gedaan" in " ".join(
        " ".join(pages(pdf.render(with_explanation("Goed 👍 gedaan")))).split()
    )
