"""Recording what a round finds."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments.actions import Refused
from assessments.actions.rounds import hold_for_writing
from assessments.models import Finding, FindingRevision
from assessments.texts import normalise
from assessments.verdicts import Verdict


class SavedBySomebodyElse(Refused):
    """The finding was saved by another after the version that this writer started from."""

    message = "Iemand anders heeft deze bevinding intussen opgeslagen. Uw tekst staat hieronder nog."


class ReasonMissing(Refused):
    """A finding was called not assessed without saying why."""

    message = "Geef de reden waarom dit punt niet is beoordeeld."


@transaction.atomic
def record(finding, *, by, version, verdict, reason="", explanation=""):
    """Save a verdict with its explanation, if the finding still is at the `version` that `by` started from.

    One conditional UPDATE decides who of two simultaneous writers wins. What stays the same makes no new
    version. Returns the finding as it now is; raises NotOnTheTeam, RoundIsFinal, ReasonMissing or
    SavedBySomebodyElse.
    """
    hold_for_writing(finding.round_id, by=by)
    explanation, reason = normalise(explanation), normalise(reason) if verdict == Verdict.NOT_ASSESSED else ""
    if verdict == Verdict.NOT_ASSESSED and not reason:
        raise ReasonMissing
    content = {"verdict": verdict, "reason": reason, "explanation": explanation}
    changed = {"changed_at": timezone.now(), "changed_by": by}
    current = Finding.objects.filter(pk=finding.pk, **content).first()
    if current:
        return current
    saved = Finding.objects.filter(pk=finding.pk, version=version).update(
        **content, **changed, version=F("version") + 1
    )
    if not saved:
        raise SavedBySomebodyElse
    FindingRevision.objects.create(finding=finding, version=version + 1, **content, **changed)
    return Finding.objects.get(pk=finding.pk)
