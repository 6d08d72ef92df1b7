"""Searching in a browser: the hits follow the typing, and nothing is needed but a button."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import make_case_file, make_finding, make_municipality, make_round, make_user


@pytest.fixture
def anna(transactional_db):
    for name, explanation in (("Alkmaar", "De coöperatie helpt."), ("Breda", "Een wijkteam helpt.")):
        case_file = make_case_file(make_municipality(name))
        make_finding(make_round(case_file, final=True), verdict="meets", explanation=explanation)
    return make_user(name="Anna")


@pytest.fixture
def searching(page, log_in, anna):
    log_in(page, anna)
    page.goto("/zoeken/")
    return page


def test_the_hits_follow_the_typing_and_the_address_follows_the_hits(searching, axe):
    words = searching.get_by_label("Woorden")
    words.press_sequentially("cooperatie")
    expect(searching.locator("mark")).to_have_text("coöperatie")
    expect(searching.get_by_role("status").filter(has_text="gevonden")).to_contain_text(
        "1 bevinding gevonden"
    )
    expect(words).to_be_focused()
    expect(searching).to_have_url(re.compile(r"woorden=cooperatie"))
    axe(searching)
    searching.reload()
    expect(searching.locator("mark")).to_have_text("coöperatie")


def test_a_filter_narrows_the_hits_at_once_and_can_be_dropped(searching):
    searching.get_by_label("Woorden").fill("helpt")
    expect(searching.locator(".stj-hit")).to_have_count(2)
    searching.get_by_label("Oordeel").select_option("open")
    searching.get_by_role("link", name="Zoek zonder oordeel “Nog open”").click()
    expect(searching.locator(".stj-hit")).to_have_count(2)
    expect(searching.get_by_label("Woorden")).to_have_value("helpt")


def test_what_cannot_be_searched_for_is_said_while_typing_too(searching, axe):
    searching.get_by_label("Woorden").fill('""')
    expect(searching.get_by_role("alert")).to_contain_text("Typ een woord waarnaar u zoekt.")
    axe(searching)


def test_without_javascript_there_is_a_button(browser, browser_context_args, live_server, log_in, anna):
    context = browser.new_context(
        **browser_context_args | {"base_url": live_server.url, "java_script_enabled": False}
    )
    page = context.new_page()
    log_in(page, anna)
    page.goto("/zoeken/")
    page.get_by_label("Gemeente").fill("breda")
    page.get_by_role("button", name="Zoeken").click()
    expect(page.locator(".stj-hit")).to_have_count(1)
    context.close()
