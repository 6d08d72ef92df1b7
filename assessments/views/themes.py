"""The page on which a round is recorded: the points of one theme as one form."""

from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from assessments.actions.approvals import changed_by_deciding, refusal_to_approve
from assessments.actions.comments import refusal_to_comment
from assessments.actions.findings import verdicts_stay
from assessments.actions.steps import leads_to_factsheet
from assessments.models import History
from assessments.views.cards import lay_out_cards, new_page, parts_of, rounds_for
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role


def describe(round_, theme_pk, user, *, bound=None, preview=None, page=None):
    """What the page of a theme shows; `bound` are the forms that were just sent in, by finding.

    `page` says how the page was known that sent them: it comes back as the same one, and goes on counting.
    """
    history, writes, bound = History.of(round_), round_.can_be_written_by(user), bound or {}
    parts = parts_of(history, round_.year)
    place = next((place for place, part in enumerate(parts) if part.theme_pk == theme_pk), None)
    if place is None:
        raise Http404
    part, moments = parts[place], list(round_.contact_moments.all())
    is_follow_up, own = leads_to_factsheet(round_), changed_by_deciding(round_, user)
    cards = lay_out_cards(
        history,
        part.findings,
        moments,
        writes=writes,
        bound=bound,
        preview=preview,
        is_first_test=not is_follow_up,
        keeps_verdicts=writes and verdicts_stay(round_),
    )
    return {
        "round": round_,
        "parts": parts,
        "part": part,
        "cards": cards,
        "to_approve": [
            card for card in cards if card.finding.pk not in own and card.waits_for_approval_by(user)
        ],
        "previous": parts[place - 1] if place else None,
        "following": parts[place + 1] if place + 1 < len(parts) else None,
        "next_open": next_open(history, round_, after=part.findings[-1]),
        "contact_moments": moments,
        "several_approaches": len(history.approaches_in(round_.year)) > 1,
        "leads_to_factsheet": is_follow_up,
        "may_write": writes,
        "may_settle": writes or user.role == Role.COORDINATOR,
        "others": [presence.user for presence in round_.presences.besides(user)] if writes else [],
        "may_read_notes": user.role in READERS_OF_NOTES,
        "may_approve": refusal_to_approve(round_, by=user) is None,
        "may_comment": refusal_to_comment(round_, by=user) is None,
        "page": page or {"saved_from": new_page(), "saved_nth": 0},
    }


def next_open(history, round_, *, after):
    """The next open point after a finding, from the top again after the last."""
    ordered = history.of_round(round_.year)
    place = [finding.pk for finding in ordered].index(after.pk)
    following = [*ordered[place + 1 :], *ordered[:place]]
    return next((finding for finding in following if finding.is_open), None)


@method_decorator(open_to(*READERS_OF_CASE_FILES), name="dispatch")
class ThemeDetail(DetailView):
    """The points of one theme of a round: read, and recorded by the team."""

    template_name = "assessments/theme.html"
    context_object_name = "round"

    def get_queryset(self):
        return rounds_for(self.request.user)

    def get_context_data(self, **kwargs):
        described = describe(self.object, self.kwargs["theme_pk"], self.request.user)
        return super().get_context_data(**described, **kwargs)
