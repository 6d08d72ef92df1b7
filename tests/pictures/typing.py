"""What somebody types and searches, what another saves meanwhile, and being logged out over it."""

from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.actions.conflicts import keep_overtaken, let_go
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.management.commands.load_demonstration import PASSWORD
from assessments.models import Finding
from assessments.verdicts import Verdict
from tests.pictures.picture import press
from tests.pictures.rounds import colleague, first_point, open_round, somebody_who_writes


def searching(words, **filters):
    return lambda: f"{reverse('assessments:search')}?{urlencode({'woorden': words, **filters})}"


def type_to_search(page):
    page.get_by_label("Woorden").fill("regisseur")
    page.locator(".stj-hit").first.wait_for()


def write_far_too_much(page):
    grow = """(form, size) => {
        const field = document.createElement("input")
        Object.assign(field, { type: "hidden", name: "meer", value: "a".repeat(size) })
        form.append(field)
    }"""
    page.locator("main form").evaluate(grow, 7_000_000)
    press("Opslaan")(page)
    page.get_by_role("heading", name="Dit is te groot om te ontvangen").wait_for()


def wrong_password(page):
    page.get_by_label("Gebruikersnaam").fill("alice")
    page.get_by_label("Wachtwoord").fill("verkeerd")
    press("Inloggen")(page)


def somebody_else_saves_first(page):
    """Type at a point, while a colleague saves the same point."""
    card = first_point(page, "filled")
    finding = Finding.objects.get(pk=card.get_attribute("id").removeprefix("punt-"))
    record(
        finding,
        by=colleague(),
        version=finding.version,
        verdict=Verdict.MEETS,
        explanation="Wat een collega schreef.",
    )
    card.get_by_label("Verbeterpunt").check(force=True)
    card.get_by_label("Toelichting").fill("Wat ik erover schreef.")
    card.get_by_role("button", name="Opslaan", exact=True).click()


def somebody_else_saves_elsewhere(page):
    """Add to the end of a text, while a colleague changes its beginning."""
    card = first_point(page)
    finding = Finding.objects.get(pk=card.get_attribute("id").removeprefix("punt-"))
    text = (
        "Het convenant is op 3 maart getekend door alle partners. Daarin staat wie de regie voert.\n\n"
        "- de wijkteams\n- de woningcorporatie"
    )
    finding = record(finding, by=somebody_who_writes(), version=finding.version, verdict="", explanation=text)
    page.reload()
    theirs = text.replace("3 maart", "13 maart").replace("alle partners", "alle zes partners")
    record(finding, by=colleague(), version=finding.version, verdict="", explanation=theirs)
    card = page.locator(f"#punt-{finding.pk}")
    card.get_by_label("Toelichting").fill(f"{text}\n- de politie\n\nLET OP: in mei kijken wij opnieuw.")
    card.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("heading", name="Kies wat er komt te staan").wait_for()


def with_history(name):
    """The address for a point that two people changed a few times."""

    def changed():
        finding = open_round().findings.first()
        texts = (
            (somebody_who_writes(), "", "Er is overleg gevoerd over het plan."),
            (colleague(), Verdict.IMPROVEMENT_POINT, "Er is nog geen plan; wel is er overleg gevoerd."),
            (
                somebody_who_writes(),
                Verdict.MEETS,
                "Er is een plan, en er is overleg gevoerd.\n\n- met de scholen",
            ),
        )
        for by, verdict, explanation in texts:
            finding = record(
                finding, by=by, version=finding.version, verdict=verdict, explanation=explanation
            )
        typed = {"verdict": Verdict.IMPROVEMENT_POINT, "explanation": "Er is nog altijd geen plan."}
        second = keep_overtaken(finding, by=colleague(), version=finding.version - 1, **typed)
        let_go(finding, by=somebody_who_writes(), shown=second.as_shown)
        return reverse(name, args=[finding.pk])

    return changed


def somebody_else_tells_first(page):
    """Write the narrative, while a colleague saves another."""
    round_ = open_round()
    development = f"{round_.development}\n\nWat een collega schreef."
    write_development(round_, by=colleague(), version=round_.development_version, development=development)
    page.get_by_role("textbox").first.fill("Wat ik erover schreef.")
    press("Opslaan")(page)


def type_offline(page):
    page.context.set_offline(True)
    first_point(page).get_by_label("Toelichting").fill("In de trein geschreven.")
    page.keyboard.press("Tab")


def list_shortcuts(page):
    page.get_by_text("Sneltoetsen", exact=True).click()


def preview_of_a_point(page):
    card = first_point(page)
    card.get_by_label("Toelichting").fill("Een alinea met *nadruk*.\n\n- een punt\n\nLET OP: een opmerking.")
    card.get_by_role("button", name="Voorbeeld").click()


def not_assessed_without_reason(page):
    card = first_point(page)
    card.get_by_label("Niet beoordeeld").check(force=True)
    card.get_by_role("button", name="Opslaan", exact=True).click()


def log_out_elsewhere(page):
    """Write the narrative, and log out in another tab before it is saved."""
    page.get_by_role("textbox").first.fill("Een alinea over de gemeente.\n\n- een punt\n- nog een punt")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Uitloggen").click()
    other.get_by_role("link", name="Inloggen").wait_for()
    other.close()
    press("Opslaan")(page)


def log_in_again(page):
    """Log in with the password of the demonstration, after being logged out while writing."""
    log_out_elsewhere(page)
    page.get_by_label("Gebruikersnaam").fill(somebody_who_writes().username)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    press("Inloggen")(page)


def colleague_goes_on(page):
    """Write the narrative, while a colleague logs in in the same browser."""
    page.get_by_role("textbox").first.fill("Een alinea over de gemeente.")
    client = Client()
    client.force_login(colleague())
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])
    press("Opslaan")(page)
