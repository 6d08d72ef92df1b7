"""A line of a document is broken once, and comes out as if it were broken each time."""

from types import SimpleNamespace

import pytest
from weasyprint.layout import inline

from assessments.factsheet import pdf
from assessments.printing.layout import lay_out
from assessments.printing.lines import MOST_LETTERS, once
from tests.assessments.factsheet.cases import cases

STYLE = object()


@pytest.fixture
def broken():
    """What was broken, and not taken from what was broken before."""
    return []


@pytest.fixture
def break_line(broken):
    def one(*arguments, **named):
        broken.append((arguments, named))
        return len(broken)

    return once(one)


def test_the_same_line_is_broken_once(break_line, broken):
    document = SimpleNamespace()
    lines = [break_line("Een tekst", STYLE, document, 100, 0, is_line_start=True) for _ in range(3)]
    assert (lines, len(broken)) == ([1, 1, 1], 1)


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Een andere tekst"},
        {"style": object()},
        {"context": SimpleNamespace()},
        {"width": 99},
        {"spacing": 1},
        {"is_line_start": False},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_line_is_broken_itself(break_line, broken, other):
    first = {
        "text": "Een tekst",
        "style": STYLE,
        "context": SimpleNamespace(),
        "width": 100,
        "spacing": 0,
        "is_line_start": True,
    }
    for text, style, context, width, spacing, start in (first.values(), (first | other).values()):
        break_line(text, style, context, width, spacing, is_line_start=start)
    assert len(broken) == 2


def test_what_remains_of_a_very_long_text_is_not_kept(break_line, broken):
    document = SimpleNamespace()
    for text in ("a" * (MOST_LETTERS + 1), "a" * MOST_LETTERS):
        for _ in range(2):
            break_line(text, STYLE, document, 100, 0)
    assert [len(arguments[0]) for arguments, _ in broken] == [
        MOST_LETTERS + 1,
        MOST_LETTERS + 1,
        MOST_LETTERS,
    ]


@pytest.mark.looks
def test_a_document_is_the_same_as_when_each_line_is_broken_each_time(monkeypatch):
    page = pdf.page(cases()["two earlier columns"].factsheet)
    once_each = lay_out(page, pdf.STYLESHEET)
    monkeypatch.setattr(inline, "split_first_line", inline.split_first_line.__wrapped__)
    assert lay_out(page, pdf.STYLESHEET) == once_each
