"""Where pages are printed: in child processes, each with a limit of time and of memory."""

import atexit
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from assessments.printing.messages import FOLDER, receive, send
from stj_toezicht.refusals import Refused

SECONDS = 20
MEMORY = 1024**3  # of addresses, of which a page of ours needs less than half
PROJECT = Path(__file__).parents[2]

# Only our own typeface: a letter that it lacks is heard of, and never taken from what a machine happens to have.
FONTCONFIG = "<fontconfig><cachedir>{folder}/cache</cachedir></fontconfig>"

logger = logging.getLogger(__name__)


class NotPrinted(Refused):
    """A page did not become a PDF; why stands in the log, without a word of the page."""

    message = "De PDF kan nu niet worden gemaakt. Probeer het later opnieuw, of vraag de beheerder om hulp."


class TookTooLong(NotPrinted):
    """A page was not laid out within its time."""

    message = (
        "Het maken van de PDF duurde te lang en is gestopt. Waarschijnlijk staat er een tekst in die ongewoon is: een"
        " heel lang woord, of heel veel regels."
    )


class Broke(NotPrinted):
    """A page took more memory than it may, asked for what it may not have, or met a mistake in the layout."""


class Ended(Broke):
    """Something outside ended the process, whatever the page."""


def write(html: str, stylesheet: str) -> bytes:
    """The PDF of a page of ours in one of our stylesheets: the same bytes each time.

    What the layout complains of is logged. Raises TookTooLong or Broke; the next page is printed all the same.
    """
    with _presses.one() as press, contextlib.suppress(Ended):
        return press.write(html, stylesheet)
    with _presses.one() as press:  # once more, for whoever ended the first may have meant another
        return press.write(html, stylesheet)


class Press:
    """One child process, which keeps stylesheets and typeface at hand from one page to the next."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds = seconds
        self._owner = os.getpid()
        try:
            self._folder = tempfile.mkdtemp(prefix=FOLDER)
        except OSError as problem:
            logger.error("No press could be started: %s", problem)
            raise Broke from problem
        try:
            self._process = self._start(seconds, memory)
        except OSError as problem:
            shutil.rmtree(self._folder, ignore_errors=True)
            logger.error("No press could be started: %s", problem)
            raise Broke from problem
        self.pid = self._process.pid
        self._orders = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        try:
            self._receive("A press took too long to start")
        except TookTooLong as slow:  # whatever the page
            self.close()
            raise Ended from slow
        except BaseException:
            self.close()
            raise

    def _start(self, seconds: float, memory: int) -> subprocess.Popen[bytes]:
        fonts = Path(self._folder) / "fonts.conf"
        fonts.write_text(FONTCONFIG.format(folder=self._folder))
        limits = [str(seconds), str(memory), self._folder]
        return subprocess.Popen(  # noqa: S603  our own module, with two numbers and a folder
            [sys.executable, "-W", "ignore", "-m", "assessments.printing.printer", *limits],
            cwd=PROJECT,
            env={"LANG": "C.UTF-8", "TMPDIR": self._folder, "FONTCONFIG_FILE": str(fonts)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # Ctrl-C is for us, and its end follows from ours
        )

    @property
    def works(self) -> bool:
        """Whether it can print a next page, and is of this process and not of the one that this was forked from."""
        return self._owner == os.getpid() and self._process.poll() is None

    def write(self, html: str, stylesheet: str) -> bytes:
        """The PDF of a page. Raises TookTooLong or Broke, and then this press works no more."""
        try:
            with contextlib.suppress(BrokenPipeError):  # why is heard below
                send(self._orders, {"html": html, "stylesheet": stylesheet})
            answer, pdf = self._receive(f"A page took more than {self.seconds} s")
        except BaseException:
            self.close()  # or who comes next would get the answer that nobody waited for
            raise
        for complaint in answer["complaints"]:
            logger.warning(complaint)
        if answer["failure"]:
            self.close()  # what a page that took too much left behind is not for the next
            logger.error("A page was not printed: %s", answer["failure"])
            raise Broke
        return pdf

    def close(self) -> None:
        """End the child process, with all that it left behind."""
        if self._owner == os.getpid():
            self._process.kill()
            for pipe in (self._orders, self._answers):
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
            self._process.wait()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _receive(self, too_long: str) -> tuple[dict[str, Any], bytes]:
        received = receive(self._answers)
        if received is None:
            ended_by = -self._process.wait()
            if ended_by == signal.SIGALRM:
                logger.error(too_long)
                raise TookTooLong
            logger.error("A press was ended (%s)", ended_by)
            raise Ended
        return received


class _Presses:
    """The presses of this process: at most as many as there are processors, each made when it is first needed."""

    def __init__(self) -> None:
        self._idle: list[Press] = []
        self._turn = threading.BoundedSemaphore(os.cpu_count() or 1)

    @contextlib.contextmanager
    def one(self) -> Iterator[Press]:
        """A press for one page; it is kept for the next if it still works."""
        with self._turn:
            press = self._pop() or Press()
            try:
                yield press
            finally:
                if press.works:
                    self._idle.append(press)

    def _pop(self) -> Press | None:
        while self._idle:
            press = self._idle.pop()
            if press.works:
                return press
            press.close()
        return None

    def close(self) -> None:
        while press := self._pop():
            press.close()


_presses = _Presses()
atexit.register(_presses.close)
