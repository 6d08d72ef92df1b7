"""Measures what hostile input takes beside ordinary input of its size: texts that are compared, files that are read."""

import json
import platform
import random
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import django

from assessments.differences import compare, merge
from assessments.documents import NotAccepted
from assessments.factsheet import pdf
from assessments.printing.layout import lay_out
from assessments.worksheets.docx import write
from assessments.worksheets.reading import read
from tests.assessments import hostile_texts
from tests.assessments.factsheet.test_pdf import with_explanation
from tests.assessments.worksheets import hostile_files, made_up
from tests.bench.measuring import describe
from tests.bench.rows import TEXT, Row

FILES = hostile_files.HOSTILE | hostile_files.TAKEN_IN
TURNS, SHOWN = 5, 3
AT_MOST = 40  # times what ordinary input takes; joining hostile texts compares three times, each until its time is up
COMPARING, MERGING, READING = "compare two texts", "merge three texts", "read a sheet of 100 points"
PRINTING = "print a cell of 10,000 characters"


def main(results):
    """Write what ordinary input takes, and of each kind the slowest hostile, to the file `results`."""
    table = rows()
    taken = {row.name: [] for row in table}
    for _ in range(TURNS):
        for row in table:
            taken[row.name].append(measure(row))
    described = [describe(row, taken, dict.fromkeys(taken, 0)) for row in table]
    found = {
        "database": "No database",
        "times": TURNS,
        "python": platform.python_version(),
        "django": django.__version__,
        "rows": [row for base in (COMPARING, MERGING, READING, PRINTING) for row in slowest(described, base)],
        "problems": [
            f"{row['name']} takes {ratio:.0f} times as long as to {base}"
            for row in described
            for base, ratio in row["ratios"].items()
            if ratio > AT_MOST
        ],
    }
    Path(results).write_text(json.dumps(found, ensure_ascii=False))


def rows():
    sheet = write(made_up.sheet(*(made_up.point(number) for number in range(100))))
    texts = hostile_texts.HOSTILE
    pairs = list(pairwise([*texts, next(iter(texts))]))
    base = hostile_texts.drawn("abc. ")
    files = {name: make() for name, (_, make) in FILES.items()}
    return [
        Row(COMPARING, lambda: compare(ordinary(1), ordinary(2))),
        *(
            Row(
                f"compare: {one}", lambda one=one, other=other: compare(texts[one], texts[other]), [COMPARING]
            )
            for one, other in pairs
        ),
        Row(MERGING, lambda: merge(ordinary(1), ordinary(2), ordinary(3)).text),
        *(
            Row(
                f"merge: {one}",
                lambda one=one, other=other: merge(texts[one], texts[other], base).text,
                [MERGING],
            )
            for one, other in pairs
        ),
        Row(READING, lambda: read(sheet)),
        *(
            Row(f"read: {name}", lambda content=content: refuse(content), [READING])
            for name, content in files.items()
        ),
        Row(PRINTING, lambda: print_cell(ordinary(1))),
        *(
            Row(f"print: {name}", lambda text=text: print_cell(text), [PRINTING])
            for name, text in hostile_texts.HARD_TO_PRINT.items()
        ),
    ]


def print_cell(text):
    lay_out(pdf.page(with_explanation(text)), pdf.STYLESHEET)


def ordinary(seed):
    """A text of the greatest length, of words that others have in another order."""
    return " ".join(random.Random(seed).choices(TEXT.split(), k=2_000))[:10_000]


def refuse(content):
    with suppress(NotAccepted):
        read(content)


def measure(row):
    """Milliseconds of the processor."""
    start = time.process_time()
    row.request()
    return 1000 * (time.process_time() - start)


def slowest(described, base):
    hostile = [row for row in described if base in row["ratios"]]
    ordinary = next(row for row in described if row["name"] == base)
    return [ordinary, *sorted(hostile, key=lambda row: -row["ratios"][base])[:SHOWN]]
