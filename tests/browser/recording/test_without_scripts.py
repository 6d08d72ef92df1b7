"""A whole round in a browser that runs no scripts."""

import pytest
from playwright.sync_api import expect

from assessments.actions.presences import be_present
from tests.browser.recording.conftest import POINTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain(another_desk, anna):
    """Anna, without scripts."""
    return another_desk(anna, java_script_enabled=False)


def test_a_whole_round(plain):
    page, main = plain.page, plain.page.get_by_role("main")
    for point in POINTS:
        plain.card(point).get_by_label("Voldoet").check(force=True)
        plain.text(point).fill(f"Over dit punt: {point.lower()}.")
        plain.card(point).get_by_role("button", name="Opslaan en verder").click()
        expect(page.locator(".stj-messages")).to_contain_text("Opgeslagen.")
    expect(main).to_contain_text("3 van 3")
    main.get_by_role("link", name="Contactmoment toevoegen").click()
    page.get_by_label("Soort").select_option("gesprek")
    page.get_by_label("Datum").fill("2015-11-17")
    main.get_by_role("button", name="Opslaan", exact=True).first.click()
    expect(page.locator(".stj-messages")).to_contain_text("toegevoegd")
    page.goto(plain.round.get_absolute_url())
    main.get_by_role("link", name="Tekst schrijven").click()
    page.get_by_label("Tekst", exact=True).fill("De gemeente werkt nu met wijkteams.")
    main.get_by_role("button", name="Opslaan", exact=True).first.click()
    expect(page.locator(".stj-messages")).to_contain_text("opgeslagen")
    plain.round.refresh_from_db()
    assert plain.round.development == "De gemeente werkt nu met wijkteams."
    assert set(plain.round.findings.values_list("verdict", flat=True)) == {"meets"}
    assert plain.round.contact_moments.count() == 1


def test_two_versions_are_put_side_by_side_and_merged(plain, another_desk, bram):
    other = another_desk(bram, java_script_enabled=False)
    for desk, text in ((other, "Bram vond niets."), (plain, "Anna vond een convenant.")):
        desk.text().fill(text)
        desk.card().get_by_role("button", name="Opslaan", exact=True).click()
    main = plain.page.get_by_role("main")
    expect(main).to_contain_text("Bram vond niets.")
    plain.page.get_by_label("Toelichting").first.fill("Anna vond een convenant dat Bram niet zag.")
    main.get_by_role("button", name="Deze versie opslaan").click()
    expect(plain.page.locator(".stj-messages")).to_contain_text("Opgeslagen.")
    assert plain.finding().explanation == "Anna vond een convenant dat Bram niet zag."


def test_a_refused_card_says_why_where_the_page_opens(plain):
    card = plain.card(POINTS[1])
    card.get_by_label("Niet beoordeeld").check(force=True)
    card.get_by_role("button", name="Opslaan", exact=True).click()
    told = card.locator(".stj-error-summary")
    expect(told).to_contain_text("Geef de reden waarom dit punt niet is beoordeeld.")
    expect(told).to_be_in_viewport()


def test_the_page_says_who_was_there_in_the_last_minute_and_notes_nobody(plain, bram):
    be_present(plain.round, by=bram)
    plain.page.reload()
    expect(plain.page.get_by_role("main")).to_contain_text("Bram Visser bewerkt dit ook.")
    assert [presence.user for presence in plain.round.presences.all()] == [bram]


def test_what_only_scripts_can_do_is_not_offered(plain):
    expect(plain.page.locator("#sneltoetsen")).to_be_hidden()
