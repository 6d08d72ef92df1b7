"""A ZIP of many factsheets: an index page, a PDF and the data of each, and the data of all together."""

import csv
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.template.loader import render_to_string

from assessments.bundling.documents import Document
from assessments.bundling.tables import HEADINGS, rows
from assessments.factsheet import data
from assessments.verdicts import outcome

MOMENT = (2015, 1, 1, 0, 0, 0)  # of each file in it, so that the same factsheets make the same bytes
READABLE = 0o644 << 16
UNIX = 3


def write(file: BinaryIO, documents: Iterable[Document], *, lacking: Iterable[tuple[str, str]] = ()) -> None:
    """Write a ZIP of these documents, read one at a time; the same bytes each time.

    Its index page also names what is `lacking` in it, and why.
    """
    with zipfile.ZipFile(file, "w") as archive, _spool() as all_data, _spool() as table:
        collected = _Collected(archive, all_data, table)
        for document in documents:
            collected.add(document)
        collected.end(list(lacking))


class _Collected:
    """What is in the archive so far, and what the files that are about all of it will say."""

    def __init__(
        self, archive: zipfile.ZipFile, all_data: io.BufferedRandom, table: io.BufferedRandom
    ) -> None:
        self.archive, self.all_data, self.table = archive, all_data, table
        self.listed: list[dict[str, Any]] = []
        self.sums: list[str] = []
        self.names: set[str] = set()
        self._tabulate([["\ufeff" + HEADINGS[0], *HEADINGS[1:]]])

    def add(self, document: Document) -> None:
        name = self._new_name(document.name)
        pdf, json_ = f"pdf/{name}.pdf", f"json/{name}.json"
        self._put(pdf, document.pdf, zipfile.ZIP_STORED)
        self._put(json_, document.data)
        self.all_data.write(b",\n" if self.listed else b"[\n")
        self.all_data.write(json.dumps(data.to_data(document.factsheet), ensure_ascii=False).encode())
        self._tabulate(rows(document.factsheet))
        self.listed.append(_line(document) | {"pdf": pdf, "json": json_})

    def end(self, lacking: list[tuple[str, str]]) -> None:
        self.all_data.write(b"\n]\n" if self.listed else b"[]\n")
        self._put_spooled("factsheets.json", self.all_data)
        self._put_spooled("factsheets.csv", self.table)
        context = {
            "listed": self.listed,
            "lacking": lacking,
            "has_concepts": any(line["is_concept"] for line in self.listed),
        }
        self._put("index.html", render_to_string("bundles/index.html", context).encode())
        self._put("SHA256SUMS", "".join(sorted(self.sums, key=lambda line: line[66:])).encode())

    def _new_name(self, name: str) -> str:
        """A name that no other has: two frameworks can look at one municipality in one year."""
        number, wanted = 1, name
        while name in self.names:
            number += 1
            name = f"{wanted}-{number}"
        self.names.add(name)
        return name

    def _tabulate(self, lines: Iterable[list[str]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(lines)
        self.table.write(text.getvalue().encode())

    def _put(self, name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> None:
        self.archive.writestr(_entry(name, compression), content)
        self._sum(name, hashlib.sha256(content))

    def _put_spooled(self, name: str, spooled: io.BufferedRandom) -> None:
        spooled.seek(0)
        self._sum(name, hashlib.file_digest(spooled, "sha256"))
        spooled.seek(0)
        with self.archive.open(_entry(name, zipfile.ZIP_DEFLATED), "w") as member:
            shutil.copyfileobj(spooled, member)

    def _sum(self, name: str, digest: "hashlib._Hash") -> None:
        self.sums.append(f"{digest.hexdigest()}  {name}\n")


def _line(document: Document) -> dict[str, Any]:
    """What the index page says of a factsheet: how many of what it found, of its own year."""
    factsheet = document.factsheet
    found = [outcome(cell.verdict).name for cell in factsheet.findings]
    return {
        "municipality": factsheet.municipality,
        "formerly": factsheet.formerly,
        "year": factsheet.year,
        "edition": factsheet.edition,
        "published_on": factsheet.published_on,
        "is_concept": document.is_concept,
        "taken_up": found.count("TAKEN_UP"),
        "not_taken_up": found.count("NOT_TAKEN_UP"),
        "rest": found.count("UNKNOWN") + found.count("OPEN"),
    }


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type, entry.external_attr, entry.create_system = compression, READABLE, UNIX
    return entry


@contextmanager
def _spool() -> Iterator[io.BufferedRandom]:
    """Room for what grows along with the number of factsheets: on disk, not in memory."""
    with tempfile.TemporaryFile() as file:
        yield file
