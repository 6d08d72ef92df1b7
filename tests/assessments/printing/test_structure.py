"""What a screen reader reads: one part for one element, in the order of the page, and nothing that is not text."""

import io
import re
from textwrap import dedent

import pypdf
import pytest
import weasyprint
from weasyprint.document import Page
from weasyprint.pdf.stream import Stream

from assessments.printing.layout import lay_out
from assessments.printing.structure.reading import NotReadable
from tests.assessments.printing.reading_back import artifacts, part, read_aloud, structure

pytestmark = pytest.mark.looks

SMALL = """
    @page { size: 80mm 60mm; margin: 10mm; @bottom-left { content: none } @bottom-right { content: none }
            @top-left { content: none } @top-right { content: none } }
    body { hyphens: manual }
"""


def printed(body, style=""):
    head = f"<title>Een titel</title><style>{SMALL}{style}</style>"
    return lay_out(f'<html lang="nl"><head>{head}</head><body>{body}</body></html>', "factsheet-pdf.css")


def tree(text):
    return dedent(text).strip()


def parts(document, kind):
    return len(re.findall(rf"^ *{kind}\b", structure(document), re.MULTILINE))


def pages(document):
    return len(artifacts(document))


def test_a_paragraph_over_pages_is_one_paragraph():
    document = printed(f"<p>{'Een zin die vaak terugkomt. ' * 40}</p>")
    assert pages(document) > 1
    assert parts(document, "P") == 1
    assert read_aloud(document) == ("Een zin die vaak terugkomt. " * 40).strip()


def test_a_section_a_list_and_an_item_over_columns_and_pages_are_one_each():
    items = "".join(f"<li>{'Punt dat lang is. ' * 15}</li>" for _ in range(4))
    document = printed(f'<div class="columns"><section><h2>Kop</h2><ul>{items}</ul></section></div>')
    assert pages(document) > 1
    assert {kind: parts(document, kind) for kind in ("Sect", "H2", "L", "LI", "Lbl", "LBody")} == {
        "Sect": 1, "H2": 1, "L": 1, "LI": 4, "Lbl": 4, "LBody": 4,
    }  # fmt: skip


