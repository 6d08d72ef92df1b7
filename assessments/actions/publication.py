"""Publishing: from a round to a frozen edition; the next one, when something must be corrected; and withdrawing."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from assessments.actions import Refused, log, notices, renderings
from assessments.actions.steps import ChangedMeanwhile, NotFromHere, actors, go, hold, refuse_step
from assessments.factsheet.content import Factsheet, fingerprint_of
from assessments.factsheet.data import to_json
from assessments.factsheet.drafting import draft
from assessments.factsheet.provenance import versions
from assessments.models import Edition, History, PlannedPublication, Round, Withdrawal
from assessments.models.planned_publications import Result
from assessments.steps import PUBLISH
from assessments.texts import normalise
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.kinds import Kind
from stj_toezicht.statements import Given, Statement


class AddressTaken(Refused):
    """The municipality has a factsheet of this year already, under another framework."""

    message = "Van deze gemeente is al een factsheet van dit jaar gepubliceerd."


class PublishedAlready(NotFromHere):
    """Somebody published the same factsheet first."""


class CorrectionWithoutReason(Refused):
    """A next edition would not say why it is there."""

    message = "Geef de reden van deze editie. Iedereen leest die bij het factsheet."


class NoLongerPlanned(Refused):
    """A plan was cancelled while it was carried out."""

    message = "Deze publicatie is niet meer gepland."


class NotPrintedYet(Exception):
    """What is published was not printed ahead; it holds the factsheet to print."""


class MayNotWithdraw(Refused):
    message = "Alleen een coördinator kan een editie intrekken."


class WithdrawnAlready(Refused):
    message = "Deze editie is al ingetrokken."


class WithdrawnWithoutReason(Refused):
    """An edition would go without anybody learning why."""

    message = "Geef de reden waarom deze editie wordt ingetrokken. Iedereen leest die op haar adres."


def publish(
    round_: Round,
    *,
    by: User,
    seen: str,
    reason: str = "",
    planned: PlannedPublication | None = None,
) -> Edition:
    """Publish a round that is final: freeze what its factsheet says, with the PDF and its hash.

    `seen` is the fingerprint of the factsheet that the coordinator looked at, so that nothing goes out unseen. Of a
    round that was published before it is the next edition, and `reason` tells everyone why. A plan to publish it
    later ends with it; what was `planned` is published only as long as that plan stands.

    The PDF is the one that was printed ahead of what was seen. Where there is none it is printed outside the
    transaction, which is then done again from its beginning. Raises what `assessments.actions.steps.refuse_step`
    does, PublishedAlready, AddressTaken, CorrectionWithoutReason, NoLongerPlanned or ChangedMeanwhile, and then
    nothing has changed.
    """
    freeze = partial(_freeze, round_, by=by, seen=seen, reason=reason, planned=planned, now=timezone.now())
    try:
        return freeze()
    except NotPrintedYet as not_yet:
        (factsheet,) = not_yet.args
    return freeze(printed={factsheet: renderings.printed(factsheet)})


@transaction.atomic
def _freeze(
    round_: Round,
    *,
    by: User,
    seen: str,
    reason: str,
    planned: PlannedPublication | None,
    now: datetime,
    printed: Mapping[Factsheet, bytes] | None = None,
) -> Edition:
    """Publish a round as `publish` does, if its PDF is there: among what was `printed`, or ahead."""
    held = hold(round_)
    earlier, history = _newest(held), History.of(held)
    _refuse_early(held, earlier, by=by)
    reason = normalise(reason).strip() if earlier else ""
    if earlier and not reason:
        raise CorrectionWithoutReason
    refuse_step(held, PUBLISH, by=by, history=history)
    number = earlier.number + 1 if earlier else 1
    issue: dict[str, Any] = {"published_on": timezone.localdate(now), "edition": number, "correction": reason}
    factsheet = draft(held, **issue, history=history)
    slug = earlier.slug if earlier else factsheet.slug
    if ELSEWHERE(slug=slug, year=factsheet.year, round=held.pk):
        raise AddressTaken
    content = factsheet.to_snapshot()
    if fingerprint_of(content) != seen:
        raise ChangedMeanwhile
    document = printed.get(factsheet) if printed else renderings.kept(seen, **issue)
    if document is None:
        raise ChangedMeanwhile if printed else NotPrintedYet(factsheet)
    go(held, PUBLISH, by=by)
    edition = Edition(
        round=held,
        number=number,
        slug=slug,
        year=factsheet.year,
        municipality_name=factsheet.municipality,
        content=content,
        data=to_json(factsheet),
        pdf=document,
        sha256=hashlib.sha256(document).hexdigest(),
        published_at=now,
        published_by=by,
        reason=reason,
        signed_text=factsheet.to_sign().fingerprint() if factsheet.signed else "",
        **versions(factsheet.framework_version),
    )
    edition.row_sha256 = edition.computed_row_sha256()
    edition.save(force_insert=True)
    _end_plan(held, edition, planned)
    told = ("number", "slug", "year", "sha256", "row_sha256")
    said = {name: getattr(edition, name) for name in told}
    log.added(Kind.EDITION, edition, of=held, by=by, said=said, reason=reason)
    notices.published(edition, held, by=by)
    return edition


@transaction.atomic
def withdraw(edition: Edition, *, by: User, reason: str) -> Withdrawal:
    """Take an edition away from everybody, for a reason that stands on its address from then on.

    Raises MayNotWithdraw, WithdrawnWithoutReason or WithdrawnAlready, and then nothing has changed.
    """
    if by.role != Role.COORDINATOR:
        raise MayNotWithdraw
    reason = normalise(reason).strip()
    if not reason:
        raise WithdrawnWithoutReason
    held = hold(edition.round)
    if Withdrawal.objects.filter(edition=edition).exists():
        raise WithdrawnAlready
    now = timezone.now()
    withdrawal = Withdrawal.objects.create(edition=edition, reason=reason, withdrawn_at=now, withdrawn_by=by)
    said = {"number": edition.number, "withdrawn_at": now}
    log.added(Kind.WITHDRAWAL, withdrawal, of=held, by=by, said=said, reason=reason)
    notices.withdrawn(edition, held, by=by)
    return withdrawal


def _refuse_early(round_: Round, newest: Edition | None, *, by: User) -> None:
    """Raise why `by` can't publish a round from where it stands; whoever could have is told who did."""
    if newest and round_.state == PUBLISH.target and PUBLISH.is_open_to(actors(round_, by)):
        at, who = timezone.localtime(newest.published_at), newest.published_by
        raise PublishedAlready(
            f"{who} heeft dit factsheet al gepubliceerd, op {date_format(at)} om {at:%H:%M}. Er is één editie van."
        )
    if round_.state != PUBLISH.source or not PUBLISH.is_open_to(actors(round_, by)):
        refuse_step(round_, PUBLISH, by=by)


def _end_plan(round_: Round, edition: Edition, planned: PlannedPublication | None) -> None:
    """End the plan that was carried out, or else whichever waits: the edition that it was to make is there."""
    if PLANNED(round=round_.pk):
        done = {"result": Result.PUBLISHED, "edition": edition, "ended_at": edition.published_at}
        waiting = round_.planned_publications.waiting()
        ended = (waiting.filter(pk=planned.pk) if planned else waiting).update(**done)
    else:
        ended = 0
    if planned and not ended:
        raise NoLongerPlanned


NEWEST = Statement(
    lambda: Edition.objects.without_files().filter(round=Given("round")).order_by("-number")[:1]
)


PLANNED = Statement(
    lambda: PlannedPublication.objects.waiting().filter(round=Given("round")).values_list("pk", flat=True)
)
ELSEWHERE = Statement(
    lambda: (
        Edition.objects.filter(slug=Given("slug"), year=Given("year"))
        .exclude(round=Given("round"))
        .order_by()
        .values_list("pk", flat=True)[:1]
    )
)


def _newest(round_: Round) -> Edition | None:
    edition: Edition | None = NEWEST.first(round=round_.pk)
    return edition
