"""Deciding on what a municipality says of a draft: whether it is adopted, why, and what the text becomes."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, check_length, log
from assessments.actions.findings import save_finding
from assessments.actions.rounds import save_development
from assessments.actions.steps import hold
from assessments.models import Decision, Finding, FindingRevision, ReleasedFinding, Remark, Round, TeamChange
from assessments.models.remarks import Part
from assessments.steps import State
from assessments.texts import normalise
from assessments.verdicts import Verdict
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind

LONGEST_REASON = 2_000


class MayNotDecide(Refused):
    message = "Alleen inspecteurs en coördinatoren besluiten op wat een gemeente zegt."


class DecidesOnOwnWork(Refused):
    """Who did the visit, or wrote the draft, would decide on what the municipality says of it."""

    message = (
        "U zit of zat in het team van dit dossier, of schreef mee aan het concept. Een ander besluit daarom."
    )


class NotUpForDecision(Refused):
    """The round is not with its municipality, or no longer."""

    message = "Besluiten kan alleen zolang de ronde op “Wederhoor” staat."


class NothingToDecide(Refused):
    """It was not sent, or is of a kind on which nobody decides."""

    message = "Hierop wordt niet besloten."


class DecidedWithoutReason(Refused):
    message = "Geef de reden van het besluit. De gemeente leest die."


class DecidedMeanwhile(Refused):
    """A colleague decided after the page was opened."""

    message = "Een collega heeft intussen op deze opmerking besloten. Hieronder staat wat er nu ligt."


class NoTextToChange(Refused):
    """A text would change that no decision can change, or of a remark that isn't adopted."""

    message = "Bij dit besluit kan geen tekst wijzigen."


class NotPutBack(Refused):
    """What a text said before a decision that is taken back is in none of its versions."""

    message = (
        "De tekst van vóór dit besluit is niet terug te vinden. Laat de opmerking overgenomen, en pas bij dat besluit"
        " de tekst aan."
    )


@dataclass(frozen=True)
class NewText:
    """What a finding or the narrative becomes, from the `version` that was read.

    Of a finding `text` is the explanation, and `reason` why it was not assessed.
    """

    version: int
    text: str
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Said:
    """What a finding or the narrative says, as a decision keeps it."""

    text: str
    verdict: str = ""

    @classmethod
    def by(cls, row: Finding | FindingRevision | ReleasedFinding | Round) -> "Said":
        if isinstance(row, Round):
            return cls(row.development)
        return cls("\n\n".join(filter(None, [row.reason, row.explanation])), row.verdict)

    @classmethod
    def of(cls, becomes: NewText) -> "Said":
        """What a text will say, cleaned as it will be stored."""
        texts = [becomes.reason, becomes.text]
        return cls("\n\n".join(filter(None, map(normalise, texts))), becomes.verdict)


def refusal_to_decide(round_: Round, *, by: User) -> Refused | None:
    """Why `by` can't decide on what the municipality says in a round, or None when they can."""
    if by.role not in (Role.INSPECTOR, Role.COORDINATOR):
        return MayNotDecide()
    if round_.case_file.has_on_team(by) or _had_a_hand_in(round_, by):
        return DecidesOnOwnWork()
    return None if round_.state == State.REPLY else NotUpForDecision()


def _had_a_hand_in(round_: Round, user: User) -> bool:
    """Whether somebody wrote in a round, or was on the team that did the visit and left it since."""
    wrote = round_.writers.filter(user=user, by_deciding=False).order_by().values("user")
    left = TeamChange.objects.filter(inspector=user, kind=TeamChange.Kind.LEFT)
    left = left.filter(case_file=round_.case_file_id, changed_at__gte=round_.started_at)
    return wrote.union(left.order_by().values("inspector")).exists()


def text_of(remark: Remark) -> Finding | Round | None:
    """What a remark is about that a decision can change: its finding, or the narrative; None for standard texts."""
    if remark.released:
        return remark.released.finding
    return remark.reply.release.round if remark.part in (Part.DEVELOPMENT, Part.GENERAL) else None


