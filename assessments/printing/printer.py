"""The child process of a press: prints one page after another, until no more are ordered.

It has no settings, no database and no secrets, and is ended at a page that takes too long or too much memory.
"""

import gc
import logging
import os
import resource
import shutil
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from weasyprint.urls import FatalURLFetchingError

from assessments.printing.layout import lay_out
from assessments.printing.messages import FOLDER, receive, send

WARM_UP = '<html lang="nl"><title>Proef</title><h1>Proef <b>van</b> <i>de</i> <b><i>pers</i></b></h1>'
MOST_COMPLAINTS = 20
SECONDS_TO_START = 60
NICER = 5  # than whoever answers people: pages of the site go before what is printed


def serve(orders: BinaryIO, answers: BinaryIO, *, seconds: float, memory: int) -> None:
    """Print what is ordered: each page within so many `seconds`, and all within so many bytes of addresses."""
    os.nice(NICER)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who ordered finishes its work first, and its end is ours
    signal.setitimer(signal.ITIMER_REAL, SECONDS_TO_START)
    lay_out(WARM_UP, "factsheet-pdf.css")
    gc.collect()
    gc.freeze()
    gc.disable()  # what a page leaves behind is collected once it has been answered
    complaints = _Complaints()
    logging.getLogger("weasyprint").handlers = [complaints]
    signal.setitimer(signal.ITIMER_REAL, 0)
    send(answers, {})
    while order := receive(orders):
        signal.setitimer(signal.ITIMER_REAL, seconds)
        failure, pdf = _print(*order)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(answers, {"failure": failure, "complaints": complaints.taken()}, pdf)
        gc.collect()


def _print(order: dict[str, Any], _: bytes) -> tuple[str, bytes]:
    """What went wrong and where, without a word of the page, or else the PDF."""
    try:
        return "", lay_out(order["html"], order["stylesheet"])
    except (Exception, FatalURLFetchingError) as failure:
        place = traceback.extract_tb(failure.__traceback__)[-1]
        return f"{type(failure).__name__} at {place.filename}:{place.lineno}", b""


def clear(folder: Path) -> None:
    """Take away the folder of a press, and never another."""
    if folder.name.startswith(FOLDER):
        shutil.rmtree(folder, ignore_errors=True)


class _Complaints(logging.Handler):
    """What WeasyPrint says that it misses, a glyph or a style that it doesn't know: each once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if len(self._said) < MOST_COMPLAINTS:
            self._said[record.getMessage()] = None

    def taken(self) -> list[str]:
        """What was said since this was asked last."""
        said = list(self._said)
        self._said.clear()
        return said


def _answers() -> BinaryIO:
    """Where answers go; what a library prints itself goes with the errors, and never in between."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


if __name__ == "__main__":
    try:
        serve(sys.stdin.buffer, _answers(), seconds=float(sys.argv[1]), memory=int(sys.argv[2]))
    finally:
        clear(Path(sys.argv[3]))
