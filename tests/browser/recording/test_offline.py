"""Without a connection nothing is lost, and it catches up by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.recording.conftest import POINTS

pytestmark = pytest.mark.django_db(transaction=True)

LOST = (
    "Geen verbinding. Wat u typt, staat nog in dit venster en wordt opgeslagen zodra de verbinding terug is."
)


@pytest.fixture
def offline(another_desk, anna):
    desk = another_desk(anna)
    desk.page.context.set_offline(True)
    return desk


def banner(desk):
    return desk.page.locator(".stj-connection[role=status]")


def test_what_was_typed_offline_is_saved_when_the_line_is_back(offline, axe):
    expect(banner(offline)).to_have_text(LOST)
    offline.types("In de trein geschreven.")
    offline.types("Dit ook.", POINTS[1])
    offline.page.keyboard.press("Tab")
    offline.sees_unsaved()
    offline.sees_unsaved(POINTS[1])
    offline.page.context.set_offline(False)
    expect(banner(offline)).to_have_text("De verbinding is terug. Alles is opgeslagen.")
    offline.sees_saved()
    offline.sees_saved(POINTS[1])
    assert offline.finding().explanation == "In de trein geschreven."
    assert offline.finding(POINTS[1]).explanation == "Dit ook."
    axe(offline.page)
    offline.types(" En verder.")
    expect(banner(offline)).to_have_text("")


def test_pressing_save_offline_leaves_the_page_as_it_is(offline, axe):
    offline.types("In de trein geschreven.")
    offline.card().get_by_role("button", name="Opslaan", exact=True).click()
    expect(offline.text()).to_have_value("In de trein geschreven.")
    offline.sees_unsaved()
    axe(offline.page)


def test_what_can_not_be_fetched_offline_says_so(offline, axe):
    offline.card().get_by_role("link", name="Hoe elders verwoord").click()
    told = offline.page.locator(".stj-told[role=status]")
    expect(told).to_contain_text("Dit lukt nu niet: er is geen verbinding.")
    expect(banner(offline)).to_have_text(LOST)
    axe(offline.page)


def test_at_400_percent_the_banner_scrolls_along(offline):
    offline.page.set_viewport_size({"width": 320, "height": 256})
    offline.types("In de trein geschreven.")
    expect(banner(offline)).to_have_text(LOST)
    expect(banner(offline)).to_have_css("position", "static")


def test_a_server_that_falls_silent_is_tried_again(another_desk, anna):
    desk = another_desk(anna)
    desk.page.route("**/tussentijds/", lambda route: route.abort())
    desk.types("Er ligt een convenant.")
    expect(banner(desk)).to_have_text(LOST)
    desk.page.unroute("**/tussentijds/")
    desk.sees_saved()
    expect(banner(desk)).to_have_text("De verbinding is terug. Alles is opgeslagen.")
    assert desk.finding().explanation == "Er ligt een convenant."


def test_a_server_that_fails_is_tried_again(another_desk, anna):
    desk = another_desk(anna)
    desk.page.route("**/tussentijds/", lambda route: route.fulfill(status=503, body="x"))
    desk.types("Er ligt een convenant.")
    desk.sees_unsaved()
    desk.page.unroute("**/tussentijds/")
    desk.sees_saved()
    assert desk.finding().explanation == "Er ligt een convenant."
