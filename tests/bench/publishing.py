"""What is measured of publishing and of what was published: rows of the same table as saving."""

import hashlib
from itertools import count
from unittest.mock import patch

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.actions import log, renderings
from assessments.factsheet import pdf
from assessments.factsheet.data import to_json
from assessments.factsheet.drafting import draft
from assessments.printing import press
from stj_toezicht.accounts.models import Role
from stj_toezicht.log.kinds import Kind
from tests.assessments.factsheet.cases import cases
from tests.bench.rows import TEXT, TOKEN, Request, Row
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_contact_moment,
    make_edition,
    make_finding,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

CASE = "two earlier columns"
FACES = {"PDF": "factsheet_pdf", "page": "factsheet", "JSON": "factsheet_json"}
BARE_PAGE = "as many bytes as the page"
LOGGED_OUT, FIRST_READER = "published page: a cookie of the login page", "published page: its first reader"
PUBLISHING, ONE_UPDATE = "publish a round of 8 points", "one UPDATE"
MOST_OF_BARE, MOST_OF_UPDATE = 1.5, 5


def rows(turns):
    """Rows for the three faces of a factsheet, each beside as many bytes; and for publishing a round in each turn.

    Of the page also for who logged out, and for who is the first to read it in this process.
    """
    edition = make_published()
    client = Client(SERVER_NAME="127.0.0.1")
    for face, name in FACES.items():
        address = reverse(name, args=[edition.slug, edition.year])
        size = len(client.get(address).content)
        bare = f"as many bytes as the {face}"
        yield Row(bare, lambda size=size: Request(reverse("bare_bytes", args=[size]), cookies={}))
        yield Row(f"published {face}", lambda address=address: Request(address, cookies={}), [bare])
    page = reverse(FACES["page"], args=[edition.slug, edition.year])
    yield Row(LOGGED_OUT, lambda: Request(page, cookies={settings.CSRF_COOKIE_NAME: TOKEN}), [BARE_PAGE])
    yield Row(FIRST_READER, first_reading(edition, turns), [BARE_PAGE])
    carla = make_user(Role.COORDINATOR)
    yield Row(PUBLISHING, publishing(carla, [make_final(number) for number in range(turns)]), [ONE_UPDATE])


def problems(described):
    """What takes longer beside a bare view than it may."""
    ratios = {row["name"]: row["ratios"] for row in described}
    limits = [(f"published {face}", f"as many bytes as the {face}", MOST_OF_BARE) for face in FACES]
    limits += [(LOGGED_OUT, BARE_PAGE, MOST_OF_BARE), (PUBLISHING, ONE_UPDATE, MOST_OF_UPDATE)]
    return [
        f"{name} takes {ratios[name][base]:.2f} times {base}, more than {most}"
        for name, base, most in limits
        if ratios[name][base] > most
    ]


def make_published():
    """An edition that says what a real one does, with its PDF."""
    factsheet = cases()[CASE].factsheet
    return make_edition(
        pdf=pdf.render(factsheet),
        data=to_json(factsheet),
        content=factsheet.to_snapshot(),
        slug="doetinchem",
        year=2014,
    )


def first_reading(edition, turns):
    """Each request reads an edition that says the same, at an address of its own."""
    said = {name: getattr(edition, name) for name in ("pdf", "data", "content", "year")}
    slugs = [f"leesdorp-{number}" for number in range(turns)]
    for slug in slugs:
        make_edition(slug=slug, **said)
    nth = count()
    return lambda: Request(reverse(FACES["page"], args=[slugs[next(nth)], edition.year]), cookies={})


def make_final(number):
    """A follow-up of eight points that can be published, of which the PDF was printed ahead."""
    case_file = make_case_file(make_municipality(f"Meetdorp {number}"))
    theme, approach = make_theme(case_file.framework), make_approach(case_file, starts_in=2013)
    before, round_ = make_round(case_file, 2013, final=True), make_round(case_file, 2014, development=TEXT)
    with transaction.atomic():  # each has a log from when it was opened
        log.added(Kind.CASE_FILE, case_file, of=case_file, by=round_.started_by, said={})
    make_contact_moment(round_)
    for _ in range(8):
        indicator = make_indicator(theme)
        make_finding(before, approach, indicator, "improvement_point", explanation=TEXT)
        make_finding(round_, approach, indicator, "meets", explanation=TEXT)
    with patch.object(press, "write", stand_in):
        bring_to(round_, "final")
        renderings.print_ahead.func()
    return round_


def stand_in(page, stylesheet):
    """A PDF of its own for each page, as large as that of a real factsheet."""
    return hashlib.sha256(page.encode()).digest() * 2_000


def publishing(carla, rounds):
    """Each request publishes the next round, as what was seen of it."""
    client = Client()
    client.force_login(carla)
    cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.CSRF_COOKIE_NAME: TOKEN,
    }
    nth = count()

    def request():
        round_ = rounds[next(nth)]
        fields = {"csrfmiddlewaretoken": TOKEN, "seen": draft(round_).fingerprint()}
        return Request(reverse("assessments:publish", args=[round_.pk]), fields, {}, 302, cookies)

    return request
