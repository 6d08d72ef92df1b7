"""Writing the structure of a document into its PDF, instead of the one that WeasyPrint made."""

from typing import Any

import pydyf

from assessments.printing.structure.painted import Mark
from assessments.printing.structure.parts import Annotation, Part


def write(whole: Part, pdf: pydyf.PDF) -> None:
    """Make the parts of a document the structure of its PDF."""
    _take_out_structure(pdf)
    _Writer(pdf).write(whole)


def _take_out_structure(pdf: pydyf.PDF) -> None:
    """Take out what WeasyPrint wrote as structure: all that it added last, but for the metadata."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    metadata = _object(pdf, pdf.catalog["Metadata"])
    first = _number(root["ParentTree"])
    streams = [each for each in pdf.objects[first:] if isinstance(each, pydyf.Stream)]
    if streams != [metadata]:
        raise ValueError("WeasyPrint did not add the structure last")
    del pdf.objects[first:]
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference


class _Writer:
    """Numbers the marks of each page in the order in which they are read, and writes which part each belongs to."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.pages = pdf.page_references
        self.parts_of_marks: list[list[bytes]] = [[] for _ in self.pages]
        self.parts_of_links: list[bytes] = []

    def write(self, whole: Part) -> None:
        root = self._add({"Type": "/StructTreeRoot"})
        root["K"] = pydyf.Array([self._write(whole, root.reference)])
        of_pages = [pydyf.Array(parts) for parts in self.parts_of_marks]
        parents = pydyf.Array()
        for key, parts in enumerate(of_pages + self.parts_of_links):
            parents.extend((key, parts))
        root["ParentTree"] = self._add({"Nums": parents}).reference
        self.pdf.catalog["StructTreeRoot"] = root.reference

    def _add(self, values: dict[str, Any]) -> pydyf.Dictionary:
        added = pydyf.Dictionary(values)
        self.pdf.add_object(added)
        return added

    def _write(self, part: Part, inside: bytes) -> bytes:
        """Write a part and all in it; the reference to it."""
        element = self._add({"Type": "/StructElem", "S": f"/{part.kind}", "P": inside})
        reference: bytes = element.reference
        if part.attributes:
            element["A"] = pydyf.Dictionary({"O": "/Table"} | part.attributes)
        page = next((held.page for held in part.holds if isinstance(held, Mark)), None)
        if page is not None:
            element["Pg"] = self.pages[page]
        element["K"] = pydyf.Array()
        for held in part.holds:
            if isinstance(held, Part):
                element["K"].append(self._write(held, reference))
            elif isinstance(held, Annotation):
                element["K"].append(self._write_link(held, part, reference))
            else:
                element["K"].append(self._write_mark(held, reference, page))
        return reference

    def _write_mark(self, mark: Mark, part: bytes, page_of_part: int | None) -> Any:
        parts = self.parts_of_marks[mark.page]
        number = len(parts)
        mark.say(number)
        parts.append(part)
        if mark.page == page_of_part:
            return number
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[mark.page], "MCID": number})

    def _write_link(self, link: Annotation, part: Part, reference: bytes) -> pydyf.Dictionary:
        link.dictionary["StructParent"] = len(self.pages) + len(self.parts_of_links)
        link.dictionary["Contents"] = pydyf.String(part.text())
        self.parts_of_links.append(reference)
        spot = link.dictionary.reference
        return pydyf.Dictionary({"Type": "/OBJR", "Pg": self.pages[link.page], "Obj": spot})


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]
