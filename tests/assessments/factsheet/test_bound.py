"""One PDF of many: all pages, an outline, page labels, and the structure that a screen reader follows."""

import io
from collections import Counter

import pikepdf
import pytest

from assessments.bundling import combined
from assessments.bundling.binder import bind
from assessments.bundling.documents import Document
from tests.assessments.factsheet.cases import cases
from tests.verapdf import STANDARDS, broken_rules

pytestmark = pytest.mark.looks

NAMES = ("one point", "concept")
NO_PDF = b"no PDF at all"


@pytest.fixture
def documents(printed):
    return [Document(cases()[name].factsheet, printed(name)) for name in NAMES]


@pytest.fixture
def bound(documents):
    with pikepdf.open(io.BytesIO(written(documents))) as pdf:
        yield pdf


def written(documents):
    file = io.BytesIO()
    combined.write(file, iter(documents))
    return file.getvalue()


def elements(pdf):
    """How many of each kind of structure element a PDF has."""
    found, ahead = Counter(), [pdf.Root.StructTreeRoot.K]
    while ahead:
        each = ahead.pop()
        if isinstance(each, pikepdf.Array):
            ahead += list(each)
        elif isinstance(each, pikepdf.Dictionary) and "/S" in each:
            found[str(each.S)] += 1
            ahead += [each.K] if "/K" in each else []
    return found


def pages_of(document):
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        return len(pdf.pages)


def test_a_bound_pdf_keeps_to_the_standards_of_those_in_it(documents, tmp_path):
    (tmp_path / "bound.pdf").write_bytes(written(documents))
    assert broken_rules(tmp_path) == {("bound", standard): [] for standard in STANDARDS}


def test_the_same_factsheets_are_bound_into_the_same_bytes(documents):
    assert written(documents) == written(documents)


def test_every_page_is_in_it_and_says_of_which_factsheet_it_is(bound, documents):
    first, second = documents
    assert [page.label for page in bound.pages] == [
        *(f"{first.title}, {number + 1}" for number in range(pages_of(first))),
        *(f"{second.title}, {number + 1}" for number in range(pages_of(second))),
    ]


def test_the_outline_leads_to_each_factsheet_and_what_is_in_it(bound, documents):
    places = {page.objgen: number for number, page in enumerate(bound.pages)}
    with bound.open_outline() as outline:
        tops = [(item.title, places[item.destination[0].objgen]) for item in outline.root]
        within = [places[item.destination[0].objgen] for item in outline.root[1].children]
    first, second = documents
    assert tops == [(first.title, 0), (second.title, pages_of(first))]
    assert within
    assert all(place >= pages_of(first) for place in within)


def test_all_structure_is_in_it_under_numbers_of_its_own(bound, documents):
    expected = Counter({"/Document": 1, "/Part": len(documents)})
    for document in documents:
        with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
            expected += elements(pdf) - Counter({"/Document": 1})
    assert elements(bound) == expected
    numbers = [int(page.obj.StructParents) for page in bound.pages]
    assert len(set(numbers)) == len(numbers)
    parents = dict(pikepdf.NumberTree(bound.Root.StructTreeRoot.ParentTree).items())
    assert set(numbers) <= set(parents)


def test_it_says_its_own_title_and_language(bound):
    assert (str(bound.docinfo.Title), str(bound.Root.Lang)) == (combined.TITLE, "nl")
    with bound.open_metadata() as metadata:
        assert metadata["dc:title"] == combined.TITLE


def test_with_a_pdf_without_structure_it_claims_nothing(documents):
    plain = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(plain)
    sources = [("Elst 2014", documents[0].pdf), ("Oud", plain.getvalue())]
    with pikepdf.open(io.BytesIO(bind(sources, title="Factsheets"))) as pdf:
        assert len(pdf.pages) == pages_of(documents[0]) + 1
        assert "/StructTreeRoot" not in pdf.Root
        assert "/OutputIntents" not in pdf.Root
        assert b"pdfuaid" not in pdf.Root.Metadata.read_bytes()


def test_what_is_no_pdf_is_refused_in_dutch(documents):
    broken = Document(documents[0].factsheet, NO_PDF)
    with pytest.raises(combined.NotBound, match="konden niet worden samengevoegd"):
        written([broken])
