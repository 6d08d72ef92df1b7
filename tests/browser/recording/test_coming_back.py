"""Coming back to the page: it shows what stands, and what one typed there before never goes over it unasked."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.actions.findings import record
from assessments.actions.rounds import write_development

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["back", "reload"])
def come_back(request):
    """`come_back(page, meanwhile)` leaves the page, lets something happen and comes back to it."""

    def come_back(page, meanwhile):
        if request.param == "back":
            page.goto(reverse("assessments:my_work"))
        meanwhile()
        page.go_back() if request.param == "back" else page.reload()

    return come_back


def test_who_comes_back_sees_what_another_saved_and_does_not_undo_it(desk, bram, come_back):
    desk.types("Van Anna.")
    desk.sees_saved()
    saved_by_bram = {"by": bram, "version": 1, "verdict": "meets", "explanation": "Van Bram."}
    come_back(desk.page, lambda: record(desk.finding(), **saved_by_bram))
    expect(desk.text()).to_have_value("Van Bram.")
    desk.types(" En Anna.")
    desk.page.keyboard.press("Tab")
    desk.sees_saved()
    assert "Van Bram." in desk.finding().explanation


def test_who_comes_back_to_the_narrative_sees_what_another_saved(desk, bram, come_back):
    page, round_ = desk.page, desk.round
    page.goto(reverse("assessments:development", args=[round_.pk]))
    page.get_by_label("Tekst", exact=True).fill("Van Anna.")
    expect(page.locator("#ontwikkeling-stand")).to_contain_text("Opgeslagen om")
    come_back(page, lambda: write_development(round_, by=bram, version=1, development="Van Bram."))
    expect(page.get_by_label("Tekst", exact=True)).to_have_value("Van Bram.")


def name_of(page):
    return page.locator("[name=saved_from]").input_value()


def test_a_page_that_was_doubled_gets_a_name_of_its_own(desk):
    content = desk.page.content()
    desk.page.route("**/themas/**", lambda route: route.fulfill(body=content, content_type="text/html"))
    first = name_of(desk.page)
    desk.page.reload()
    assert name_of(desk.page) != first


def test_a_page_that_answers_what_was_sent_keeps_its_name(desk):
    first = name_of(desk.page)
    desk.types("Van Anna.")
    desk.card().get_by_role("button", name="Voorbeeld").click()
    expect(desk.page.locator(".stj-preview")).to_be_visible()
    assert name_of(desk.page) == first


def test_what_is_sent_with_a_number_that_is_too_low_is_sent_again_at_once(desk):
    desk.types("Een.")
    desk.sees_saved()
    desk.page.locator("[name=saved_nth]").evaluate("field => { field.value = '0' }")
    desk.types(" Twee.")
    desk.page.keyboard.press("Tab")
    desk.sees_saved()
    assert desk.finding().explanation == "Een. Twee."
