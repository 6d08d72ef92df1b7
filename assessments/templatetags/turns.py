"""The line on top of every page of a case file: where its round stands, and whose turn it is."""

from django import template

from assessments import turns
from assessments.models import CaseFile, Round
from stj_toezicht.access import READERS_OF_CASE_FILES

register = template.Library()


@register.inclusion_tag("includes/turn.html", takes_context=True)
def turn(context):
    """Of the page's round, or else of the newest in its case file; of any other page nothing."""
    user, round_, case_file = (context.get(name) for name in ("user", "round", "case_file"))
    if not (user and user.is_authenticated and user.role in READERS_OF_CASE_FILES):
        return {}
    if isinstance(round_, Round):
        return {"turn": turns.turn_in(round_, user)}
    if isinstance(case_file, CaseFile):
        return {"turn": turns.turn_in_newest(case_file, user), "names_round": True}
    return {}
