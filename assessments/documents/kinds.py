"""Which kinds of documents are taken in, known by the ending of the name and by what is really inside."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assessments.documents import NotAccepted, names
from assessments.documents.archives import open_archive, read_member

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how files of old Office programs begin, and locked ones of new
LOCKED_OR_OLD = "Dit bestand is beveiligd met een wachtwoord of heeft een oud formaat. Sla het opnieuw op."
MACROS = "In dit bestand zitten macro’s. Sla het op zonder macro’s en probeer het opnieuw."


@dataclass(frozen=True)
class Kind:
    """A kind of document: the media type with which it is given back, and how it is recognised."""

    media_type: str
    is_it: Callable[[bytes], bool]


def check(name: str, content: bytes) -> Kind:
    """The kind of a document. Raises NotAccepted where it isn't one of ours, or isn't what its name says."""
    extension = names.extension(name)
    kind = KINDS.get(extension)
    if kind is None:
        raise NotAccepted(f"Dit soort bestand nemen we niet aan. Wel: {', '.join(KINDS)}.")
    if not kind.is_it(content):
        raise NotAccepted(f"De naam eindigt op .{extension}, maar de inhoud is iets anders.")
    return kind


def media_type(name: str) -> str:
    """The media type of a stored document."""
    kind = KINDS.get(names.extension(name))
    return kind.media_type if kind else "application/octet-stream"


def _begins_with(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _is_pdf(content: bytes) -> bool:
    return re.match(rb"(?:\xef\xbb\xbf)?\s*%PDF-", content[:1024]) is not None


def _office(folder: str) -> Callable[[bytes], bool]:
    def is_it(content: bytes) -> bool:
        if content.startswith(OLE):
            raise NotAccepted(LOCKED_OR_OLD)
        if not content.startswith(b"PK\x03\x04"):
            return False
        inside = open_archive(content).namelist()
        if any(name.casefold().endswith("vbaproject.bin") for name in inside):
            raise NotAccepted(MACROS)
        return "[Content_Types].xml" in inside and any(name.startswith(f"{folder}/") for name in inside)

    return is_it


def _open_document(subtype: str) -> Callable[[bytes], bool]:
    def is_it(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        said = read_member(open_archive(content), "mimetype", at_most=200)
        return said is not None and said.strip() == f"{_ODF}{subtype}".encode()

    return is_it


def _is_message(content: bytes) -> bool:
    """Whether this is an Outlook message, and not another of the many things that look the same on the outside."""
    return content.startswith(OLE) and "__properties_version1.0".encode("utf-16-le") in content


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))  # or UTF-16


def _is_mail(content: bytes) -> bool:
    return (
        _is_text(content) and re.match(rb"(?:\xef\xbb\xbf)?\s*(?:From |[A-Za-z][\w-]*:)", content) is not None
    )


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_JPEG = Kind("image/jpeg", _begins_with(b"\xff\xd8\xff"))

KINDS = {
    "pdf": Kind("application/pdf", _is_pdf),
    "docx": Kind(f"{_OOXML}wordprocessingml.document", _office("word")),
    "xlsx": Kind(f"{_OOXML}spreadsheetml.sheet", _office("xl")),
    "pptx": Kind(f"{_OOXML}presentationml.presentation", _office("ppt")),
    "odt": Kind(f"{_ODF}text", _open_document("text")),
    "ods": Kind(f"{_ODF}spreadsheet", _open_document("spreadsheet")),
    "odp": Kind(f"{_ODF}presentation", _open_document("presentation")),
    "rtf": Kind("application/rtf", _begins_with(b"{\\rtf")),
    "txt": Kind("text/plain", _is_text),
    "csv": Kind("text/csv", _is_text),
    "png": Kind("image/png", _begins_with(b"\x89PNG\r\n\x1a\n")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "eml": Kind("message/rfc822", _is_mail),
    "msg": Kind("application/vnd.ms-outlook", _is_message),
}
