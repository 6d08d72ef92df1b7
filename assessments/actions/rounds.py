"""Writing in a round, and its narrative."""

from django.db import transaction
from django.db.models import Exists, F
from django.utils import timezone

from assessments.actions import Refused, check_length, log, saves
from assessments.actions.saves import SavedFirst
from assessments.actions.steps import hold_by_key
from assessments.actions.writers import add_writers, settle
from assessments.models import DevelopmentRevision, Outcome, Round
from assessments.models.findings import MAX_TEXT_LENGTH
from assessments.texts import normalise
from stj_toezicht.log.kinds import Kind


class NotOnTheTeam(Refused):
    """Somebody writes in a case file of which they are not on the team."""

    message = "U zit niet in het team van dit dossier, dus u kunt hierin niets vastleggen."


class RoundIsFinal(Refused):
    """Something would change in a round that was finalised."""

    message = "Deze ronde is vastgesteld. Er kan niets meer in worden gewijzigd."


class WithTheMunicipality(Refused):
    """The team would change a text that the municipality was given to answer."""

    message = (
        "Het concept van deze ronde ligt bij de gemeente voor wederhoor. De tekst wijzigt nu alleen door een besluit"
        " op wat de gemeente zegt."
    )


class DevelopmentChanged(SavedFirst):
    """The narrative was saved by another after the version that this writer started from."""

    message = "Iemand anders heeft de ontwikkeling intussen opgeslagen. Uw tekst staat hieronder nog."


def refusal_to_write(round_, *, by):
    """Why `by` can't write in a round, or None when they can."""
    if not round_.case_file.has_on_team(by):
        return NotOnTheTeam()
    if round_.is_final:
        return RoundIsFinal()
    return None if round_.is_being_written else WithTheMunicipality()


def hold_for_writing(round_pk, *, by):
    """Hold a round until the end of the transaction, so that it isn't finalised while `by` writes in it.

    Returns the round; raises NotOnTheTeam, RoundIsFinal or WithTheMunicipality.
    """
    round_ = hold_by_key(round_pk)
    if refusal := refusal_to_write(round_, by=by):
        raise refusal
    return round_


@transaction.atomic
def write_development(round_, *, by, version, development, saved_from="", saved_nth=0):
    """Save the narrative, if it still is at the `version` that `by` started from.

    `saved_from` and `saved_nth` say which save of which page it is (`assessments.actions.saves`). Returns the round
    as it now is; raises NotOnTheTeam, RoundIsFinal, WithTheMunicipality, and what `save_development` raises.
    """
    held = hold_for_writing(round_.pk, by=by)
    page = {"saved_from": saved_from, "saved_nth": saved_nth}
    return save_development(held, by=by, version=version, development=development, **page)


def save_development(round_, *, by, version, development, saved_from="", saved_nth=0, by_deciding=False):
    """Save the narrative of a round that is held, for who was found to be allowed to.

    `by_deciding` is who does so with a decision on what the municipality said. Raises TextTooLong,
    DevelopmentChanged or SentTooLate.
    """
    development, page = normalise(development), {"saved_from": saved_from, "saved_nth": saved_nth}
    waiting = round_.overtaken_developments.waiting()
    rounds = Round.objects.select_related("municipality").annotate(has_second_version=Exists(waiting))
    current = rounds.get(pk=round_.pk)
    check_length(development, MAX_TEXT_LENGTH, standing=current.development)
    if current.development_version != version:
        version = saves.reached(round_.development_revisions, version, by=by, **page)
    is_late = saves.is_late(prefix="development_", **page)
    goes_on = Round.objects.filter(pk=round_.pk, development_version=version).exclude(is_late)
    saved_as = {"development_saved_from": saved_from, "development_saved_nth": saved_nth}
    if current.development == development:
        if saved_nth:  # or a late request of this page would undo that the text is again as it was
            goes_on.update(**saved_as)
        return current
    now = timezone.now()
    saved = goes_on.update(
        development=development,
        development_version=F("development_version") + 1,
        text_version=F("text_version") + 1,
        development_changed_at=now,
        development_changed_by=by,
        **saved_as,
    )
    if not saved:
        raise _refusal(round_, by=by, **page)
    add_writers(round_.pk, [by.pk], by_deciding=by_deciding)
    round_ = Round.objects.get(pk=round_.pk)
    DevelopmentRevision.objects.create(
        round=round_,
        version=round_.development_version,
        development=development,
        changed_at=now,
        changed_by=by,
        **page,
    )
    log.changed(
        Kind.DEVELOPMENT,
        round_,
        of=round_,
        by=by,
        about=str(current),
        old={"development": current.development},
        new={"development": development},
    )
    if current.has_second_version:
        settle(waiting.filter(development=development), Outcome.SAME, of=round_, by=by, at=now)
    return round_


def _refusal(round_, *, by, **page):
    saved_as = ("development_saved_from", "development_saved_nth")
    standing = Round.objects.values_list(*saved_as).get(pk=round_.pk)
    revisions, overtaken = round_.development_revisions, round_.overtaken_developments
    return saves.refusal(standing, revisions, overtaken, DevelopmentChanged(), by=by, **page)
