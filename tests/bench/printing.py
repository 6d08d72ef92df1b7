"""Measures printing a factsheet: warm and cold beside other printers of the same content, and many at once."""

import json
import platform
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

import django
import typst
from playwright.sync_api import sync_playwright

from assessments.factsheet import pdf
from assessments.printing import press
from assessments.printing.bundled import FILES
from stj_toezicht import fonts
from tests.assessments.factsheet.cases import cases
from tests.bench.measuring import describe
from tests.bench.rows import Row
from tests.bench.typst_source import source

TURNS = 9
MANY = 400
CASE = "two earlier columns"  # what the factsheet of Leeuwarden looks like, in words of our own

OURS, COLD = "print it: press, warm", "print it: press, cold"
CHROMIUM, CHROMIUM_WARM = "print it: Chromium, one shot", "print it: Chromium, warm"
WEASYPRINT, TYPST = "print it: WeasyPrint’s command", "print it: typst"
AT_MOST = {CHROMIUM: 0.45, WEASYPRINT: 0.30}
AT_LEAST_OF_TWO = 1.6  # times what one press prints
MOST_MEMORY = 120  # megabytes of each press


def main(results):
    """Write what each printer takes, and what one and two presses take for many, to the file `results`."""
    factsheet = cases()[CASE].factsheet
    with ExitStack() as stack:
        table = printers(factsheet, stack)
        taken = {row.name: [] for row in table}
        for turn in range(TURNS + 1):
            for row in table:
                start = time.perf_counter()
                row.request()
                if turn:  # the first warms up
                    taken[row.name].append(1000 * (time.perf_counter() - start))
    described = [describe(row, taken, dict.fromkeys(taken, 0)) for row in table]
    ours = next(row for row in described if row["name"] == OURS)
    notes, problems = many_at_once(factsheet)
    found = {
        "database": "Printing",
        "times": TURNS,
        "python": platform.python_version(),
        "django": django.__version__,
        "rows": described,
        "notes": notes,
        "problems": [
            f"a warm press takes {ours['ratios'][other]:.2f} times {other}, more than {limit}"
            for other, limit in AT_MOST.items()
            if ours["ratios"][other] > limit
        ]
        + problems,
    }
    Path(results).write_text(json.dumps(found, ensure_ascii=False))


def printers(factsheet, stack):
    """Each printer with the same words in the same arrangement; ours last, so that it is compared with all."""
    folder = Path(stack.enter_context(TemporaryDirectory()))
    for address, file in FILES.items():
        shutil.copy(file, folder / address.partition(":")[2])
    for stylesheet in folder.glob("*.css"):
        stylesheet.write_text(stylesheet.read_text().replace("bundled:", ""))
    page = pdf.page(factsheet)
    linked = page.replace("</head>", '<link rel="stylesheet" href="factsheet-pdf.css"></head>', 1)
    (folder / "page.html").write_text(linked)
    (folder / "page.typ").write_text(source(factsheet))
    chromium = [
        shutil.which("chromium"),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
    ]
    browser = stack.enter_context(sync_playwright()).chromium.launch(
        executable_path=chromium[0], args=["--no-sandbox"]
    )
    stack.callback(browser.close)
    tab = browser.new_page()
    warm = stack.enter_context(closing(press.Press()))

    def run(*command):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)

    def in_tab():
        tab.goto((folder / "page.html").as_uri())
        tab.pdf(format="A4", prefer_css_page_size=True)

    def cold():
        with closing(press.Press()) as one:
            one.write(page, pdf.STYLESHEET)

    others = [
        Row(CHROMIUM, lambda: run(*chromium, "--print-to-pdf=chromium.pdf", (folder / "page.html").as_uri())),
        Row(CHROMIUM_WARM, in_tab),
        Row(
            WEASYPRINT,
            lambda: run(
                sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/a-2a", "page.html", "cli.pdf"
            ),
        ),
        Row(
            TYPST,
            lambda: typst.compile(str(folder / "page.typ"), root=str(folder), font_paths=[str(fonts.FOLDER)]),
        ),
    ]
    ours = Row(OURS, lambda: warm.write(page, pdf.STYLESHEET), [row.name for row in others])
    return [*others, Row(COLD, cold, [CHROMIUM, WEASYPRINT]), ours]


def many_at_once(factsheet):
    """What one press and two take for many different factsheets, and how much memory each: in words, with what is
    not as it should be.
    """
    pages = [pdf.page(replace(factsheet, municipality=f"{factsheet.municipality} {n}")) for n in range(MANY)]
    one, (of_one,) = print_all(pages, presses=1)
    two, (first, second) = print_all(pages, presses=2)
    times, most = one / two, max(of_one, first, second)
    notes = [
        f"{MANY} different factsheets by presses alone, without a queue:"
        f" {1000 * one / MANY:.0f} ms each by one press, {times:.2f} times as many by two",
        f"memory of a press at most: {of_one:.0f} MB where there is one, {first:.0f} and {second:.0f} MB where two are",
    ]
    problems = []
    if times < AT_LEAST_OF_TWO:
        problems.append(f"two presses print {times:.2f} times as many as one, less than {AT_LEAST_OF_TWO}")
    if most > MOST_MEMORY:
        problems.append(f"a press takes {most:.0f} MB, more than {MOST_MEMORY}")
    return notes, problems


def print_all(pages, *, presses):
    """How many seconds so many presses take for all pages, and the megabytes that each took at most."""
    with ExitStack() as stack:
        made = [stack.enter_context(closing(press.Press())) for _ in range(presses)]
        idle = SimpleQueue()
        for each in made:
            idle.put(each)

        def print_one(page):
            mine = idle.get()
            mine.write(page, pdf.STYLESHEET)
            idle.put(mine)

        start = time.perf_counter()
        with ThreadPoolExecutor(presses) as printers:
            for number, _ in enumerate(printers.map(print_one, pages), start=1):
                sys.stderr.write(f"\r{presses} presses: {number} of {len(pages)} ")
        sys.stderr.write("\n")
        return time.perf_counter() - start, [most_memory(each) for each in made]


def most_memory(of_press):
    """The megabytes that a press took at most, code of libraries that all share included."""
    status = Path(f"/proc/{of_press.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
