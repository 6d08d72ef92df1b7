"""What is measured of a page while a press is held up by texts that are hard to print."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import cycle

from assessments.factsheet import pdf
from assessments.printing import press
from tests.assessments.factsheet.test_pdf import with_explanation
from tests.assessments.hostile_texts import HARD_TO_PRINT
from tests.bench.rows import Row

PAGE = "recording page: 8 points"
ALONE, MEANWHILE = "page while nothing is printed", "page while a press is held up"
TURNS, PAGES = 4, 25  # so many pages of each in each turn
MOST = 1.5  # times the slowest pages while nothing is printed


def rows(table):
    page = next(row for row in table if row.name == PAGE)
    return [Row(ALONE, page.request), Row(MEANWHILE, page.request, [ALONE])]


def take_turns(fetch):
    """Milliseconds by name of a row; `fetch()` fetches the page once and gives how long it took."""
    alone, meanwhile = [], []
    for _ in range(TURNS):
        alone += [fetch() for _ in range(PAGES)]
        with held_up():
            meanwhile += [fetch() for _ in range(PAGES)]
    return {ALONE: alone, MEANWHILE: meanwhile}


@contextmanager
def held_up():
    """A press prints one hard text after the other for as long as this lasts."""
    ended = threading.Event()
    with closing(press.Press()) as busy, ThreadPoolExecutor(1) as pool:
        printing = pool.submit(print_until, ended, busy)
        try:
            yield
        finally:
            ended.set()
        printing.result()


def print_until(ended, busy):
    for text in cycle(HARD_TO_PRINT.values()):
        if ended.is_set():
            return
        busy.write(pdf.page(with_explanation(text)), pdf.STYLESHEET)


def problems(described):
    slowest = {row["name"]: row["p95"] for row in described}
    ratio = slowest[MEANWHILE] / slowest[ALONE]
    if ratio <= MOST:
        return []
    return [f"{PAGE}: the slowest take {ratio:.2f} times as long while a press is held up, more than {MOST}"]
