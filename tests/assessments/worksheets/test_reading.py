import copy

import pytest

from assessments.documents import NotAccepted
from assessments.verdicts import Verdict
from assessments.worksheets import reading
from assessments.worksheets.docx import write
from assessments.worksheets.paragraphs import as_read
from assessments.worksheets.references import Reference
from tests.assessments.worksheets.made_up import RICH, filled, point, sheet


def read(file):
    return reading.read(file.save()).answers


def test_a_sheet_on_which_nobody_wrote_says_what_was_printed():
    full = {
        "verdict": "not_assessed",
        "reason": "Geen inzage.",
        "explanation": RICH,
        "private_note": "*Bel* hem",
    }
    empty, same = reading.read(write(sheet(point(341), point(342, 7, **full)))).answers
    assert (empty.reference, same.reference) == (Reference(12, 341, 0), Reference(12, 342, 7))
    assert [empty.verdict, empty.reason, empty.explanation, empty.private_note] == [""] * 4
    assert (same.verdict, same.reason) == ("not_assessed", "Geen inzage.")
    assert (same.explanation, same.private_note) == (as_read(RICH), "*Bel* hem")
    assert (empty.problems, same.problems) == ((), ())


def test_what_is_filled_in_comes_back():
    file = filled(point(341), point(342)).tick("Voldoet")
    file.type("Toelichting", "Er is een plan.", "Het loopt.").type("Notitie", "Bel de wethouder.")
    file.tick("Niet beoordeeld", table=1).type("Reden", " Geen  inzage. ", table=1)
    first, second = read(file)
    assert (first.verdict, first.explanation) == ("meets", "Er is een plan.\n\nHet loopt.")
    assert (first.private_note, first.problems) == ("Bel de wethouder.", ())
    assert (second.verdict, second.reason, second.explanation) == ("not_assessed", "Geen inzage.", "")


def test_paragraphs_lists_and_emphasis_become_markdown():
    file = filled()
    cell = file.type("Toelichting", "Er is ").cell("Toelichting")
    cell.paragraphs[0].add_run("veel").bold = True
    cell.paragraphs[0].add_run(" gedaan:")
    cell.add_paragraph("een plan", style="List Bullet")
    cell.add_paragraph("een team", style="List Bullet")
    cell.add_paragraph("eerst", style="List Number")
    cell.add_paragraph("2 * 3_4").runs[0].italic = True
    assert read(file)[0].explanation == (
        "Er is **veel** gedaan:\n\n- een plan\n- een team\n\n1. eerst\n\n*2 \\* 3\\_4*"
    )


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (["√"], "meets"), (["✓"], "meets"), (["✔"], "meets"), (["v"], "meets"), (["V"], "meets"),
        (["voldoet"], "meets"), (["√ Voldoet."], "meets"), (["v voldoet"], "meets"),
        (["X"], "improvement_point"), (["x"], "improvement_point"), (["✗"], "improvement_point"),
        (["×"], "improvement_point"), (["VERBETERPUNT"], "improvement_point"),
        (["X Verbeterpunt"], "improvement_point"),
        (["niet beoordeeld"], "not_assessed"), (["–"], "not_assessed"), (["- Niet beoordeeld"], "not_assessed"),
        ([], ""), ([" ", ""], ""), (["☐ √ Voldoet", "☐ X Verbeterpunt", "☐ – Niet beoordeeld"], ""),
        (["☐ √ Voldoet", "☒ X Verbeterpunt", "☐ – Niet beoordeeld"], "improvement_point"),
        (["[x] √ Voldoet", "[ ] X Verbeterpunt"], "meets"), (["x √ Voldoet", "☐ X Verbeterpunt"], "meets"),
        (["☑ Voldoet"], "meets"), (["X", "Verbeterpunt"], "improvement_point"),
    ],
)  # fmt: skip
def test_a_verdict_is_a_mark_or_its_word_and_nothing_else(lines, verdict):
    assert reading.verdict_in(lines) == verdict


