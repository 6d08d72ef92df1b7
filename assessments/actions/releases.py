"""Giving the draft of a round to its municipality to answer; its delivery and its term are in `deliveries`."""

import hashlib

from django.db import transaction
from django.utils import timezone

from assessments import terms
from assessments.actions import Refused, log, notices, renderings
from assessments.actions.steps import ChangedMeanwhile, go, hold, refuse_step
from assessments.factsheet.drafting import draft
from assessments.models import History, Release, ReleasedFinding, Round
from assessments.steps import RELEASE
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind


class NotATerm(Refused):
    """A term would be of no day, or of more than anybody means."""

    message = f"Een termijn is ten minste 1 en ten hoogste {terms.MOST_WORKING_DAYS} werkdagen."


class NobodyToMail(Refused):
    """A draft would be delivered by e-mail, and no contact of its municipality would get one."""

    message = (
        "Geen contactpersoon van deze gemeente heeft nu een e-mailadres, dus er kan geen bericht per e-mail naartoe."
        " Kies een brief of overhandiging, of nodig eerst een contactpersoon uit."
    )


def release(
    round_: Round,
    *,
    by: User,
    seen: str | None = None,
    working_days: int = terms.WORKING_DAYS_FOR_REPLY,
    how: str = Release.Delivery.EMAIL,
) -> Release:
    """Give the draft of a round to its municipality: from this moment its contacts can read and answer it.

    By e-mail it is delivered, and its term begins, once the mail server took the first mail (`deliveries.mailed`); by
    letter or in person once somebody writes that down. What it says and its PDF stay as they are now. `seen` is the
    fingerprint of what `by` looked at. The PDF is made outside the transaction; inside it is checked that the rows
    still say the same. Raises what `assessments.actions.steps.refuse_step` does, NotATerm, ChangedMeanwhile or
    NobodyToMail, and then nothing has changed.
    """
    round_ = Round.objects.select_related("case_file__framework", "municipality").get(pk=round_.pk)
    refuse_step(round_, RELEASE, by=by)
    if not 1 <= working_days <= terms.MOST_WORKING_DAYS:
        raise NotATerm
    factsheet = draft(round_)
    if seen != factsheet.fingerprint():
        raise ChangedMeanwhile
    document = renderings.printed(factsheet)
    with transaction.atomic():
        held = hold(round_)
        refuse_step(held, RELEASE, by=by)
        if draft(held) != factsheet:
            raise ChangedMeanwhile
        go(held, RELEASE, by=by)
        released = Release.objects.create(
            round=held,
            number=held.releases.count() + 1,
            content=factsheet.to_snapshot(),
            pdf=document,
            sha256=hashlib.sha256(document).hexdigest(),
            text_version=held.text_version,
            working_days=working_days,
            delivery=how,
            released_at=timezone.now(),
            released_by=by,
        )
        history = History.of(held)
        findings = held.findings.select_related("indicator__theme", "approach").in_order()
        ReleasedFinding.objects.bulk_create(ReleasedFinding.of(released, each, history) for each in findings)
        said = {name: getattr(released, name) for name in ("number", "working_days", "sha256", "delivery")}
        log.added(Kind.RELEASE, released, of=held, by=by, said=said)
        if how == Release.Delivery.EMAIL:
            if not any(each.email for each in notices.contacts_of(held.case_file)):
                raise NobodyToMail
            notices.released(released, held, by=by)
        return released
