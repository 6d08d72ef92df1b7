from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from assessments.actions.approvals import changed_by_deciding, refusal_to_approve
from assessments.actions.comments import refusal_to_comment
from assessments.models import History
from assessments.views.cards import parts_of, rounds_for
from assessments.views.publication import readiness_of
from assessments.views.releases import drafts_given
from assessments.views.sign_offs import signatures_of
from assessments.views.standings import filters_for, shown_under, standings_of, with_numbers
from assessments.views.steps import stands_where
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role


def describe(round_, user, wanted):
    """What the overview of a round shows; `wanted` is the name of a filter on its points."""
    reads_notes = user.role in READERS_OF_NOTES
    filters = filters_for(team=reads_notes)
    chosen = next((each for each in filters if each.name == wanted), filters[0])
    history = History.of(round_)
    comments = list(round_.development_comments.as_conversation()) if reads_notes else []
    parts, standings = parts_of(history, round_.year), standings_of(history, round_)
    return {
        "round": round_,
        "parts": parts,
        "filters": with_numbers(filters, chosen, standings.values()),
        "chosen": chosen,
        "shown": list(shown_under(parts, standings, chosen)),
        "points": len(standings),
        "filled": sum(part.filled for part in parts),
        "next_open": next((each.finding for each in standings.values() if each.finding.is_open), None),
        "several_approaches": len(history.approaches_in(round_.year)) > 1,
        "contact_moments": round_.contact_moments.with_numbers(),
        "removed": removed_along(round_),
        "versions": round_.overtaken_developments.waiting().select_related("typed_by"),
        "edition": round_.editions.without_files().select_related("withdrawal").first(),
        "drafts_given": drafts_given(round_, user),
        **stands_where(round_, user),
        **readiness_of(round_, user, history),
        **signatures_of(round_, user),
        "may_write": (writes := round_.can_be_written_by(user)),
        "may_settle": writes or user.role == Role.COORDINATOR,
        "may_read_notes": reads_notes,
        "comments": comments,
        "resolved_comments": [comment for comment in comments if not comment.is_open],
        "may_comment": refusal_to_comment(round_, by=user) is None,
        "may_approve": refusal_to_approve(round_, by=user) is None
        and None not in changed_by_deciding(round_, user),
        "approvals": list(
            round_.approvals.with_standing()
            .filter(finding=None)
            .select_related("approved_by")
            .order_by("-pk")
        ),
    }


def removed_along(round_):
    """The documents that went with a contact moment of the round; of the others its own page tells."""
    gone = round_.removed_attachments.exclude(contact_moment__in=round_.contact_moments.values("pk"))
    return gone.select_related("added_by", "removed_by")


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class RoundDetail(DetailView):
    """Where a round stands, and the way to each of its points."""

    template_name = "assessments/round.html"
    context_object_name = "round"

    def get_queryset(self):
        return rounds_for(self.request.user).select_related("development_changed_by")

    def get_context_data(self, **kwargs):
        wanted = self.request.GET.get("toon", "")
        return super().get_context_data(**describe(self.object, self.request.user, wanted), **kwargs)
