"""The rounds of the demonstration, above all the one that is being written, and who works on it."""

import datetime

from django.urls import reverse

from assessments.actions.comments import resolve_comment
from assessments.actions.conflicts import let_go, let_go_of_development
from assessments.actions.contact_moments import add_contact_moment
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.models import CaseFile, Comment, Finding, OvertakenFinding, Round
from assessments.verdicts import Verdict


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


def alkmaar():
    return CaseFile.objects.get(municipality__name="Alkmaar")


def open_round():
    return Round.objects.filter(finalised_at=None).earliest("pk")


def colleague():
    """Somebody else on the team than the inspector who looks."""
    return open_round().case_file.team.order_by("-pk")[0]


def of_contact_moment(name):
    return lambda: reverse(name, args=[open_round().contact_moments.first().pk])


def first_point(page, state="open"):
    return page.locator(f'[data-card][data-state="{state}"]').first


def somebody_who_writes():
    return open_round().case_file.team.order_by("pk")[0]


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


def step_of(round_, code):
    return reverse("assessments:step", args=[round_.pk, code])
