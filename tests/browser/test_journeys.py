"""What people come to do, from beginning to end, each step told in a sentence."""

import datetime
import io
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from assessments import guards
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.models import Finding, Release, Round
from stj_toezicht.accounts.models import Role
from stj_toezicht.notices.sending import send_due
from tests.factories import (
    bring_to,
    make_approach,
    make_approvals,
    make_case_file,
    make_contact,
    make_contact_moment,
    make_finding,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "een-lang-wachtwoord"
POINTS = ("Er zijn afspraken gemaakt", "De regisseur is toegerust")


@pytest.fixture
def people():
    """Anna, Bram and Cees are inspectors, Carla coordinates, Mila speaks for Alkmaar."""
    return {
        "anna": make_user(Role.INSPECTOR, username="anna", name="Anna de Wit", password=PASSWORD),
        "bram": make_user(Role.INSPECTOR, username="bram", name="Bram Visser", password=PASSWORD),
        "cees": make_user(Role.INSPECTOR, username="cees", name="Cees Smit", password=PASSWORD),
        "carla": make_user(Role.COORDINATOR, username="carla", name="Carla Jansen", password=PASSWORD),
        "mila": make_user(Role.MUNICIPALITY, username="mila", name="Mila Bos", password=PASSWORD),
    }


@pytest.fixture
def alkmaar(people):
    """Alkmaar after its round of 2014, in which two points stayed at X."""
    framework = make_framework()
    case_file = make_case_file(make_municipality("Alkmaar"), framework, team=[people["anna"], people["bram"]])
    make_contact(case_file.municipality, people["mila"])
    approach = make_approach(case_file, name="Helpende Hand in de Wijk")
    rounds = [make_round(case_file, year, final=True) for year in (2013, 2014)]
    theme = make_theme(framework, heading="Samenwerking")
    for wording in POINTS:
        indicator = make_indicator(theme, wording=wording)
        for round_ in rounds:
            text = f"In {round_.year} was dit er niet: {wording.lower()}."
            make_finding(round_, approach, indicator, "improvement_point", explanation=text)
    return case_file


@pytest.fixture
def visitor(page, axe):
    return Visitor(page, axe)


class Visitor:
    """Somebody at a browser; each page that they look at is checked for accessibility."""

    def __init__(self, page, axe):
        self.page, self.axe = page, axe

    def sees(self, *texts):
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)
        self.axe(self.page)

    def does_not_see(self, text):
        expect(self.page.get_by_role("main")).not_to_contain_text(text)

    def logs_in_as(self, username):
        self.page.goto("/inloggen/")
        self.page.get_by_label("Gebruikersnaam").fill(username)
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.presses("Inloggen")

    def logs_out(self):
        self.page.get_by_role("button", name="Uitloggen").click()
        expect(self.page.get_by_role("link", name="Inloggen")).to_be_visible()

    def follows(self, name):
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def presses(self, name):
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()

    def fills(self, label, text):
        self.page.get_by_label(label).fill(text)

    def answers(self, wording, kind, text):
        """What a municipality says of a point; it saves itself."""
        card = self.card(wording)
        card.locator("summary", has_text=kind).click()
        card.locator("details", has_text=kind).get_by_role("textbox").first.fill(text)
        expect(card.locator(".stj-card__foot [role=status]")).to_contain_text("Opgeslagen om ")

    def decides(self, wording, decision, reason, becomes=""):
        """What becomes of the first remark on a point; of a text that changes the difference is shown first."""
        self.page.get_by_role("link", name=re.compile(f"Besluiten op .*{wording}")).click()
        self.page.get_by_label(decision, exact=True).check(force=True)
        self.fills("Reden van het besluit", reason)
        if becomes:
            self.fills("Tekst in het factsheet", becomes)
        self.presses("Besluit vastleggen")
        if becomes:
            self.sees("Nog niet vastgelegd: dit wijzigt er in de tekst")
            self.presses("Besluit en deze wijziging vastleggen")

    def card(self, wording):
        return self.page.get_by_role("article", name=wording)

    def releases(self):
        self.follows("Vrijgeven voor wederhoor")
        self.sees("Aan wie", "Mila Bos")
        self.presses("Vrijgeven voor wederhoor")
        self.sees("Het concept is vrijgegeven voor wederhoor.", "De termijn begint zodra de mailserver")
        send_due()
        self.page.reload()
        self.sees("De gemeente kan reageren tot en met")

    def finalises(self):
        self.follows("Vaststellen")
        self.sees("U stelt vast wat hieronder staat.")
        self.presses("Vaststellen")
        self.sees("De ronde is vastgesteld.")

    def records(self, wording, verdict, explanation, button="Opslaan en verder"):
        card = self.card(wording)
        card.get_by_label(verdict).check(force=True)
        card.get_by_label("Toelichting").fill(explanation)
        card.get_by_role("button", name=button, exact=True).click()


