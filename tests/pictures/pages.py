"""What is pictured: a new page or state is a row in `PICTURES`.

Rows that change something come last, because each goes on where the one before stopped.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from assessments.actions.case_files import open_case_file
from assessments.actions.comments import answer_comment, resolve_comment, write_comment
from assessments.actions.conflicts import keep_overtaken, let_go, let_go_of_development
from assessments.actions.contact_moments import add_contact_moment
from assessments.actions.findings import record
from assessments.actions.first_tests import start_first_test
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.plans import check_plan
from assessments.actions.publication import withdraw
from assessments.actions.rounds import write_development
from assessments.actions.steps import take
from assessments.actions.succession import Becoming
from assessments.actions.teams import hand_over
from assessments.actions.waivers import waive
from assessments.events.chains import events_of
from assessments.management.commands.load_demonstration import PASSWORD
from assessments.models import (
    Approach,
    CaseFile,
    Comment,
    Edition,
    Finding,
    Indicator,
    OvertakenFinding,
    PlanCheck,
    PlannedPublication,
    Round,
)
from assessments.readiness import review
from assessments.steps import CORRECT, State
from assessments.verdicts import Verdict
from assessments.worksheets import docx, labels
from assessments.worksheets.drafting import draft
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Role, User
from tests.assessments.worksheets.made_up import Filled
from tests.factories import bring_to, make_approvals, overwrite
from tests.pictures import deciding, following_up, frameworks, mail, replying

NEWCOMER = "newcomer"  # an inspector who has no case files yet
FORMER = "former contact"  # somebody who no longer speaks for a municipality


@dataclass(frozen=True)
class Picture:
    """One state of one page: who looks, at which address, and what they do there first."""

    name: str
    role: str | None  # nobody is logged in where it is None
    address: Callable[[], str]
    steps: Callable[[Page], None] | None = None


def at(name, *arguments):
    return lambda: reverse(name, args=arguments)


def searching(words, **filters):
    return lambda: f"{reverse('assessments:search')}?{urlencode({'woorden': words, **filters})}"


def type_to_search(page):
    page.get_by_label("Woorden").fill("regisseur")
    page.locator(".stj-hit").first.wait_for()


def of_case_file(name):
    return lambda: reverse(name, args=[alkmaar().pk])


def of_open_round(name):
    return lambda: reverse(name, args=[open_round().pk])


def of_final_round(name):
    return lambda: reverse(name, args=[Round.objects.exclude(finalised_at=None).order_by("-year")[0].pk])


def of_open_theme():
    """The page of the first theme in which a point of the open round is open."""
    return theme_of(open_round().findings.filter(verdict="").in_order()[0])


def of_filled_theme():
    """The page of the first theme in which a point of the open round is filled in, and no second version waits."""
    return theme_of(open_round().findings.filter(overtaken=None).exclude(verdict="").in_order()[0])


def of_second_version():
    """The page of the theme in which a second version waits."""
    return theme_of(open_round().findings.exclude(overtaken=None).in_order()[0])


def of_final_theme():
    return theme_of(Finding.objects.exclude(round__finalised_at=None).order_by("-round__year", "pk")[0])


def theme_of(finding):
    return reverse("assessments:theme", args=[finding.round_id, finding.theme_pk])


def of_worded_point(name):
    """The address of something about a point of the open round that was worded elsewhere as well."""

    def address():
        findings = open_round().findings.select_related("round", "indicator__theme__framework").in_order()
        elsewhere = Finding.objects.same_indicator_elsewhere
        finding = next(each for each in findings if elsewhere(each).exclude(explanation="").exists())
        return reverse(name, args=[finding.pk])

    return address


def of_point_with_remarks(name):
    """The address of something about a point on which a coordinator remarked, and on which one remark is done."""

    def address():
        finding = open_round().findings.exclude(explanation="").in_order()[0]
        if not finding.comments.exists():
            by = User.objects.filter(role=Role.COORDINATOR)[0]
            suggestion = f"{finding.explanation}\n\nHet college stelde dit vast op 3 maart.".strip()
            comment = write_comment(
                finding, by=by, text="Noem de datum waarop dit is vastgesteld.", suggestion=suggestion
            )
            answer_comment(comment, by=finding.round.started_by, text="Die zoeken wij op.")
            resolve_comment(write_comment(finding, by=by, text="Klopt dit jaartal?"), by=by)
        return reverse(name, args=[finding.pk])

    return address


def of_narrative_with_remarks(name):
    """The address of something about the narrative of the open round, for which a coordinator suggests a wording."""

    def address():
        round_, by = open_round(), User.objects.filter(role=Role.COORDINATOR)[0]
        if not round_.development_comments.exists():
            suggestion = f"{round_.development}\n\nOp 3 maart is dat geëvalueerd.".strip()
            write_comment(round_, by=by, suggestion=suggestion)
            resolve_comment(write_comment(round_, by=by, text="Klopt dit jaartal?"), by=by)
        return reverse(name, args=[round_.pk])

    return address


def of_framework(name, *arguments):
    """The address of something about the framework of the demonstration."""
    return lambda: reverse(f"assessments:{name}", args=[alkmaar().framework_id, *arguments])


def misspell(page):
    page.get_by_label("Bij één aanpak").fill("Wat {aanpakk} al deed, is niet opnieuw getoetst.")
    press("Opslaan")(page)


def word_anew(page):
    page.get_by_label("Bij één aanpak").fill(
        "Wat in de aanpak {aanpak} al voldeed, is niet opnieuw getoetst."
    )
    press("Opslaan")(page)


def of_check(code, name):
    """The address of something about a check of the open round, which misses two remarks."""

    def address():
        of_point_with_remarks("assessments:comments")()
        return reverse(f"assessments:{name}", args=[open_round().pk, code])

    return address


def of_waived_check(name=""):
    """The address of a check that a coordinator waived, or of its round."""

    def address():
        page, round_ = of_check("comments", name or "waive")(), open_round()
        result = next(each for each in review(round_) if each.code == "comments")
        if not result.is_done:
            by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
            reason = "De collega is met verlof; het jaartal is nagegaan bij de gemeente."
            waive(round_, result.code, by=by, reason=reason, seen=result.fingerprint)
        return page if name else f"{round_.get_absolute_url()}#afronden"

    return address


def answer_nothing(page):
    page.get_by_role("button", name="Antwoord plaatsen").first.click()


def suggest(page):
    page.get_by_text("Tekstvoorstel doen").click()


def of_plan(name, *of_finding):
    """The address for a √ that rests on a plan, of which something was seen before."""

    def address():
        round_, by = open_round(), colleague()
        finding = round_.findings.in_order()[1]
        if not finding.expected_on:
            fields = {
                "explanation": "De raad besluit hier nog over.",
                "expected_on": datetime.date(2015, 12, 1),
            }
            record(finding, by=by, version=finding.version, verdict=Verdict.MEETS, **fields)
            check_plan(finding, by=by, note="De raad heeft het uitgesteld.")
            PlanCheck.objects.filter(finding=finding).update(again_on=datetime.date(2016, 3, 1))
        return reverse(name, args=[finding.pk] if of_finding else [])

    return address


def show_elsewhere(page):
    page.get_by_role("link", name="Hoe elders verwoord").first.click()
    page.get_by_text("Bij andere gemeenten").wait_for()


def of_log(**asked):
    return lambda: f"{of_case_file('assessments:log')()}?{urlencode(asked)}"


def of_typed_event():
    """The page of what somebody made of a narrative in two saves, without a pause."""
    round_ = open_round()
    for addition in ("Dit is eenmaal aangevuld.", "En nog eens."):
        round_.refresh_from_db()
        text = f"{round_.development}\n\n{addition}".strip()
        write_development(round_, by=colleague(), version=round_.development_version, development=text)
    newest, first = events_of(round_.case_file).filter(kind="development").order_by("-pk")[:2]
    page = reverse("assessments:log_event", args=[round_.case_file_id, newest.pk])
    return f"{page}?sinds={first.pk}"


def alkmaar():
    return CaseFile.objects.get(municipality__name="Alkmaar")


def open_round():
    return Round.objects.filter(finalised_at=None).earliest("pk")


def colleague():
    """Somebody else on the team than the inspector who looks."""
    return open_round().case_file.team.order_by("-pk")[0]


def of_contact_moment(name):
    return lambda: reverse(name, args=[open_round().contact_moments.first().pk])


def bring_documents(*files):
    def bring(page):
        chosen = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
        page.get_by_label("Bestanden").set_input_files(chosen)
        press("Documenten toevoegen")(page)

    return bring


def remove_a_document(page):
    page.get_by_role("link", name="Verwijderen van").first.click()
    press("Document verwijderen")(page)


def bring_no_work_sheet(page):
    file = {"name": "verslag.docx", "mimeType": docx.MEDIA_TYPE, "buffer": b"%PDF-1.7"}
    page.get_by_label("Ingevuld werkblad").set_input_files(file)
    press("Bekijk wat er verandert")(page)


def bring_work_sheet(page):
    """Bring a sheet on which one point is filled in, one asks attention and one is of another round; more was typed."""
    sheet = draft(open_round(), printed_at=timezone.now(), with_filled_points=True)
    points = [point for theme in sheet.themes for point in theme.points]
    texts = {"explanation": "Er is een plan, met een *eind*.\n\n- het team\n- de regisseur"}
    written = [
        replace(points[0], verdict=Verdict.IMPROVEMENT_POINT, **texts),
        replace(points[1], verdict=Verdict.NOT_ASSESSED, reason="", **texts),
        replace(points[2], reference=replace(points[2].reference, round=0)),
        *points[3:],
    ]
    filled = Filled(docx.write(replace(sheet, themes=(replace(sheet.themes[0], points=tuple(written)),))))
    filled.write_below("Aanwezig waren de wethouder jeugd en twee regisseurs van het sociale wijkteam.")
    filled.document.add_paragraph(f"Zie https://www.alkmaar.nl/{'planvanaanpak' * 8}.pdf")
    filled.document.tables[0].add_row().cells[1].text = "Wie belt de gemeentesecretaris terug?"
    filled.comment(labels.EXPLANATION, "Klopt dit jaartal?", table=3)
    file = {"name": "werkblad.docx", "mimeType": docx.MEDIA_TYPE, "buffer": filled.save()}
    page.get_by_label("Ingevuld werkblad").set_input_files(file)
    press("Bekijk wat er verandert")(page)


def write_far_too_much(page):
    grow = """(form, size) => {
        const field = document.createElement("input")
        Object.assign(field, { type: "hidden", name: "meer", value: "a".repeat(size) })
        form.append(field)
    }"""
    page.locator("main form").evaluate(grow, 7_000_000)
    press("Opslaan")(page)
    page.get_by_role("heading", name="Dit is te groot om te ontvangen").wait_for()


def press(label):
    return lambda page: page.get_by_role("button", name=label, exact=True).first.click()


def wrong_password(page):
    page.get_by_label("Gebruikersnaam").fill("alice")
    page.get_by_label("Wachtwoord").fill("verkeerd")
    press("Inloggen")(page)


def first_point(page, state="open"):
    return page.locator(f'[data-card][data-state="{state}"]').first


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


def somebody_who_writes():
    return open_round().case_file.team.order_by("pk")[0]


def colleague_goes_on(page):
    """Write the narrative, while a colleague logs in in the same browser."""
    page.get_by_role("textbox").first.fill("Een alinea over de gemeente.")
    client = Client()
    client.force_login(colleague())
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])
    press("Opslaan")(page)


def of_complete_round(name):
    """The address for an open round, in which all that was still open has been dealt with."""

    def complete():
        make_complete(open_round())
        return of_open_round(name)()

    return complete


def make_complete(round_):
    by = round_.case_file.team.order_by("-pk")[0]
    for kept in OvertakenFinding.objects.waiting().filter(finding__round=round_):
        let_go(kept.finding, by=kept.typed_by, shown=kept.as_shown)
    for kept in round_.overtaken_developments.waiting():
        let_go_of_development(round_, by=kept.typed_by, shown=kept.as_shown)
    for comment in Comment.objects.open().of_round(round_):
        resolve_comment(comment, by=by)
    for finding in round_.findings.filter(verdict=""):
        given = {"verdict": Verdict.MEETS, "explanation": "Dit is nu geregeld."}
        record(finding, by=by, version=finding.version, **given)
    if not round_.contact_moments.exists():
        add_contact_moment(round_, by=by, kind="conversation", date=datetime.date(round_.year, 11, 12))
    if not round_.development:
        said = {"version": round_.development_version, "development": "Er is veel veranderd."}
        write_development(round_, by=by, **said)


def of_round_to_publish():
    """The page on which the last round of Alkmaar is published; once it is, that of the follow-up after it."""
    round_ = alkmaar().rounds.latest("year")
    if round_.is_final:
        by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
        round_ = start_follow_up(alkmaar(), year=round_.year + 1, by=by)
    make_complete(round_)
    bring_to(round_, State.FINAL)
    return reverse("assessments:publish", args=[round_.pk])


def to_publish_many():
    """The page on which factsheets are published together, with that of Alkmaar ready."""
    last = alkmaar().rounds.latest("year")
    if last.state != State.FINAL or PlannedPublication.objects.filter(round=last).exists():
        of_round_to_publish()
    return reverse("assessments:publish_many")


def of_round_to_plan():
    to_publish_many()
    return reverse("assessments:plan_publication", args=[alkmaar().rounds.latest("year").pk])


def publish_chosen(*, is_any):
    def publish(page):
        if is_any:
            page.get_by_label("Op het moment hieronder").check()
        else:
            page.get_by_role("checkbox").first.uncheck()
        press("Gekozen factsheets publiceren")(page)

    return publish


def leeuwarden():
    """The first edition on Leeuwarden."""
    return Edition.objects.get(slug="leeuwarden", number=1)


def checking(sha256):
    return lambda: f"{reverse('check_pdf')}?sha256={sha256()}"


def of_round_that_went_back():
    """The page on which a correction of Leeuwarden is dropped, in which nothing was changed yet."""
    round_ = leeuwarden().round
    if round_.state == State.PUBLISHED:
        by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
        take(round_, CORRECT, by=by, reason="De datum van het gesprek klopt niet.")
    return step_of(round_, "correctie-laten-vallen")


def of_correction():
    """The page on which what was published on Leeuwarden is published again, with one explanation put otherwise."""
    round_ = leeuwarden().round
    if round_.state in (State.PUBLISHED, State.REVIEW):
        of_round_that_went_back()
        first = round_.findings.earliest("pk")
        overwrite(
            round_.findings.filter(pk=first.pk), explanation=f"{first.explanation} Dat bleek op 3 februari."
        )
        bring_to(round_, State.FINAL)
    return reverse("assessments:publish", args=[round_.pk])


def publish_for(reason):
    def publish(page):
        page.get_by_label("Reden").fill(reason)
        press("Factsheet publiceren")(page)

    return publish


def of_newest_edition(name):
    return lambda: reverse(name, args=[leeuwarden().round.editions.latest("number").pk])


def of_withdrawn_edition():
    edition = leeuwarden().round.editions.latest("number")
    by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
    if not edition.is_withdrawn:
        withdraw(edition, by=by, reason="In een toelichting stonden gegevens over één gezin.")
    return edition.get_absolute_url()


def of_round_in_review(name, *arguments):
    """The address for a round that a colleague can approve, of which everything is recorded."""

    def in_review():
        round_ = first_test()
        of_complete_first_test("assessments:round")()
        bring_to(round_, State.REVIEW)
        return reverse(name, args=[round_.pk, *arguments])

    return in_review


def of_approved_first_test(name, *arguments):
    def approved():
        address = of_round_in_review(name, *arguments)()
        if first_test().state == State.REVIEW:
            make_approvals(first_test())
        return address

    return approved


def step_of(round_, code):
    return reverse("assessments:step", args=[round_.pk, code])


def approve_theme(page):
    page.get_by_role("button", name="Alle punten onder").click()


def having_read_what_was_there_before(name, button, **also):
    """Send the page as if it had been opened before somebody wrote."""

    def send(page):
        for field, value in {name: "0", **also}.items():
            page.locator(f"[name^={field}]").first.evaluate(f"field => field.value = {value}")
        page.get_by_role("button", name=button).first.click()

    return send


def of_theme_in_review():
    of_round_in_review("assessments:round")()
    return theme_of(first_test().findings.in_order()[0])


def former_name(page):
    page.get_by_label("Gemeente").fill("Spijkenisse")
    press("Dossier openen")(page)


def name_of_a_case_file(page):
    page.get_by_label("Gemeente").fill("Alkmaar")
    press("Dossier openen")(page)


def all_work_of_colleague():
    return reverse("assessments:hand_over_all") + f"?van={colleague().pk}"


def utrecht():
    """The case file of Utrecht, in which nothing was tested yet; opened the first time it is asked for."""
    case_file = CaseFile.objects.filter(municipality__name="Utrecht").first()
    coordinator = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
    return case_file or open_case_file(
        Municipality.objects.get(name="Utrecht"),
        framework=alkmaar().framework,
        year=2016,
        inspectors=list(open_round().case_file.team.all()),
        by=coordinator,
    )


def of_utrecht(name):
    return lambda: reverse(name, args=[utrecht().pk])


def first_test():
    """The first test of Utrecht, started the first time it is asked for."""
    case_file = utrecht()
    names = ["Buurtteams", "Samen Veilig"]
    return case_file.rounds.first() or start_first_test(
        case_file, year=2016, approaches=names, by=colleague()
    )


def of_first_test(name):
    return lambda: reverse(name, args=[first_test().pk])


def of_complete_first_test(name):
    def complete():
        for finding in first_test().findings.filter(verdict=""):
            record(
                finding,
                by=colleague(),
                version=finding.version,
                verdict=Verdict.MEETS,
                explanation="Zo is het.",
            )
        if not first_test().contact_moments.exists():
            date = datetime.date(2016, 3, 7)
            add_contact_moment(first_test(), by=colleague(), kind="conversation", date=date)
        return of_first_test(name)()

    return complete


def work_that_was_handed_over():
    """Who looks at the open round took over the case file of Utrecht from a colleague."""
    case_file, me = utrecht(), User.objects.filter(case_files__rounds=open_round()).earliest("pk")
    if not case_file.team_changes.handed_over_to(me, since=open_round().started_at).exists():
        case_file.team.remove(me)
        leaving = case_file.team.first()
        hand_over(case_file, by=leaving, leaving=leaving, to=me, reason="Met verlof tot september")
    return case_file


def two_that_merged():
    """The case files of two municipalities that went up in Krimpenerwaard, each with a CJG and a first test."""
    framework, by = alkmaar().framework, User.objects.filter(role=Role.COORDINATOR).earliest("pk")
    day = datetime.datetime(2014, 11, 12, 12, tzinfo=datetime.UTC)
    for name in ("Bergambacht", "Schoonhoven"):
        municipality = Municipality.objects.get(name=name)
        case_file, is_new = CaseFile.objects.get_or_create(municipality=municipality, framework=framework)
        if is_new:
            approach = Approach.objects.create(case_file=case_file, name="CJG", starts_in=2014)
            moments = {
                "started_at": day,
                "started_by": by,
                "state": "final",
                "finalised_at": day,
                "finalised_by": by,
            }
            round_ = Round.objects.create(
                case_file=case_file, year=2014, municipality=municipality, **moments
            )
            Finding.objects.bulk_create(
                Finding(
                    round=round_,
                    approach=approach,
                    indicator=indicator,
                    verdict=Verdict.IMPROVEMENT_POINT,
                    explanation=f"Verzonnen: in {name} was dit niet geregeld.",
                )
                for indicator in Indicator.objects.filter(theme__framework=framework)[:3]
            )
    return CaseFile.objects.get(municipality__name="Bergambacht", framework=framework)


def of_merger():
    return reverse("assessments:start_follow_up", args=[two_that_merged().pk])


def of_merged_case_file():
    """The old address of a case file that went on in another, after one CJG was split and merged with the other."""
    old = two_that_merged()
    if old.merged_into is None:
        by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
        became = [Becoming(old.approaches.get(), names=("CJG", "Wijkteam"))]
        start_follow_up(old, year=2015, by=by, became=became)
    return old.get_absolute_url()


PICTURES = [
    Picture("login", None, at("login")),
    Picture("login-empty", None, at("login"), press("Inloggen")),
    Picture("login-wrong", None, at("login"), wrong_password),
    Picture("forgotten-password", None, at("forgotten_password")),
    Picture("forgotten-password-empty", None, at("forgotten_password"), press("Stuur mij een link")),
    Picture("choose-password", None, mail.a_link),
    Picture("choose-password-empty", None, mail.a_link, press("Wachtwoord opslaan")),
    Picture("choose-password-expired", None, at("choose_password", "MQ", "verlopen")),
    Picture("home", None, at("home")),
    Picture("home-found", None, lambda: reverse("home") + "?zoek=alk"),
    Picture("home-former-name", None, lambda: reverse("home") + "?zoek=spijkenisse"),
    Picture("home-not-found", None, lambda: reverse("home") + "?zoek=alkmar"),
    Picture("municipality", None, at("municipality", "alkmaar")),
    Picture("municipality-merged", None, at("municipality", "nissewaard")),
    Picture("municipality-former", None, at("municipality", "spijkenisse")),
    Picture("municipality-without-factsheet", None, at("municipality", "utrecht")),
    *(
        Picture(f"factsheet-{name}", None, at("factsheet", name, 2014))
        for name in ("alkmaar", "leeuwarden", "maastricht", "nissewaard", "sittard-geleen")
    ),
    Picture("not-found", None, lambda: "/bestaat-niet/"),
    Picture("my-work", Role.INSPECTOR, at("assessments:my_work")),
    Picture("my-work-newcomer", NEWCOMER, at("assessments:my_work")),
    Picture("my-work-coordinator", Role.COORDINATOR, at("assessments:my_work")),
    Picture("case-files", Role.INSPECTOR, at("assessments:case_files")),
    Picture("case-files-support", Role.SUPPORT, at("assessments:case_files")),
    Picture("search", Role.INSPECTOR, at("assessments:search")),
    Picture("search-found", Role.INSPECTOR, searching("cooperatie gezin")),
    Picture("search-filtered", Role.COORDINATOR, searching("", oordeel="not_assessed", jaar="2014")),
    Picture("search-nothing", Role.INSPECTOR, searching("xylofoon", gemeente="spijkenisse", jaar="2014")),
    Picture("search-no-municipality", Role.INSPECTOR, searching("gezin", gemeente="alkmar")),
    Picture("search-invalid", Role.INSPECTOR, searching('""', jaar="abc")),
    Picture("search-typing", Role.INSPECTOR, at("assessments:search"), type_to_search),
    Picture("case-file", Role.INSPECTOR, of_case_file("assessments:case_file")),
    Picture("case-file-coordinator", Role.COORDINATOR, of_case_file("assessments:case_file")),
    Picture(
        "case-file-nothing-open",
        Role.COORDINATOR,
        lambda: CaseFile.objects.get(municipality__name="Leeuwarden").get_absolute_url(),
    ),
    Picture("log", Role.COORDINATOR, of_log()),
    Picture("log-nothing", Role.COORDINATOR, of_log(waarvan="xylofoon", vanaf="2015-01-01")),
    Picture("log-invalid", Role.COORDINATOR, of_log(wat="finding", vanaf="31-31-31")),
    Picture("office-log", Role.ADMINISTRATOR, at("assessments:office_log")),
    Picture(
        "office-log-nothing",
        Role.COORDINATOR,
        lambda: f"{reverse('assessments:office_log')}?waarvan=xylofoon",
    ),
    Picture("office-event", Role.COORDINATOR, frameworks.event),
    Picture("log-event", Role.COORDINATOR, of_typed_event),
    Picture("team", Role.COORDINATOR, of_case_file("assessments:team")),
    *(
        Picture(
            f"start-follow-up-{name.lower()}",
            Role.COORDINATOR,
            lambda name=name: reverse(
                "assessments:start_follow_up", args=[CaseFile.objects.get(municipality__name=name).pk]
            ),
        )
        for name in ("Alkmaar", "Leeuwarden")
    ),
    Picture("start-follow-up", Role.COORDINATOR, following_up.start),
    Picture("start-follow-up-split", Role.COORDINATOR, following_up.start, following_up.split_and_look),
    Picture("start-follow-up-left", Role.COORDINATOR, following_up.start, following_up.leaves_and_look),
    Picture("start-follow-up-not-seen", Role.COORDINATOR, following_up.start, following_up.split_and_start),
    Picture("case-files-mine", Role.INSPECTOR, lambda: reverse("assessments:case_files") + "?toon=mijn"),
    Picture("open-case-file", Role.COORDINATOR, at("assessments:open_case_file")),
    Picture("open-case-file-former-name", Role.COORDINATOR, at("assessments:open_case_file"), former_name),
    Picture("open-case-file-exists", Role.COORDINATOR, at("assessments:open_case_file"), name_of_a_case_file),
    Picture("hand-over", Role.INSPECTOR, of_case_file("assessments:hand_over")),
    Picture(
        "hand-over-empty", Role.COORDINATOR, of_case_file("assessments:hand_over"), press("Werk overdragen")
    ),
    Picture("hand-over-all", Role.COORDINATOR, at("assessments:hand_over_all")),
    Picture("hand-over-all-chosen", Role.COORDINATOR, all_work_of_colleague),
    Picture("take-texts-over", Role.INSPECTOR, of_open_round("assessments:take_texts_over")),
    Picture(
        "take-texts-over-not-found",
        Role.INSPECTOR,
        lambda: of_open_round("assessments:take_texts_over")() + "?zoek=zzz",
    ),
    Picture("copy-follow-up", Role.INSPECTOR, of_open_round("assessments:copy_first_test")),
    Picture("round-open", Role.INSPECTOR, of_open_round("assessments:round")),
    Picture("round-open-read", Role.COORDINATOR, of_open_round("assessments:round")),
    Picture("round-filtered", Role.INSPECTOR, lambda: of_open_round("assessments:round")() + "?toon=voldoet"),
    Picture(
        "round-filtered-empty",
        Role.INSPECTOR,
        lambda: of_open_round("assessments:round")() + "?toon=twee-versies",
    ),
    Picture("theme", Role.INSPECTOR, of_open_theme),
    Picture("theme-offline", Role.INSPECTOR, of_open_theme, type_offline),
    Picture("theme-shortcuts", Role.INSPECTOR, of_open_theme, list_shortcuts),
    Picture("theme-elsewhere", Role.INSPECTOR, of_worded_point("assessments:record_finding"), show_elsewhere),
    Picture("elsewhere", Role.INSPECTOR, of_worded_point("assessments:elsewhere")),
    Picture("comments-none", Role.INSPECTOR, of_worded_point("assessments:comments")),
    Picture("plan-none", Role.INSPECTOR, of_worded_point("assessments:plan")),
    Picture("theme-read", Role.COORDINATOR, of_open_theme),
    Picture("theme-final", Role.INSPECTOR, of_final_theme),
    Picture("round-final", Role.INSPECTOR, of_final_round("assessments:round")),
    Picture("development", Role.INSPECTOR, of_open_round("assessments:development")),
    Picture("contact-moment", Role.INSPECTOR, of_contact_moment("assessments:contact_moment")),
    Picture("contact-moment-add", Role.INSPECTOR, of_open_round("assessments:add_contact_moment")),
    Picture("contact-moment-change", Role.INSPECTOR, of_contact_moment("assessments:change_contact_moment")),
    Picture("contact-moment-remove", Role.INSPECTOR, of_contact_moment("assessments:remove_contact_moment")),
    Picture(
        "contact-moment-refused",
        Role.INSPECTOR,
        of_contact_moment("assessments:contact_moment"),
        bring_documents(("programma.pdf", b"MZ\x00"), ("leeg.txt", b"")),
    ),
    Picture("work-sheet", Role.INSPECTOR, of_open_round("assessments:work_sheet")),
    Picture(
        "work-sheet-all-points",
        Role.INSPECTOR,
        lambda: of_open_round("assessments:work_sheet")() + "?punten=alle",
    ),
    Picture("work-sheet-read", Role.INSPECTOR, of_open_round("assessments:read_work_sheet")),
    Picture(
        "work-sheet-refused",
        Role.INSPECTOR,
        of_open_round("assessments:read_work_sheet"),
        bring_no_work_sheet,
    ),
    Picture(
        "work-sheet-changes", Role.INSPECTOR, of_open_round("assessments:read_work_sheet"), bring_work_sheet
    ),
    Picture(
        "too-big",
        Role.INSPECTOR,
        of_contact_moment("assessments:change_contact_moment"),
        write_far_too_much,
    ),
    Picture("preview", Role.INSPECTOR, of_open_round("assessments:preview")),
    Picture("publish", Role.COORDINATOR, of_open_round("assessments:publish")),
    Picture("frameworks", Role.COORDINATOR, at("assessments:frameworks")),
    Picture("signatories", Role.COORDINATOR, of_framework("signatories")),
    Picture("framework", Role.COORDINATOR, of_framework("framework")),
    Picture("standard-text", Role.INSPECTOR, of_framework("standard_text", "definitie")),
    Picture(
        "standard-text-invalid", Role.COORDINATOR, of_framework("standard_text", "niet-opnieuw"), misspell
    ),
    Picture(
        "waive-without-reason", Role.COORDINATOR, of_check("comments", "waive"), press("Controle overslaan")
    ),
    Picture("my-municipality", Role.MUNICIPALITY, at("assessments:my_municipality")),
    Picture("admin", Role.ADMINISTRATOR, at("admin:index")),
    Picture("admin-accounts", Role.ADMINISTRATOR, at("admin:accounts_user_changelist")),
    Picture("admin-account", Role.ADMINISTRATOR, at("admin:accounts_user_add")),
    Picture("admin-municipalities", Role.ADMINISTRATOR, at("admin:municipalities_municipality_changelist")),
    Picture("forbidden", Role.SUPPORT, of_open_round("assessments:development")),
    Picture("comments", Role.INSPECTOR, of_point_with_remarks("assessments:comments")),
    Picture(
        "comments-empty",
        Role.COORDINATOR,
        of_point_with_remarks("assessments:comments"),
        press("Opmerking plaatsen"),
    ),
    Picture("comments-suggest", Role.COORDINATOR, of_point_with_remarks("assessments:comments"), suggest),
    Picture(
        "comments-answer-empty",
        Role.INSPECTOR,
        of_point_with_remarks("assessments:comments"),
        answer_nothing,
    ),
    Picture(
        "comments-development", Role.INSPECTOR, of_narrative_with_remarks("assessments:development_comments")
    ),
    Picture("development-comments", Role.INSPECTOR, of_narrative_with_remarks("assessments:development")),
    Picture("round-comments", Role.INSPECTOR, of_narrative_with_remarks("assessments:round")),
    Picture("theme-comments", Role.INSPECTOR, of_point_with_remarks("assessments:record_finding")),
    Picture("theme-comments-read", Role.COORDINATOR, of_point_with_remarks("assessments:record_finding")),
    Picture("plan", Role.INSPECTOR, of_plan("assessments:plan", "finding")),
    Picture("plan-empty", Role.INSPECTOR, of_plan("assessments:plan", "finding"), press("Vastleggen")),
    Picture("theme-plan", Role.INSPECTOR, of_plan("assessments:record_finding", "finding")),
    Picture("my-work-plans", Role.INSPECTOR, of_plan("assessments:my_work")),
    Picture("theme-preview", Role.INSPECTOR, of_open_theme, preview_of_a_point),
    Picture("theme-invalid", Role.INSPECTOR, of_open_theme, not_assessed_without_reason),
    Picture("theme-conflict-joined", Role.INSPECTOR, of_open_theme, somebody_else_saves_elsewhere),
    Picture("theme-second-version", Role.INSPECTOR, of_second_version),
    Picture("theme-conflict", Role.INSPECTOR, of_filled_theme, somebody_else_saves_first),
    Picture("finding-history", Role.INSPECTOR, with_history("assessments:finding_history")),
    Picture("development-history", Role.INSPECTOR, of_open_round("assessments:development_history")),
    Picture(
        "development-conflict",
        Role.INSPECTOR,
        of_open_round("assessments:development"),
        somebody_else_tells_first,
    ),
    Picture("typed-logged-out", Role.INSPECTOR, of_open_round("assessments:development"), log_out_elsewhere),
    Picture("typed-given-back", Role.INSPECTOR, of_open_round("assessments:development"), log_in_again),
    Picture("typed-by-another", Role.INSPECTOR, of_open_round("assessments:development"), colleague_goes_on),
    Picture("typed-waiting", Role.INSPECTOR, at("assessments:my_work")),
    Picture("typed-several", Role.INSPECTOR, at("kept_forms")),
    Picture(
        "contact-moment-with-documents",
        Role.INSPECTOR,
        of_contact_moment("assessments:contact_moment"),
        bring_documents(("Presentatie wijkteams.pdf", b"%PDF-1.7" + bytes(90_000)), ("brief.txt", b"Dag")),
    ),
    Picture(
        "contact-moment-with-removed-document",
        Role.INSPECTOR,
        of_contact_moment("assessments:contact_moment"),
        remove_a_document,
    ),
    Picture(
        "standard-text-worded", Role.COORDINATOR, of_framework("standard_text", "niet-opnieuw"), word_anew
    ),
    Picture("framework-in-use", Role.COORDINATOR, of_framework("framework")),
    Picture("framework-last-day", Role.COORDINATOR, of_framework("change_framework")),
    Picture("framework-unused", Role.COORDINATOR, frameworks.of_version()),
    Picture("framework-version", Role.COORDINATOR, frameworks.of_version("change_framework")),
    Picture("framework-theme-empty", Role.COORDINATOR, frameworks.of_version("add_theme"), press("Opslaan")),
    Picture("framework-theme", Role.COORDINATOR, frameworks.of_theme("change_theme")),
    Picture("framework-theme-long", Role.COORDINATOR, frameworks.of_theme("change_theme", is_long=True)),
    Picture(
        "framework-theme-changed",
        Role.COORDINATOR,
        frameworks.of_theme("change_theme"),
        frameworks.somebody_else_first,
    ),
    Picture(
        "framework-indicator-twice",
        Role.COORDINATOR,
        frameworks.of_indicator("change_indicator"),
        frameworks.say_twice,
    ),
    Picture("framework-theme-remove", Role.COORDINATOR, frameworks.of_theme("remove_theme")),
    Picture("waived", Role.COORDINATOR, of_waived_check("waive")),
    Picture("round-waived", Role.COORDINATOR, of_waived_check()),
    Picture("round-complete", Role.INSPECTOR, of_complete_round("assessments:round")),
    Picture("publish-ready", Role.COORDINATOR, of_complete_round("assessments:publish")),
    Picture("case-file-empty", Role.COORDINATOR, of_utrecht("assessments:case_file")),
    Picture("start-first-test", Role.INSPECTOR, of_utrecht("assessments:start_first_test")),
    Picture(
        "start-first-test-invalid",
        Role.INSPECTOR,
        of_utrecht("assessments:start_first_test"),
        press("Start de eerste toets"),
    ),
    Picture("first-test", Role.INSPECTOR, of_first_test("assessments:round")),
    Picture("take-texts-over-first-test", Role.INSPECTOR, of_first_test("assessments:take_texts_over")),
    Picture("copy-first-test-nowhere", Role.INSPECTOR, of_first_test("assessments:copy_first_test")),
    Picture("first-test-complete", Role.COORDINATOR, of_complete_first_test("assessments:round")),
    Picture("submit", Role.INSPECTOR, lambda: step_of(first_test(), "voorleggen")),
    Picture("round-in-review", Role.COORDINATOR, of_round_in_review("assessments:round")),
    Picture("theme-in-review", Role.COORDINATOR, of_theme_in_review),
    Picture("finalise-not-ready", Role.COORDINATOR, of_round_in_review("assessments:release")),
    Picture(
        "step-back-without-reason",
        Role.COORDINATOR,
        of_round_in_review("assessments:step", "terug-naar-concept"),
        press("Terug naar concept"),
    ),
    Picture(
        "not-approved",
        Role.COORDINATOR,
        of_theme_in_review,
        having_read_what_was_there_before("gelezen", "Goedkeuren"),
    ),
    Picture("theme-approved", Role.COORDINATOR, of_theme_in_review, approve_theme),
    Picture(
        "finalise", Role.COORDINATOR, of_approved_first_test("assessments:step", "eerste-toets-vaststellen")
    ),
    Picture(
        "finalise-changed",
        Role.COORDINATOR,
        of_approved_first_test("assessments:step", "eerste-toets-vaststellen"),
        having_read_what_was_there_before("seen", "Vaststellen", after="field.value - 50"),
    ),
    Picture("case-file-handed-over", Role.INSPECTOR, lambda: work_that_was_handed_over().get_absolute_url()),
    Picture(
        "my-work-handed-over",
        Role.INSPECTOR,
        lambda: work_that_was_handed_over() and reverse("assessments:my_work"),
    ),
    Picture("published", Role.COORDINATOR, of_round_to_publish, press("Factsheet publiceren")),
    Picture("check-pdf", None, at("check_pdf")),
    Picture("check-pdf-nothing-chosen", None, at("check_pdf"), press("Ga na of deze PDF klopt")),
    Picture("check-pdf-known", None, checking(lambda: leeuwarden().sha256)),
    Picture("check-pdf-unknown", None, checking(lambda: "0" * 64)),
    Picture("publish-many-empty", Role.COORDINATOR, at("assessments:publish_many")),
    Picture("plan-publication", Role.COORDINATOR, of_round_to_plan),
    Picture("publish-many-none-chosen", Role.COORDINATOR, to_publish_many, publish_chosen(is_any=False)),
    Picture("publish-many", Role.COORDINATOR, to_publish_many, publish_chosen(is_any=True)),
    Picture("correct", Role.COORDINATOR, lambda: step_of(leeuwarden().round, "corrigeren")),
    Picture("drop-correction", Role.COORDINATOR, of_round_that_went_back),
    Picture("publish-correction", Role.COORDINATOR, of_correction),
    Picture("publish-correction-without-reason", Role.COORDINATOR, of_correction, publish_for("")),
    Picture("published-correction", Role.COORDINATOR, of_correction, publish_for("De datum klopte niet.")),
    Picture("factsheet-corrected", None, at("factsheet", "leeuwarden", 2014)),
    Picture("factsheet-older-edition", None, at("edition", "leeuwarden", 2014, 1)),
    Picture("withdraw", Role.COORDINATOR, of_newest_edition("assessments:withdraw")),
    Picture(
        "withdraw-without-reason",
        Role.COORDINATOR,
        of_newest_edition("assessments:withdraw"),
        lambda page: page.get_by_role("button", name="intrekken").click(),
    ),
    Picture("factsheet-withdrawn", None, of_withdrawn_edition),
    Picture("start-follow-up-merger", Role.COORDINATOR, of_merger),
    Picture("start-follow-up-one-name", Role.COORDINATOR, of_merger, press("Start de opvolging")),
    Picture("case-file-merged", Role.COORDINATOR, of_merged_case_file),
    Picture("contacts-none", Role.INSPECTOR, at("municipalities:contacts", "utrecht")),
    Picture("contacts", Role.COORDINATOR, mail.contacts_of_nissewaard),
    Picture("invite", Role.COORDINATOR, at("municipalities:invite", "nissewaard")),
    Picture("invite-empty", Role.COORDINATOR, at("municipalities:invite", "nissewaard"), press("Uitnodigen")),
    Picture("change-contact", Role.COORDINATOR, mail.a_contact),
    Picture("notices", Role.COORDINATOR, mail.notices),
    Picture("notices-of-case-file", Role.INSPECTOR, mail.notices_of_case_file),
    Picture("notice-uncertain", Role.COORDINATOR, mail.uncertain_notice),
    Picture("my-municipality-no-more", FORMER, at("assessments:my_municipality")),
    Picture("draft", Role.MUNICIPALITY, replying.of_draft("draft")),
    Picture(
        "draft-invalid", Role.MUNICIPALITY, replying.of_draft("draft"), replying.type_a_date_that_is_none
    ),
    Picture("send-reply-nothing", Role.MUNICIPALITY, replying.of_draft("send_reply")),
    Picture("draft-two-versions", Role.MUNICIPALITY, replying.of_written_draft("draft")),
    Picture("send-reply", Role.MUNICIPALITY, replying.of_written_draft("send_reply")),
    Picture("my-municipality-draft", Role.MUNICIPALITY, at("assessments:my_municipality")),
    Picture("draft-sent", Role.MUNICIPALITY, replying.of_draft("draft"), replying.send),
    Picture("municipality-log", Role.MUNICIPALITY, at("assessments:municipality_log")),
    Picture("reply", Role.COORDINATOR, deciding.reply),
    Picture("decide", Role.COORDINATOR, deciding.to_decide),
    Picture("decide-both-texts", Role.COORDINATOR, deciding.to_decide, deciding.change_the_text),
    Picture("decide-invalid", Role.COORDINATOR, deciding.to_decide, press("Besluit vastleggen")),
    Picture("round-in-wederhoor", Role.COORDINATOR, deciding.round_in_wederhoor),
    Picture("extend-term", Role.COORDINATOR, deciding.extend),
    Picture("release", Role.COORDINATOR, deciding.release),
    Picture("round-by-mail", Role.COORDINATOR, deciding.round_by_mail),
    Picture("deliver", Role.COORDINATOR, deciding.deliver),
    Picture("deliver-invalid", Role.COORDINATOR, deciding.deliver, deciding.without_day),
]
