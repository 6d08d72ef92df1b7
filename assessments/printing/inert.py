"""That a PDF does nothing by itself, carries no other file, and leads to https, mailto and its own pages alone."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pydyf

SCHEMES = ("https", "mailto")
_IN_CATALOG = ("AA", "AF", "AcroForm", "Collection", "OpenAction")
_NAMED = ("EmbeddedFiles", "JavaScript")
_TYPES = ("/EmbeddedFile", "/Filespec")


class NotInert(ValueError):
    """A PDF would do something, or carries something, that none of ours may."""


def check(pdf: pydyf.PDF) -> None:
    """Refuse a PDF that is more than pages with links to where ours may lead."""
    named = pdf.catalog.get("Names", {})
    for key in [key for key in _IN_CATALOG if key in pdf.catalog] + [key for key in _NAMED if key in named]:
        raise NotInert(f"A document has no {key}")
    for each in _dictionaries(pdf):
        if each.get("Type") in _TYPES:
            raise NotInert(f"A document has no {each['Type'][1:]}")
        if each.get("Type") == "/Annot":
            _check_annotation(each)


def _check_annotation(annotation: Any) -> None:
    if annotation["Subtype"] != "/Link":
        raise NotInert(f"A document has no annotation {annotation['Subtype'][1:]}")
    if "Dest" in annotation and "A" not in annotation:
        return
    action = annotation["A"]
    if action["S"] != "/URI":
        raise NotInert(f"A document has no action {action['S'][1:]}")
    address = action["URI"].string
    if urlsplit(address).scheme not in SCHEMES:
        raise NotInert(f"A document does not lead to {address[:200]}")


def _dictionaries(pdf: pydyf.PDF) -> Iterator[Any]:
    """Every dictionary that is an object of a PDF, also where it heads a stream."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream):
            yield each.extra
        elif isinstance(each, pydyf.Dictionary):
            yield each