def test_a_follow_up_from_its_start_to_its_factsheet(visitor, alkmaar):
    visitor.logs_in_as("anna")
    visitor.sees("Er loopt nu geen ronde", "Alkmaar")

    visitor.follows("Alkmaar")
    visitor.sees("Helpende Hand in de Wijk")
    visitor.follows("Start een opvolging")
    visitor.sees("2 verbeterpunten om op te volgen", *POINTS)
    expect(visitor.page.get_by_label("Jaar van de ronde")).to_have_value("2015")
    visitor.presses("Start de opvolging")
    visitor.sees("De opvolging 2015 van Alkmaar is gestart.", "0 van 2", *POINTS)
    visitor.follows("Naar het volgende open punt")
    visitor.sees("In 2013 was dit er niet: er zijn afspraken gemaakt.", "In 2014 was dit er niet")

    visitor.records(POINTS[0], "Voldoet", "Er ligt een convenant.\n\nLET OP: nog niet getekend.")
    expect(visitor.page).to_have_url(re.compile(r"#punt-\d+$"))
    visitor.sees("Opgeslagen.", "1 van 2")
    visitor.records(POINTS[1], "Verbeterpunt", "De regisseur heeft geen mandaat.")
    expect(visitor.page).to_have_url(re.compile("#afronden$"))
    visitor.sees("2 van 2", "Er is nog geen contactmoment vastgelegd.", "is nog leeg.")

    visitor.follows("Contactmoment toevoegen")
    visitor.presses("Opslaan")
    visitor.sees("Kies een soort contactmoment.", "Vul de datum in.")
    visitor.page.get_by_label("Soort").select_option("gesprek")
    visitor.fills("Datum", "2015-11-17")
    visitor.presses("Opslaan")
    visitor.sees("Het contactmoment is toegevoegd", "gesprek op 17 november 2015")

    visitor.page.get_by_role("link", name="Ronde 2015").click()
    visitor.follows("Tekst schrijven")
    visitor.fills("Tekst", "### Wijkteams\n\nDe gemeente werkt nu met wijkteams.")
    visitor.presses("Voorbeeld")
    visitor.sees("Zo komt de tekst in het factsheet")
    visitor.presses("Opslaan")
    visitor.sees(
        "De ontwikkeling is opgeslagen.", "Alles is in orde. U kunt nu: voorleggen voor collegiale toets."
    )
    visitor.follows("Voorbeeld van het factsheet")
    visitor.sees("Dit is een concept", "Er ligt een convenant.")
    visitor.page.get_by_role("link", name="Ronde 2015").click()
    visitor.follows("Voorleggen voor collegiale toets")
    visitor.sees("Een collega die niet meeschreef, leest daarna alle teksten")
    visitor.presses("Voorleggen voor collegiale toets")
    visitor.sees(
        "De ronde is voorgelegd voor collegiale toets.", "Een collega die niet meeschreef is aan zet"
    )
    visitor.logs_out()

    visitor.logs_in_as("cees")
    visitor.sees("Collegiale toets: lees de teksten en keur ze goed")
    visitor.follows("Collegiale toets: lees de teksten en keur ze goed")
    visitor.presses("Ontwikkeling en contactmomenten goedkeuren")
    visitor.sees(
        "De ontwikkeling en de contactmomenten zijn goedgekeurd.", "2 teksten zijn nog niet goedgekeurd"
    )
    visitor.follows(POINTS[0])
    visitor.presses("Alle punten onder Samenwerking goedkeuren")
    visitor.sees("2 punten goedgekeurd.", "Goedgekeurd door Cees Smit op")
    visitor.logs_out()

    visitor.logs_in_as("carla")
    visitor.follows("Alkmaar, opvolging 2015")
    visitor.releases()
    visitor.logs_out()

    visitor.logs_in_as("mila")
    visitor.sees("Wacht op uw reactie")
    visitor.follows("Concept-factsheet Alkmaar 2015")
    visitor.sees("Er ligt een convenant.")
    visitor.presses("Nakijken en versturen")
    visitor.sees("U hebt niets opgeschreven.")
    visitor.presses("Geen opmerkingen: versturen")
    visitor.sees("verstuurd")
    visitor.logs_out()

    visitor.logs_in_as("carla")
    visitor.follows("Alkmaar, opvolging 2015")
    visitor.sees("Geen opmerkingen")
    visitor.finalises()
    visitor.follows("Publiceren")
    visitor.presses("Factsheet publiceren")
    visitor.sees("Het factsheet van Alkmaar is gepubliceerd.")
    visitor.logs_out()

    visitor.page.goto("/factsheets/alkmaar/2015/")
    visitor.sees("Uitkomsten verbeterpunten toezichtonderzoek Alkmaar", "Er ligt een convenant.", *POINTS)
    pdf = visitor.page.request.get("/factsheets/alkmaar/2015.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.body())).pages)
    assert "De regisseur heeft geen mandaat." in " ".join(words.split())
    data = visitor.page.request.get("/factsheets/alkmaar/2015.json").json()
    assert [point["findings"][-1]["verdict"] for theme in data["themes"] for point in theme["points"]] == [
        "√",
        "X",
    ]


@pytest.fixture
def round_(alkmaar, people):
    """The follow-up of 2015, just started."""
    round_ = make_round(alkmaar, 2015, started_by=people["anna"])
    for finding in alkmaar.rounds.get(year=2014).findings.all():
        make_finding(round_, finding.approach, finding.indicator)
    return round_


def recording(round_):
    """The page of the theme under which the points of this round stand."""
    return reverse("assessments:theme", args=[round_.pk, round_.findings.first().theme_pk])


def test_two_inspectors_on_one_finding_lose_nothing(visitor, round_, people, log_in):
    visitor.logs_in_as("anna")
    visitor.page.goto(recording(round_))
    bram = Visitor(visitor.page.context.browser.new_page(base_url=visitor.page.url), visitor.axe)
    log_in(bram.page, people["bram"])
    bram.page.goto(recording(round_))

    bram.records(POINTS[0], "Verbeterpunt", "Bram vond niets.", "Opslaan")
    bram.sees("Opgeslagen.")
    visitor.records(POINTS[0], "Voldoet", "Anna vond een convenant.", "Opslaan")
    visitor.sees(f"Twee versies van “{POINTS[0]}”", "Bram vond niets.", "Anna vond een convenant.")
    visitor.sees("Er stond nog niets.")
    visitor.fills("Toelichting", "Anna vond een convenant; Bram zag het eerst niet.")
    visitor.presses("Deze versie opslaan")
    visitor.sees("Opgeslagen.")

    finding = Finding.objects.get(round=round_, indicator__wording=POINTS[0])
    assert finding.explanation == "Anna vond een convenant; Bram zag het eerst niet."
    assert list(finding.revisions.values_list("explanation", flat=True))[-2:] == [
        "Bram vond niets.",
        "Anna vond een convenant; Bram zag het eerst niet.",
    ]
    bram.page.close()


def test_what_was_typed_at_another_point_is_saved_along(visitor, round_):
    visitor.logs_in_as("anna")
    visitor.page.goto(recording(round_))
    visitor.card(POINTS[1]).get_by_label("Toelichting").fill("Een begin.")
    visitor.records(POINTS[0], "Voldoet", "Er ligt een convenant.", "Opslaan")
    visitor.sees("pgeslagen.", "1 van 2")
    assert Finding.objects.filter(round=round_, explanation="Een begin.").exists()
    expect(visitor.card(POINTS[1]).get_by_label("Toelichting")).to_have_value("Een begin.")


def test_not_assessed_asks_why_and_keeps_what_was_typed(visitor, round_):
    visitor.logs_in_as("anna")
    visitor.page.goto(recording(round_))
    visitor.records(POINTS[0], "Niet beoordeeld", "Wat ik al schreef.", "Opslaan")
    visitor.sees("Geef de reden waarom dit punt niet is beoordeeld.")
    expect(visitor.card(POINTS[0]).get_by_label("Toelichting")).to_have_value("Wat ik al schreef.")
    visitor.page.get_by_role("alert").get_by_role("link").click()
    visitor.page.keyboard.type("De gemeente gaf geen inzage.")
    visitor.page.keyboard.press("Enter")
    finding = Finding.objects.get(round=round_, indicator__wording=POINTS[0])
    expect(visitor.page.locator(".stj-messages")).to_contain_text("Opgeslagen.")
    finding.refresh_from_db()
    assert (finding.verdict, finding.reason) == ("not_assessed", "De gemeente gaf geen inzage.")


def test_a_municipality_finds_what_was_published_and_nothing_else(visitor, round_):
    visitor.logs_in_as("mila")
    visitor.sees("Gemeente Alkmaar", "Over uw gemeente is nog geen factsheet gepubliceerd.")
    response = visitor.page.goto(round_.get_absolute_url())
    assert response.status == 404
    visitor.does_not_see(POINTS[0])
    visitor.axe(visitor.page)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_round_fits_narrow_and_wide(visitor, round_, width):
    Round.objects.filter(pk=round_.pk).update(
        development="Een woord van zestig letters: " + "meervoudigepersoonlijkheid" * 3
    )
    visitor.logs_in_as("anna")
    visitor.page.set_viewport_size({"width": width, "height": 800})
    for address in (round_.get_absolute_url(), recording(round_)):
        visitor.page.goto(address)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        visitor.axe(visitor.page)


@pytest.fixture
def reviewed(round_, people):
    """The follow-up of 2015, recorded and approved by somebody who wrote nothing in it."""
    for finding, verdict in zip(round_.findings.order_by("pk"), ("improvement_point", "meets"), strict=True):
        said = {"verdict": verdict, "explanation": f"In 2015 keken wij naar: {finding.indicator.wording}."}
        record(finding, by=people["anna"], version=0, **said)
    write_development(round_, by=people["anna"], version=0, development="De gemeente werkt met wijkteams.")
    make_contact_moment(round_)
    make_user(Role.INSPECTOR, username="dirk", name="Dirk Mol", password=PASSWORD)
    return bring_to(round_, "review")


def the_term_ends():
    """Three weeks pass."""
    guards.lift()
    for release in Release.objects.without_files():
        days = datetime.timedelta(days=21)
        since = {"delivered_on": release.delivered_on - days, "last_day": release.last_day - days}
        Release.objects.filter(pk=release.pk).update(**since)
    guards.place()


def test_a_municipality_disagrees_answers_late_and_a_second_edition_corrects(visitor, reviewed):
    make_approvals(reviewed)
    visitor.logs_in_as("carla")
    visitor.page.goto(reviewed.get_absolute_url())
    visitor.releases()
    visitor.logs_out()

    visitor.logs_in_as("mila")
    visitor.follows("Concept-factsheet Alkmaar 2015")
    visitor.answers(POINTS[0], "Feitelijke onjuistheid", "De afspraken zijn op 3 juni getekend.")
    visitor.answers(POINTS[1], "Schrijffout", "Er moet staan: regisseurs.")
    visitor.presses("Nakijken en versturen")
    visitor.sees("De afspraken zijn op 3 juni getekend.", "Er moet staan: regisseurs.")
    visitor.presses("Reactie versturen")
    visitor.sees("Uw reactie is verstuurd.")
    visitor.logs_out()

    visitor.logs_in_as("cees")
    visitor.page.goto(reviewed.get_absolute_url())
    visitor.follows("Reactie 1 op concept 1")
    visitor.decides(
        POINTS[0], "Overgenomen", "Klopt; aangepast.", "De afspraken zijn op 3 juni 2015 getekend."
    )
    visitor.sees("Deze tekst is gewijzigd en moet opnieuw worden goedgekeurd")
    visitor.decides(POINTS[1], "Niet overgenomen", "Het gaat om één regisseur per gezin.")
    visitor.sees("Op alles in deze reactie is besloten.")
    visitor.logs_out()

    the_term_ends()
    visitor.logs_in_as("mila")
    visitor.page.goto(reviewed.releases.get().get_absolute_url())
    visitor.presses("Aanvullende reactie beginnen")
    visitor.answers(POINTS[1], "Aanvullende informatie", "In december begon een tweede regisseur.")
    visitor.presses("Nakijken en versturen")
    visitor.presses("Reactie versturen")
    visitor.sees("na de termijn")
    visitor.logs_out()

    visitor.logs_in_as("cees")
    visitor.page.goto(reviewed.get_absolute_url())
    visitor.sees("Kwam na de termijn")
    visitor.follows("Reactie 2 op concept 1")
    visitor.decides(POINTS[1], "Niet overgenomen", "Dit is van na de peildatum.")
    visitor.logs_out()

    visitor.logs_in_as("dirk")
    visitor.page.goto(reviewed.get_absolute_url())
    visitor.follows(POINTS[0])
    visitor.presses("Alle punten onder Samenwerking goedkeuren")
    visitor.sees("Goedgekeurd door Dirk Mol op")
    visitor.logs_out()

    visitor.logs_in_as("carla")
    visitor.page.goto(reviewed.get_absolute_url())
    visitor.finalises()
    visitor.follows("Publiceren")
    visitor.presses("Factsheet publiceren")
    visitor.sees("Het factsheet van Alkmaar is gepubliceerd.", "De afspraken zijn op 3 juni 2015 getekend.")
    visitor.logs_out()

    visitor.logs_in_as("mila")
    visitor.page.goto(reviewed.releases.get().get_absolute_url())
    visitor.sees("Het gaat om één regisseur per gezin.", "Dit is van na de peildatum.")
    visitor.does_not_see("Cees")
    visitor.logs_out()

    visitor.logs_in_as("carla")
    visitor.page.goto(reviewed.get_absolute_url())
    visitor.follows("Corrigeren")
    visitor.fills("Reden", "De naam van het wijkteam klopt niet.")
    visitor.presses("Corrigeren")
    visitor.sees("De ronde is terug voor correctie.")
    visitor.logs_out()
    reviewed.refresh_from_db()
    correct = {"version": reviewed.development_version, "development": "De gemeente werkt met kernteams."}
    write_development(reviewed, by=reviewed.started_by, **correct)
    make_approvals(reviewed)
    visitor.logs_in_as("carla")
    visitor.page.goto(reviewed.get_absolute_url())
    visitor.releases()
    the_term_ends()
    visitor.page.goto(reviewed.get_absolute_url())
    visitor.finalises()
    visitor.follows("Publiceren")
    visitor.sees("Wat er is gewijzigd sinds editie 1")
    visitor.presses("Factsheet publiceren")
    visitor.sees("Editie 2", "De naam van het wijkteam klopt niet.")
    visitor.logs_out()

    visitor.page.goto("/factsheets/alkmaar/2015/editie/1/")
    visitor.sees("De gemeente werkt met wijkteams.", "nieuwe")