@pytest.mark.parametrize(
    ("marks", "verdict"),
    [("√✓✔vV", "meets"), ("×✕✗✘xX\u0445\u0425", "improvement_point"), ("–—-\u2010\u2011", "not_assessed")],
)
def test_a_mark_counts_in_each_way_in_which_it_is_typed(marks, verdict):
    assert {reading.verdict_in([mark]) for mark in marks} == {verdict}
    assert {mark for mark, each in reading.BY_MARK.items() if each == verdict} == set(marks)


@pytest.mark.parametrize(
    "line",
    [
        "ja",
        "voldoet deels",
        "vx",
        "?",
        "√ Verbeterpunt",
        "x voldoet",
        "voldoet niet",
        "☐ √ Voldoet x",
        "☒ misschien",
        "[ ja",
        "oké √",
    ],
)
def test_anything_else_is_for_somebody_to_say(line):
    with pytest.raises(ValueError, match="Bij het oordeel staat iets dat we niet herkennen"):
        reading.verdict_in([line])


def test_two_verdicts_are_for_somebody_to_say():
    answer = read(filled().tick("Voldoet").tick("Verbeterpunt"))[0]
    assert (answer.verdict, answer.problems) == (None, (reading.TWO_VERDICTS,))


def test_a_word_in_another_cell_is_no_verdict():
    assert read(filled().type("Toelichting", "Voldoet", "√"))[0].verdict == ""


def test_marks_of_a_symbol_font_count():
    file = filled().type("Oordeel")
    run = file.cell("Oordeel").paragraphs[0].add_run()
    symbol = run._r.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}sym")
    symbol.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}char", "F0FC")
    run._r.append(symbol)
    assert read(file)[0].verdict == Verdict.MEETS


def test_what_was_struck_out_with_changes_tracked_is_gone_and_what_was_added_is_there():
    file = filled().type("Toelichting", "Blijft. ")
    paragraph = file.cell("Toelichting").paragraphs[0]
    for name in ("del", "ins"):
        change = paragraph._p.makeelement(f"{{{paragraph._p.nsmap['w']}}}{name}")
        change.append(paragraph.add_run(f"{name} ")._r)
        paragraph._p.append(change)
    assert read(file)[0].explanation == "Blijft. ins"


def test_the_point_is_known_without_its_visible_reference():
    answer = read(filled().type("Kenmerk"))[0]
    assert (answer.reference, answer.problems) == (Reference(12, 341, 0), ())


def test_the_point_is_known_without_the_description_of_its_table():
    file = filled()
    properties = file.document.tables[0]._tbl.tblPr
    properties.remove(properties[-1])
    assert read(file)[0].reference == Reference(12, 341, 0)


def test_without_either_it_is_told():
    file = filled().type("Kenmerk", "12-341-0-AAAAAAAAAA")
    properties = file.document.tables[0]._tbl.tblPr
    properties.remove(properties[-1])
    answer = read(file)[0]
    assert (answer.heading, answer.reference, answer.problems) == (
        "Punt 341 & meer",
        None,
        (reading.UNKNOWN_POINT,),
    )


def test_the_same_point_twice_is_told():
    answers = read(filled(point(341), point(341)))
    assert [(answer.is_double, answer.problems) for answer in answers] == [(True, (reading.TWICE,))] * 2


def test_a_row_that_is_gone_is_told_and_says_nothing():
    file = filled()
    row = file.row("Toelichting")._tr
    row.getparent().remove(row)
    answer = read(file)[0]
    assert (answer.explanation, answer.problems) == (
        None,
        ("De rij “Toelichting” ontbreekt in het werkblad. Wat is opgeslagen blijft staan.",),
    )


def test_a_table_in_a_cell_is_read_line_by_line_and_told():
    file = filled().type("Toelichting", "Zie:")
    table = file.cell("Toelichting").add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "links", "rechts"
    answer = read(file)[0]
    assert (answer.explanation, answer.remarks) == ("Zie:\n\nlinks\n\nrechts", (reading.TABLE,))


