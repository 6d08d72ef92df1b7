"""A first test of two approaches of which every point is open, in a municipality with long names."""

import datetime

from django.urls import reverse

from assessments.models import Approach, CaseFile, Finding, Framework, Indicator, Round
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Role, User

LONGEST = "Integrale gezinsaanpak Wijk- en jeugdteams Noord, Zuid en Oost"


def with_a_long_name(round_):
    """A round of which the approach has the longest name that one is given."""
    Approach.objects.filter(case_file=round_.case_file_id).update(name=LONGEST)
    return round_


def two_approaches():
    """The case file of 's-Hertogenbosch, with what was found in 2014."""
    municipality, framework = Municipality.objects.get(code="GM0796"), Framework.objects.get(version="2013")
    case_file, is_new = CaseFile.objects.get_or_create(municipality=municipality, framework=framework)
    if is_new:
        day = datetime.datetime(2014, 11, 12, 12, tzinfo=datetime.UTC)
        by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
        finished = {"started_at": day, "started_by": by, "state": "final", "finalised_at": day}
        finished |= {"finalised_by": by, "municipality": municipality}
        round_ = Round.objects.create(case_file=case_file, year=2014, **finished)
        said = {"verdict": "improvement_point", "explanation": "Verzonnen: dit was niet geregeld."}
        for name in (LONGEST, "TASs/Mijn Zuid"):
            approach = Approach.objects.create(case_file=case_file, name=name, starts_in=2014)
            for indicator in Indicator.objects.filter(theme__framework=framework)[:3]:
                Finding.objects.create(round=round_, approach=approach, indicator=indicator, **said)
    return case_file


def start():
    return reverse("assessments:start_follow_up", args=[two_approaches().pk])


def split(page):
    approach = page.locator(".stj-becoming").first
    approach.get_by_label("Gaat verder als …").check()
    approach.get_by_role("textbox", name="Gaat verder als").fill("Wijkteam Noord\nWijkteam Zuid")


def split_and_look(page):
    split(page)
    page.get_by_role("button", name="Bekijk wat er dan wordt opgevolgd").click()


def split_and_start(page):
    split(page)
    page.get_by_role("button", name="Start de opvolging").click()


def leaves_and_look(page):
    approach = page.locator(".stj-becoming").first
    approach.get_by_label("Wordt niet meer onderzocht, omdat …").check()
    approach.get_by_role("textbox", name="Wordt niet meer onderzocht").fill("zij in 2015 is opgeheven")
    page.get_by_role("button", name="Bekijk wat er dan wordt opgevolgd").click()
