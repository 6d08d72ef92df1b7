"""A page is printed in a process of its own, within its limits; whatever becomes of it, the next one is printed."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path

import pytest

from assessments.printing import press
from assessments.printing.press import Broke, Ended, Press, TookTooLong, write
from assessments.printing.printer import clear

pytestmark = pytest.mark.looks

STYLESHEET = "factsheet-pdf.css"


def page(body):
    return f'<html lang="nl"><title>Proef</title>{body}</html>'


@pytest.fixture
def a_press():
    """Makes a press with limits of its own, which ends with the test."""
    presses = []

    def made(**limits):
        presses.append(Press(**limits))
        return presses[-1]

    yield made
    for each in presses:
        each.close()


def child_of(a_press):
    return a_press._process.pid


def folder_of(a_press):
    return Path(a_press._folder)


def test_a_page_is_printed_by_another_process(a_press):
    one = a_press()
    assert one.write(page("<p>Eén</p>"), STYLESHEET).startswith(b"%PDF-1.7")
    assert child_of(one) != os.getpid()
    priorities = [os.getpriority(os.PRIO_PROCESS, pid) for pid in (child_of(one), os.getpid())]
    assert priorities[0] > priorities[1], "who waits for a page goes after what is printed"


def test_one_press_prints_page_after_page(a_press):
    one = a_press()
    first, second, again = (one.write(page(text), STYLESHEET) for text in ("<p>a", "<p>b", "<p>a"))
    assert first != second
    assert first == again


def test_a_page_that_takes_too_long_is_stopped(a_press, caplog):
    one = a_press(seconds=0.2)
    with pytest.raises(TookTooLong, match="duurde te lang"):
        one.write(page("<p>Woord na woord. " * 20_000), STYLESHEET)
    assert not one.works
    assert not folder_of(one).exists()
    assert [record.getMessage() for record in caplog.records] == ["A page took more than 0.2 s"]


def test_a_page_that_takes_too_much_memory_is_stopped(a_press, caplog):
    one = a_press(memory=300 * 1024**2)
    with pytest.raises(Broke, match="kan nu niet worden gemaakt"):
        one.write(page("<p>Woord na woord. " * 40_000), STYLESHEET)
    assert not one.works
    assert "Woord" not in caplog.text


def test_a_press_that_is_killed_is_no_end_of_printing(a_press):
    one = a_press()
    os.kill(child_of(one), signal.SIGKILL)
    with pytest.raises(Broke):
        one.write(page("<p>Eén"), STYLESHEET)
    assert write(page("<p>Eén"), STYLESHEET).startswith(b"%PDF")


def test_after_a_page_that_was_stopped_the_next_is_printed(monkeypatch):
    monkeypatch.setattr(press, "_presses", press._Presses())
    monkeypatch.setattr(press, "Press", partial(Press, seconds=3))
    with pytest.raises(TookTooLong):
        write(page("<p>Woord na woord. " * 100_000), STYLESHEET)
    assert write(page("<p>Kort"), STYLESHEET).startswith(b"%PDF")
    press._presses.close()


def test_what_would_be_fetched_ends_in_a_refusal_without_a_word_of_the_page(a_press, caplog):
    with pytest.raises(Broke, match="kan nu niet worden gemaakt"):
        a_press().write(page('<img src="file:///geheim" alt="x">'), STYLESHEET)
    assert "FatalURLFetchingError" in caplog.text
    assert "geheim" not in caplog.text


def test_the_process_knows_no_secrets_and_no_fonts_of_the_machine(a_press, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    one = a_press()
    environment = Path(f"/proc/{child_of(one)}/environ").read_bytes().decode().strip("\0").split("\0")
    assert {line.partition("=")[0] for line in environment} == {"LANG", "TMPDIR", "FONTCONFIG_FILE"}
    assert "<dir>" not in (folder_of(one) / "fonts.conf").read_text()


def test_a_letter_that_the_typeface_lacks_is_heard_of_once(a_press, caplog):
    a_press().write(page("<p>漢 en nog eens <b>漢</b> en 漢"), STYLESHEET)
    assert [("U+6F22" in record.getMessage()) for record in caplog.records] == [True]


def test_a_folder_that_is_no_press_s_is_never_cleared(tmp_path):
    (tmp_path / "van een ander").touch()
    clear(tmp_path)
    assert (tmp_path / "van een ander").exists()


def test_a_press_that_cannot_start_says_so_and_leaves_nothing(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(press, "PROJECT", tmp_path / "bestaat niet")
    with pytest.raises(Broke):
        Press()
    assert list(tmp_path.iterdir()) == []
    assert "No press could be started" in caplog.text


def test_a_press_that_takes_too_long_to_start_says_nothing_of_the_page(monkeypatch, caplog):
    too_late = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGALRM)"]
    start = partial(subprocess.Popen, too_late, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    monkeypatch.setattr(Press, "_start", lambda *limits: start())
    with pytest.raises(Ended):
        Press()
    assert [record.getMessage() for record in caplog.records] == ["A press took too long to start"]


def test_an_answer_that_nobody_waited_for_is_given_to_nobody_else(a_press, monkeypatch):
    one = a_press()

    def interrupted(too_long):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(one, "_receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            one.write(page("<p>Almelo"), STYLESHEET)
    assert not one.works


def test_who_stops_the_server_stops_no_page(a_press):
    one = a_press()
    os.kill(one.pid, signal.SIGTERM)
    assert one.write(page("<p>Eén"), STYLESHEET).startswith(b"%PDF")


def test_a_page_whose_press_was_killed_is_printed_by_another(monkeypatch):
    monkeypatch.setattr(press, "_presses", press._Presses())
    write(page("<p>Eén"), STYLESHEET)
    os.kill(press._presses._idle[0].pid, signal.SIGSTOP)
    killer = threading.Timer(0.2, os.kill, [press._presses._idle[0].pid, signal.SIGKILL])
    killer.start()
    assert write(page("<p>Twee"), STYLESHEET).startswith(b"%PDF")
    killer.join()
    press._presses.close()


def test_a_press_leaves_nothing_behind(a_press):
    one = a_press()
    folder = folder_of(one)
    assert {each.name for each in folder.iterdir()} > {"fonts.conf"}
    one.close()
    assert not folder.exists()


def test_the_process_ends_when_who_ordered_is_gone(a_press):
    one = a_press()
    one._orders.close()
    assert one._process.wait(timeout=10) == 0
    assert not folder_of(one).exists()
