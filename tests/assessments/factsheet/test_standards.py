"""Every document is PDF/UA-1 and PDF/A-2a in one file, by the rules of veraPDF; and veraPDF sees what is wrong."""

import zlib

import pydyf
import pytest

from assessments.printing import finishing, identification
from assessments.printing.bundled import FETCHER, SCHEME
from assessments.printing.structure.painted import HTML
from assessments.worksheets import pdf as work_sheet
from tests.assessments.factsheet.cases import cases
from tests.assessments.worksheets.made_up import point, sheet
from tests.verapdf import STANDARDS, broken_rules

pytestmark = pytest.mark.looks

PAGE = """<html lang="nl"><head><title>Een titel</title></head><body>
  <h1>Een titel</h1>
  <table><thead><tr><th>Punt</th></tr></thead><tbody>
    <tr><td>Een <a href="https://example.org/">plan</a></td></tr>
  </tbody></table>
</body></html>"""


def _finished_and_then(spoil):
    """The page as it is printed, with one thing undone."""

    def finish(document, pdf):
        finishing.finish(document, pdf)
        spoil(pdf)

    html = HTML(string=PAGE, base_url=f"{SCHEME}:", url_fetcher=FETCHER)
    return html.write_pdf(pdf_variant="pdf/a-2a", finisher=finish)


def with_nothing_wrong(pdf):
    pass


def without_language(pdf):
    del pdf.catalog["Lang"]


def without_claim(pdf):
    metadata = identification.metadata_of(pdf)
    xmp = zlib.decompress(metadata.stream[0])
    metadata.stream[0] = zlib.compress(xmp.replace(b"pdfuaid:part", b"pdfuaid:deel"))


def without_scope(pdf):
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("S") == "/TH":
            del each["A"]


def without_colours(pdf):
    del pdf.catalog["OutputIntents"]


def with_a_script(pdf):
    pdf.catalog["OpenAction"] = pydyf.Dictionary({"S": "/JavaScript", "JS": pydyf.String("1")})


RULES = {
    without_language: {"ua1": ["7.2-2", "7.2-24", "7.2-33", "7.2-34"], "2a": []},
    without_claim: {"ua1": ["5-2"], "2a": ["6.6.2.3.1-1", "6.6.2.3.1-2"]},
    without_scope: {"ua1": ["7.5-1"], "2a": []},
    without_colours: {"ua1": [], "2a": ["6.2.4.3-2"]},
    with_a_script: {"ua1": [], "2a": ["6.5.1-1"]},
    with_nothing_wrong: {"ua1": [], "2a": []},
}


def test_no_document_breaks_a_rule(printed, tmp_path):
    documents = {name: printed(name) for name in cases()}
    documents["work sheet"] = work_sheet.render(sheet(*map(point, range(341, 346))))
    for name, document in documents.items():
        (tmp_path / f"{name}.pdf").write_bytes(document)
    assert broken_rules(tmp_path) == {(name, standard): [] for name in documents for standard in STANDARDS}


def test_what_is_wrong_on_purpose_is_seen(tmp_path):
    for spoil in RULES:
        (tmp_path / f"{spoil.__name__}.pdf").write_bytes(_finished_and_then(spoil))
    seen = {key: [rule.split()[0] for rule in rules] for key, rules in broken_rules(tmp_path).items()}
    assert seen == {
        (spoil.__name__, standard): broken
        for spoil, rules in RULES.items()
        for standard, broken in rules.items()
    }
