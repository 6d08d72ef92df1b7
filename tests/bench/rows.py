"""What is measured: a new bench is a row in `rows`, and what must hold between rows a line in `problems`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from django.urls import reverse
from django.utils.crypto import get_random_string

from assessments.models import Finding, Round
from stj_toezicht.accounts.writers import Writer
from tests.factories import (
    make_approach,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_indicator,
    make_round,
    make_theme,
    make_user,
)

TEXT = ("Het wijkteam werkt met één plan en één regisseur per gezin, en legt vast wie wat doet. " * 8).strip()
TOKEN = get_random_string(32)  # as cookie and as field: what the check compares
HTMX = {"HX-Request": "true"}


@dataclass
class Request:
    """What a browser asks for once."""

    address: str
    fields: dict | None = None
    headers: dict = field(default_factory=dict)
    status: int = 200
    cookies: dict | None = None  # of another than the one who measures


@dataclass
class Row:
    """Something that is measured: each call of `request` gives the next request to send.

    `against` names earlier rows that it is compared with.
    """

    name: str
    request: Callable[[], Request]
    against: list[str] = field(default_factory=list)


def rows(anna):
    few, many, alone = make_theme_of(8, anna), make_theme_of(40, anna), make_theme_of(8, anna)
    return [
        Row("one UPDATE", typing(anna, alone[0], "bare_update", status=204)),
        Row(
            "save a finding: autosave",
            typing(anna, alone[1], "assessments:autosave_finding", headers=HTMX),
            ["one UPDATE"],
        ),
        Row(
            "save a finding: page of 8 points",
            typing(anna, few[2], "assessments:record_finding", page=few, status=302),
            ["one UPDATE"],
        ),
        Row(
            "save a finding: page of 40 points",
            typing(anna, many[2], "assessments:record_finding", page=many, status=302),
            ["one UPDATE", "save a finding: page of 8 points"],
        ),
        Row("bare page", lambda: Request(reverse("bare_page"))),
        Row("recording page: 8 points", lambda: Request(page_of(few)), ["bare page"]),
        Row(
            "recording page: 40 points",
            lambda: Request(page_of(many)),
            ["bare page", "recording page: 8 points"],
        ),
        Row("overview of a round: 8 points", lambda: Request(few[0].round.get_absolute_url()), ["bare page"]),
        Row(
            "overview of a round: 40 points",
            lambda: Request(many[0].round.get_absolute_url()),
            ["bare page", "overview of a round: 8 points"],
        ),
    ]


# Rows that take the same number of queries, however much is on the page.
SAME_QUERIES = [
    ("recording page: 8 points", "recording page: 40 points"),
    ("overview of a round: 8 points", "overview of a round: 40 points"),
    ("save a finding: page of 8 points", "save a finding: page of 40 points"),
]


def problems(queries):
    return [
        f"{one} takes {queries[one]} queries, {other} {queries[other]}"
        for one, other in SAME_QUERIES
        if queries[one] != queries[other]
    ]


def make_theme_of(points, anna):
    """A round of so many points under one theme, each found twice before and half of them recorded."""
    case_file = make_case_file(team=[anna, make_user()])
    theme, approach = make_theme(case_file.framework), make_approach(case_file)
    earlier = [make_round(case_file, year, final=True) for year in (2013, 2014)]
    round_ = make_round(case_file, 2015)
    for _ in range(3):
        make_contact_moment(round_)
    for number in range(points):
        indicator = make_indicator(theme)
        for before in earlier:
            make_finding(before, approach, indicator, "improvement_point", explanation=TEXT)
        make_finding(round_, approach, indicator, "meets" if number % 2 else "", explanation=TEXT)
    return list(Finding.objects.filter(round=Round.objects.get(pk=round_.pk)).with_theme().in_order())


def page_of(findings):
    return findings[0].get_absolute_url().partition("#")[0]


def typing(anna, finding, name, *, page=(), status=200, headers=None):
    """Each request types something else in one card; `page` are the cards that a form sends as well."""
    nth, sitting = count(1), get_random_string(32, "0123456789abcdef")
    others = {}
    for other in page:
        others |= fields_of(other, other.verdict, other.explanation)

    def request():
        number = next(nth)
        fields = {
            "csrfmiddlewaretoken": TOKEN,
            "writer": Writer(anna.pk, sitting[:16]).signed,
            "saved_from": sitting,
            "saved_nth": number,
            **others,
            **fields_of(finding, "meets", f"{TEXT} Dit is keer {number}."),
        }
        return Request(reverse(name, args=[finding.pk]), fields, headers or {}, status)

    return request


def fields_of(finding, verdict, explanation):
    fields = {"verdict": verdict, "reason": "", "explanation": explanation, "version": finding.version}
    return {f"punt-{finding.pk}-{name}": value for name, value in fields.items()}
