"""Files to bring: each kind as it is, and what pretends to be one."""

import io
import zipfile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(members, compression=zipfile.ZIP_DEFLATED):
    """A zip archive of names with what they hold."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def office(folder, **more):
    return packed({"[Content_Types].xml": "<Types/>", f"{folder}/document.xml": "<x/>", **more})


def open_document(subtype):
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{subtype}", "content.xml": "<x/>"})


GENUINE = {
    "a.pdf": b"%PDF-1.7\n1 0 obj",
    "a.docx": office("word"),
    "a.xlsx": office("xl"),
    "a.pptx": office("ppt"),
    "a.odt": open_document("text"),
    "a.ods": open_document("spreadsheet"),
    "a.odp": open_document("presentation"),
    "a.rtf": b"{\\rtf1\\ansi tekst}",
    "a.txt": "Eén verslag".encode(),
    "utf-16.txt": "Eén verslag".encode("utf-16"),
    "a.csv": b"a;b\n1;2\n",
    "a.png": b"\x89PNG\r\n\x1a\n rest",
    "a.jpg": b"\xff\xd8\xff\xe0 rest",
    "A.JPEG": b"\xff\xd8\xff\xe1 rest",
    "a.eml": b"From: wethouder@example.nl\r\nSubject: Verslag\r\n\r\nDag",
    "a.msg": OLE + b"rest" + "__properties_version1.0".encode("utf-16-le"),
}
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00 This program cannot be run in DOS mode."
