"""Writing in a round, and its narrative."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from assessments.actions import Refused
from assessments.models import DevelopmentRevision, Round
from assessments.texts import normalise


class NotOnTheTeam(Refused):
    """Somebody writes in a case file of which they are not on the team."""

    message = "U staat niet in het team van dit dossier, dus u kunt hierin niets vastleggen."


class RoundIsFinal(Refused):
    """Something would change in a round that was finalised."""

    message = "Deze ronde is vastgesteld. Er kan niets meer in worden gewijzigd."


class DevelopmentChanged(Refused):
    """The narrative was saved by another after the version that this writer started from."""

    message = "Iemand anders heeft de ontwikkeling intussen opgeslagen. Uw tekst staat hieronder nog."


def refusal_to_write(round_, *, by):
    """Why `by` can't write in a round, or None when they can."""
    if not round_.case_file.has_on_team(by):
        return NotOnTheTeam()
    return RoundIsFinal() if round_.is_final else None


def hold_for_writing(round_pk, *, by):
    """Hold a round until the end of the transaction, so that it isn't finalised while `by` writes in it.

    Returns the round; raises NotOnTheTeam or RoundIsFinal.
    """
    round_ = Round.objects.select_for_update(of=["self"]).select_related("case_file").get(pk=round_pk)
    if refusal := refusal_to_write(round_, by=by):
        raise refusal
    return round_


@transaction.atomic
def write_development(round_, *, by, version, development, saved_from="", saved_nth=0):
    """Save the narrative, if it still is at the `version` that `by` started from.

    `saved_from` and `saved_nth` tell late requests of one page apart, as they do for a finding. Returns the round
    as it now is; raises NotOnTheTeam, RoundIsFinal or DevelopmentChanged.
    """
    hold_for_writing(round_.pk, by=by)
    rounds = Round.objects.filter(pk=round_.pk)
    development, now = normalise(development), timezone.now()
    of_page = Q(development_saved_from=saved_from) if saved_nth else Q(pk__in=[])
    own = of_page & Q(development_changed_by=by)
    is_late = of_page & Q(development_saved_nth__gte=saved_nth)
    goes_on = rounds.filter(Q(development_version=version) | own).exclude(is_late)
    if same := rounds.filter(development=development).first():
        if saved_nth:  # or a late request of this page would undo that the text is again as it was
            goes_on.update(development_saved_from=saved_from, development_saved_nth=saved_nth)
        return same
    saved = goes_on.update(
        development=development,
        development_version=F("development_version") + 1,
        development_saved_from=saved_from,
        development_saved_nth=saved_nth,
        development_changed_at=now,
        development_changed_by=by,
    )
    if not saved:
        raise DevelopmentChanged
    round_ = rounds.get()
    DevelopmentRevision.objects.create(
        round=round_,
        version=round_.development_version,
        development=development,
        changed_at=now,
        changed_by=by,
    )
    return round_
