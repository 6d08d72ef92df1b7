"""The ZIP of many factsheets: what is in it, and the same bytes each time."""

import csv
import hashlib
import io
import json
import re
import zipfile

import pytest

from assessments.bundling import archive
from assessments.bundling.documents import Document
from assessments.factsheet import data
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from tests.factories import make_edition, make_follow_up, make_municipality, overwrite

pytestmark = pytest.mark.django_db


def published(name, pdf=b"%PDF-1.7 een document", **fields):
    edition = make_edition(make_follow_up(make_municipality(name), **fields), pdf=pdf)
    return Document(Factsheet.from_snapshot(edition.content), pdf)


def written(*documents, lacking=()):
    file = io.BytesIO()
    archive.write(file, iter(documents), lacking=lacking)
    return file.getvalue()


def opened(*documents, **more):
    return zipfile.ZipFile(io.BytesIO(written(*documents, **more)))


def test_each_factsheet_is_in_it_as_pdf_and_as_data_and_all_data_together():
    elst, bergen = published("Elst"), published("Bergen", pdf=b"%PDF-1.7 van Bergen")
    zip_ = opened(elst, bergen)
    assert zip_.namelist() == [
        "pdf/factsheet-elst-2014.pdf",
        "json/factsheet-elst-2014.json",
        "pdf/factsheet-bergen-2014.pdf",
        "json/factsheet-bergen-2014.json",
        "factsheets.json",
        "factsheets.csv",
        "index.html",
        "SHA256SUMS",
    ]
    assert zip_.read("pdf/factsheet-bergen-2014.pdf") == b"%PDF-1.7 van Bergen"
    assert zip_.read("json/factsheet-elst-2014.json") == data.to_json(elst.factsheet)
    together = json.loads(zip_.read("factsheets.json"))
    assert together == [data.to_data(elst.factsheet), data.to_data(bergen.factsheet)]


def test_the_same_factsheets_make_the_same_bytes(time_machine):
    time_machine.move_to("2016-01-01")
    documents = [published("Elst"), published("Bergen")]
    first = written(*documents)
    time_machine.move_to("2019-01-01")
    assert written(*documents) == first


def test_the_sums_are_those_of_all_other_files():
    zip_ = opened(published("Elst"))
    sums = dict(reversed(line.split("  ")) for line in zip_.read("SHA256SUMS").decode().splitlines())
    assert sums == {
        name: hashlib.sha256(zip_.read(name)).hexdigest() for name in zip_.namelist() if name != "SHA256SUMS"
    }


def test_the_index_leads_to_each_file_and_tells_what_was_found():
    zip_ = opened(published("Elst"), published("’s-Hertogenbosch", verdict="improvement_point"))
    page = " ".join(zip_.read("index.html").decode().split())
    links = re.findall(r'href="([^"]+)"', page)
    assert sorted(links) == sorted(name for name in zip_.namelist() if name != "index.html")
    assert "<h1>2 factsheets van Samenwerkend Toezicht Jeugd</h1>" in page
    numbers = re.findall(r'<td class="number">(\d)</td>' * 3, page.replace("> <", "><"))
    assert numbers == [("1", "0", "0"), ("0", "1", "0")]
    assert page.count("3 juni 2015") == 2
    assert "Niet in deze bundel" not in page
    assert "Niet openbaar" not in page


def test_the_index_says_what_is_not_in_it_and_why():
    page = (
        opened(published("Elst"), lacking=[("Bergen 2014", "Ingetrokken <b>.")]).read("index.html").decode()
    )
    assert "<strong>Bergen 2014</strong>: Ingetrokken &lt;b&gt;." in page


def test_a_concept_says_so_in_its_name_and_on_the_index():
    concept = Document(draft(make_follow_up(make_municipality("Elst"), state="review")), b"%PDF-1.7")
    zip_ = opened(concept)
    assert zip_.namelist()[:2] == [
        "pdf/CONCEPT-factsheet-elst-2014.pdf",
        "json/CONCEPT-factsheet-elst-2014.json",
    ]
    assert "Niet openbaar" in zip_.read("index.html").decode()


def test_two_factsheets_with_one_name_do_not_overwrite_each_other():
    elst = published("Elst")
    names = opened(elst, Document(elst.factsheet, b"%PDF-1.7 een ander")).namelist()
    assert [name for name in names if name.startswith("pdf/")] == [
        "pdf/factsheet-elst-2014.pdf",
        "pdf/factsheet-elst-2014-2.pdf",
    ]


def test_the_table_has_a_row_per_finding_without_a_formula():
    round_ = make_follow_up(make_municipality("Elst"))
    overwrite(round_.findings.all(), explanation="=HYPERLINK(0)")
    edition = make_edition(round_)
    zip_ = opened(Document(Factsheet.from_snapshot(edition.content), b"%PDF-1.7"))
    text = zip_.read("factsheets.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["gemeente"], row["jaar van de bevinding"], row["oordeel"]) for row in rows] == [
        ("Elst", "2013", "X"),
        ("Elst", "2014", "√"),
    ]
    assert rows[1]["toelichting"] == "'=HYPERLINK(0)"


def test_of_no_factsheet_at_all_it_still_opens():
    assert json.loads(opened().read("factsheets.json")) == []
