"""Markdown as it is shown and read: whatever is typed, no word is lost and every tag is closed."""

import re
import time
from html.parser import HTMLParser

import pytest

from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.texts import DEEPEST_LIST, escape, invisible_in, normalise, to_html, to_plain


class Nesting(HTMLParser):
    """Reads HTML and fails at a tag that closes something else than what was opened last."""

    def __init__(self):
        super().__init__()
        self.open, self.words = [], []

    def handle_starttag(self, tag, attrs):
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def read(html):
    """The words of a piece of HTML in which every tag is closed in turn."""
    nesting = Nesting()
    nesting.feed(html)
    nesting.close()
    assert nesting.open == []
    return "".join(nesting.words)


@pytest.mark.parametrize("depth", [1, 9, 10, 11, 12, 40])
def test_words_deep_in_lists_are_not_lost(depth):
    text = "- " * depth + "diepe tekst"
    assert to_html(text).count("<ul>") == min(depth, DEEPEST_LIST)
    assert read(to_html(text)).split() == ["-"] * max(depth - DEEPEST_LIST, 0) + ["diepe", "tekst"]
    assert to_plain(text).endswith("diepe tekst")


def _indented(length):
    lines, depth = [], 0
    while sum(map(len, lines)) + 2 * depth + 20 < length:
        lines.append(" " * (2 * depth) + f"- woord{depth}\n")
        depth += 1
    return "".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- " * (MAX_TEXT_LENGTH // 2 - 5) + "diepwoord", id="lists on one line"),
        pytest.param("1. " * (MAX_TEXT_LENGTH // 3 - 5) + "diepwoord", id="numbered lists on one line"),
        pytest.param(_indented(MAX_TEXT_LENGTH), id="lists by indenting"),
        pytest.param(
            "*" * (MAX_TEXT_LENGTH // 2 - 5) + "diepwoord" + "*" * (MAX_TEXT_LENGTH // 2 - 5), id="stars"
        ),
        pytest.param("*a _b " * (MAX_TEXT_LENGTH // 6 - 5) + "diepwoord", id="emphasis that never ends"),
        pytest.param("- LET OP: " * (MAX_TEXT_LENGTH // 10 - 5) + "diepwoord", id="notes"),
    ],
)
def test_a_text_of_the_greatest_length_loses_no_word(text):
    assert len(text) <= MAX_TEXT_LENGTH
    words = re.findall(r"[a-z]+\d*", text)
    assert re.findall(r"[a-z]+\d*", read(to_html(text, headings=True))) == words
    assert re.findall(r"[a-z]+\d*", to_plain(text)) == words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("LET OP: a", '<p class="stj-note"><strong>LET OP:</strong> a</p>\n', id="a paragraph"),
        pytest.param(
            "- LET OP: a\n- b",
            '<ul>\n<li>\n<p class="stj-note"><strong>LET OP:</strong> a</p>\n</li>\n<li>b</li>\n</ul>\n',
            id="an item of a list",
        ),
    ],
)
def test_a_note_is_a_paragraph_that_ends(text, html):
    read(to_html(text))
    assert re.sub(r"\s*\n\s*", "", to_html(text)) == re.sub(r"\s*\n\s*", "", html)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("samenwerking", 0),
        ("  wit \r\n\n\n\n\tmeer wit  ", 0),
        ("cafe\u0301", 0),
        ("sa\u00admen\u200bwer\u202eking", 3),
        ("\ufeffeen\x00\x07", 3),
        ("\ud800een", 1),
        ("een\ufffe\uffff", 2),
        ("een\x0btwee\x0cdrie\x85vier", 0),
    ],
)
def test_it_counts_what_nobody_sees_and_would_be_taken_out(text, number):
    assert invisible_in(text) == number
    assert invisible_in(normalise(text)) == 0


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_words_at_the_end_of_a_line_are_not_glued(end):
    assert normalise(f"een{end}twee") == "een\ntwee"


@pytest.mark.parametrize(
    "text",
    [
        "e\u200b\u0301",
        "e\u00ad\x07\u0301",
        "een \x0b\x0c\u2028 twee",
        "\u2028een\r\x85",
        "a\ud800\u030a",
        "a" + "\u0316\u200b\u0301" * 40,
    ],
)
def test_a_clean_text_stays_as_it_is(text):
    clean = normalise(text)
    assert normalise(clean) == clean


def test_a_letter_keeps_as_many_accents_as_any_language_puts_on_it():
    assert normalise("Vie\u0323\u0302t") == "Vi\u1ec7t"
    assert normalise("a" + "\u0316\u0317" * 40 + "." * 40) == "a" + "\u0316\u0317" * 15 + "." * 40


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param(escape, "a" + "\n" * 200_000 + "b", id="empty lines to escape"),
        pytest.param(normalise, "a" + "\n" * 200_000 + "b", id="empty lines"),
        pytest.param(normalise, "a" + "\u0316\u0301" * 100_000, id="accents"),
    ],
)
def test_a_hostile_text_takes_no_more_time_than_its_length(rule, text):
    start = time.process_time()
    rule(text)
    assert time.process_time() - start < 3, "seconds; each letter with all others takes ten times that"
