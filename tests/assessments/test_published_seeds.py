"""The five published factsheets, imported and published: page, PDF and data say what they say, cell by cell."""

import io
import json
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from assessments.factsheet.content import Factsheet
from assessments.models import Edition, Round
from assessments.texts import folded, to_plain
from tests.assessments.factsheet.reading_print import assert_nothing_is_lost, bare
from tests.factories import make_user, publish_now

pytestmark = pytest.mark.django_db  # without it no test database would be made for `served`

NAMES = ["Maastricht", "Sittard-Geleen", "Nissewaard", "Alkmaar", "Leeuwarden"]
WORDS = {"√": "√ Voldoet", "X": "X Verbeterpunt", None: "– Niet beoordeeld"}
OPEN = "De bron vermeldt geen oordeel."


@pytest.fixture(scope="module")
def expected(seeds):
    """What the sources say, checked by hand; a verdict that they leave open stands as None."""
    factsheets = {row["municipality"]: row for row in json.loads((seeds / "verbeterpunten.json").read_text())}
    for factsheet in factsheets.values():
        for row in factsheet["rows"]:
            if row["verdicts"][-1]["year"] == 2013:
                open_ = {
                    "year": 2014,
                    "approach": factsheet["approach_2014"],
                    "verdict": None,
                    "explanation": "",
                }
                row["verdicts"].append(open_)
    return factsheets


@pytest.fixture(scope="module")
def served(seeds, django_db_setup, django_db_blocker):
    """Every seed imported and published; then, per municipality, what the site answers for each face."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "framework", "municipalities", verbosity=0)
        call_command("import_factsheet", *sorted(map(str, seeds.glob("0*.txt"))), stdout=io.StringIO())
        coordinator = make_user("coordinator")
        for round_ in Round.objects.filter(year=2014):
            publish_now(round_, by=coordinator)
        addresses = {name: f"/factsheets/{name.lower()}/2014" for name in NAMES}
        answers = {
            name: {end: Client().get(address + end).content for end in ("/", ".pdf", ".json")}
            for name, address in addresses.items()
        }
        for edition in Edition.objects.all():
            answers[edition.municipality_name]["content"] = edition.content
        transaction.set_rollback(True)
    return answers


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def factsheet(expected, name):
    return expected[name]


@pytest.fixture
def content(served, name):
    return json.loads(served[name][".json"])


@pytest.fixture
def tables(served, name):
    parser = Tables()
    parser.feed(served[name]["/"].decode())
    return parser.rows


def cells_of(factsheet):
    """What a factsheet has in its tables: (heading, indicator, year, approach, verdict, explanation) in order."""
    return [
        (
            folded(row["printed_theme"]),
            folded(row["indicator"]),
            verdict["year"],
            verdict["approach"],
            verdict["verdict"],
            folded(verdict["explanation"] or ""),
        )
        for row in factsheet["rows"]
        for verdict in row["verdicts"]
    ]


class Tables(HTMLParser):
    """The rows of a page's tables, each a list of texts, with the heading above them."""

    def __init__(self):
        super().__init__()
        self.rows, self.heading, self.inside = [], "", []

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        if tag == "h3":
            self.heading = ""
        if tag == "tr":
            self.rows.append([self.heading.strip()])
        if tag in {"th", "td"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, text):
        if self.inside and self.inside[-1] == "h3":
            self.heading += text
        elif {"th", "td"} & set(self.inside):
            self.rows[-1][-1] += text


def rows_of(factsheet):
    """What its tables show: (heading, indicator, a text per column), each with mark, word and explanation."""
    return [
        (
            folded(row["printed_theme"]),
            folded(row["indicator"]),
            *(folded(f"{WORDS[cell['verdict']]} {cell['explanation'] or OPEN}") for cell in row["verdicts"]),
        )
        for row in factsheet["rows"]
    ]


def test_the_sources_have_34_verdicts_of_2013_and_27_of_2014_and_leave_one_open(expected):
    cells = [(cell[2], cell[4] is not None) for name in NAMES for cell in cells_of(expected[name])]
    assert {each: cells.count(each) for each in cells} == {
        (2013, True): 34,
        (2014, True): 27,
        (2014, False): 1,
    }


def test_the_data_hold_every_cell_in_order(content, factsheet):
    cells = [
        (
            theme["heading"],
            folded(point["indicator"]),
            finding["year"],
            finding["approach"],
            finding["verdict"],
            folded(to_plain(finding["explanation"])),
        )
        for theme in content["themes"]
        for point in theme["points"]
        for finding in point["findings"]
    ]
    assert cells == cells_of(factsheet)


def test_the_data_give_a_reason_where_there_is_no_verdict_and_only_there(content, factsheet):
    points = [point for theme in content["themes"] for point in theme["points"]]
    reasons = [finding["reason"] for point in points for finding in point["findings"]]
    assert reasons == [None if cell[4] else OPEN for cell in cells_of(factsheet)]


def test_the_data_hold_the_approaches_and_the_date_of_contact(content, factsheet):
    followed_up = {(each["year"], each["name"]): each["followed_up"] for each in content["approaches"]}
    assert followed_up == {
        **{(2013, approach): True for approach in factsheet["approaches_2013"]},
        **{(2013, approach): False for approach in factsheet["not_followed_up"]},
        (2014, factsheet["approach_2014"]): None,
    }
    assert [contact["date"] for contact in content["contact_moments"]] == [factsheet["contact_date"]]
    assert content["municipality"]["formerly"] == factsheet["former_names"]
    assert content["appeared_in"] == factsheet["published"]


def test_the_development_reads_as_in_the_source(content, factsheet):
    assert bare(to_plain(content["development"])) == bare("".join(factsheet["development_paragraphs"]))


def test_the_page_shows_every_cell_in_order(tables, factsheet):
    shown = [(heading, *map(folded, cells)) for heading, *cells in tables if cells[0] != "Indicator"]
    assert shown == rows_of(factsheet)


def test_the_page_heads_its_columns_with_the_years_and_two_approaches_with_their_names(tables, factsheet):
    approaches = factsheet["approaches_2013"]
    of_2013 = [f"2013 {approach}" for approach in approaches] if len(approaches) > 1 else ["2013"]
    heads = {tuple(cells) for _, *cells in tables if cells[0] == "Indicator"}
    assert heads == {("Indicator", *of_2013, "2014")}


def test_the_pdf_says_exactly_what_was_published(served, name):
    """With the data above, which were compared with the sources cell by cell: nothing of them is lost in print."""
    content = Factsheet.from_snapshot(served[name]["content"])
    assert_nothing_is_lost(served[name][".pdf"], content)
