"""The cases in print, once for all tests of a run."""

import logging
import os

import pytest

from assessments.factsheet import pdf
from assessments.printing import press
from tests.assessments.factsheet.cases import cases


class Complaints(logging.Handler):
    """What WeasyPrint says that it misses: a glyph, a style it doesn't know, an image without words."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.heard = []

    def emit(self, record):
        self.heard.append(record.getMessage())


def lay_out_in_silence(html):
    """The PDF of a page; whatever WeasyPrint misses in it is a failure."""
    complaints = Complaints()
    logger = logging.getLogger(press.__name__)
    logger.addHandler(complaints)
    try:
        document = press.write(html, pdf.STYLESHEET)
    finally:
        logger.removeHandler(complaints)
    assert complaints.heard == []
    return document


@pytest.fixture(scope="session")
def printed(tmp_path_factory):
    """The PDF of a case by its name, printed once for all that test at the same time."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder = folder / "printed"
    folder.mkdir(exist_ok=True)

    def document(name):
        path = folder / f"{name}.pdf"
        if not path.exists():
            case = cases()[name]
            made = lay_out_in_silence(pdf.page(case.factsheet, embargo_until=case.embargo_until))
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(made)
            part.replace(path)
        return path.read_bytes()

    return document


@pytest.fixture(params=list(cases()))
def name(request):
    """The name of each case in turn."""
    return request.param
