import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from assessments.worksheets import reading
from assessments.worksheets.content import Earlier
from assessments.worksheets.docx import write
from tests.assessments.worksheets.made_up import RICH, Filled, filled, point, sheet


@pytest.fixture(scope="module")
def document():
    points = (
        point(),
        point(342, explanation=RICH, verdict="not_assessed", reason="Geen inzage.", private_note="*Bel*"),
    )
    return docx.Document(io.BytesIO(write(sheet(*points))))


def test_it_opens_with_what_it_is(document):
    assert [paragraph.text for paragraph in document.paragraphs[:3]] == [
        "Werkblad ’s-Hertogenbosch, opvolging 2015",
        "Dit werkblad heeft de punten die nog open staan (2), met wat er eerder is gevonden.",
        "Zet per punt een kruisje bij één oordeel en schrijf de toelichting in het vak. "
        "Noem functies, geen namen van gezinnen.",
    ]


def test_its_headings_are_the_themes_and_the_points(document):
    headings = [(each.style.name, each.text) for each in document.paragraphs if "Heading" in each.style.name]
    assert headings == [
        ("Heading 1", "Toeleiding"),
        ("Heading 2", "Punt 341 & meer"),
        ("Heading 2", "Punt 342 & meer"),
    ]


def test_each_point_has_what_was_found_before_and_room_to_write(document):
    assert [row.cells[0].text.partition("\n")[0] for row in document.tables[0].rows] == [
        "Onderdeel",
        "2013, CJG",
        "2013, Loket",
        "2014, CJG",
        "Oordeel 2015",
        "Reden",
        "Toelichting",
        "Notitie",
        "Kenmerk",
    ]
    before = [row.cells[1].text for row in document.tables[0].rows][1:4]
    assert before[:2] == [
        "X Verbeterpunt\nNog geen afspraken.",
        "– Niet beoordeeld\nDe gemeente gaf geen inzage.",
    ]
    assert before[2].startswith(
        "√ Voldoet\nEen alinea met vet en schuin, en 2 * 3 = 6.\nEen nieuwe regel\neen\ntwee"
    )


def test_header_and_footer_say_which_sheet_of_when_and_which_page(document):
    section = document.sections[0]
    assert (
        section.header.paragraphs[0].text
        == "Werkblad ’s-Hertogenbosch, opvolging 2015\tIntern: niet verspreiden"
    )
    footer = section.footer.paragraphs[0]
    assert footer.text.startswith("Stand van 22 november 2015 om 14:03\tPagina ")
    assert [field.get(qn("w:instr")) for field in footer._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_it_can_be_read_by_who_does_not_see_it(document):
    assert document.core_properties.title == "Werkblad ’s-Hertogenbosch, opvolging 2015"
    assert document.core_properties.language == "nl-NL"
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "nl-NL"
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).startswith("Punt 34")


def test_the_typeface_names_what_to_show_without_it():
    with zipfile.ZipFile(io.BytesIO(write(sheet()))) as archive:
        fonts, styles = archive.read("word/fontTable.xml").decode(), archive.read("word/styles.xml").decode()
        assert not [name for name in archive.namelist() if "thumbnail" in name]
    assert '<w:font w:name="Source Sans Pro"><w:altName w:val="Calibri"/>' in fonts
    assert 'w:ascii="Source Sans Pro"' in styles


def test_properties_of_a_table_stand_in_the_order_that_word_wants(document):
    names = [each.tag.partition("}")[2] for each in document.tables[0]._tbl.tblPr]
    wanted = [
        "tblW",
        "jc",
        "tblBorders",
        "tblLayout",
        "tblCellMar",
        "tblLook",
        "tblCaption",
        "tblDescription",
    ]
    assert [name for name in names if name != "tblStyle"] == wanted


def test_a_point_stays_on_one_page_unless_it_is_longer(document):
    def split(table):
        return [row._tr.get_or_add_trPr().find(qn("w:cantSplit")) is None for row in table.rows]

    assert not any(split(document.tables[0]))
    assert all(split(Filled(write(sheet(point(explanation="Lang. " * 500)))).document.tables[0]))


def test_numbers_of_a_list_begin_at_one_each_time():
    cells = filled(point(explanation="1. een\n1. twee\n\ntussen\n\n1. een")).cell("Toelichting")
    keys = [paragraph._p.xpath("string(.//w:numId/@w:val)") for paragraph in cells.paragraphs]
    assert keys[0] == keys[1] != keys[3]


def test_a_sheet_without_points_says_so():
    empty = sheet().__class__(**{**sheet().__dict__, "themes": ()})
    assert "Er staan geen punten open." in docx.Document(io.BytesIO(write(empty))).paragraphs[1].text


@pytest.mark.parametrize("lost", ["\uffff", "\ufffe", "\x0b", "\ud800"])
def test_what_xml_can_not_hold_is_left_out_wherever_it_stands(lost):
    text = f"Een{lost} tekst"
    earlier = (Earlier(2013, text, "not_assessed", text, text),)
    texts = dict.fromkeys(("indicator", "approach", "reason", "explanation", "private_note"), text)
    content = write(sheet(point(**texts, earlier=earlier, verdict="not_assessed")))
    assert Filled(content).cell("Toelichting").text == "Een tekst"
    assert reading.read(content).answers[0].heading == "Een tekst"
