"""Printing a factsheet once: what was printed is kept, and what will be asked for is printed ahead."""

import datetime
import hashlib
import logging
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from assessments.factsheet import pdf
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.factsheet.provenance import made_with
from assessments.models import Rendering, Round
from assessments.printing.press import NotPrinted
from assessments.steps import State
from stj_toezicht.memory import Memory

KEPT_FOR = datetime.timedelta(days=31)
# What this process printed lately: who looks at a draft before releasing it waits for its layout once.
LATELY = Memory(settings.DRAFTS_IN_MEMORY)

logger = logging.getLogger(__name__)


def made_of(
    fingerprint: str,
    *,
    published_on: datetime.date | None = None,
    edition: int = 1,
    correction: str = "",
    embargo_until: datetime.datetime | None = None,
) -> str:
    """The SHA-256 of all that goes into the PDF of a factsheet: what it says, as which edition, and the versions of
    all that it is made with.
    """
    parts = (made_with(), fingerprint, published_on, edition, correction, embargo_until)
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def kept(fingerprint: str, **issue: Any) -> bytes | None:
    """The PDF that is kept of what has this fingerprint, issued so; None where it must be printed."""
    return Rendering.objects.pdf_of(made_of(fingerprint, **issue))


def printed(factsheet: Factsheet, *, embargo_until: datetime.datetime | None = None) -> bytes:
    """The PDF of a factsheet: what is kept of it or was printed lately, or else printed now; nothing is written.

    Raises TookTooLong or Broke (`assessments.printing.press`).
    """
    key = made_of(factsheet.fingerprint(), **_issue(factsheet), embargo_until=embargo_until)
    found = Rendering.objects.pdf_of(key)
    return found or _printed_lately(key, factsheet, embargo_until)


def keep(factsheet: Factsheet, *, embargo_until: datetime.datetime | None = None) -> bytes:
    """The PDF of a factsheet, from now on kept for whoever asks for it next. Raises TookTooLong or Broke."""
    key = made_of(factsheet.fingerprint(), **_issue(factsheet), embargo_until=embargo_until)
    if found := Rendering.objects.pdf_of(key):
        return found
    document = _printed_lately(key, factsheet, embargo_until)
    Rendering.objects.update_or_create(
        made_of=key,
        defaults={"pdf": document, "sha256": hashlib.sha256(document).hexdigest(), "made_at": timezone.now()},
    )
    return document


def _printed_lately(key: str, factsheet: Factsheet, embargo_until: datetime.datetime | None) -> bytes:
    return LATELY.get_or_make(key, lambda: (pdf.render(factsheet, embargo_until=embargo_until),))[0]


def _issue(factsheet: Factsheet) -> dict[str, Any]:
    """What a fingerprint leaves out: as which edition a factsheet is issued."""
    return {name: getattr(factsheet, name) for name in ("published_on", "edition", "correction")}


@task
def print_ahead(pk: int | None = None) -> int:
    """Print what will be published today of each round that is final, or of the one with that key; what is planned,
    on the day for which that is.

    So publishing waits for no layout. Of a next edition the reason, which it prints, is only known once it is planned.
    What can't be printed is logged, and refused when it is published. Returns how many are ready.
    """
    final = Round.objects.follow_ups().filter(state=State.FINAL)
    rounds = final.filter(**({} if pk is None else {"pk": pk})).select_related(
        "case_file__framework", "municipality"
    )
    return sum(_print_ahead(round_) for round_ in rounds)


def forget() -> int:
    """Drop what was printed long ago, and return how many that were."""
    return Rendering.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _print_ahead(round_: Round) -> bool:
    number = round_.editions.count() + 1
    planned = round_.planned_publications.waiting().first()
    if number > 1 and not planned:
        return False
    day = timezone.localdate(planned.publish_at) if planned else timezone.localdate()
    reason = planned.reason if planned else ""
    try:
        keep(draft(round_, published_on=day, edition=number, correction=reason))
    except NotPrinted:
        logger.exception("Round %s was not printed ahead", round_.pk)
        return False
    return True
