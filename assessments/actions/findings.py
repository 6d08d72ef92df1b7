"""Recording what a round finds."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from assessments.actions import Refused
from assessments.actions.rounds import hold_for_writing
from assessments.models import Finding, FindingRevision
from assessments.texts import for_search, normalise
from assessments.verdicts import Verdict


class SavedBySomebodyElse(Refused):
    """The finding was saved by another after the version that this writer started from."""

    message = "Iemand anders heeft deze bevinding intussen opgeslagen. Uw tekst staat hieronder nog."


class ReasonMissing(Refused):
    """A finding was called not assessed without saying why."""

    message = "Geef de reden waarom dit punt niet is beoordeeld."


class PlanWithoutVerdict(Refused):
    """Something other than a √ was said to rest on a plan."""

    message = "Alleen “Voldoet” kan op een voornemen berusten."


@transaction.atomic
def record(
    finding,
    *,
    by,
    version,
    verdict,
    reason="",
    explanation="",
    private_note="",
    expected_on=None,
    contact_moments=(),
    saved_from="",
    saved_nth=0,
):
    """Save all that a finding says, if it still is at the `version` that `by` started from.

    `saved_from` names the page in the browser that sends this and `saved_nth` counts its saves: the same page goes
    on from its own earlier save also when the answer to that got lost, and its late requests change nothing.

    One conditional UPDATE decides who of two simultaneous writers wins. What stays the same makes no new
    version. Returns the finding as it now is; raises NotOnTheTeam, RoundIsFinal, ReasonMissing,
    PlanWithoutVerdict or SavedBySomebodyElse.
    """
    hold_for_writing(finding.round_id, by=by)
    content = {
        "verdict": verdict,
        "reason": normalise(reason) if verdict == Verdict.NOT_ASSESSED else "",
        "explanation": normalise(explanation),
        "private_note": normalise(private_note),
        "expected_on": expected_on,
    }
    if verdict == Verdict.NOT_ASSESSED and not content["reason"]:
        raise ReasonMissing
    if expected_on and verdict != Verdict.MEETS:
        raise PlanWithoutVerdict
    moments = sorted(moment.pk for moment in contact_moments)
    named = Finding.contact_moments.through.objects.filter(finding=finding.pk)
    as_named = moments == sorted(named.values_list("contactmoment", flat=True))
    page = Q(saved_from=saved_from, saved_nth__lt=saved_nth, changed_by=by) if saved_from else Q(pk__in=[])
    is_late = Q(saved_from=saved_from, saved_nth__gte=saved_nth) if saved_nth else Q(pk__in=[])
    goes_on = Finding.objects.filter(Q(version=version) | page, pk=finding.pk).exclude(is_late)
    current = Finding.objects.filter(pk=finding.pk, **content).first()
    if current and as_named:
        if saved_nth:  # or a late request of this page would undo that the text is again as it was
            goes_on.update(saved_from=saved_from, saved_nth=saved_nth)
        return current
    changed = {"changed_at": timezone.now(), "changed_by": by}
    saved = goes_on.update(
        **content,
        **changed,
        search_text=for_search(content["explanation"], content["reason"]),
        saved_from=saved_from,
        saved_nth=saved_nth,
        version=F("version") + 1,
    )
    if not saved:
        raise SavedBySomebodyElse
    finding = Finding.objects.get(pk=finding.pk)
    if not as_named:
        finding.contact_moments.set(moments)
    FindingRevision.objects.create(
        finding=finding, version=finding.version, contact_moments=moments, **content, **changed
    )
    return finding
