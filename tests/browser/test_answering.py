"""Two contacts of a municipality answer its draft together, in two browsers."""

import datetime
import os

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Release, Remark, Reply
from stj_toezicht.accounts.models import Role
from tests.factories import bring_to, make_contact, make_follow_up, make_municipality, make_user


@pytest.fixture
def release(transactional_db):
    """The draft of a follow-up of one point that stays open; its term runs for a week yet."""
    municipality = make_municipality("Alkmaar")
    release = bring_to(make_follow_up(municipality, verdict="improvement_point"), "reply").releases.get()
    Release.objects.update(last_day=timezone.localdate() + datetime.timedelta(days=7))
    return release


@pytest.fixture
def amina(release):
    return make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name="Amina")).user


@pytest.fixture
def bobs_page(browser, browser_context_args, base_url, release, log_in):
    bob = make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name="Bob")).user
    context = browser.new_context(**browser_context_args | {"base_url": base_url})
    page = context.new_page()
    log_in(page, bob)
    yield page
    context.close()


def point(page):
    return page.locator("[data-card]").first


def unfold(page, kind):
    """Open what can be said of the point, by the keyboard alone, and go to its text."""
    summary = point(page).locator("summary", has_text=kind)
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    return page.locator("textarea:focus")


def sees_saved(page):
    expect(point(page).locator(".stj-card__foot [role=status]")).to_contain_text("Opgeslagen om ")


def until_stored(page, **said):
    """Wait for what saves itself a moment after the typing; the foot may still tell of an earlier time."""
    for _ in range(150):
        if Remark.objects.filter(**said).exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"Not stored: {said}")


def looks_well(page, axe, name):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if folder := os.environ.get("LOOK"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_two_contacts_write_one_reply_and_one_of_them_sends_it(page, bobs_page, release, amina, log_in, axe):
    log_in(page, amina)
    for each in (page, bobs_page):
        each.goto("/mijn-gemeente/")
        each.get_by_role("link", name="Concept-factsheet Alkmaar 2014").click()

    unfold(page, "Feitelijke onjuistheid").press_sequentially("Het convenant is van 2012.")
    sees_saved(page)

    unfold(bobs_page, "Feitelijke onjuistheid").press_sequentially("Het convenant heeft vijf partners.")
    expect(point(bobs_page)).to_contain_text("Amina heeft dit om")
    looks_well(bobs_page, axe, "two-versions")
    bobs_page.get_by_role("button", name="Beide samenvoegen").click()
    expect(
        bobs_page.get_by_role("status")
        .filter(has_text="samengevoegd")
        .or_(bobs_page.locator(".stj-messages"))
    ).to_contain_text("Beide teksten zijn samengevoegd.")
    expect(bobs_page.locator("textarea").nth(1)).to_have_value(
        "Het convenant is van 2012. Het convenant heeft vijf partners."
    )
    document = {"name": "convenant.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 een convenant"}
    point(bobs_page).get_by_label("Documenten toevoegen").nth(1).set_input_files(document)
    expect(point(bobs_page).get_by_role("link", name="convenant.pdf")).to_be_visible()

    point(page).get_by_role("textbox", name="Maatregel").fill("Wij leggen de regie vast.")
    point(page).get_by_label("Wie dit doet").fill("teamleider Jeugd")
    until_stored(page, text="Wij leggen de regie vast.", by_whom="teamleider Jeugd")
    looks_well(page, axe, "draft")

    bobs_page.get_by_role("button", name="Nakijken en versturen").first.click()
    expect(bobs_page.get_by_text("Wij leggen de regie vast.")).to_be_visible()
    expect(bobs_page.get_by_text("convenant.pdf")).to_be_visible()
    looks_well(bobs_page, axe, "send")
    bobs_page.get_by_role("button", name="Reactie versturen").click()
    expect(bobs_page.get_by_text("Uw reactie is verstuurd.")).to_be_visible()
    looks_well(bobs_page, axe, "sent")
    reply = Reply.objects.get()
    assert (reply.sent_by.name, reply.is_late, reply.remarks.said().count()) == ("Bob", False, 2)

    unfold(page, "Schrijffout").press_sequentially("Nog iets.")
    expect(point(page).locator(".stj-card__foot")).to_contain_text("Bob heeft deze reactie op")
    assert reply.remarks.said().count() == 2
    page.evaluate("document.querySelector('form[data-recording]').reset()")


def test_ctrl_s_saves_at_once_and_the_other_keys_of_recording_do_nothing(page, release, amina, log_in):
    log_in(page, amina)
    page.goto(release.get_absolute_url())
    expect(page.get_by_text("Met Ctrl+S bewaart u meteen wat u typte.")).to_be_visible()
    unfold(page, "Schrijffout").fill("Er staat “gemente”.")
    page.keyboard.press("Control+s")
    sees_saved(page)
    until_stored(page, text="Er staat “gemente”.")
    page.keyboard.press("Alt+v")
    expect(page.locator(".stj-told")).to_have_count(0)
