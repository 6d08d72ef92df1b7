"""Somebody types while their session ends: in Chromium, with and without scripts."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments.models import Round
from tests.factories import make_case_file, make_municipality, make_round, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "een-lang-wachtwoord"
SENTENCE = 'Het wijkteam zei: “één plan & één regisseur” <punt 3>, 100% "af" √. '
LONG = (SENTENCE * 40)[:1999] + "!"


@pytest.fixture
def team():
    return [make_user(name=name.title(), username=name, password=PASSWORD) for name in ("anna", "bram")]


@pytest.fixture
def round_(team):
    return make_round(make_case_file(make_municipality("Alkmaar"), team=team), 2014)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def browser_context_args(request, browser_context_args):
    return browser_context_args | {"java_script_enabled": request.param}


def log_out(page):
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen")).to_be_visible()


def log_in(page, username):
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()


@pytest.fixture
def typing(page, round_):
    """Anna has typed two thousand characters on the page of the narrative."""
    page.goto("/inloggen/")
    log_in(page, "anna")
    page.goto(f"/rondes/{round_.pk}/ontwikkeling/")
    page.get_by_label("Tekst").fill(LONG[:1000])
    return page


def type_on_and_save(page):
    page.get_by_label("Tekst").fill(LONG)
    page.get_by_role("button", name="Opslaan", exact=True).click()


def is_saved(page, round_):
    expect(page.get_by_role("main")).to_contain_text("De ontwikkeling is opgeslagen.")
    return Round.objects.get(pk=round_.pk).development == LONG.strip()


@pytest.fixture
def look(axe, browser_context_args):
    """axe is a script itself, so it looks where scripts run."""
    return axe if browser_context_args["java_script_enabled"] else lambda page: None


def test_after_the_session_ended_all_is_back_by_logging_in(typing, round_, look):
    Session.objects.all().delete()
    type_on_and_save(typing)
    expect(typing.get_by_role("status")).to_contain_text(
        "Wat u typte, is bewaard en komt terug zodra u inlogt."
    )
    look(typing)
    log_in(typing, "anna")
    expect(typing.get_by_label("Tekst")).to_have_value(LONG)
    look(typing)
    typing.get_by_role("button", name="Alsnog opslaan").click()
    assert is_saved(typing, round_)


def test_after_logging_in_again_in_another_tab_all_is_given_back_at_once(typing, round_, look):
    other = typing.context.new_page()
    other.goto("/")
    log_out(other)
    other.goto("/inloggen/")
    log_in(other, "anna")
    expect(other).to_have_url(re.compile("/mijn-werk/$"))
    type_on_and_save(typing)
    again = typing.get_by_role("button", name="Alsnog opslaan")
    expect(again.or_(typing.get_by_text("De ontwikkeling is opgeslagen."))).to_be_visible()
    if again.is_visible():  # or a script renewed the token
        expect(typing.get_by_label("Tekst")).to_have_value(LONG)
        look(typing)
        again.click()
    assert is_saved(typing, round_)


def test_somebody_else_who_logs_in_sees_nothing_of_it(typing, round_, look):
    Session.objects.all().delete()
    type_on_and_save(typing)
    log_in(typing, "bram")
    expect(typing).to_have_url(re.compile("/mijn-werk/$"))
    expect(typing.get_by_role("main")).not_to_contain_text("niet is opgeslagen")
    typing.goto("/bewaard/")
    expect(typing).to_have_url(re.compile("/mijn-werk/$"))

    log_out(typing)
    typing.goto("/inloggen/")
    log_in(typing, "anna")
    expect(typing.get_by_role("main")).to_contain_text("Er is nog een tekst van u die niet is opgeslagen")
    look(typing)
    typing.get_by_role("link", name="Bekijk en sla op").click()
    typing.get_by_role("button", name="Alsnog opslaan").click()
    assert is_saved(typing, round_)


def test_what_anna_typed_is_not_saved_as_of_bram(typing, round_, team, look):
    other = typing.context.new_page()
    other.goto("/")
    log_out(other)
    other.goto("/inloggen/")
    log_in(other, "bram")
    expect(other).to_have_url(re.compile("/mijn-werk/$"))
    type_on_and_save(typing)
    expect(typing.get_by_role("main")).to_contain_text("door iemand die met een ander account was ingelogd")
    look(typing)
    saved = Round.objects.get(pk=round_.pk)  # a script may have saved what Anna typed before she was gone
    assert (saved.development, saved.development_changed_by) in [("", None), (LONG[:1000].strip(), team[0])]
