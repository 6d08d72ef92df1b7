"""Opening a case file, handing work over, and municipalities that merged."""

import datetime

from django.urls import reverse

from assessments.actions.follow_ups import start_follow_up
from assessments.actions.succession import Becoming
from assessments.actions.teams import hand_over
from assessments.models import Approach, CaseFile, Finding, Indicator, Round
from assessments.verdicts import Verdict
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Role, User
from tests.pictures.first_tests import utrecht
from tests.pictures.picture import press
from tests.pictures.rounds import alkmaar, colleague, open_round


def former_name(page):
    page.get_by_label("Gemeente").fill("Spijkenisse")
    press("Dossier openen")(page)


def name_of_a_case_file(page):
    page.get_by_label("Gemeente").fill("Alkmaar")
    press("Dossier openen")(page)


def all_work_of_colleague():
    return reverse("assessments:hand_over_all") + f"?van={colleague().pk}"


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
