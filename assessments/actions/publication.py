"""Publishing: from a round to a frozen edition."""

import hashlib

from django.db import transaction
from django.utils import timezone

from assessments import readiness
from assessments.actions import Refused
from assessments.factsheet import pdf
from assessments.factsheet.drafting import draft
from assessments.models import Edition, Round
from stj_toezicht.accounts.models import Role, User


class OnlyACoordinatorPublishes(Refused):
    """Somebody else presses the button."""

    message = "Alleen een coördinator kan een factsheet publiceren."


class NothingWasFollowedUp(Refused):
    """A first test has no improvement points to report on."""

    message = "Een eerste toets volgt nog niets op en heeft daarom geen factsheet met verbeterpunten."


class NotReady(Refused):
    """Something that a factsheet needs is missing."""

    message = "Dit factsheet kan nog niet worden gepubliceerd, want er ontbreekt nog iets."


class AlreadyPublished(Refused):
    """The round has an edition."""

    message = "Dit factsheet is al gepubliceerd."


class ChangedMeanwhile(Refused):
    """Somebody saved something after the coordinator saw the factsheet."""

    message = "Er is intussen iets gewijzigd in deze ronde. Hieronder staat hoe het factsheet nu is."


class AddressTaken(Refused):
    """The municipality has a factsheet of this year already, under another framework."""

    message = "Van deze gemeente is al een factsheet van dit jaar gepubliceerd."


def leads_to_factsheet(round_: Round) -> bool:
    """Whether a round follows up an earlier one, and so has outcomes of improvement points to publish."""
    return Round.objects.follow_ups().filter(pk=round_.pk).exists()


def _refuse_what_is_not_ready(round_: Round) -> None:
    if missing := readiness.missing(round_):
        raise NotReady(" ".join(result.message for result in missing))


def publish(round_: Round, *, by: User, seen: str | None = None) -> Edition:
    """Publish a round: finalise it and freeze what its factsheet says, with the PDF and its hash.

    `seen` is the fingerprint of the factsheet that the coordinator looked at, so that nothing goes out unseen.

    The PDF is made outside the transaction; inside it is checked that the rows still say the same. Raises
    OnlyACoordinatorPublishes, AlreadyPublished, AddressTaken, NothingWasFollowedUp, NotReady or ChangedMeanwhile,
    and then nothing has changed.
    """
    if by.role != Role.COORDINATOR:
        raise OnlyACoordinatorPublishes
    if round_.editions.exists():
        raise AlreadyPublished
    if not leads_to_factsheet(round_):
        raise NothingWasFollowedUp
    _refuse_what_is_not_ready(round_)
    now = timezone.now()
    factsheet = draft(round_, published_on=timezone.localdate(now))
    if seen is not None and seen != factsheet.fingerprint():
        raise ChangedMeanwhile
    document = pdf.render(factsheet)
    with transaction.atomic():
        held = Round.objects.select_for_update(of=["self"]).get(pk=round_.pk)
        if held.editions.exists():
            raise AlreadyPublished
        if Edition.objects.filter(slug=factsheet.slug, year=factsheet.year).exists():
            raise AddressTaken
        if draft(held, published_on=factsheet.published_on) != factsheet:
            raise ChangedMeanwhile
        _refuse_what_is_not_ready(held)
        if not held.is_final:
            Round.objects.filter(pk=held.pk).update(finalised_at=now, finalised_by=by)
        return Edition.objects.create(
            round=held,
            number=1,
            slug=factsheet.slug,
            year=factsheet.year,
            municipality_name=factsheet.municipality,
            content=factsheet.to_snapshot(),
            pdf=document,
            sha256=hashlib.sha256(document).hexdigest(),
            published_at=now,
            published_by=by,
        )
