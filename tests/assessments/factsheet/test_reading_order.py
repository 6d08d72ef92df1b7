"""Each case as a screen reader reads it: all text of its page once, in order, under headings without a gap."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pypdf
import pytest

from assessments.factsheet import pdf
from assessments.factsheet.content import Cell, Column, Point, ThemeTable
from tests.assessments.factsheet.cases import cases
from tests.assessments.printing.reading_back import artifacts, read_aloud, structure

pytestmark = pytest.mark.looks

ODD = (
    "De kosten zijn €\u00a05.000 voor de jeugdhulpverleningstrajectondersteuning. Wet van 1\u00a0januari over de "
    "jeugdzorgre-integratiebeleidsplannen en\u00a0meer jeugdgezondheidszorgre-integratie en arbeids-re-integratie.\n\n"
    "I\\\nII\\\nIII\\\nin\\\ninitiatief van **jeugd-**\\\nhulp, jeugd-**hulpverleningstraject** en/of *re-*integratie"
)


class Heard(HTMLParser):
    """The text of a page but for what it hides from a screen reader."""

    def __init__(self, html):
        super().__init__()
        self.text, self.hidden, self.in_body = [], 0, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.in_body = self.in_body or tag == "body"
        if self.hidden or ("aria-hidden", "true") in attrs:
            self.hidden += 1
        elif tag not in ("b", "em", "strong", "i"):
            self.text.append(" ")

    def handle_endtag(self, tag):
        self.hidden -= bool(self.hidden)

    def handle_data(self, data):
        if self.in_body and not self.hidden:
            self.text.append(data)


def test_all_that_the_page_says_is_read_once_and_in_its_order(printed, name):
    case = cases()[name]
    page = pdf.page(case.factsheet, embargo_until=case.embargo_until)
    assert read_aloud(printed(name)).split() == "".join(Heard(page).text).split()


@pytest.mark.parametrize("columns", [2, 4, 7])
def test_each_hyphen_and_space_is_read_as_it_was_typed_wherever_a_line_ends(columns):
    """`reading_print` can't tell: on paper a hyphen at the end of a line may be a word's own."""
    heads = tuple(Column(2010 + number, "Wijkteam", False) for number in range(columns))
    cells = tuple(Cell(head.year, "Wijkteam", "improvement_point", "", ODD) for head in heads)
    table = ThemeTable("Aanpak", (Point("Re-integratie- en jeugdhulpverleningstrajectondersteuning", cells),))
    factsheet = replace(cases()["one point"].factsheet, columns=heads, themes=(table,), development=ODD)
    heard = read_aloud(pdf.render(factsheet))
    assert heard.split() == "".join(Heard(pdf.page(factsheet)).text).split()


def test_headings_begin_with_one_title_and_skip_no_level(printed, name):
    levels = [int(level) for level in re.findall(r"^ *H(\d)$", structure(printed(name)), re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(above, below) for above, below in pairwise(levels) if below > above + 1] == []


@pytest.mark.parametrize(
    ("name", "heading"), [("no development", "Contact met de gemeente"), ("one point", "Ontwikkeling 2014")]
)
def test_contacts_stand_under_a_heading_also_where_nothing_is_told_of_the_year(name, heading):
    page = pdf.page(cases()[name].factsheet)
    before, found, _ = page.partition('<p class="contacts">')
    assert found
    assert re.findall("<h2[^>]*>(.*?)</h2>", before) == ["Inleiding", heading]


def test_the_outline_has_each_heading_once(printed, name):
    document = printed(name)

    def titles(outline):
        for entry in outline:
            yield from titles(entry) if isinstance(entry, list) else [entry.title]

    headings = re.findall(r"^ *H\d$", structure(document), re.MULTILINE)
    outlined = list(titles(pypdf.PdfReader(io.BytesIO(document)).outline))
    assert len(outlined) == len(headings)
    assert outlined[0] == cases()[name].factsheet.title


def test_there_are_as_many_tables_and_rows_as_themes_and_points(printed, name):
    themes = cases()[name].factsheet.themes
    read = structure(printed(name))
    assert len(re.findall(r"^ *Table$", read, re.MULTILINE)) == len(themes)
    assert read.count("TH Scope=/Row") == sum(len(theme.points) for theme in themes)


def test_every_mark_is_seen_and_its_word_is_read(printed):
    """What a screen reader makes of √ or X is no verdict; the word beside it is."""
    document = printed("eight points")
    themes = cases()["eight points"].factsheet.themes
    verdicts = [cell.verdict for theme in themes for point in theme.points for cell in point.cells]
    seen = [text for page in artifacts(document) for kind, text in page if kind == "Layout"]
    assert seen.count("√") == verdicts.count("meets") + 2  # the legend's, and that of what was left out
    assert seen.count("X") == verdicts.count("improvement_point") + 1
    assert re.search("√|'X'", structure(document)) is None


@pytest.mark.parametrize(("name", "state"), [("concept", "Concept"), ("embargo", "Onder embargo tot")])
def test_the_state_of_a_document_is_on_every_page_and_read_once(printed, name, state):
    document = printed(name)
    assert read_aloud(document).count(state) == 1
    on_pages = [[text for kind, text in page if kind == "Watermark"] for page in artifacts(document)]
    assert on_pages == [on_pages[0]] * len(on_pages)
    assert on_pages[0]
