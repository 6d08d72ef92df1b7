import io
import re
from textwrap import dedent

import pypdf
import pytest

from assessments.worksheets import pdf
from assessments.worksheets.content import Earlier
from tests.assessments.printing.reading_back import part, structure
from tests.assessments.worksheets.made_up import point, sheet

pytestmark = pytest.mark.looks


def pages(*points):
    document = pypdf.PdfReader(io.BytesIO(pdf.render(sheet(*points))))
    return [page.extract_text() for page in document.pages]


def test_two_filled_points_of_the_usual_length_share_a_page():
    earlier = (Earlier(2014, "CJG", "improvement_point", "", "Er was nog niets geregeld. " * 12),)
    texts = {"earlier": earlier, "explanation": "Nu is dat zo. " * 20, "verdict": "meets"}
    document = pages(*(point(number, **texts) for number in range(341, 346)))
    assert [page.count("Oordeel 2015") for page in document] == [1, 2, 2]


def test_a_point_with_much_before_it_fills_the_page_that_it_begins_on():
    earlier = tuple(
        Earlier(year, "CJG", "improvement_point", "", "Er was nog niets geregeld. " * 25)
        for year in (2012, 2013, 2014)
    )
    document = pages(point(341, earlier=earlier[:1]), point(342, earlier=earlier))
    assert "Punt 342" in document[0]


def test_a_screen_reader_hears_each_point_under_its_heading_and_what_was_chosen():
    document = pdf.render(sheet(point(341, verdict="meets", earlier=(), explanation="Het plan is er.")))
    heard = structure(document)
    assert re.findall(r"^ *(H\d)$", heard, re.MULTILINE) == ["H1", "H2", "H3"]
    assert part(document, "Table") == dedent("""\
        Table
          TBody
            TR
              TH Scope=/Row
                'Oordeel 2015'
              TD
                L
                  LI
                    LBody
                      'Gekozen:'
                      ' Voldoet'
                  LI
                    LBody
                      ' Verbeterpunt'
                  LI
                    LBody
                      ' Niet beoordeeld'
            TR
              TH Scope=/Row
                'Reden '
                'alleen bij niet beoordeeld'
              TD
            TR
              TH Scope=/Row
                'Toelichting'
              TD
                P
                  'Het plan is er.'
            TR
              TH Scope=/Row
                'Notitie '
                'voor het team; komt nooit '
                'in het factsheet'
              TD""")