def test_a_table_over_pages_is_one_table_whose_head_is_read_once():
    rows = "".join(f'<tr><th scope="row">Rij {n}</th><td>Cel {n}</td></tr>' for n in range(30))
    head = '<tr><th scope="col">Indicator</th><th scope="col">2014</th></tr>'
    document = printed(f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>")
    assert pages(document) > 2
    assert {kind: parts(document, kind) for kind in ("Table", "THead", "TBody", "TR", "TH", "TD")} == {
        "Table": 1, "THead": 1, "TBody": 1, "TR": 31, "TH": 32, "TD": 30,
    }  # fmt: skip
    first, *others = artifacts(document)
    assert first == []
    assert others == [[("Header", "Indicator"), ("Header", "2014")]] * len(others)


def test_a_row_over_pages_is_read_cell_by_cell():
    cells = "".join(f"<td>{f'Cel {n} zegt dit. ' * 40}</td>" for n in range(2))
    document = printed(f'<table><tbody><tr class="tall"><th scope="row">Rij</th>{cells}</tr></tbody></table>')
    assert pages(document) > 1
    assert parts(document, "TD") == 2
    assert read_aloud(document) == " ".join(["Rij", *["Cel 0 zegt dit."] * 40, *["Cel 1 zegt dit."] * 40])


def test_cells_say_over_what_they_are_and_how_far_they_reach_and_empty_ones_stay():
    table = """<table>
      <thead>
        <tr><th rowspan="2">Punt</th><th scope="col" colspan="2">2013</th></tr>
        <tr><th>A</th><th>B</th></tr>
      </thead>
      <tbody><tr><th scope="row">Een plan</th><td></td><td>Ja</td></tr></tbody>
    </table>"""
    assert part(printed(table), "Table") == tree("""
        Table
          THead
            TR
              TH Scope=/Column RowSpan=2
                'Punt'
              TH Scope=/Column ColSpan=2
                '2013'
            TR
              TH Scope=/Column
                'A'
              TH Scope=/Column
                'B'
          TBody
            TR
              TH Scope=/Row
                'Een plan'
              TD
              TD
                'Ja'
    """)


def test_a_heading_that_a_table_repeats_stands_before_it():
    rows = "<tr><td>Een</td><td>Twee</td></tr>" * 15
    head = '<tr><td colspan="2"><h3>Aanpak</h3></td></tr><tr><th>A</th><th>B</th></tr>'
    document = printed(
        f"<section><h2>Uitkomsten</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table></section>"
    )
    assert structure(document).startswith(
        tree("""
            Document
              Sect
                H2
                  'Uitkomsten'
                H3
                  'Aanpak'
                Table
                  THead
                    TR
                      TH Scope=/Column
                        'A'
        """)
    )
    assert read_aloud(document).count("Aanpak") == 1
    assert ("Header", "Aanpak") in artifacts(document)[1]


def test_a_heading_in_a_row_of_its_own_further_on_stays_in_its_cell():
    rows = "<tr><td>Een</td></tr><tr><td><h3>Tussen</h3></td></tr>"
    assert part(printed(f"<table><tbody>{rows}</tbody></table>"), "Table") == tree("""
        Table
          TBody
            TR
              TD
                'Een'
            TR
              TD
                H3
                  'Tussen'
    """)


def test_a_list_in_a_list_belongs_to_its_item():
    assert part(
        printed("<ol><li><p>Een</p><ul><li>Binnen</li></ul></li></ol>", "ul { list-style: disc !important }"),
        "L",
    ) == tree("""
        L
          LI
            Lbl
              '1. '
            LBody
              P
                'Een'
              L
                LI
                  Lbl
                    '• '
                  LBody
                    'Binnen'
    """)


def test_a_list_without_marks_has_none():
    assert part(printed('<ul style="list-style: none"><li>Een</li></ul>'), "L") == tree("""
        L
          LI
            LBody
              'Een'
    """)


def test_items_on_one_line_are_items_and_the_space_between_them_is_nothing():
    items = "<li>Een</li> <li>Twee</li>"
    document = printed(f"<style>li {{ display: inline-block }}</style><ul>{items}</ul>")
    assert part(document, "L") == tree("""
        L
          LI
            LBody
              'Een'
          LI
            LBody
              'Twee'
    """)


def test_terms_stand_beside_what_is_said_of_them():
    assert part(
        printed("<dl><div><dt>Editie</dt><dd>2</dd></div><dt>Datum</dt><dd>3 juni</dd></dl>"), "L"
    ) == tree("""
        L
          LI
            Lbl
              'Editie'
            LBody
              '2'
          LI
            Lbl
              'Datum'
            LBody
              '3 juni'
    """)


def test_what_only_arranges_text_is_no_part_and_loose_text_becomes_a_paragraph():
    body = (
        "<div><div>Los</div><p>Een <b>vet <i>woord</i></b> hier</p></div><section><span>Ook</span></section>"
    )
    assert structure(printed(body)) == tree("""
        Document
          P
            'Los'
          P
            'Een '
            'vet '
            'woord'
            ' hier'
          Sect
            P
              'Ook'
    """)


def test_what_is_hidden_from_a_screen_reader_is_not_read():
    verdict = '<p><span><span aria-hidden="true">√</span> Voldoet</span></p>'
    document = printed(verdict)
    assert read_aloud(document) == "Voldoet"
    assert artifacts(document) == [[("Layout", "√")]]


def test_a_sign_is_read_by_its_name():
    document = printed(
        '<p><span role="img" aria-label="Gekozen:">×</span> <span aria-hidden="true">√</span> Voldoet</p>'
    )
    assert part(document, "P") == tree("""
        P
          'Gekozen:'
          ' Voldoet'
    """)


def test_of_the_spaces_between_texts_one_is_left_and_of_those_around_none():
    assert part(printed("<p><b> </b><b>Een</b> <i> </i> <b>twee</b> <i> </i></p>"), "P") == tree("""
        P
          'Een '
          'twee'
    """)


def test_running_heads_feet_and_watermarks_are_not_read():
    style = """@page { @top-left { content: "Boven" } @bottom-right { content: counter(page) }
                       @left-bottom { content: "CONCEPT" } }"""
    document = printed("<p>Een</p><p style='break-before: page'>Twee</p>", style)
    assert read_aloud(document) == "Een Twee"
    assert [sorted(page) for page in artifacts(document)] == [
        [("Footer", number), ("Header", "Boven"), ("Watermark", "CONCEPT")] for number in "12"
    ]


def test_a_link_is_one_part_that_says_its_text_also_over_two_lines():
    text = "een verwijzing die langer is dan een regel van deze bladzijde en dus doorloopt"
    links = f'<a href="https://example.org/">{text}</a>, of <a href="#begin">het begin</a>'
    assert part(printed(f'<p>Zie {links}.</p><p id="begin">Hier</p>'), "P") == tree(f"""
        P
          'Zie '
          Link
            -> {text}
            'een verwijzing die langer is dan een '
            -> {text}
            'regel van deze bladzijde en dus doorloopt'
          ', '
          'of '
          Link
            -> het begin
            'het begin'
          '.'
    """)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("hulp\u00adverleningstraject", ["hulp\u00ad", "verleningstraject"]),
        ("jeugd-hulpverlening", ["jeugd-", "hulpverlening"]),
        ("jeugd- en gezinshulp nu", ["jeugd- en ", "gezinshulp nu"]),
        ("samenwerkingsafspraak", ["samenwerkingsa\u00ad", "fspraak"]),
        ("art.\u00a05 hulp\u00adverleningstraject", ["art.\u00a05 hulp\u00ad", "verleningstraject"]),
        ("I<br>II<br>III", ["I ", "II ", "III"]),
        ("in<br>initiatief in", ["in ", "initiatief in"]),
        ("jeugd-<b>hulpverlening</b>", ["jeugd-", "hulpverlening"]),
        ("voor <b>jeugd</b><br>hulp", ["voor ", "jeugd ", "hulp"]),
    ],
    ids=[
        "broken at a hyphen",
        "a hyphen of its own",
        "a hyphen before a space",
        "broken without a hyphen",
        "a space at which no line ends",
        "lines that begin alike",
        "a line that begins the next",
        "a hyphen before bold",
        "a line after bold",
    ],
)
def test_a_word_that_does_not_fit_is_one_word_to_a_reader(text, lines):
    document = printed(f'<p style="width: 24mm">{text}</p>')
    assert part(document, "P").splitlines()[1:] == [f"  '{line}'" for line in lines]


