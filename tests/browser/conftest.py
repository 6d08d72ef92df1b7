"""Chromium in front of a live server: every page that a test opens must stay free of complaints of its own."""

import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import expect

from tests.chromium import launch_arguments

expect.set_options(
    timeout=15_000
)  # a machine may be busy, and who waits for what comes anyway waits no longer for it

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# It reads the colours of each text and of all that lies behind it, on a page a few dozen in thousands of places.
REMEMBER_COLOURS = """(() => {
  const { prototype } = axe.commons.color.Color;
  const { parseString } = prototype;
  const known = new Map();
  prototype.parseString = function (text) {
    if (known.has(text)) {
      return Object.assign(this, known.get(text));
    }
    parseString.call(this, text);
    known.set(text, { r: this.r, g: this.g, b: this.b, alpha: this.alpha });
    return this;
  };
})()"""
SCRIPT = f"{Axe().axe_script}\n{REMEMBER_COLOURS}"
# What it approved of is counted in the page: the whole of it is large, and takes longer to come over than to find.
LOOK = """async (options) => {
  const { passes, violations } = await axe.run(options);
  return { passes: passes.length, violations };
}"""


def pytest_collection_modifyitems(items):
    """Mark what drives Chromium: there a page works alike on every database, and its views are tested on each."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            item.add_marker("looks")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    arguments = launch_arguments()
    if arguments["executable_path"] is None:
        pytest.skip("Chromium is not installed.")
    return arguments


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def base_url(live_server):
    """What makes `page.goto("/inloggen/")` work."""
    return live_server.url


@pytest.fixture
def page(page):
    """A page that fails the test when the browser refuses, misses or trips over something on it."""
    complaints, addresses = [], set()

    def hear(message):
        address = message.location["url"]
        while_typing = any(part in address for part in ("/tussentijds/", "/zoeken/", "/aanwezig/"))
        if message.type in {"error", "warning"} and not ("status of 4" in message.text and while_typing):
            complaints.append((address.partition("#")[0], message.text))

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))
    page.on("framenavigated", lambda frame: addresses.add(frame.url.partition("#")[0]))
    yield page
    # The browser may tell of a page that is refused before it says that it is there.
    answers = {
        complaint for complaint in complaints if "status of 4" in complaint[1] and complaint[0] in addresses
    }
    assert [complaint for complaint in complaints if complaint not in answers] == []


@pytest.fixture(scope="session")
def under_way():
    """The requests that a server of the tests has begun and not ended."""
    requests = []

    def begin(**kwargs):
        requests.append(None)

    def end(**kwargs):
        requests.pop()

    request_started.connect(begin)
    request_finished.connect(end)
    yield requests
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture(autouse=True)
def nothing_is_under_way(request, under_way):
    """Let the last requests of a page end before the database is emptied: a page that saves by itself still sends.

    Automatic, and so begun before every page and ended after all are closed.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    quiet_since = time.monotonic()
    waits_until = quiet_since + 15
    while time.monotonic() < min(quiet_since + 0.05, waits_until):
        time.sleep(0.01)
        quiet_since = time.monotonic() if under_way else quiet_since


@pytest.fixture
def axe():
    """`axe(page)` fails with every place where the page, as it now stands, breaks a rule of accessibility.

    `axe(page, rules)` looks at those alone.
    """

    def find_nothing(page, rules=RULES):
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(SCRIPT)
        # Without preload: axe would put imported stylesheets in the page itself, which our policy refuses.
        options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
        found = page.evaluate(LOOK, options)
        assert found["passes"], "axe looked at nothing"
        assert [
            f"{rule['id']}: {node['html']} ({' '.join(node['failureSummary'].split())})"
            for rule in found["violations"]
            for node in rule["nodes"]
        ] == []

    return find_nothing


@pytest.fixture
def log_in(live_server):
    """`log_in(page, user)` goes on as somebody who logged in before, without the form."""

    def go_on_as(page, user):
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return go_on_as
