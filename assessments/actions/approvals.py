"""Four eyes: somebody who wrote nothing in a round reads its texts and agrees."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, log, notices
from assessments.actions.steps import hold
from assessments.models import Approval, Finding, FindingRevision, Round
from assessments.steps import State
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind

CAN_BE_APPROVED = (State.REVIEW, State.REPLY)  # a decision on a reply changes texts that were approved


class MayNotApprove(Refused):
    message = "Alleen inspecteurs en coördinatoren doen een collegiale toets."


class NotInReview(Refused):
    """A text would be approved while the round isn't up for it."""

    message = "Deze ronde is nu niet voorgelegd voor collegiale toets, dus er valt niets goed te keuren."


class WroteInIt(Refused):
    """Somebody would approve what they wrote themselves, or that of those they write with."""

    message = "U schreef zelf mee aan deze ronde. Een ander moet haar daarom toetsen."


class OnTheTeam(Refused):
    """Somebody of the team would approve what the team writes."""

    message = "U zit in het team van dit dossier. Een collega van buiten het team toetst deze ronde."


class ReadAnEarlierVersion(Refused):
    """A text was changed after the page was opened on which it was read."""


class NothingRead(Refused):
    message = "Hier is niets om goed te keuren: er is nog geen oordeel of tekst."


def wrote_in(round_: Round, user: User) -> bool:
    """Whether somebody had a hand in what this round says; who only decided on replies keeps reading the rest."""
    return round_.writers.filter(user=user, by_deciding=False).exists()


def refusal_to_approve(round_: Round, *, by: User) -> Refused | None:
    """Why `by` can't approve the texts of a round, or None when they can."""
    if by.role not in (Role.INSPECTOR, Role.COORDINATOR):
        return MayNotApprove()
    if round_.state not in CAN_BE_APPROVED:
        return NotInReview()
    if wrote_in(round_, by):
        return WroteInIt()
    return OnTheTeam() if round_.case_file.has_on_team(by) else None


def changed_by_deciding(round_: Round, user: User) -> set[int | None]:
    """What somebody changed of a round that is with its municipality: findings by key, None for the narrative."""
    if round_.state != State.REPLY:
        return set()
    own = FindingRevision.objects.filter(finding__round=round_, changed_by=user)
    narrative = {None} if round_.development_revisions.filter(changed_by=user).exists() else set()
    return {*own.values_list("finding", flat=True), *narrative}


@transaction.atomic
def approve(findings: Iterable[tuple[Finding, int]], *, by: User, round_: Round) -> int:
    """Agree with findings of one round, each at the `text_version` that was read: with all of them or with none.

    Returns how many were not approved by `by` before. Raises MayNotApprove, NotInReview, WroteInIt, OnTheTeam,
    NothingRead or ReadAnEarlierVersion.
    """
    if refusal := refusal_to_approve(hold(round_), by=by):
        raise refusal
    read = {finding.pk: version for finding, version in findings}
    current = list(round_.findings.filter(pk__in=read).select_related("changed_by"))
    if not current or any(finding.is_open for finding in current):
        raise NothingRead
    if FindingRevision.objects.filter(finding__in=current, changed_by=by).exists():
        raise WroteInIt
    for finding in current:
        if finding.text_version != read[finding.pk]:
            raise ReadAnEarlierVersion(_changed("Een bevinding", finding))
    return _keep([{"finding": finding, "version": finding.text_version} for finding in current], round_, by)


@transaction.atomic
def approve_development(round_: Round, *, by: User, version: int) -> int:
    """Agree with what a round prints beside its findings, the narrative and the contact moments, at the
    `text_version` that was read. Raises what `approve` does.
    """
    held = hold(round_)
    if refusal := refusal_to_approve(held, by=by):
        raise refusal
    if held.development_revisions.filter(changed_by=by).exists():
        raise WroteInIt
    if held.text_version != version:
        raise ReadAnEarlierVersion(
            "De ontwikkeling of een contactmoment is gewijzigd sinds u deze las. Er is niets goedgekeurd."
        )
    return _keep([{"finding": None, "version": version}], held, by)


def _keep(texts: list[dict], round_: Round, by: User) -> int:
    known = set(round_.approvals.filter(approved_by=by).values_list("finding", "version"))
    new = [text for text in texts if (text["finding"] and text["finding"].pk, text["version"]) not in known]
    approval = None
    now = timezone.now()
    for text in new:
        approval = Approval.objects.create(round=round_, approved_at=now, approved_by=by, **text)
        about = str(text["finding"] or round_)
        log.added(Kind.APPROVAL, approval, of=round_, by=by, about=about, said={"version": text["version"]})
    if approval:
        notices.approved(round_, last=approval.pk, by=by)
    return len(new)


def _changed(what: str, finding: Finding) -> str:
    return _told(what, finding.changed_at, finding.changed_by)


def _told(what, changed_at, changed_by):
    at = timezone.localtime(changed_at)
    return f"{what} is om {at:%H:%M} gewijzigd door {changed_by}. Er is niets goedgekeurd."
