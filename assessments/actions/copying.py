"""Taking texts over from another round, as a concept to go on from."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assessments.actions import Refused
from assessments.actions.findings import record
from assessments.actions.first_tests import start_first_test
from assessments.actions.rounds import NotOnTheTeam, hold_for_writing
from assessments.actions.steps import ChangedMeanwhile, leads_to_factsheet
from assessments.models import Finding, History, Round
from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.texts import escape


class OtherFramework(Refused):
    message = "Die ronde hoort bij een ander toetsingskader, dus de punten zijn niet dezelfde."


class SameRound(Refused):
    message = "Kies een andere ronde dan deze."


class NothingToTakeOver(Refused):
    message = (
        "Er is geen tekst om over te nemen: overal staat al iets, of de andere ronde heeft er geen tekst bij."
    )


class NoFirstTest(Refused):
    message = "Alleen een eerste toets kan als geheel worden gekopieerd."


class NotAllowedToRead(Refused):
    message = "Die ronde kunt u niet lezen."


@dataclass(frozen=True)
class Take:
    """What would come in on one point: the `text`, or nothing where something stands or there is no text."""

    finding: Finding
    wording: str
    heading: str
    text: str

    @property
    def stays(self) -> bool:
        """Whether something is recorded already, which is never overwritten."""
        return not self.finding.is_blank

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > MAX_TEXT_LENGTH

    @property
    def comes_in(self) -> bool:
        return bool(self.text) and not self.stays and not self.is_too_long


def would_come_in(round_: Round, source: Round) -> list[Take]:
    """Per point of a round what the `source` has on it.

    Within one case file that is what stands there for the approach and all that went up in it; from another, for
    the approach of the same name, or else for all of them. Verdicts, notes, comments and contact moments stay.
    """
    history = History.of(round_)
    source_history = history if source.case_file_id == round_.case_file_id else History.of(source)
    found = [finding for finding in source_history.findings if finding.round_id == source.pk]
    names = {finding.approach.name.casefold() for finding in found}
    takes = []
    for finding in history.of_round(round_.year):
        on_indicator = [other for other in found if other.indicator_id == finding.indicator_id]
        if source_history is history:
            members = {member.pk for member in history.predecessors(finding.approach)}
            lines = [other for other in on_indicator if other.approach_id in members]
        elif (name := finding.approach.name.casefold()) in names:
            lines = [other for other in on_indicator if other.approach.name.casefold() == name]
        else:
            lines = on_indicator
        heading = history.theme(finding.indicator).heading
        takes.append(Take(finding, history.wording(finding.indicator), heading, _joined(lines)))
    return takes


def _joined(findings: Sequence[Finding]) -> str:
    """Their explanations as one text; where they differ, each under the name of its approach."""
    said = [finding for finding in findings if finding.explanation]
    texts = list(dict.fromkeys(finding.explanation for finding in said))
    if len(texts) < 2:
        return "".join(texts)
    return "\n\n".join(
        f"Aanpak {escape(finding.approach.name)}:\n\n{finding.explanation}" for finding in said
    )


def fingerprint(takes: Sequence[Take]) -> str:
    """What tells two previews apart: which texts come in where."""
    rows = [(take.finding.pk, take.finding.version, take.text) for take in takes if take.comes_in]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


@transaction.atomic
def take_texts_over(round_, *, source, by, seen):
    """Fill the points of a round in which nothing is recorded yet with the explanations of `source`.

    `seen` is the fingerprint of what `by` was shown. Everything goes through `record`, so each point gets a new
    version with who and when. Returns how many points were filled; raises NotOnTheTeam, RoundIsFinal,
    NotAllowedToRead, SameRound, OtherFramework, ChangedMeanwhile or NothingToTakeOver.
    """
    held = hold_for_writing(round_.pk, by=by)
    _refuse_source(held, source, by)
    takes = would_come_in(held, source)
    if seen != fingerprint(takes):
        raise ChangedMeanwhile("Er is intussen iets gewijzigd. Hieronder staat wat er nu zou binnenkomen.")
    return _fill(takes, by=by)


@transaction.atomic
def copy_first_test(source, *, to, year, by):
    """Start a first test in a case file without rounds: the approaches of `source` by name, all indicators, and
    its explanations as a concept.

    Raises what `start_first_test` does, NotOnTheTeam also for a coordinator, who records no texts, and
    NoFirstTest, NotAllowedToRead or OtherFramework.
    """
    if not to.has_on_team(by):
        raise NotOnTheTeam
    if leads_to_factsheet(source):
        raise NoFirstTest
    if source.case_file.framework_id != to.framework_id:
        raise OtherFramework
    names = [approach.name for approach in History.of(source).approaches_in(source.year)]
    round_ = start_first_test(to, year=year, approaches=names, by=by)
    _refuse_source(round_, source, by)
    _fill(would_come_in(round_, source), by=by, may_be_nothing=True)
    return round_


def _refuse_source(round_, source, by):
    if not Round.objects.visible_to(by).filter(pk=source.pk).exists():
        raise NotAllowedToRead
    if source.pk == round_.pk:
        raise SameRound
    if source.case_file.framework_id != round_.case_file.framework_id:
        raise OtherFramework


def _fill(takes, *, by, may_be_nothing=False):
    filled = [take for take in takes if take.comes_in]
    if not filled and not may_be_nothing:
        raise NothingToTakeOver
    for take in filled:
        record(
            take.finding,
            by=by,
            version=take.finding.version,
            verdict="",
            explanation=take.text,
            contact_moments=take.finding.contact_moments.all(),
        )
    return len(filled)