@transaction.atomic
def decide(
    remark: Remark,
    *,
    by: User,
    is_adopted: bool,
    reason: str,
    becomes: NewText | None = None,
    seen: datetime.datetime | None = None,
) -> Decision:
    """Adopt what a municipality said, or not, with the reason that it will read; until the round is final.

    Adopting can change the text in the same step, into what it `becomes`: that then wants a fresh approval. `seen` is
    when the decision was taken that `by` saw, and now revises. What a decision changed that is no longer adopted, is
    put back, unless the text was changed again since.

    Raises why `by` can't (`refusal_to_decide`), NothingToDecide, DecidedMeanwhile, DecidedWithoutReason, TextTooLong,
    NoTextToChange, NotPutBack, and what `save_finding` and `save_development` raise; then nothing has changed.
    """
    round_ = hold(remark.reply.release.round)
    if refusal := refusal_to_decide(round_, by=by):
        raise refusal
    if not Remark.objects.to_decide().filter(pk=remark.pk).exists():
        raise NothingToDecide
    earlier = Decision.objects.filter(remark=remark).first()
    if (earlier and earlier.decided_at) != seen:
        raise DecidedMeanwhile
    reason = normalise(reason).strip()
    check_length(reason, LONGEST_REASON)
    if not reason:
        raise DecidedWithoutReason
    about = text_of(remark)
    if becomes and not (is_adopted and about):
        raise NoTextToChange
    row = _as_it_is_now(about)
    was, now = _change(row, round_, by, becomes, earlier, is_adopted=is_adopted)
    decided = {
        "is_adopted": is_adopted,
        "reason": reason,
        "text_before": was.text,
        "text_after": now.text,
        "verdict_before": was.verdict,
        "verdict_after": now.verdict,
        "decided_at": timezone.now(),
        "decided_by": by,
    }
    told_until = round_.told_until()
    if earlier and told_until and earlier.decided_at <= told_until:
        decided["told"] = earlier.content
    decision, _ = Decision.objects.update_or_create(remark=remark, defaults=decided)
    old = {"is_adopted": earlier.is_adopted, "reason": earlier.reason} if earlier else {}
    new = {"is_adopted": is_adopted, "reason": reason}
    log.changed(Kind.DECISION, decision, of=round_, by=by, about=f"{round_}: {remark}", old=old, new=new)
    return decision


def _as_it_is_now(about: Finding | Round | None) -> Finding | Round | None:
    if isinstance(about, Finding):
        return Finding.objects.select_related("indicator", "approach").get(pk=about.pk)
    return about and Round.objects.get(pk=about.pk)


def _change(
    row: Finding | Round | None,
    round_: Round,
    by: User,
    becomes: NewText | None,
    earlier: Decision | None,
    *,
    is_adopted: bool,
) -> tuple[Said, Said]:
    """Change the text as was decided; what it said before the decision, and says after it. Empty where nothing did."""
    nothing = Said("")
    if row is None:
        return nothing, nothing
    now, before = Said.by(row), None
    if earlier and _left_by(earlier, now):
        before = Said(earlier.text_before, earlier.verdict_before or now.verdict)
    if not is_adopted:
        if before:
            _put_back(row, round_, by, before)
        return nothing, nothing
    if becomes:
        row = _save(row, round_, by, becomes)
    was, became = before or now, Said.by(row)
    if was == became:
        return nothing, nothing
    if was.verdict == became.verdict:
        return Said(was.text), Said(became.text)
    return was, became


def _left_by(decision: Decision, now: Said) -> bool:
    """Whether a text still is as a decision made it."""
    return decision.changes_text and now == Said(decision.text_after, decision.verdict_after or now.verdict)


def _put_back(row: Finding | Round, round_: Round, by: User, before: Said) -> None:
    """Make a text again what it was; of a finding the last version that said so tells its fields apart.

    No version says all of it where another decision changed the verdict since; then one with that text does.
    """
    if isinstance(row, Round):
        _save(row, round_, by, NewText(row.development_version, before.text))
        return
    saved, given = row.revisions.order_by("-version"), row.released.order_by("-release__number")
    versions: list[FindingRevision | ReleasedFinding] = [*saved, *given]
    found = next((each for each in versions if Said.by(each) == before), None)
    if found is None:
        alike = (each for each in versions if Said.by(each).text == before.text)
        has_reason = before.verdict == Verdict.NOT_ASSESSED
        found = next((each for each in alike if bool(each.reason) == has_reason), None)
    if found is None:
        raise NotPutBack
    said = {"text": found.explanation, "verdict": before.verdict, "reason": found.reason}
    _save(row, round_, by, NewText(row.version, **said))


def _save(row: Finding | Round, round_: Round, by: User, becomes: NewText) -> Finding | Round:
    if isinstance(row, Round):
        said = {"version": becomes.version, "development": becomes.text}
        return save_development(round_, by=by, by_deciding=True, **said)
    return save_finding(
        row,
        by=by,
        of=round_,
        by_deciding=True,
        version=becomes.version,
        verdict=becomes.verdict,
        reason=becomes.reason,
        explanation=becomes.text,
        private_note=row.private_note,
        expected_on=row.expected_on if becomes.verdict == Verdict.MEETS else None,
        contact_moments=row.contact_moments.all(),
    )
