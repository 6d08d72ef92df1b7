"""Files that are no work sheet, or worse: each is refused in Dutch, and in little memory; `make bench` times them."""

import re
import subprocess
import sys
import time

import pytest

from assessments.documents import NotAccepted
from assessments.worksheets.docx import write
from assessments.worksheets.reading import read
from tests.assessments.worksheets.hostile_files import HOSTILE, TAKEN_IN, described_tables, document
from tests.assessments.worksheets.made_up import sheet


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused(name):
    message, make = HOSTILE[name]
    with pytest.raises(NotAccepted, match=re.escape(message)):
        read(make())


@pytest.mark.parametrize("name", TAKEN_IN)
def test_a_text_that_is_hard_to_take_in_takes_no_more_time_than_its_length(name):
    beginning, make = TAKEN_IN[name]
    content, start = make(), time.process_time()
    (answer,) = read(content).answers
    assert time.process_time() - start < 5, "seconds; each letter with all others takes ten times that"
    assert answer.explanation.startswith(beginning)


def test_a_genuine_one_is_not():
    assert len(read(write(sheet())).answers) == 1


def test_thousands_of_points_are_told_apart():
    answers = read(document(described_tables(10_000))).answers
    assert (len(answers), any(answer.is_double for answer in answers)) == (10_000, False)


def test_they_take_little_memory(settings, tmp_path):
    for name, (_, make) in HOSTILE.items():
        (tmp_path / name.replace(" ", "-")).write_bytes(make())
    code = (
        "import django, pathlib, re, sys; django.setup()\n"
        "from assessments.documents import NotAccepted\n"
        "from assessments.worksheets.reading import read\n"
        "used = lambda: int(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])\n"
        "before = used()\n"
        "for file in pathlib.Path(sys.argv[1]).iterdir():\n"
        "    try: read(file.read_bytes())\n"
        "    except NotAccepted: pass\n"
        "print((used() - before) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert 0 < int(done.stdout) < 200, "MB more than before"
