"""A document does nothing by itself, and leads only to where ours may lead."""

import io

import pydyf
import pypdf
import pytest

from assessments.printing import inert
from assessments.printing.layout import lay_out


def printed(body):
    page = f'<html lang="nl"><head><title>Een titel</title></head><body>{body}</body></html>'
    return lay_out(page, "factsheet-pdf.css")


def leads_to(document):
    annotations = [
        each.get_object() for page in pypdf.PdfReader(io.BytesIO(document)).pages for each in page["/Annots"]
    ]
    return [each.get("/Dest") or each["/A"]["/URI"] for each in annotations]


@pytest.mark.looks
@pytest.mark.parametrize("address", ["https://example.org/a", "mailto:stj@example.org"])
def test_it_may_lead_to(address):
    assert leads_to(printed(f'<p><a href="{address}">Verder</a></p>')) == [address]


@pytest.mark.looks
def test_it_may_lead_to_its_own_pages():
    assert leads_to(printed('<p id="hier"><a href="#hier">Verder</a></p>')) == ["hier"]


@pytest.mark.looks
@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/",
        "data:text/html,x",
        "//example.org/",
        "andere.pdf",
    ],
)
def test_it_may_not_lead_to(address):
    with pytest.raises(inert.NotInert, match="does not lead to"):
        printed(f'<p><a href="{address}">Verder</a></p>')


def test_a_form_is_refused():
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Dictionary({"Type": "/Annot", "Subtype": "/Widget"}))
    with pytest.raises(inert.NotInert, match="annotation Widget"):
        inert.check(pdf)


@pytest.mark.parametrize("action", ["JavaScript", "Launch", "GoToR", "SubmitForm"])
def test_a_link_that_does_something_else_is_refused(action):
    pdf = pydyf.PDF()
    what = pydyf.Dictionary({"Type": "/Action", "S": f"/{action}"})
    pdf.add_object(pydyf.Dictionary({"Type": "/Annot", "Subtype": "/Link", "A": what}))
    with pytest.raises(inert.NotInert, match=f"action {action}"):
        inert.check(pdf)


@pytest.mark.parametrize("key", ["OpenAction", "AA", "AcroForm", "AF", "Collection"])
def test_what_acts_on_a_whole_document_is_refused(key):
    pdf = pydyf.PDF()
    pdf.catalog[key] = pydyf.Dictionary()
    with pytest.raises(inert.NotInert, match=key):
        inert.check(pdf)


@pytest.mark.parametrize("key", ["EmbeddedFiles", "JavaScript"])
def test_scripts_and_files_by_name_are_refused(key):
    pdf = pydyf.PDF()
    pdf.catalog["Names"] = pydyf.Dictionary({key: pydyf.Dictionary()})
    with pytest.raises(inert.NotInert, match=key):
        inert.check(pdf)


@pytest.mark.parametrize(
    "carried", [pydyf.Dictionary({"Type": "/Filespec"}), pydyf.Stream([b""], {"Type": "/EmbeddedFile"})]
)
def test_a_file_within_is_refused(carried):
    pdf = pydyf.PDF()
    pdf.add_object(carried)
    with pytest.raises(inert.NotInert, match="no (Filespec|EmbeddedFile)"):
        inert.check(pdf)
