"""Which save of a text counts: one rule for late requests, of findings and of the narrative.

A page in somebody's browser names itself (`saved_from`) and counts what it sends (`saved_nth`). It goes on from its
own earlier saves also when the answers to those got lost. What it sent earlier changes nothing any more, nor does
what it sends after another page has saved.
"""

from django.db.models import Max, Q

from assessments.actions import Refused


class SavedFirst(Refused):
    """The text was saved from elsewhere after the version that this writer started from."""


class SentTooLate(SavedFirst):
    """The page itself saved something that it sent later; `saved_nth` is the highest number known of it."""

    message = "Deze pagina heeft daarna al iets nieuwers opgeslagen. Kijk na wat hieronder staat."

    def __init__(self, saved_nth):
        self.saved_nth = saved_nth
        super().__init__()


def reached(revisions, version, *, by, saved_from, saved_nth):
    """The version to which a page itself, and nobody else, has brought what it began at `version`."""
    own = revisions.filter(version__gt=version, changed_by=by, saved_from=saved_from)
    earlier = own.filter(saved_nth__lt=saved_nth) if saved_from else own.none()
    for number in earlier.order_by("version").values_list("version", flat=True):
        if number > version + 1:
            break
        version = number
    return version


def is_late(*, saved_from, saved_nth, prefix=""):
    """Whether the row of a text, in which the fields begin with `prefix`, has this save of a page or a later one."""
    if not saved_nth:
        return Q(pk__in=[])
    return Q(**{f"{prefix}saved_from": saved_from, f"{prefix}saved_nth__gte": saved_nth})


def refusal(standing, revisions, overtaken, otherwise, *, by, saved_from, saved_nth):
    """Why a save was not taken: the same page has sent something since, or `otherwise` another has saved.

    `standing` are the name and the number of the page that saved last.
    """
    if not (saved_from and saved_nth):
        return otherwise
    later = {"saved_from": saved_from, "saved_nth__gte": saved_nth}
    rows = revisions.filter(changed_by=by, **later), overtaken.filter(typed_by=by, **later)
    known = [found.aggregate(highest=Max("saved_nth"))["highest"] or 0 for found in rows]
    name, number = standing
    highest = max(*known, number if name == saved_from and number >= saved_nth else 0)
    return SentTooLate(highest) if highest else otherwise
