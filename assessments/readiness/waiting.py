"""What waits in one round for somebody: mostly nothing, which one query tells, instead of one for each kind."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef

from assessments.models import (
    Comment,
    OvertakenDevelopment,
    OvertakenFinding,
    Round,
    Signatory,
    Waiver,
)
from stj_toezicht.statements import Given, Statement


class Waiting(NamedTuple):
    """Of which kinds there is something."""

    second_versions: bool = True
    second_developments: bool = True
    comments: bool = True
    waivers: bool = True
    signatories: bool = True


ANYTHING = Waiting()
NOTHING = Waiting(*[False for _ in Waiting._fields])
_OPEN = Comment.objects.open()
_LOOK = Statement(
    lambda: (
        Round.objects.filter(pk=Given("pk"))
        .order_by()
        .annotate(
            second_versions=Exists(OvertakenFinding.objects.waiting().filter(finding__round=OuterRef("pk"))),
            second_developments=Exists(OvertakenDevelopment.objects.waiting().filter(round=OuterRef("pk"))),
            comments=Exists(_OPEN.filter(finding__round=OuterRef("pk")))
            | Exists(_OPEN.filter(development_of=OuterRef("pk"))),
            given_waivers=Exists(Waiver.objects.given().filter(round=OuterRef("pk"))),
            signatories=Exists(Signatory.objects.filter(framework=OuterRef("case_file__framework"))),
        )
        .values_list("second_versions", "second_developments", "comments", "given_waivers", "signatories")
    )
)


def waiting_in(round_: Round) -> Waiting:
    """Of which kinds something waits in a round; in one that was removed meanwhile, nothing."""
    found = _LOOK.first(pk=round_.pk)
    return Waiting(*map(bool, found)) if found else NOTHING
