"""One PDF of many factsheets, bound by a process of its own that gives its memory back."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from assessments.bundling.documents import Document
from stj_toezicht.refusals import Refused

PROJECT = Path(__file__).parents[2]
SECONDS = 300
TITLE = "Factsheets van Samenwerkend Toezicht Jeugd"


class NotBound(Refused):
    """The PDFs could not be bound into one; why stands in the log."""

    message = "De PDF’s konden niet worden samengevoegd. Kies een ZIP-bestand, of vraag de beheerder om hulp."


def write(file: BinaryIO, documents: Iterable[Document]) -> None:
    """Write one PDF of these documents, read one at a time; the same bytes each time. Raises NotBound."""
    with tempfile.TemporaryDirectory(prefix="stj-bundling-") as folder:
        titles = []
        for number, document in enumerate(documents):
            Path(folder, f"{number}.pdf").write_bytes(document.pdf)
            titles.append(document.title)
        Path(folder, "order.json").write_text(json.dumps({"title": TITLE, "parts": titles}))
        _bind(folder)
        with Path(folder, "bound.pdf").open("rb") as bound:
            shutil.copyfileobj(bound, file)


def _bind(folder: str) -> None:
    """Have the PDFs in a folder bound, by a process that knows neither secrets nor the database."""
    command = [sys.executable, "-m", "assessments.bundling.binder", folder]
    try:
        subprocess.run(  # noqa: S603  our own module, in a folder that we just made
            command, cwd=PROJECT, env={"LANG": "C.UTF-8", "TMPDIR": folder}, timeout=SECONDS, check=True
        )
    except subprocess.SubprocessError as problem:
        raise NotBound from problem
