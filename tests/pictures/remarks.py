"""What colleagues remark, what rests on a plan, what was waived, and how it was worded elsewhere."""

import datetime

from django.urls import reverse

from assessments.actions.comments import answer_comment, resolve_comment, write_comment
from assessments.actions.findings import record
from assessments.actions.plans import check_plan
from assessments.actions.waivers import waive
from assessments.models import Finding, PlanCheck
from assessments.readiness import review
from assessments.verdicts import Verdict
from stj_toezicht.accounts.models import Role, User
from tests.pictures.rounds import colleague, open_round


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
