"""What is kept of the page of a theme when it was sent by somebody who was logged out: a text per finding."""

from collections import defaultdict

from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from assessments.forms.findings import FindingForm, PageForm
from assessments.models import Finding, Round
from stj_toezicht.access import READERS_OF_NOTES
from stj_toezicht.accounts.keeping import Part

BUTTONS = {"enter", "next", "preview", "take_over", "resolve", "adopt"}


def changed_points(user, fields, *, pk):
    """The findings that would change by what `user` typed, each with what of the page is about it.

    None where that can't be told: to who may not read all that is compared, or where something unknown came along.
    """
    per_point = defaultdict(list)
    for name, value in fields:
        per_point[_point(name)].append([name, value])
    along = [[name, value] for name, value in per_point.pop("", []) if name not in BUTTONS]
    findings = _findings(user, pk)
    known = {str(finding.pk) for finding in findings}
    if (
        not findings
        or not per_point.keys() <= known
        or {name for name, _ in along} - PageForm.base_fields.keys()
    ):
        return None
    moments = list(findings[0].round.contact_moments.all())
    several = len({finding.approach_id for finding in findings}) > 1
    return [
        Part(
            about=f"{finding.heading}: {finding.wording.rstrip('.')}"
            + (f" ({finding.approach})" if several else ""),
            path=reverse("assessments:record_finding", args=[finding.pk]),
            fields=per_point[str(finding.pk)] + along,
        )
        for finding in findings
        if str(finding.pk) in per_point and _would_change(finding, per_point[str(finding.pk)], moments)
    ]


def _point(name):
    """The key of the finding that a field is about, as it is sent; empty for a field of the page itself."""
    prefix, _, rest = name.partition("-")
    return rest.partition("-")[0] if prefix == "punt" else ""


def _findings(user, pk):
    """All findings of the round of one, in their order, if `user` may read all that they say."""
    if user.role not in READERS_OF_NOTES:
        return []
    rounds = Round.objects.visible_to(user).filter(findings=pk)
    findings = Finding.objects.filter(round__in=rounds).as_printed().in_order()
    return list(findings.select_related("round", "approach").prefetch_related("contact_moments"))


def _would_change(finding, fields, moments):
    """Whether a card says something that it did not begin with, and that is not stored meanwhile."""
    sent = MultiValueDict()
    for name, value in fields:
        sent.appendlist(name, value)
    form = FindingForm(sent, finding=finding, moments=moments)
    return form.differs_from(finding) and form.was_typed
