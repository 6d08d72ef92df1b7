"""The last hand on a PDF, which makes it readable for a screen reader and fit for an archive."""

import pydyf
from weasyprint.document import Document

from assessments.printing import identification, inert
from assessments.printing.structure import painted, reading, words, writing


def finish(document: Document, pdf: pydyf.PDF) -> None:
    """Refuse what no document of ours may do; give it the structure of its HTML, and its claim to PDF/UA."""
    inert.check(pdf)
    whole = reading.read(document, painted.marks(document, pdf))
    words.mend(whole, painted.page_of(document), painted.spaces(document))
    writing.write(whole, pdf)
    identification.claim_pdf_ua(identification.metadata_of(pdf))
