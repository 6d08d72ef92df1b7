"""What the overview of a round and the page of a theme look like: what stands where, and what lies over what."""

import pytest
from playwright.sync_api import expect

from tests.browser.recording.conftest import POINTS
from tests.factories import make_approach, make_finding, make_round

pytestmark = pytest.mark.django_db(transaction=True)


def style(locator, name):
    return locator.evaluate("(element, name) => getComputedStyle(element)[name]", name)


def test_in_the_side_navigation_links_look_like_links_and_the_current_one_is_bold(desk, axe):
    themes = desk.page.get_by_role("navigation", name="Thema’s van deze ronde")
    current, other = themes.locator("[aria-current=page]"), themes.get_by_role("link", name="Aanpak")
    expect(current).to_have_text("Samenwerking")
    assert style(current, "fontWeight") == "600"
    assert style(other, "fontWeight") == "400"
    assert style(other, "textDecorationLine") == "underline"
    assert style(other, "color") == style(desk.card().get_by_role("link", name="Hoe elders").first, "color")
    axe(desk.page)


def test_earlier_years_stand_on_one_line_each_and_24_px_stand_above_the_first_theme(desk, round_, axe):
    point = desk.finding()
    earlier = make_round(round_.case_file, 2013, final=True)
    make_finding(earlier, point.approach, point.indicator, "meets")
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    desk.page.goto(round_.get_absolute_url())
    lines = desk.page.locator("td[data-label=Eerder]").first.get_by_role("listitem")
    expect(lines).to_have_text(["√ Voldoet 2013", "X Verbeterpunt 2014"])
    assert [line.bounding_box()["height"] < 40 for line in lines.all()] == [True, True]
    above, below = desk.page.locator(".stj-filters"), desk.page.locator(".stj-standing h3").first
    bottom = above.bounding_box()["y"] + above.bounding_box()["height"]
    assert round(below.bounding_box()["y"] - bottom) == 24
    axe(desk.page)


def test_earlier_approaches_with_long_names_stand_on_one_line_each_and_fit(desk, round_, axe):
    point, first = desk.finding(), round_.case_file.rounds.get(year=2014)
    merged = make_approach(round_.case_file, name="Samen", starts_in=2015)
    make_finding(round_, merged, point.indicator)
    names = ("Interventieteam Gezinnen", "Voorwaardelijke Interventie Gezinnen met meer dan één probleem")
    for name in names:
        before = make_approach(round_.case_file, name=name, successors=[merged])
        make_finding(first, before, point.indicator, "meets")
    for width in (1280, 360):
        desk.page.set_viewport_size({"width": width, "height": 900})
        desk.page.goto(round_.get_absolute_url())
        lines = desk.page.locator("li:has(.stj-standing__label)")
        expect(lines).to_contain_text([f"2014, {name}" for name in names])
        assert width == 360 or [line.bounding_box()["height"] < 40 for line in lines.all()] == [True, True]
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
        axe(desk.page)


def test_a_message_stands_in_the_page_and_only_a_lost_connection_stays_in_sight(desk, axe):
    desk.types("Er ligt een convenant.")
    desk.sees_saved()
    desk.card(POINTS[1]).get_by_role("button", name="Opslaan", exact=True).click()
    message = desk.page.locator(".stj-messages")
    expect(message).to_contain_text("Opgeslagen.")
    assert style(message, "position") == "static"
    expect(message).to_be_in_viewport()
    told, card = message.bounding_box(), desk.card(POINTS[1]).bounding_box()
    assert told["y"] + told["height"] <= card["y"]
    expect(desk.card(POINTS[1])).to_be_focused()
    axe(desk.page)
    banner = desk.page.locator(".stj-connection")
    desk.page.context.set_offline(True)
    expect(banner).to_contain_text("Geen verbinding.")
    assert style(banner, "position") == "sticky"
    desk.page.context.set_offline(False)
    expect(banner).to_contain_text("De verbinding is terug.")
    assert style(banner, "position") == "static"


def test_a_card_without_earlier_findings_uses_the_whole_width(desk, round_, axe):
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    fields = desk.card().locator(".stj-card__fields")
    half = fields.bounding_box()["width"]
    round_.case_file.rounds.get(year=2014).findings.all().delete()
    desk.page.reload()
    expect(desk.card()).to_contain_text("Dit punt is niet eerder beoordeeld.")
    assert fields.bounding_box()["width"] > 1.9 * half
    axe(desk.page)
