"""Publishing: from a round to a frozen edition."""

import hashlib

from django.db import transaction
from django.utils import timezone

from assessments.actions import Refused, log
from assessments.actions.steps import ChangedMeanwhile, go, hold, refuse_step
from assessments.factsheet import pdf
from assessments.factsheet.drafting import draft
from assessments.models import Edition, Round
from assessments.steps import PUBLISH
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind


class AddressTaken(Refused):
    """The municipality has a factsheet of this year already, under another framework."""

    message = "Van deze gemeente is al een factsheet van dit jaar gepubliceerd."


def publish(round_: Round, *, by: User, seen: str | None = None) -> Edition:
    """Publish a round that is final: freeze what its factsheet says, with the PDF and its hash.

    `seen` is the fingerprint of the factsheet that the coordinator looked at, so that nothing goes out unseen.

    The PDF is made outside the transaction; inside it is checked that the rows still say the same. Raises what
    `assessments.actions.steps.refuse_step` does, AddressTaken or ChangedMeanwhile, and then nothing has changed.
    """
    refuse_step(round_, PUBLISH, by=by)
    now = timezone.now()
    factsheet = draft(round_, published_on=timezone.localdate(now))
    if seen is not None and seen != factsheet.fingerprint():
        raise ChangedMeanwhile
    document = pdf.render(factsheet)
    with transaction.atomic():
        held = hold(round_)
        refuse_step(held, PUBLISH, by=by)
        if Edition.objects.filter(slug=factsheet.slug, year=factsheet.year).exists():
            raise AddressTaken
        if draft(held, published_on=factsheet.published_on) != factsheet:
            raise ChangedMeanwhile
        go(held, PUBLISH, by=by)
        edition = Edition.objects.create(
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
        said = {"number": 1, "slug": edition.slug, "year": edition.year, "sha256": edition.sha256}
        log.added(Kind.EDITION, edition, of=held, by=by, said=said)
        return edition
