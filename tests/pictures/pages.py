"""What is pictured: a new page or state is a row in `PICTURES`.

Rows that change something come last, because each goes on where the one before stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from playwright.sync_api import Page

from assessments.models import CaseFile, Finding, Round
from stj_toezicht.accounts.models import Role


@dataclass(frozen=True)
class Picture:
    """One state of one page: who looks, at which address, and what they do there first."""

    name: str
    role: str | None
    address: Callable[[], str]
    steps: Callable[[Page], None] = lambda page: None


def at(name, *arguments):
    return lambda: reverse(name, args=arguments)


def of_case_file(name):
    return lambda: reverse(name, args=[alkmaar().pk])


def of_open_round(name):
    return lambda: reverse(name, args=[open_round().pk])


def of_final_round(name):
    return lambda: reverse(name, args=[Round.objects.exclude(finalised_at=None).order_by("-year")[0].pk])


def alkmaar():
    return CaseFile.objects.get(municipality__name="Alkmaar")


def open_round():
    return Round.objects.filter(finalised_at=None).earliest("pk")


def of_contact_moment(name):
    return lambda: reverse(name, args=[open_round().contact_moments.first().pk])


def press(label):
    return lambda page: page.get_by_role("button", name=label, exact=True).first.click()


def wrong_password(page):
    page.get_by_label("Gebruikersnaam").fill("alice")
    page.get_by_label("Wachtwoord").fill("verkeerd")
    press("Inloggen")(page)


def somebody_else_saves_first(page):
    """Type at the first point of a round, while a colleague saves the same point."""
    form = page.locator("form", has=page.get_by_label("Toelichting")).first
    Finding.objects.filter(pk=form.get_attribute("action").split("/")[2]).update(version=F("version") + 1)
    form.get_by_label("Toelichting").fill("Wat ik erover schreef.")
    form.get_by_role("button", name="Opslaan", exact=True).click()


def not_assessed_without_reason(page):
    form = page.locator("form", has=page.get_by_label("Toelichting")).first
    form.get_by_label("Niet beoordeeld", exact=False).check(force=True)
    form.get_by_role("button", name="Opslaan", exact=True).click()


PICTURES = [
    Picture("login", None, at("login")),
    Picture("login-empty", None, at("login"), press("Inloggen")),
    Picture("login-wrong", None, at("login"), wrong_password),
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
    Picture("my-work-coordinator", Role.COORDINATOR, at("assessments:my_work")),
    Picture("case-files", Role.INSPECTOR, at("assessments:case_files")),
    Picture("case-files-support", Role.SUPPORT, at("assessments:case_files")),
    Picture("case-file", Role.INSPECTOR, of_case_file("assessments:case_file")),
    Picture("case-file-coordinator", Role.COORDINATOR, of_case_file("assessments:case_file")),
    Picture("team", Role.COORDINATOR, of_case_file("assessments:team")),
    Picture("start-follow-up", Role.COORDINATOR, of_case_file("assessments:start_follow_up")),
    Picture("round-open", Role.INSPECTOR, of_open_round("assessments:round")),
    Picture("round-open-read", Role.COORDINATOR, of_open_round("assessments:round")),
    Picture("round-final", Role.INSPECTOR, of_final_round("assessments:round")),
    Picture("development", Role.INSPECTOR, of_open_round("assessments:development")),
    Picture("contact-moment-add", Role.INSPECTOR, of_open_round("assessments:add_contact_moment")),
    Picture("contact-moment-change", Role.INSPECTOR, of_contact_moment("assessments:change_contact_moment")),
    Picture("contact-moment-remove", Role.INSPECTOR, of_contact_moment("assessments:remove_contact_moment")),
    Picture("preview", Role.INSPECTOR, of_open_round("assessments:preview")),
    Picture("publish", Role.COORDINATOR, of_open_round("assessments:publish")),
    Picture("my-municipality", Role.MUNICIPALITY, at("assessments:my_municipality")),
    Picture("admin", Role.ADMINISTRATOR, at("admin:index")),
    Picture("forbidden", Role.SUPPORT, of_open_round("assessments:development")),
    Picture("round-invalid", Role.INSPECTOR, of_open_round("assessments:round"), not_assessed_without_reason),
    Picture("round-conflict", Role.INSPECTOR, of_open_round("assessments:round"), somebody_else_saves_first),
]
