"""Choosing between two versions, with and without JavaScript."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from assessments.actions.conflicts import keep_overtaken
from assessments.actions.findings import record
from assessments.models import Finding, OvertakenFinding, Round
from stj_toezicht.accounts.models import KeptForm
from tests.factories import make_case_file, make_finding, make_round, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def finding(anna):
    """A finding that Bram saved while Anna typed on it."""
    bram = make_user(name="Bram")
    finding = make_finding(make_round(make_case_file(team=[anna, bram])))
    record(finding, by=bram, version=0, verdict="meets", explanation="Van Bram.")
    keep_overtaken(finding, by=anna, version=0, verdict="meets", explanation="Van Anna.")
    return finding


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_text_begins_with_either_or_both_and_is_saved(
    browser, browser_context_args, live_server, log_in, axe, anna, finding, scripts
):
    options = {"base_url": live_server.url, "java_script_enabled": scripts}
    context = browser.new_context(**browser_context_args | options)
    page = context.new_page()
    log_in(page, anna)
    page.goto(reverse("assessments:differences", args=[finding.pk]))
    text = page.get_by_label("Toelichting", exact=True)
    expect(text).to_have_value("Van Anna.")
    text.fill("Net bedacht.")
    for label, expected in (
        ("Neem de opgeslagen tekst over", "Van Bram."),
        ("Begin met mijn tekst", "Van Anna."),
        ("Voeg beide samen", "Van Bram. Van Anna."),
    ):
        button = page.get_by_role("button", name=label)
        button.click()
        expect(text).to_have_value(expected)
        if scripts:
            expect(button).to_be_focused()
            assert page.url.endswith("/verschillen/")
    if scripts:
        axe(page)
    assert OvertakenFinding.objects.waiting().exists()
    page.get_by_role("button", name="Deze versie opslaan").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Twee versies")
    assert Finding.objects.get(pk=finding.pk).explanation == "Van Bram. Van Anna."
    assert not OvertakenFinding.objects.waiting().exists()
    context.close()


def test_what_is_typed_while_choosing_is_asked_about_and_outlives_the_session(page, log_in, anna, finding):
    log_in(page, anna)
    page.goto(reverse("assessments:differences", args=[finding.pk]))
    page.get_by_label("Toelichting", exact=True).press_sequentially("Samengevoegd.")
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Mijn werk").first.click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    page.context.clear_cookies(name="sessionid")
    Session.objects.all().delete()
    page.get_by_role("button", name="Begin met mijn tekst").click()
    expect(page.get_by_text("Wat u typte, is bewaard")).to_be_visible()
    fields = dict(KeptForm.objects.get(writer=anna).fields)
    assert "Samengevoegd." in fields[f"punt-{finding.pk}-explanation"]


def test_a_development_that_comes_back_from_its_preview_is_saved_all_the_same(page, log_in, anna, finding):
    log_in(page, anna)
    page.goto(reverse("assessments:development", args=[finding.round_id]))
    page.route("**/tussentijds/", lambda route: route.fulfill(status=204))
    page.get_by_label("Tekst").fill("Er is veel gebeurd.")
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.get_by_text("Wat u typte is nog niet opgeslagen")).to_be_visible()
    page.unroute("**/tussentijds/")
    expect(page.locator("#ontwikkeling-stand")).to_contain_text("Opgeslagen om")
    assert Round.objects.get(pk=finding.round_id).development == "Er is veel gebeurd."
