"""What somebody types is saved meanwhile, once, in its order, and never over what another saved."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from assessments.actions.rounds import write_development
from tests.browser.recording.conftest import POINTS
from tests.factories import make_contact_moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_after_a_pause_the_text_is_saved_and_the_card_says_so(desk, axe):
    desk.types("Er ligt een convenant.")
    expect(desk.card()).to_have_attribute("data-unsaved", "")
    desk.sees_saved()
    assert desk.finding().explanation == "Er ligt een convenant."
    expect(desk.text()).to_be_focused()
    axe(desk.page)


def test_on_leaving_the_field_the_text_is_saved_at_once(desk):
    desk.page.clock.install()  # no pause ever ends
    desk.types("Er ligt een convenant.")
    desk.page.keyboard.press("Tab")
    desk.sees_saved()
    assert desk.finding().explanation == "Er ligt een convenant."


def test_a_choice_is_saved_at_once_and_shows_in_the_head_and_in_the_progress(desk):
    desk.card().get_by_label("Voldoet").check(force=True)
    desk.sees_saved()
    head = desk.card().locator(".stj-card__head")
    expect(head).to_contain_text("Voldoet")
    expect(head).to_contain_text("Toelichting ontbreekt")
    expect(desk.card()).to_have_attribute("data-state", "open")
    assert desk.finding().verdict == "meets"
    desk.types("Er ligt een convenant.")
    expect(head).not_to_contain_text("Toelichting ontbreekt")
    expect(desk.card()).to_have_attribute("data-state", "filled")
    expect(desk.page.locator("#voortgang")).to_contain_text("1 van 2")


def test_a_missing_reason_is_told_at_its_field_and_the_focus_stays(desk, axe):
    missing = "Geef de reden waarom dit punt niet is beoordeeld."
    card, reason = desk.card(), desk.card().get_by_label("Reden")
    error = card.locator("[id$=reason_error]")
    card.get_by_label("Niet beoordeeld").check(force=True)
    expect(desk.state()).to_contain_text(missing)
    expect(error).to_be_hidden()
    expect(reason).not_to_have_attribute("aria-invalid", "true")
    expect(card.get_by_label("Niet beoordeeld")).to_be_focused()
    axe(desk.page)
    reason.focus()
    desk.page.keyboard.press("Tab")
    expect(error).to_have_text(missing)
    expect(error).to_be_visible()
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(reason).to_have_accessible_description(f"Komt in het factsheet. {missing}")
    axe(desk.page)
    reason.focus()
    desk.page.keyboard.insert_text("Geen inzage.")
    desk.sees_saved()
    expect(error).to_be_hidden()
    expect(reason).not_to_have_attribute("aria-invalid", "true")
    expect(reason).to_have_accessible_description("Komt in het factsheet.")
    expect(reason).to_be_focused()
    assert desk.finding().reason == "Geen inzage."


def test_one_wrong_field_holds_nothing_else_up_and_says_so_itself_until_it_is_mended(desk, axe):
    wrong = "Vul een datum in van 2014 tot en met 2035."
    desk.card().get_by_label("Voldoet").check(force=True)
    date = desk.card().get_by_label("Berust op een voornemen")
    date.fill("2013-01-01")
    date.blur()
    error = desk.card().locator("[id$=expected_on_error]")
    expect(error).to_have_text(wrong)
    expect(date).to_have_attribute("aria-invalid", "true")
    desk.types("Er ligt een convenant.")
    with desk.page.expect_response("**/tussentijds/"):
        desk.page.keyboard.press("Tab")
    expect(desk.state()).to_contain_text("De rest is opgeslagen om")
    expect(desk.state()).to_contain_text(wrong)
    expect(desk.card()).to_have_attribute("data-unsaved", "")
    assert (desk.finding().explanation, desk.finding().expected_on) == ("Er ligt een convenant.", None)
    axe(desk.page)
    date.fill("2015-12-01")
    date.blur()
    desk.sees_saved()
    expect(error).to_be_hidden()
    expect(date).not_to_have_attribute("aria-invalid", "true")
    assert desk.finding().expected_on.isoformat() == "2015-12-01"


def test_a_refused_card_opens_at_the_wrong_field_and_its_summary_goes_with_the_last_error(desk, axe):
    desk.page.set_viewport_size({"width": 360, "height": 640})
    desk.card(POINTS[1]).get_by_label("Niet beoordeeld").check(force=True)
    desk.card(POINTS[1]).get_by_role("button", name="Opslaan", exact=True).click()
    summary = desk.card(POINTS[1]).locator(".stj-error-summary")
    expect(summary).to_contain_text("Nog niet opgeslagen: kijk dit na")
    reason = desk.card(POINTS[1]).get_by_label("Reden waarom")
    expect(reason).to_be_focused()
    expect(desk.card(POINTS[1]).locator("[id$=reason_error]")).to_be_in_viewport()
    axe(desk.page)
    desk.page.keyboard.insert_text("Geen inzage.")
    desk.page.keyboard.press("Tab")
    desk.sees_saved(POINTS[1])
    expect(summary).to_have_count(0)
    assert desk.finding(POINTS[1]).reason == "Geen inzage."


def test_a_narrative_that_is_too_long_is_told_of_at_its_field_until_it_is_shorter(desk, round_, axe):
    page = desk.page
    page.goto(reverse("assessments:development", args=[round_.pk]))
    field, error = page.get_by_label("Tekst", exact=True), page.locator("#id_development_error")
    field.fill("a " * 5_001 + "b")
    field.blur()
    expect(error).to_contain_text("Er is plaats voor 10.000.")
    expect(field).to_have_attribute("aria-invalid", "true")
    axe(page)
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.locator(".stj-error-summary")).to_be_focused()
    field.fill("Korter.")
    field.blur()
    expect(page.locator("#ontwikkeling-stand")).to_contain_text("Opgeslagen om")
    expect(error).to_be_hidden()
    expect(page.locator(".stj-error-summary")).to_have_count(0)


def test_a_contact_moment_that_is_removed_meanwhile_goes_out_of_the_choices(desk, round_, axe):
    own, gone = make_contact_moment(round_), make_contact_moment(round_)
    desk.page.reload()
    choices = desk.card().locator("[name$=contact_moments]")
    for choice in choices.all():
        choice.check()
    desk.sees_saved()
    gone.delete()
    with desk.page.expect_response("**/tussentijds/"):
        desk.types("Er ligt een convenant.")
    expect(desk.state()).to_contain_text("Een contactmoment dat u koos, is er niet meer.")
    expect(choices).to_have_count(1)
    expect(choices).to_have_value(str(own.pk))
    desk.page.wait_for_timeout(1200)
    expect(desk.state()).to_contain_text("Een contactmoment dat u koos, is er niet meer.")
    expect(desk.card()).not_to_have_attribute("data-unsaved", "")
    axe(desk.page)


def test_a_preview_of_what_is_saved_does_not_call_it_unsaved_and_is_where_the_focus_goes(desk):
    desk.types("Er ligt een convenant.")
    desk.sees_saved()
    desk.card().get_by_role("button", name="Voorbeeld").click()
    expect(desk.card().locator(".stj-preview")).to_be_focused()
    expect(desk.card()).not_to_have_attribute("data-unsaved", "")
    assert shown_in_foot(desk)[0].startswith("Opgeslagen op ")


def test_a_preview_of_a_saved_narrative_does_not_call_it_unsaved(desk, round_):
    page, state = desk.page, desk.page.locator("#ontwikkeling-stand")
    page.goto(reverse("assessments:development", args=[round_.pk]))
    page.get_by_label("Tekst", exact=True).fill("De gemeente werkt met wijkteams.")
    expect(state).to_contain_text("Opgeslagen om")
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.locator(".stj-preview")).to_be_focused()
    expect(state).to_contain_text("Opgeslagen op")


def test_a_date_is_saved_when_its_field_is_left(desk):
    desk.card().get_by_label("Voldoet").check(force=True)
    desk.sees_saved()
    sent = []
    desk.page.on(
        "request", lambda request: sent.append(request.post_data) if "tussentijds" in request.url else None
    )
    desk.card().get_by_label("Berust op een voornemen, verwacht op").focus()
    for key in "01052016":
        desk.page.keyboard.press(key)
        desk.page.wait_for_timeout(150)
    desk.page.wait_for_timeout(1200)
    assert sent == []
    desk.text().focus()
    desk.sees_saved()
    assert desk.finding().expected_on.year == 2016


def test_what_was_not_changed_is_not_sent(desk):
    sent = []
    desk.page.on(
        "request", lambda request: sent.append(request.url) if "tussentijds" in request.url else None
    )
    desk.text().focus()
    desk.page.keyboard.press("Tab")
    desk.types("x", POINTS[1])
    desk.sees_saved(POINTS[1])
    assert sent == [desk.page.url.split("/rondes")[0] + address_of(desk, POINTS[1])]


def address_of(desk, point=POINTS[0]):
    return reverse("assessments:autosave_finding", args=[desk.finding(point).pk])


def test_typing_on_while_a_save_is_under_way_sends_one_more_after_it(desk):
    under_way, held = [], []

    def hold_the_first(route):
        under_way.append(route.request.post_data)
        if len(under_way) == 1:
            held.append(route)
        else:
            route.continue_()

    desk.page.route("**/tussentijds/", hold_the_first)
    with desk.page.expect_request("**/tussentijds/"):
        desk.types("Een begin")
        desk.page.keyboard.press("Tab")
    desk.types(", en meer.")
    desk.page.keyboard.press("Tab")
    expect(desk.card()).to_have_attribute("data-unsaved", "")
    assert len(under_way) == 1
    held.pop().continue_()
    desk.sees_saved()
    assert len(under_way) == 2
    assert "meer" in desk.finding().explanation


def test_a_late_older_request_changes_nothing(another_desk, anna):
    desk, late = another_desk(anna), []

    def lose_the_first(route):
        if late:
            route.continue_()
        else:
            late.append(route.request)
            route.abort()

    desk.page.route("**/tussentijds/", lose_the_first)
    with desk.page.expect_request("**/tussentijds/"):
        desk.types("Wat er eerst stond.")
        desk.page.keyboard.press("Tab")
    desk.text().fill("Wat er nu staat.")
    desk.sees_saved()
    answer = desk.page.request.post(late[0].url, headers=late[0].headers, data=late[0].post_data)
    assert answer.status == 204
    assert desk.finding().explanation == "Wat er nu staat."


def test_another_tab_that_saved_since_is_not_overwritten(desk, axe):
    tab = desk.page.context.new_page()
    tab.goto(desk.page.url)
    tab.get_by_label("Toelichting").first.fill("Uit het andere tabblad.")
    tab.get_by_label("Toelichting").first.blur()
    expect(tab.locator(".stj-card__foot").first).to_contain_text("Opgeslagen om")
    desk.types("Uit dit tabblad.")
    expect(desk.band()).to_contain_text("U hebt dit punt om")
    expect(desk.band()).to_contain_text("opgeslagen in een ander venster")
    expect(desk.text()).to_have_value("Uit dit tabblad.")
    assert desk.finding().explanation == "Uit het andere tabblad."
    axe(desk.page)
    tab.close()


def test_two_inspectors_on_one_finding_see_and_merge_both_texts(desk, another_desk, bram, axe):
    other = another_desk(bram)
    other.types("Bram vond niets.")
    other.sees_saved()
    desk.types("Anna vond een convenant.")
    expect(desk.band()).to_contain_text("Bram Visser heeft dit punt om")
    expect(desk.text()).to_have_value("Anna vond een convenant.")
    desk.card().get_by_role("button", name="Bekijk de verschillen").click()
    main = desk.page.get_by_role("main")
    expect(main).to_contain_text("Bram vond niets.")
    expect(main).to_contain_text("Anna vond een convenant.")
    axe(desk.page)
    desk.page.get_by_label("Toelichting").first.fill("Anna vond een convenant dat Bram niet zag.")
    desk.page.get_by_role("button", name="Deze versie opslaan").click()
    expect(desk.page.locator(".stj-messages")).to_contain_text("Opgeslagen.")
    assert desk.finding().explanation == "Anna vond een convenant dat Bram niet zag."


def shown_in_foot(desk):
    """What the foot of the card shows, also what a stylesheet adds, and not what is for hearing alone."""
    return (
        desk.card()
        .locator(".stj-card__foot")
        .evaluate(
            """foot => [getComputedStyle(foot, "::before").content.replace(/^none$|"/g, ""),
          ...[...foot.children].filter(part => part.offsetWidth > 1).map(part => part.innerText)]
          .map(text => text.trim()).filter(Boolean)"""
        )
    )


def test_who_is_second_reads_so_above_the_text_and_goes_on_typing(desk, another_desk, bram, axe):
    other = another_desk(bram)
    other.types("Bram vond niets.")
    other.sees_saved()
    desk.types("Anna vond een convenant.")
    desk.text().evaluate("field => field.setSelectionRange(4, 4)")
    expect(desk.band()).to_contain_text("Uw tekst is bewaard en staat nog hier.")
    expect(desk.band()).to_have_attribute("role", "status")
    expect(desk.band().get_by_role("button", name="Bekijk de verschillen")).to_be_visible()
    assert desk.band().bounding_box()["y"] < desk.text().bounding_box()["y"]
    expect(desk.text()).to_be_focused()
    assert desk.text().evaluate("field => field.selectionStart") == 4
    assert shown_in_foot(desk) == ["Er zijn twee versies."]
    axe(desk.page)
    told = desk.band().locator(".utrecht-alert").element_handle()
    with desk.page.expect_response("**/tussentijds/"):
        desk.page.keyboard.insert_text(" zelf")
    expect(desk.state()).to_have_text("Er zijn twee versies.")
    assert told.evaluate("band => band.isConnected"), "the band is told again"
    assert shown_in_foot(desk) == ["Er zijn twee versies."]


def test_the_foot_says_one_thing_at_a_time(desk):
    desk.page.clock.install()  # no pause ends by itself
    desk.types("Er ligt")
    assert shown_in_foot(desk) == ["Wijzigingen nog niet opgeslagen"]
    desk.page.clock.run_for(1100)
    desk.sees_saved()
    assert shown_in_foot(desk)[0].startswith("Opgeslagen om ")
    desk.types(" een convenant.")
    assert shown_in_foot(desk) == ["Wijzigingen nog niet opgeslagen"]


def test_who_writes_the_narrative_second_reads_so_above_it(desk, round_, bram, axe):
    page = desk.page
    page.goto(reverse("assessments:development", args=[round_.pk]))
    write_development(round_, by=bram, version=0, development="Van Bram.")
    field = page.get_by_label("Tekst", exact=True)
    field.press_sequentially("Van Anna.")
    band = page.locator("#ontwikkeling-melding")
    expect(band).to_contain_text("Bram Visser heeft deze tekst om")
    expect(band).to_contain_text("Uw tekst is bewaard en staat nog hier.")
    expect(page.locator("#ontwikkeling-stand")).to_have_text("Er zijn twee versies.")
    assert band.bounding_box()["y"] < field.bounding_box()["y"]
    expect(field).to_be_focused()
    axe(page)
    band.get_by_role("button", name="Bekijk de verschillen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Twee versies")
    expect(page.get_by_role("main")).to_contain_text("Van Anna.")


def test_after_handing_over_nothing_is_saved_and_the_text_stays(desk, anna, axe):
    desk.round.case_file.team.remove(anna)
    desk.types("Wat ik nog wilde zeggen.")
    expect(desk.state()).to_contain_text("U zit niet in het team van dit dossier")
    desk.sees_unsaved()
    expect(desk.text()).to_have_value("Wat ik nog wilde zeggen.")
    assert desk.finding().explanation == ""
    axe(desk.page)
    sent = []
    desk.page.on(
        "request", lambda request: sent.append(request.url) if "tussentijds" in request.url else None
    )
    desk.types(" En dit.")
    desk.page.keyboard.press("Tab")
    desk.types("Elders wel.", POINTS[1])
    expect(desk.state(POINTS[1])).to_contain_text("U zit niet in het team")
    assert [url for url in sent if url.endswith(address_of(desk))] == []


def test_a_token_that_was_renewed_in_another_tab_does_not_matter(desk, anna):
    renewed = "a" * 32
    cookies = [cookie for cookie in desk.page.context.cookies() if cookie["name"] == "csrftoken"]
    desk.page.context.add_cookies([{**cookies[0], "value": renewed}])
    desk.types("Er ligt een convenant.")
    desk.sees_saved()
    desk.card().get_by_role("button", name="Opslaan", exact=True).click()
    expect(desk.page.locator(".stj-messages")).to_contain_text("Opgeslagen.")


def test_characters_that_nobody_sees_go_out_of_the_field_and_the_caret_stays(desk):
    desk.text().fill("zorg\u00advuldig en veilig")
    desk.text().evaluate("field => field.setSelectionRange(14, 14)")
    expect(desk.state()).to_contain_text("We hebben 1 onzichtbaar teken uit uw tekst gehaald.")
    expect(desk.text()).to_have_value("zorgvuldig en veilig")
    assert desk.text().evaluate("field => field.selectionStart") == 13


def test_who_was_logged_out_sees_so_where_the_text_is(desk, axe):
    Session.objects.all().delete()
    desk.types("Wat ik nog wilde zeggen.")
    expect(desk.state()).to_contain_text("U bent uitgelogd.")
    expect(desk.card()).to_have_attribute("data-unsaved", "")
    assert desk.state().bounding_box()["width"] > 100
    assert shown_in_foot(desk)[0].startswith("U bent uitgelogd. Wat u typte, staat nog hier en is bewaard.")
    expect(desk.text()).to_have_value("Wat ik nog wilde zeggen.")
    axe(desk.page)


def test_following_a_link_waits_until_all_is_saved(desk):
    desk.types("Er ligt een convenant.")
    desk.page.get_by_role("link", name=re.compile("Volgend thema")).click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Aanpak")
    assert desk.finding().explanation == "Er ligt een convenant."


def test_the_browser_asks_before_a_text_is_left_that_is_saved_nowhere(desk, anna):
    desk.round.case_file.team.remove(anna)
    desk.types("Wat ik nog wilde zeggen.")
    desk.sees_unsaved()
    desk.page.on("dialog", lambda dialog: dialog.dismiss())
    with desk.page.expect_event("dialog") as asked:
        desk.page.get_by_role("link", name="Overzicht van de ronde").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    expect(desk.text()).to_have_value("Wat ik nog wilde zeggen.")


def test_nothing_of_what_was_typed_is_kept_in_the_browser(desk):
    desk.types("Er ligt een convenant.")
    desk.sees_saved()
    assert "convenant" not in desk.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
