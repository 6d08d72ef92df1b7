"""Writing in a field: pasting, the counter, and who else is there."""

import pytest
from playwright.sync_api import expect

from assessments.actions.presences import be_present

pytestmark = pytest.mark.django_db(transaction=True)

PASTED = (
    "De gemeente heeft met de netwerkpartners afspraken gemaakt over\n"
    "wie de regie voert. Die afspraken staan in een convenant, een verbe-\n"
    "terpunt dat nog niet door iedereen is getekend."
)
MENDED = PASTED.replace("verbe-\nterpunt", "verbeterpunt").replace("\n", " ")


def paste(desk, text):
    desk.text().evaluate(
        """(field, text) => {
          field.focus();
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          if (field.dispatchEvent(paste)) document.execCommand("insertText", false, text);
        }""",
        text,
    )


def test_a_pasted_pdf_comes_in_clean_and_one_key_brings_it_back(desk, axe):
    desk.types("Vooraf: ")
    paste(desk, PASTED)
    expect(desk.text()).to_have_value(f"Vooraf: {MENDED}")
    expect(desk.card()).to_contain_text("Met Ctrl+Z zet u terug wat u plakte.")
    axe(desk.page)
    desk.page.keyboard.press("Control+z")
    expect(desk.text()).to_have_value(f"Vooraf: {PASTED}")
    expect(desk.card()).not_to_contain_text("Ctrl+Z")
    desk.page.keyboard.press("Control+z")
    expect(desk.text()).to_have_value("Vooraf: ")


def test_what_was_pasted_is_saved_as_it_stands(desk):
    paste(desk, PASTED)
    desk.sees_saved()
    assert desk.finding().explanation == MENDED


def test_a_long_text_is_pasted_at_once(desk):
    paste(desk, "\n\n".join([PASTED] * 50))
    expect(desk.text()).to_have_value("\n\n".join([MENDED] * 50))
    desk.sees_saved()


def test_a_paste_that_is_clean_stays_as_it_is(desk):
    paste(desk, "Er is een convenant.\n\n- gezin\n- wonen")
    expect(desk.text()).to_have_value("Er is een convenant.\n\n- gezin\n- wonen")
    expect(desk.card()).not_to_contain_text("Ctrl+Z")


def test_an_earlier_text_is_taken_over_at_once_and_one_key_takes_it_out(desk):
    earlier = "Dit was er in 2014 niet."
    desk.types("Wat er al stond.")
    desk.card().get_by_role("button", name="Neem tekst over").click()
    expect(desk.text()).to_have_value(f"Wat er al stond.\n\n{earlier}")
    expect(desk.text()).to_be_focused()
    desk.sees_saved()
    assert desk.finding().explanation == f"Wat er al stond.\n\n{earlier}"
    desk.page.keyboard.press("Control+z")
    expect(desk.text()).to_have_value("Wat er al stond.")


def counter(desk):
    return desk.card().locator(".stj-counter:visible")


def test_the_counter_counts_as_the_server_does_and_warns_near_the_end(desk, axe):
    desk.types("Twee\n\n\n\nregels\u00ad  ")
    expect(counter(desk)).to_have_text("12 van 10.000 tekens")
    desk.text().fill("é" * 9000)
    expect(counter(desk)).to_have_text("9.000 van 10.000 tekens")
    expect(counter(desk)).to_have_attribute("data-stage", "near")
    expect(desk.page.get_by_role("status").filter(has_text="9.000 van 10.000 tekens")).to_have_count(1)
    desk.sees_saved()
    axe(desk.page)
    desk.text().fill("\U0001f44d" * 10_012)
    expect(counter(desk)).to_have_text("10.012 van 10.000 tekens, 12 te veel")
    expect(desk.state()).to_contain_text("De rest is opgeslagen om")
    expect(desk.state()).to_contain_text("10.012 tekens")
    expect(desk.card()).to_have_attribute("data-unsaved", "")
    axe(desk.page)


def test_each_key_says_nothing_aloud(desk):
    desk.text().fill("a" * 9_000)
    desk.text().press("End")
    said = desk.page.get_by_role("status").filter(has_text="9.000 van 10.000 tekens")
    expect(said).to_have_count(1)
    desk.page.keyboard.type("bc")
    expect(counter(desk)).to_have_text("9.002 van 10.000 tekens")
    expect(said).to_have_count(1)


def test_two_people_in_one_round_see_each_other(desk, another_desk, bram, axe):
    with desk.page.expect_response("**/aanwezig/"):
        desk.page.reload()
    other = another_desk(bram)
    expect(other.page.get_by_role("main")).to_contain_text("Anna de Wit bewerkt dit ook.")
    desk.page.reload()
    expect(desk.page.locator(".stj-presence")).to_have_text("Bram Visser bewerkt dit ook.")
    axe(desk.page)


def test_who_comes_in_later_is_said_once(desk, bram):
    desk.page.clock.install()
    desk.open()
    be_present(desk.round, by=bram)
    desk.page.clock.fast_forward(20_000)
    expect(desk.page.locator("#aangekomen")).to_have_text("Bram Visser bewerkt dit ook.")
    with desk.page.expect_response("**/aanwezig/") as answer:
        desk.page.clock.fast_forward(20_000)
    assert answer.value.status == 204
