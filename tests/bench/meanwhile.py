"""What is measured of a page while a press is held up by texts that are hard to print, where both share one core."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from assessments.factsheet import pdf
from assessments.printing import press
from tests.assessments.factsheet.test_pdf import with_explanation
from tests.assessments.hostile_texts import HARD_TO_PRINT
from tests.bench.rows import Row

PAGE = "recording page: 8 points"
ALONE, MEANWHILE = "page while nothing is printed", "page while a press is held up"
PAGES = 20  # of each, beside each text
MOST = 2  # times the slowest pages while nothing is printed; a press that goes first makes it two and a half


def rows(table):
    page = next(row for row in table if row.name == PAGE)
    return [Row(ALONE, page.request), Row(MEANWHILE, page.request, [ALONE])]


@contextmanager
def one_core():
    """What is started meanwhile runs on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def take_turns(fetch):
    """Milliseconds by name of a row; `fetch()` fetches the page once and gives how long it took."""
    alone, meanwhile = [], []
    for text in HARD_TO_PRINT.values():
        alone += [fetch() for _ in range(PAGES)]
        with held_up(text):
            meanwhile += [fetch() for _ in range(PAGES)]
    return {ALONE: alone, MEANWHILE: meanwhile}


@contextmanager
def held_up(text):
    """A press prints this text, again and again for as long as this lasts."""
    ended = threading.Event()
    with closing(press.Press()) as busy, ThreadPoolExecutor(1) as pool:
        printing = pool.submit(print_until, ended, busy, pdf.page(with_explanation(text)))
        try:
            yield
        finally:
            ended.set()
        printing.result()


def print_until(ended, busy, page):
    while not ended.is_set():
        busy.write(page, pdf.STYLESHEET)


def problems(described):
    slowest = {row["name"]: row["p95"] for row in described}
    ratio = slowest[MEANWHILE] / slowest[ALONE]
    if ratio <= MOST:
        return []
    return [f"{PAGE}: the slowest take {ratio:.2f} times as long while a press is held up, more than {MOST}"]
