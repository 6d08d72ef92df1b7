"""The admin keeps to our content security policy and to the rules of accessibility."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from stj_toezicht.accounts.models import Role
from tests.factories import (
    make_case_file,
    make_contact,
    make_framework,
    make_indicator,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


def _used_framework():
    framework = make_framework()
    make_round(make_case_file(framework=framework))
    return framework


OBJECTS = {
    "accounts_user": make_user,
    "assessments_framework": _used_framework,
    "assessments_theme": lambda: make_indicator().theme,
    "municipalities_contact": make_contact,
    "municipalities_municipality": lambda: make_contact().municipality,
}


@pytest.mark.parametrize("model", OBJECTS)
def test_the_pages_of_a_model_are_accessible(page, axe, log_in, model):
    log_in(page, make_user(Role.ADMINISTRATOR))
    pk = OBJECTS[model]().pk
    for address in (
        reverse(f"admin:{model}_changelist"),
        reverse(f"admin:{model}_add"),
        reverse(f"admin:{model}_change", args=[pk]),
    ):
        page.goto(address)
        axe(page)


def test_an_administrator_makes_an_account(page, axe, log_in):
    log_in(page, make_user(Role.ADMINISTRATOR))
    page.goto(reverse("admin:index"))
    axe(page)
    page.get_by_role("row", name="Accounts").get_by_role("link", name="Toevoegen").click()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page).to_have_title(re.compile("^Fout:"))
    axe(page)
    page.get_by_label("Gebruikersnaam").fill("noor")
    page.get_by_label("Naam:", exact=True).fill("Noor Nieuw")
    page.get_by_label("Rol").select_option("inspecteur")
    page.get_by_label("Wachtwoord:", exact=True).fill("paarse-olifant-fietst")
    page.get_by_label("Wachtwoord nogmaals").fill("paarse-olifant-fietst")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("link", name="Noor Nieuw").first.wait_for()
