"""Being heard of in a round that one has open to write."""

from django.utils import timezone

from assessments.actions.rounds import refusal_to_write
from assessments.models import Presence


def be_present(round_, *, by):
    """Note that `by` has the round open now, in one statement; raises NotOnTheTeam or RoundIsFinal."""
    if refusal := refusal_to_write(round_, by=by):
        raise refusal
    Presence.objects.bulk_create(
        [Presence(round=round_, user=by, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["round", "user"],
        update_fields=["seen_at"],
    )
