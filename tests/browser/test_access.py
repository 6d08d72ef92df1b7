"""The way in, as somebody at a keyboard meets it."""

import re

import pytest
from playwright.sync_api import expect

from stj_toezicht.accounts.models import Role
from tests.factories import make_user


@pytest.fixture
def alice(transactional_db):
    return make_user(Role.INSPECTOR, username="alice", name="Alice de Vries", password="een-lang-wachtwoord")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_login_page_is_accessible_and_fits(page, axe, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/inloggen/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wrong_password_is_told_in_dutch_and_the_name_stays(page, axe, alice):
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").fill("alice")
    page.get_by_label("Wachtwoord").fill("verkeerd")
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("main")).to_contain_text(
        "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar."
    )
    expect(page.get_by_label("Gebruikersnaam")).to_have_value("alice")
    expect(page).to_have_title(re.compile("^Fout: "))
    axe(page)


def test_an_empty_form_says_at_each_field_what_is_missing(page, axe):
    page.goto("/inloggen/")
    page.get_by_role("button", name="Inloggen").click()
    for label in ("Gebruikersnaam", "Wachtwoord"):
        expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    axe(page)


def test_somebody_logs_in_with_the_keyboard_alone(page, alice):
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").focus()
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type("een-lang-wachtwoord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner")).to_contain_text("Alice de Vries")
    expect(page).to_have_url(re.compile("/mijn-werk/$"))


def test_the_first_tab_leads_past_the_header(page):
    page.goto("/inloggen/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_logging_out_closes_the_way_back(page, alice, log_in):
    log_in(page, alice)
    page.goto("/mijn-werk/")
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen")).to_be_visible()
    page.goto("/mijn-werk/")
    expect(page).to_have_url(re.compile(r"/inloggen/\?next=/mijn-werk/$"))
