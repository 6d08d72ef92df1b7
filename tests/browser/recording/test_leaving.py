"""Leaving the page on which somebody records: what they typed goes along, and what they read stays behind."""

import re
import time

import pytest
from playwright.sync_api import expect

from assessments.models import Finding
from tests.browser.recording.conftest import POINTS, Desk

pytestmark = pytest.mark.django_db(transaction=True)


def test_logging_out_waits_until_all_is_saved(desk):
    def answer_late(route):
        time.sleep(0.5)
        route.continue_()

    desk.page.route("**/tussentijds/", answer_late)
    desk.types("Er ligt een convenant.")
    desk.types("Elders ook.", POINTS[1])
    desk.page.get_by_role("button", name="Uitloggen").click()
    expect(desk.page.get_by_role("link", name="Inloggen")).to_be_visible()
    assert [desk.finding(point).explanation for point in POINTS[:2]] == [
        "Er ligt een convenant.",
        "Elders ook.",
    ]


def test_who_cannot_save_is_asked_before_logging_out(desk, anna):
    desk.round.case_file.team.remove(anna)
    desk.types("Wat ik nog wilde zeggen.")
    desk.sees_unsaved()
    desk.page.on("dialog", lambda dialog: dialog.dismiss())
    with desk.page.expect_event("dialog") as asked:
        desk.page.get_by_role("button", name="Uitloggen").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    expect(desk.text()).to_have_value("Wat ik nog wilde zeggen.")


def leave_at_once(desk):
    """As the browser does when it takes the page away; what the page was sending then is lost."""
    desk.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")


@pytest.fixture
def only_what_goes_along(desk):
    def sort_out(route):
        if route.request.resource_type == "xhr":
            route.abort()
        else:
            route.continue_()

    desk.page.route("**/tussentijds/", sort_out)
    return desk


@pytest.fixture
def page(context):
    """A page on which requests may fail."""
    return context.new_page()


def test_two_long_texts_go_along_together(only_what_goes_along, eventually):
    desk = only_what_goes_along
    for point in POINTS[:2]:
        desk.text(point).fill("é" * 10_000)
    leave_at_once(desk)
    eventually(lambda: all(desk.finding(point).explanation == "é" * 10_000 for point in POINTS[:2]))


def test_of_what_is_too_much_the_smallest_goes_along(only_what_goes_along, eventually):
    desk = only_what_goes_along
    desk.text().fill("\U0001f44d" * 10_000)
    desk.card().get_by_label(re.compile("Notitie")).evaluate("note => (note.value = '\u00e9'.repeat(10_000))")
    desk.text(POINTS[1]).fill("Er ligt een convenant.")
    leave_at_once(desk)
    eventually(lambda: desk.finding(POINTS[1]).explanation == "Er ligt een convenant.")
    assert desk.finding().explanation == ""


@pytest.fixture
def eventually(page):
    def wait_for(holds):
        for _ in range(300):
            if holds():
                return
            page.wait_for_timeout(50)
        assert holds()

    return wait_for


@pytest.fixture
def page_that_can_be_brought_back(browser_type, browser_type_launch_args, browser_context_args, base_url):
    """A page in a browser that keeps whole pages for Back, as those of users do."""
    kept = {"ignore_default_args": ["--disable-back-forward-cache"]}
    browser = browser_type.launch(**browser_type_launch_args | kept)
    yield browser.new_context(**browser_context_args | {"base_url": base_url}).new_page()
    browser.close()


def test_after_logging_out_back_shows_nothing_of_what_was_read(
    page_that_can_be_brought_back, round_, anna, log_in
):
    page = page_that_can_be_brought_back
    log_in(page, anna)
    Finding.objects.filter(round=round_).update(private_note="Alleen voor het team.")
    desk = Desk(page, round_).open()
    expect(desk.card().get_by_label(re.compile("Notitie"))).to_have_value("Alleen voor het team.")
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen")).to_be_visible()
    page.evaluate("history.back()")
    expect(page.get_by_label("Gebruikersnaam")).to_be_visible()
    assert "Alleen voor het team." not in page.content()
