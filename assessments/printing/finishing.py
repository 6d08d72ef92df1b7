"""The last hand on a PDF, which makes it readable for a screen reader and fit for an archive."""

import zlib
from typing import Any

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
    _compress(pdf)


def _compress(pdf: pydyf.PDF) -> None:
    """Compress each stream once: it is written to the file, and again to know by which bytes the file is identified."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.compress:
            each.stream = [zlib.compress(b"\n".join(_bytes(item) for item in each.stream))]
            each.extra["Filter"] = "/FlateDecode"
            each.compress = False


def _bytes(item: Any) -> bytes:
    if isinstance(item, bytes):
        return item
    return item.data if isinstance(item, pydyf.Object) else str(item).encode()
