"""What colleagues remark on a finding while a round is in concept, and when that is dealt with."""

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, check_length, log
from assessments.actions.rounds import RoundIsFinal
from assessments.models import Comment, Round
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role
from stj_toezicht.log.kinds import Kind


class MayNotComment(Refused):
    """Somebody remarks something whose role it isn't."""

    message = "Alleen inspecteurs en coördinatoren schrijven opmerkingen."


class MayNotResolve(Refused):
    """Somebody deals with a remark that is neither theirs nor about their team's work."""

    message = "Alleen het team of wie de opmerking schreef, kan haar afhandelen."


def refusal_to_comment(round_, *, by):
    """Why `by` can't remark anything in a round, or None when they can."""
    if by.role not in (Role.INSPECTOR, Role.COORDINATOR):
        return MayNotComment()
    return RoundIsFinal() if round_.is_final else None


def may_resolve(comment, *, by, on_team):
    """Whether a remark is for `by` to deal with: the team, of which they are or aren't, or who wrote it."""
    return on_team or comment.written_by_id == by.pk


@transaction.atomic
def write_comment(finding, *, by, text):
    """Write a remark on a finding; one need not be on the team.

    Raises MayNotComment, RoundIsFinal or TextTooLong.
    """
    round_ = _hold(finding)
    if refusal := refusal_to_comment(round_, by=by):
        raise refusal
    text = normalise(text)
    check_length(text, Comment._meta.get_field("text").max_length)
    comment = Comment.objects.create(finding=finding, text=text, written_at=timezone.now(), written_by=by)
    log.added(Kind.COMMENT, comment, of=round_, by=by, about=str(finding), said={"text": text})
    return comment


@transaction.atomic
def resolve_comment(comment, *, by):
    """Say that a remark is dealt with; it stays readable. Raises MayNotComment, RoundIsFinal or MayNotResolve."""
    round_ = _hold(comment.finding)
    if refusal := refusal_to_comment(round_, by=by):
        raise refusal
    if not may_resolve(comment, by=by, on_team=round_.case_file.has_on_team(by)):
        raise MayNotResolve
    if Comment.objects.open().filter(pk=comment.pk).update(resolved_at=timezone.now(), resolved_by=by):
        log.changed(
            Kind.COMMENT,
            comment,
            of=round_,
            by=by,
            about=str(comment.finding),
            old={"resolved": False},
            new={"resolved": True},
        )


def _hold(finding):
    """The round of a finding, held so that it isn't finalised meanwhile."""
    rounds = Round.objects.select_for_update(of=["self"]).select_related("case_file")
    return rounds.get(pk=finding.round_id)
