"""Recording what a round finds."""

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from assessments.actions import Refused
from assessments.actions.rounds import hold_for_writing
from assessments.models import Finding, FindingRevision
from assessments.texts import for_search, normalise
from assessments.verdicts import Verdict


class SavedBySomebodyElse(Refused):
    """The finding was saved by another after the version that this writer started from."""

    message = "Iemand anders heeft deze bevinding intussen opgeslagen. Uw tekst staat hieronder nog."


class SentTooLate(SavedBySomebodyElse):
    """The page itself saved something that it sent later; `saved_nth` is the highest number known of it."""

    message = "Deze pagina heeft daarna al iets nieuwers opgeslagen. Kijk na wat hieronder staat."

    def __init__(self, saved_nth):
        self.saved_nth = saved_nth
        super().__init__()


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
    on from its own earlier saves also when the answers to those got lost, and its late requests change nothing.

    One conditional UPDATE decides who of two simultaneous writers wins. What stays the same makes no new
    version. Returns the finding as it now is; raises NotOnTheTeam, RoundIsFinal, ReasonMissing,
    PlanWithoutVerdict, SavedBySomebodyElse or SentTooLate.
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
    page = {"saved_from": saved_from, "saved_nth": saved_nth}
    current = Finding.objects.get(pk=finding.pk)
    start = version if current.version == version else _reached(finding, version, by=by, **page)
    is_late = Q(saved_from=saved_from, saved_nth__gte=saved_nth) if saved_nth else Q(pk__in=[])
    goes_on = Finding.objects.filter(pk=finding.pk, version=start).exclude(is_late)
    if as_named and all(getattr(current, name) == value for name, value in content.items()):
        if saved_nth:  # or a late request of this page would undo that the text is again as it was
            goes_on.update(**page)
        return current
    changed = {"changed_at": timezone.now(), "changed_by": by}
    saved = goes_on.update(
        **content,
        **changed,
        **page,
        search_text=for_search(content["explanation"], content["reason"]),
        version=F("version") + 1,
    )
    if not saved:
        raise _refusal(finding, by=by, **page)
    finding = Finding.objects.get(pk=finding.pk)
    if not as_named:
        finding.contact_moments.set(moments)
    FindingRevision.objects.create(
        finding=finding, version=finding.version, contact_moments=moments, **content, **changed, **page
    )
    return finding


@transaction.atomic
def record_all(contents, *, by, **page):
    """Record several findings of one round, each with its content: all of them, or none where one is refused.

    Returns those that somebody or the page itself saved first, each with the SavedBySomebodyElse that says which.
    Raises what else `record` raises.
    """
    beaten = {}
    for finding, content in contents.items():
        try:
            record(finding, by=by, **content, **page)
        except SavedBySomebodyElse as refusal:
            beaten[finding] = refusal
    return beaten


def _reached(finding, version, *, by, saved_from, saved_nth):
    """The version to which a page itself, and nobody else, has brought what it began at `version`."""
    own = finding.revisions.filter(version__gt=version, changed_by=by, saved_from=saved_from)
    earlier = own.filter(saved_nth__lt=saved_nth) if saved_from else own.none()
    for reached in earlier.order_by("version").values_list("version", flat=True):
        if reached > version + 1:
            break
        version = reached
    return version


def _refusal(finding, *, by, saved_from, saved_nth):
    """Why a save was not taken: the same page has sent something since, or another has saved."""
    if not (saved_from and saved_nth):
        return SavedBySomebodyElse()
    later = {"saved_from": saved_from, "saved_nth__gte": saved_nth}
    standing = Finding.objects.filter(pk=finding.pk, **later)
    before = finding.revisions.filter(changed_by=by, **later)
    kept = finding.overtaken.filter(typed_by=by, **later)
    known = [rows.aggregate(highest=Max("saved_nth"))["highest"] for rows in (standing, before, kept)]
    highest = max(number or 0 for number in known)
    return SentTooLate(highest) if highest else SavedBySomebodyElse()