def test_a_link_that_nobody_hears_is_refused():
    with pytest.raises(NotReadable, match="A link"):
        printed('<p aria-hidden="true"><a href="https://example.org/">Een</a></p>')


def test_words_are_apart_where_a_line_a_column_or_a_page_ends():
    document = printed(
        f'<div class="columns"><p>{" ".join(["Een <b>twee</b> <i>drie</i> vier."] * 40)}</p></div>'
    )
    assert pages(document) > 1
    lines = re.findall("'(.*)'", structure(document))
    assert "".join(lines) == " ".join(["Een twee drie vier."] * 40)


def test_a_picture_that_nobody_hears_is_refused_unless_it_is_decoration():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="5"/></svg>'
    assert structure(printed(f'<p>Een</p><div aria-hidden="true">{svg}</div>')) == "Document\n  P\n    'Een'"
    with pytest.raises(NotReadable, match="A picture"):
        printed(f"<p>Een {svg}</p>")


def test_weasyprint_alone_still_needs_all_this():
    """What it makes of a table over pages under a running head; where that is mended, ours may go."""
    rows = "".join(f'<tr><th scope="row">Rij {n}</th><td>Cel {n}</td></tr>' for n in range(30))
    table = f"<table><thead><tr><th>Punt</th><th>2014</th></tr></thead><tbody>{rows}</tbody></table>"
    style = '@page { size: 80mm 60mm; @top-left { content: "Boven" } }'
    page = f'<html lang="nl"><style>{style}</style><p>{"Een zin die vaak terugkomt. " * 30}</p>{table}</html>'
    alone = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/a-2a")
    assert min(parts(alone, kind) for kind in ("P", "Table", "THead")) > 1
    assert "Scope" not in structure(alone)
    assert [text for page in artifacts(alone) for _, text in page] == []
    assert b"pdfuaid" not in pypdf.PdfReader(io.BytesIO(alone)).trailer["/Root"]["/Metadata"].get_data()


def test_weasyprint_has_what_this_is_made_from():
    """Only these are not public; a version in which they changed must be looked at, and its pin with it."""
    assert weasyprint.__version__.startswith("70.")
    assert Page.__init__.__code__.co_names[-1] == "_page_box"
    assert "_tags" in Stream.marked.__wrapped__.__code__.co_names
