"""What colleagues remark on a text until its round is final: answering that, adopting what they suggest, resolving."""

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, check_length, log, notices
from assessments.actions.findings import record
from assessments.actions.rounds import RoundIsFinal, write_development
from assessments.actions.steps import hold_by_key
from assessments.models import Comment, CommentAnswer, Finding, Round
from assessments.models.comments import LONGEST_REMARK
from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind


class MayNotComment(Refused):
    """Somebody remarks something whose role it isn't."""

    message = "Alleen inspecteurs en coördinatoren schrijven opmerkingen."


class MayNotResolve(Refused):
    """Somebody deals with a remark that is neither theirs nor about their team's work."""

    message = "Alleen het team of wie de opmerking schreef, kan haar afhandelen."


class NothingSaid(Refused):
    """A remark or an answer holds no word, and suggests no other wording."""

    message = "Schrijf eerst een opmerking, of wijzig de tekst in het tekstvoorstel."


class NothingAnswered(NothingSaid):
    message = "Schrijf eerst een antwoord."


class NothingSuggested(Refused):
    """A wording would be adopted of a remark that suggests none."""

    message = "Bij deze opmerking staat geen tekstvoorstel."


class DealtWith(Refused):
    """A remark would be answered or adopted that was resolved before."""

    message = "Deze opmerking is al afgehandeld. Schrijf een nieuwe opmerking als er nog iets is."


def refusal_to_comment(round_: Round, *, by: User) -> Refused | None:
    """Why `by` can't remark anything in a round, or None when they can."""
    if by.role not in (Role.INSPECTOR, Role.COORDINATOR):
        return MayNotComment()
    return RoundIsFinal() if round_.is_final else None


def refusal_to_answer(comment: Comment, *, by: User) -> Refused | None:
    """Why `by` can't answer below a remark, as it is now, or None when they can."""
    round_ = Round.objects.get(pk=comment.round_pk)
    if refusal := refusal_to_comment(round_, by=by):
        return refusal
    return None if Comment.objects.open().filter(pk=comment.pk).exists() else DealtWith()


def may_resolve(comment: Comment, *, by: User, on_team: bool) -> bool:
    """Whether a remark is for `by` to deal with: the team, of which they are or aren't, or who wrote it."""
    return on_team or comment.written_by_id == by.pk


@transaction.atomic
def write_comment(
    on: Finding | Round, *, by: User, text: str = "", suggestion: str = "", version: int | None = None
) -> Comment:
    """Write a remark on a finding, or on the narrative of a round; one need not be on the team.

    `suggestion` is how `by` would word the whole text of which they read the `version`; the same text again is no
    suggestion. Raises MayNotComment, RoundIsFinal, TextTooLong or NothingSaid.
    """
    round_ = _hold(on.round_id if isinstance(on, Finding) else on.pk, by=by)
    version, read = _text_read(on, version)
    text, suggestion = normalise(text), normalise(suggestion)
    check_length(text, LONGEST_REMARK)
    check_length(suggestion, MAX_TEXT_LENGTH)
    if suggestion == normalise(read):
        suggestion = ""
    if not (text or suggestion):
        raise NothingSaid
    whose = {"finding": on} if isinstance(on, Finding) else {"development_of": on}
    said = {"text": text, "suggestion": suggestion}
    comment = Comment.objects.create(
        **whose, **said, version=version, written_at=timezone.now(), written_by=by
    )
    told = {name: value for name, value in said.items() if value}
    log.added(Kind.COMMENT, comment, of=round_, by=by, about=_about(comment), said=told)
    notices.remarked(comment, round_, by=by)
    return comment


@transaction.atomic
def answer_comment(comment: Comment, *, by: User, text: str) -> CommentAnswer:
    """Answer below a remark. Raises MayNotComment, RoundIsFinal, DealtWith, TextTooLong or NothingAnswered."""
    round_ = _hold(comment.round_pk, by=by)
    _refuse_if_dealt_with(comment)
    text = normalise(text)
    check_length(text, LONGEST_REMARK)
    if not text:
        raise NothingAnswered
    said = {"text": text, "written_at": timezone.now(), "written_by": by}
    answer = CommentAnswer.objects.create(comment=comment, **said)
    log.added(Kind.COMMENT, answer, of=round_, by=by, about=_about(comment), said={"answer": text})
    return answer


@transaction.atomic
def resolve_comment(comment: Comment, *, by: User) -> None:
    """Say that a remark is dealt with; it stays readable. Raises MayNotComment, RoundIsFinal or MayNotResolve."""
    round_ = _hold(comment.round_pk, by=by)
    if not may_resolve(comment, by=by, on_team=round_.case_file.has_on_team(by)):
        raise MayNotResolve
    _resolve(comment, round_, by=by)


@transaction.atomic
def adopt_suggestion(comment: Comment, *, by: User, version: int, **page: str | int) -> None:
    """Put the suggested wording in the place of the text that `by` was shown at `version`; the remark is dealt with.

    `page` says which save of which page it is (`assessments.actions.saves`). Raises MayNotComment, RoundIsFinal,
    DealtWith, NothingSuggested, and what `record` or `write_development` raises; then nothing has changed.
    """
    round_ = _hold(comment.round_pk, by=by)
    _refuse_if_dealt_with(comment)
    if not comment.suggestion:
        raise NothingSuggested
    if comment.finding_id:
        finding = Finding.objects.get(pk=comment.finding_id)
        content = as_suggested(comment, finding) | {"contact_moments": finding.contact_moments.all()}
        record(finding, by=by, version=version, **content, **page)
    else:
        write_development(round_, by=by, version=version, development=comment.suggestion, **page)
    _resolve(comment, round_, by=by, is_adopted=True)


def as_suggested(comment: Comment, said: Finding) -> dict:
    """What a finding, as it said at some version, would say with the suggestion in the place of its explanation."""
    kept = {name: getattr(said, name) for name in ("verdict", "reason", "private_note", "expected_on")}
    return kept | {"explanation": comment.suggestion}


def _resolve(comment: Comment, round_: Round, *, by: User, is_adopted: bool = False) -> None:
    resolved = {"resolved_at": timezone.now(), "resolved_by": by, "is_adopted": is_adopted}
    if Comment.objects.open().filter(pk=comment.pk).update(**resolved):
        told = ["resolved", "adopted"] if is_adopted else ["resolved"]
        old, new = dict.fromkeys(told, False), dict.fromkeys(told, True)
        log.changed(Kind.COMMENT, comment, of=round_, by=by, about=_about(comment), old=old, new=new)


def _refuse_if_dealt_with(comment: Comment) -> None:
    if not Comment.objects.open().filter(pk=comment.pk).exists():
        raise DealtWith


def _text_read(on: Finding | Round, version: int | None) -> tuple[int, str]:
    """The version that was read, with its text; of one that never was, or wasn't told, how it is now."""
    if isinstance(on, Finding):
        finding = Finding.objects.get(pk=on.pk)
        version = finding.version if version is None else min(version, finding.version)
        return version, finding.at_version(version).explanation
    round_ = Round.objects.get(pk=on.pk)
    now = round_.development_version
    version = now if version is None else min(version, now)
    return version, round_.development_at(version)


def _about(comment: Comment) -> str:
    return str(comment.finding) if comment.finding else f"{comment.development_of}: ontwikkeling"


def _hold(round_pk: int, *, by: User) -> Round:
    """A round, held so that it isn't finalised meanwhile; raises why `by` can't remark anything in it."""
    round_ = hold_by_key(round_pk)
    if refusal := refusal_to_comment(round_, by=by):
        raise refusal
    return round_
