"""Recording what a round finds."""

from collections import Counter

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from assessments.actions import Refused, check_length, log, saves
from assessments.actions.rounds import hold_for_writing
from assessments.actions.saves import SavedFirst
from assessments.actions.writers import add_writers, settle
from assessments.models import ContactMoment, Edition, Finding, FindingRevision, Outcome, Round
from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.texts import for_search, normalise
from assessments.verdicts import Verdict
from stj_toezicht.log.kinds import Kind

LONGEST = {
    "reason": Finding._meta.get_field("reason").max_length,
    "explanation": MAX_TEXT_LENGTH,
    "private_note": MAX_TEXT_LENGTH,
}


PRINTED = ("verdict", "reason", "explanation")


class SavedBySomebodyElse(SavedFirst):
    """The finding was saved by another after the version that this writer started from."""

    message = "Iemand anders heeft deze bevinding intussen opgeslagen. Uw tekst staat hieronder nog."


class ReasonMissing(Refused):
    """A finding was called not assessed without saying why."""

    message = "Geef de reden waarom dit punt niet is beoordeeld."


class PlanWithoutVerdict(Refused):
    """Something other than a √ was said to rest on a plan."""

    message = "Alleen “Voldoet” kan op een voornemen berusten."


class VerdictIsFollowedUp(Refused):
    """A correction would change a verdict on which a later round rests."""

    message = (
        "Dit oordeel kan niet meer wijzigen: het is gepubliceerd, en op deze ronde volgde al een volgende die erop"
        " berust. De toelichting kunt u wel wijzigen."
    )


@transaction.atomic
def record(finding, *, by, **said):
    """Save all that a finding says, as `save_finding` does, for an inspector on the team.

    Returns the finding as it now is; raises NotOnTheTeam, RoundIsFinal, WithTheMunicipality, and what that raises.
    """
    return save_finding(finding, by=by, of=hold_for_writing(finding.round_id, by=by), **said)


def save_finding(
    finding,
    *,
    by,
    of,
    version,
    verdict,
    reason="",
    explanation="",
    private_note="",
    expected_on=None,
    contact_moments=(),
    saved_from="",
    saved_nth=0,
    by_deciding=False,
):
    """Save all that a finding of the round `of`, which is held, says, if it is at the `version` that `by` started from.

    That `by` may is for the caller to know; `by_deciding` is who does so with a decision on what the municipality said.
    `saved_from` names the page in the browser that sends this and `saved_nth` counts its saves
    (`assessments.actions.saves`).

    Of the contact moments only those of the round that are still there are kept.
    One conditional UPDATE decides who of two simultaneous writers wins. What stays the same makes no new
    version. Returns the finding as it now is; raises ReasonMissing, PlanWithoutVerdict, TextTooLong,
    VerdictIsFollowedUp, SavedBySomebodyElse or SentTooLate.
    """
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
    moments = _still_in_the_round(finding, contact_moments)
    named = Finding.contact_moments.through.objects.filter(finding=finding.pk)
    were_named = sorted(named.values_list("contactmoment", flat=True))
    as_named = moments == were_named
    page = {"saved_from": saved_from, "saved_nth": saved_nth}
    waiting = finding.overtaken.waiting()
    named_in_log = Finding.objects.select_related("round__municipality", "approach", "indicator")
    current = named_in_log.annotate(
        has_second_version=Exists(waiting), is_followed_up=_is_followed_up(of)
    ).get(pk=finding.pk)
    for name, longest in LONGEST.items():
        check_length(content[name], longest, standing=getattr(current, name))
    if current.is_followed_up and verdict != current.verdict:
        raise VerdictIsFollowedUp
    if current.version != version:
        version = saves.reached(finding.revisions, version, by=by, **page)
    goes_on = Finding.objects.filter(pk=finding.pk, version=version).exclude(saves.is_late(**page))
    if as_named and all(getattr(current, name) == value for name, value in content.items()):
        if saved_nth:  # or a late request of this page would undo that the text is again as it was
            goes_on.update(**page)
        return current
    changed = {"changed_at": timezone.now(), "changed_by": by}
    rises = any(getattr(current, name) != content[name] for name in PRINTED)
    saved = goes_on.update(
        **content,
        **changed,
        **page,
        search_text=for_search(content["explanation"], content["reason"]),
        version=F("version") + 1,
        text_version=F("text_version") + (1 if rises else 0),
    )
    if not saved:
        raise _refusal(finding, by=by, **page)
    add_writers(of.pk, [by.pk], by_deciding=by_deciding)
    finding = Finding.objects.get(pk=finding.pk)
    if not as_named:
        finding.contact_moments.set(moments)
    FindingRevision.objects.create(
        finding=finding,
        version=finding.version,
        text_version=finding.text_version,
        contact_moments=moments,
        **content,
        **changed,
        **page,
    )
    old, new = {name: getattr(current, name) for name in content}, dict(content)
    if not as_named:
        old["contact_moments"], new["contact_moments"] = _named(were_named, moments)
    log.changed(Kind.FINDING, finding, of=of, by=by, about=str(current), old=old, new=new)
    if current.has_second_version:  # of what is stored now somebody else may have typed the same
        same = waiting.filter(**content, contact_moments=moments)
        settle(same, Outcome.SAME, of=of, by=by, at=changed["changed_at"])
    return finding


def verdicts_stay(round_: Round) -> bool:
    """Whether the verdicts of a round can't change any more: it was published, and a later round rests on them."""
    later = Round.objects.filter(case_file=round_.case_file_id, year__gt=round_.year)
    return round_.editions.exists() and later.exists()


def _is_followed_up(round_):
    """Whether a round was published, and a later one of its case file began with what it found."""
    later = Round.objects.filter(case_file=round_.case_file_id, year__gt=round_.year)
    return Exists(Edition.objects.filter(round=OuterRef("round"))) & Exists(later)


def _named(*lists):
    """Lists of contact moments in words, which say the same when they are no more; two alike by their row, too."""
    found = ContactMoment.objects.filter(pk__in={pk for each in lists for pk in each})
    words = {moment.pk: moment.told for moment in found}
    often = Counter(words.values())
    told = {pk: word if often[word] == 1 else f"{word} (rij {pk})" for pk, word in words.items()}
    return [[told[pk] for pk in told if pk in each] for each in lists]


@transaction.atomic
def record_all(contents, *, by, **page):
    """Record several findings of one round, each with its content: all of them, or none where one is refused.

    Returns those that somebody or the page itself saved first, each with the SavedFirst that says which.
    Raises what else `record` raises.
    """
    beaten = {}
    for finding, content in contents.items():
        try:
            record(finding, by=by, **content, **page)
        except SavedFirst as refusal:
            beaten[finding] = refusal
    return beaten


def _still_in_the_round(finding, contact_moments):
    """The keys of the contact moments that a finding can rest on: one may be removed while somebody types."""
    keys = [moment.pk for moment in contact_moments]
    of_round = ContactMoment.objects.filter(round=finding.round_id, pk__in=keys)
    return sorted(of_round.values_list("pk", flat=True))


def _refusal(finding, *, by, **page):
    standing = Finding.objects.values_list("saved_from", "saved_nth").get(pk=finding.pk)
    return saves.refusal(standing, finding.revisions, finding.overtaken, SavedBySomebodyElse(), by=by, **page)
