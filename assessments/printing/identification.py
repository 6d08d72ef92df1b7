"""What a PDF says it is: one file that keeps to PDF/A-2a, as WeasyPrint writes, and to PDF/UA-1, which is added."""

from typing import Any

import pydyf

_END = b"</rdf:RDF>"
# PDF/A allows a property that it doesn't know only with a description of its schema beside it.
_PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
  <pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>The part of ISO 14289 to which the file keeps</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def claim_pdf_ua(metadata: Any) -> None:
    """Add to the XMP metadata of a PDF/A that it is a PDF/UA-1 too."""
    (xmp,) = metadata.stream
    before, end, after = xmp.rpartition(_END)
    if not end or b"pdfuaid" in before:
        raise ValueError("The metadata are not those that WeasyPrint writes for PDF/A")
    metadata.stream[:] = [before + _PDF_UA + end + after]


def metadata_of(pdf: pydyf.PDF) -> Any:
    """The stream with the XMP metadata of a PDF."""
    return pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
