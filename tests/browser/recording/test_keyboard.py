"""The whole of recording without a mouse: shortcuts, the way of the focus, and switching the shortcuts off."""

import re

import pytest
from playwright.sync_api import expect

from assessments.actions.findings import record
from tests.browser.recording.conftest import POINTS

pytestmark = pytest.mark.django_db(transaction=True)


class Keys:
    """A keyboard, and nothing else."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text):
        self.page.keyboard.type(text)

    def tab_to(self, control):
        """Press Tab until a control has the focus; each stop on the way is visible."""
        for _ in range(80):
            if control.evaluate("control => control === document.activeElement"):
                return
            self.press("Tab")
            stop = """() => {
              const { activeElement: stop, body } = document;
              return [stop === body || getComputedStyle(stop).outlineStyle === "solid", stop.outerHTML];
            }"""
            is_seen, what = self.page.evaluate(stop)
            assert is_seen, what
        pytest.fail(f"No way to {control} by Tab")

    def follow(self, name):
        self.tab_to(self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first)
        self.press("Enter")


@pytest.fixture
def keys(page):
    return Keys(page)


def test_a_whole_round_by_keyboard_alone(page, keys, round_, axe):
    page.goto("/inloggen/")
    keys.tab_to(page.get_by_label("Gebruikersnaam"))
    keys.write("anna")
    keys.press("Tab")
    keys.write("een-lang-wachtwoord")
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/mijn-werk/$"))
    keys.tab_to(page.get_by_role("main").get_by_role("link", name=re.compile("Alkmaar")).first)
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alkmaar")
    keys.tab_to(page.get_by_role("link", name="Samenwerking", exact=True).first)
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/themas/"))
    page.wait_for_load_state()

    for verdict, point in zip("vxv", POINTS, strict=True):
        keys.press("Alt+o")
        card = page.get_by_role("article", name=point)
        expect(card).to_be_focused()
        keys.press(f"Alt+{verdict}")
        keys.tab_to(card.get_by_label("Toelichting"))
        keys.write(f"Over dit punt: {point.lower()}.")
        keys.press("Control+s")
        expect(card.locator(".stj-card__foot")).to_contain_text("Opgeslagen om")
        expect(card).to_have_attribute("data-state", "filled")
        expect(card.get_by_label("Toelichting")).to_be_focused()
    axe(page)
    keys.press("Alt+o")
    expect(page.get_by_role("status").filter(has_text="Er zijn geen open punten meer.")).to_have_count(1)

    keys.follow("Overzicht van de ronde")
    expect(page).to_have_url(re.compile(r"/rondes/\d+/$"))
    keys.follow("Contactmoment toevoegen")
    keys.tab_to(page.get_by_label("Soort"))
    keys.write("Gesprek")
    keys.tab_to(page.get_by_label("Datum"))
    keys.write("11172015" if page.evaluate("navigator.language") == "en-US" else "17112015")
    keys.press("Enter")
    expect(page.locator(".stj-messages")).to_contain_text("toegevoegd")
    page.goto(round_.get_absolute_url())
    keys.follow("Tekst schrijven")
    keys.tab_to(page.get_by_label("Tekst", exact=True))
    keys.write("De gemeente werkt nu met wijkteams.")
    keys.tab_to(page.get_by_role("button", name="Opslaan", exact=True))
    keys.press("Enter")
    expect(page.locator(".stj-messages")).to_contain_text("opgeslagen")
    assert [str(finding.verdict) for finding in round_.findings.in_order()] == [
        "meets",
        "improvement_point",
        "meets",
    ]
    axe(page)


def test_enter_in_a_field_saves_the_card_in_which_it_is(desk, keys, bram):
    record(desk.finding(), by=bram, version=0, verdict="meets", explanation="Van Bram.")
    desk.card(POINTS[1]).get_by_label("Niet beoordeeld").check(force=True)
    desk.card(POINTS[1]).get_by_label("Reden waarom").focus()
    keys.write("Geen inzage.")
    keys.press("Enter")
    expect(desk.page.locator(".stj-messages")).to_have_text(re.compile(r"^\s*Opgeslagen\.\s*$"))
    expect(desk.page).to_have_url(re.compile(f"#punt-{desk.finding(POINTS[1]).pk}$"))


def test_saving_a_card_in_which_nothing_was_typed_makes_no_second_version(desk, keys, bram):
    record(desk.finding(), by=bram, version=0, verdict="meets", explanation="Van Bram.")
    desk.text().focus()
    keys.press("Control+s")
    expect(desk.page.get_by_role("status").filter(has_text="Alles is al opgeslagen.")).to_have_count(1)
    desk.card().get_by_role("button", name="Opslaan", exact=True).click()
    expect(desk.page.locator(".stj-messages")).to_contain_text("U had hier niets gewijzigd.")
    expect(desk.text()).to_have_value("Van Bram.")


def test_a_shortcut_with_nothing_to_do_says_so_on_screen(desk, keys, axe):
    told = desk.page.locator(".stj-told[role=status]")
    keys.press("Alt+v")
    expect(told).to_contain_text("Ga eerst naar een punt")
    desk.text().focus()
    keys.press("Control+s")
    expect(told).to_have_text("Alles is al opgeslagen.")
    axe(desk.page)
    for viewport in ({"width": 1280, "height": 900}, {"width": 360, "height": 640}):
        desk.page.set_viewport_size(viewport)
        desk.text().evaluate("field => field.scrollIntoView({ block: 'end' })")
        keys.press("Control+s")
        box, field = told.bounding_box(), desk.text().bounding_box()
        assert box["y"] >= field["y"] + field["height"] or box["y"] + box["height"] <= field["y"]
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= viewport["width"]


def test_a_shortcut_chooses_while_somebody_goes_on_typing(desk, keys):
    desk.text().focus()
    keys.write("Er ligt")
    keys.press("Alt+v")
    keys.write(" een convenant.")
    expect(desk.text()).to_be_focused()
    expect(desk.card().get_by_label("Voldoet")).to_be_checked()
    desk.sees_saved()
    assert (desk.finding().verdict, desk.finding().explanation) == ("meets", "Er ligt een convenant.")


def test_not_assessed_by_shortcut_asks_the_reason(desk, keys, axe):
    keys.press("Alt+o", "Alt+n")
    expect(desk.card().get_by_label("Niet beoordeeld")).to_be_focused()
    keys.tab_to(desk.card().get_by_label("Reden waarom"))
    keys.write("Geen inzage.")
    keys.press("Control+s")
    desk.sees_saved()
    assert (desk.finding().verdict, desk.finding().reason) == ("not_assessed", "Geen inzage.")
    axe(desk.page)


def test_shortcuts_are_listed_and_named_at_their_controls(desk, keys, axe):
    keys.tab_to(desk.page.get_by_text("Sneltoetsen", exact=True))
    keys.press("Enter")
    listed = desk.page.locator("#sneltoetsen dd").all_inner_texts()
    assert len(listed) == 5
    expect(desk.card().get_by_label("Voldoet")).to_have_attribute("aria-keyshortcuts", "Alt+V")
    axe(desk.page)


def test_somebody_switches_the_shortcuts_off_and_on(desk, keys, anna, axe):
    keys.tab_to(desk.page.get_by_text("Sneltoetsen", exact=True))
    keys.press("Enter")
    keys.tab_to(desk.page.get_by_role("button", name="Sneltoetsen uitzetten"))
    keys.press("Enter")
    button = desk.page.get_by_role("button", name="Sneltoetsen aanzetten")
    expect(button).to_be_focused()
    expect(desk.card().get_by_label("Voldoet")).not_to_have_attribute("aria-keyshortcuts", "Alt+V")
    axe(desk.page)
    anna.refresh_from_db()
    assert anna.uses_shortcuts is False
    desk.text().focus()
    keys.press("Alt+v")
    expect(desk.card().get_by_label("Voldoet")).not_to_be_checked()
    desk.page.reload()
    desk.text().focus()
    keys.press("Alt+x")
    expect(desk.card().get_by_label("Verbeterpunt")).not_to_be_checked()


def test_the_next_open_point_is_also_found_on_another_page(desk, keys):
    for _ in range(2):
        keys.press("Alt+o", "Alt+v")
    desk.sees_saved(POINTS[1])
    keys.press("Alt+o")
    expect(desk.card(POINTS[2])).to_be_focused()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Aanpak")


def test_a_verdict_without_its_explanation_is_still_an_open_point(desk, keys):
    keys.press("Alt+o", "Alt+v")
    desk.sees_saved()
    desk.page.evaluate("document.activeElement.blur()")
    keys.press("Alt+o")
    expect(desk.card(POINTS[0])).to_be_focused()


def test_after_a_full_save_the_focus_is_at_the_card_and_seen(desk, keys):
    keys.tab_to(desk.card(POINTS[1]).get_by_role("button", name="Opslaan", exact=True))
    keys.press("Enter")
    expect(desk.card(POINTS[1])).to_be_focused()
    expect(desk.card(POINTS[1])).to_have_css("outline-style", "solid")
    expect(desk.card(POINTS[1])).to_be_in_viewport()


def test_a_part_that_is_replaced_gives_the_focus_back(desk, keys):
    desk.types("Er ligt een convenant.")
    link = desk.page.locator("#voortgang a").nth(1)
    link.focus()
    expect(desk.page.locator("#voortgang")).to_contain_text("0 van 2")
    desk.sees_saved()
    expect(desk.page.locator("#voortgang a").nth(1)).to_be_focused()


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 256}, {"width": 320, "height": 640}])
def test_at_400_percent_nothing_scrolls_sideways_and_the_focus_is_never_covered(desk, keys, viewport, axe):
    desk.page.set_viewport_size(viewport)
    desk.page.reload()
    desk.types("Een woord van zestig letters: " + "meervoudigepersoonlijkheid" * 3)
    desk.sees_saved()
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 320
    desk.page.get_by_role("link", name="Naar de inhoud").focus()
    seen = set()
    for _ in range(60):
        keys.press("Tab")
        covered, name = desk.page.evaluate(
            """() => {
              const control = document.activeElement;
              if (control === document.body) return [false, "body"];
              const shown = control.closest("label") ?? control;
              const box = shown.getBoundingClientRect();
              const x = box.left + Math.min(box.width, 40) / 2;
              const rows = [box.top + 4, box.top + box.height / 2, box.bottom - 4];
              const top = rows.map((y) => document.elementFromPoint(x, y));
              return [!top.some((each) => each && (shown.contains(each) || each.contains(shown))), control.outerHTML];
            }"""
        )
        assert not covered, name
        seen.add(name)
        if name == "body":
            break
    assert len(seen) > 20
    axe(desk.page)