def test_a_table_of_somebodys_own_is_no_point_and_what_it_says_is_outside_them():
    file = filled()
    table = file.document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Wie", "Wanneer"
    sheet = reading.read(file.save())
    assert len(sheet.answers) == 1
    assert sheet.written_outside(PRINTED) == ["Wie", "Wanneer"]


PRINTED = [
    "Toeleiding",
    "Gezinnen zijn in beeld.",
    "Punt 341 & meer",
    "Aanpak CJG",
]


def test_outside_the_points_of_a_sheet_on_which_nobody_wrote_is_nothing():
    assert reading.read(filled().save()).written_outside(PRINTED) == []


def test_what_is_typed_between_and_below_the_points_is_outside_them():
    file = filled(point(341), point(341))
    file.write_below("Tussen de  punten.")
    file.document.add_paragraph("Onderaan.")
    file.document.paragraphs[2].insert_paragraph_before("Aanwezig: de coördinator.")
    outside = ["Aanwezig: de coördinator.", "Tussen de  punten.", "Onderaan."]
    assert reading.read(file.save()).written_outside(PRINTED) == outside


def test_a_comment_or_footnote_outside_the_points_is_told():
    file = filled()
    heading = file.document.paragraphs[0]
    file.document.add_comment(heading.runs, text="Klopt dit?", author="Anna")
    assert reading.read(file.save()).written_outside(PRINTED) == [reading.NOTE]


def test_rows_with_the_same_label_are_one():
    file = filled().type("Toelichting", "Het begin.")
    row = file.row("Toelichting")
    row._tr.addnext(copy.deepcopy(row._tr))
    file.type("Toelichting", "Het vervolg.")
    answer = read(file)[0]
    assert (answer.explanation, answer.problems) == ("Het vervolg.\n\nHet begin.", ())


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("", "Dit ook nog."), "Dit ook nog."),
        (("Vraag", "Waarom?"), "Vraag Waarom?"),
        (("Een eigen regel", ""), "Een eigen regel"),
    ],
)
def test_a_row_of_somebodys_own_is_told(cells, told):
    file = filled()
    row = file.document.tables[0].add_row()
    row.cells[0].text, row.cells[1].text = cells
    assert read(file)[0].problems == (reading.ROW_UNKNOWN.format(told),)


def test_cells_that_were_made_one_are_told():
    file = filled()
    row = file.document.tables[0].add_row()
    row.cells[0].merge(row.cells[1]).text = "Over de hele breedte."
    assert read(file)[0].problems == (reading.ROW_UNKNOWN.format("Over de hele breedte."),)


@pytest.mark.parametrize("label", ["Oordeel", "Reden", "Toelichting", "Notitie"])
def test_what_is_typed_beside_a_label_is_told(label):
    file = filled()
    file.row(label).cells[0].add_paragraph("Nog een zin.")
    assert read(file)[0].problems == (reading.ROW_UNKNOWN.format("Nog een zin."),)


def test_what_is_typed_beside_the_reference_is_told():
    file = filled()
    file.cell("Kenmerk").add_paragraph("Hier nog iets.")
    assert read(file)[0].problems == (reading.ROW_UNKNOWN.format("Hier nog iets."),)


@pytest.mark.parametrize("name", ["commentReference", "footnoteReference", "endnoteReference"])
@pytest.mark.parametrize("label", ["Toelichting", "2013, CJG", "Onderdeel"])
def test_a_comment_or_note_of_word_is_told(label, name):
    file = filled()
    run = file.cell(label).paragraphs[0].add_run()
    run._r.append(run._r.makeelement(f"{{{run._r.nsmap['w']}}}{name}"))
    assert read(file)[0].remarks == (reading.NOTE,)


def test_a_document_without_a_work_sheet_is_refused():
    file = filled()
    file.document.tables[0]._tbl.getparent().remove(file.document.tables[0]._tbl)
    with pytest.raises(NotAccepted, match="In dit bestand staat geen punt van een werkblad."):
        read(file)
