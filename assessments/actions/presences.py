"""Being heard of in a round that one has open to write, or in its draft that one has open to answer."""

from django.utils import timezone

from assessments.actions.replies import refusal_to_reply
from assessments.actions.rounds import refusal_to_write
from assessments.models import Presence


def be_present(round_, *, by):
    """Note that `by` has the round open now, in one statement; raises NotOnTheTeam or RoundIsFinal."""
    if refusal := refusal_to_write(round_, by=by):
        raise refusal
    _note(round_, by)


def be_present_at_draft(release, *, by):
    """Note that a contact has the draft of a round open now; raises NotAContact or ClosedForReply."""
    if refusal := refusal_to_reply(release, by=by):
        raise refusal
    _note(release.round, by)


def _note(round_, user):
    Presence.objects.bulk_create(
        [Presence(round=round_, user=user, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["round", "user"],
        update_fields=["seen_at"],
    )
