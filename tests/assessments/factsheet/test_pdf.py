"""The PDF: it says what the content says, reads nothing but what is bundled, and is the same each time."""

import datetime
import io
import os
import subprocess
import sys
from dataclasses import replace

import pypdf
import pytest

from assessments.factsheet import pdf
from assessments.factsheet.content import Cell, Column, Point, ThemeTable
from tests.assessments.factsheet.cases import cases
from tests.assessments.factsheet.reading_print import bare

pytestmark = pytest.mark.looks

FACTSHEET = cases()["one point"].factsheet


@pytest.fixture(autouse=True)
def no_complaints(caplog):
    """WeasyPrint says in its log what it misses: a glyph, a style it doesn't know, an image without words."""
    yield
    assert [
        record.getMessage() for record in caplog.records if record.name == "assessments.printing.press"
    ] == []


@pytest.fixture
def reader(printed):
    return pypdf.PdfReader(io.BytesIO(printed("eight points")))


def pages(document):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def with_explanation(text):
    """A factsheet of one row of two cells, of which the last has `text`."""
    cells = (Cell(2013, "A", "improvement_point", "", "Kort."), Cell(2014, "A", "meets", "", text))
    table = ThemeTable("Aanpak", (Point("Er is een plan", cells),))
    return replace(FACTSHEET, themes=(table,), columns=(Column(2013, "A", False), Column(2014, "A", False)))


@pytest.mark.parametrize("columns", [1, 5, 6])
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
    assert bare(FACTSHEET.themes[0].points[0].cells[-1].explanation) in document[begins]


def where_a_row_stands(columns, lines):
    """On which page a row of so many lines begins, and on which it ends, after one that is short."""
    heads = tuple(Column(2010 + number, "Wijkteam", False) for number in range(columns))
    short = [Cell(head.year, "Wijkteam", "meets", "", "Kort.") for head in heads]
    text = "\n".join(["Begin.", *["Meer."] * (lines - 2), "Einde."])
    points = (Point("Kort", tuple(short)), Point("Lang", (replace(short[0], explanation=text), *short[1:])))
    document = pages(
        pdf.render(replace(FACTSHEET, columns=heads, themes=(ThemeTable("Aanpak", points),), development=""))
    )
    return [number for word in ("Begin.", "Einde.") for number, page in enumerate(document) if word in page]


@pytest.mark.parametrize(("columns", "lines"), [(2, 60), (7, 63)])
def test_a_row_that_just_fits_on_a_page_stays_whole_and_one_that_fits_on_none_begins_where_it_is(
    columns, lines
):
    page = where_a_row_stands(columns, 2)[0]
    assert where_a_row_stands(columns, lines) == [page + 1, page + 1]
    assert where_a_row_stands(columns, lines + 5)[0] == page


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


def test_the_metadata_name_the_inspectorate_and_the_language(reader):
    assert reader.metadata.title == "Uitkomsten verbeterpunten toezichtonderzoek Barneveld"
    assert reader.metadata.author == "Samenwerkend Toezicht Jeugd"
    assert reader.metadata.creation_date.date() == datetime.date(2015, 6, 3)
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_is_tagged_and_claims_pdf_ua(reader):
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_only_the_bundled_typeface_is_used(reader):
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
