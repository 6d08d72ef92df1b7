import io

import pypdf
import pytest

from assessments.worksheets import pdf
from assessments.worksheets.content import Earlier
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
