"""Printing a factsheet once: what was printed is kept, and what will be asked for is printed ahead."""

import datetime
import hashlib
import logging

from django.utils import timezone
from django_tasks import task

from assessments.factsheet import pdf
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.models import Rendering, Round
from assessments.printing.press import NotPrinted
from assessments.steps import State

KEPT_FOR = datetime.timedelta(days=31)

logger = logging.getLogger(__name__)


def printed(factsheet: Factsheet, *, embargo_until: datetime.datetime | None = None) -> bytes:
    """The PDF of a factsheet: what is kept of it, or else printed now; nothing is written.

    Raises TookTooLong or Broke (`assessments.printing.press`).
    """
    return pdf.render(factsheet, embargo_until=embargo_until, kept=Rendering.objects.pdf_of)


def keep(factsheet: Factsheet) -> bytes:
    """The PDF of a factsheet, from now on kept for whoever asks for it next. Raises TookTooLong or Broke."""
    document = printed(factsheet)
    Rendering.objects.update_or_create(
        made_of=pdf.made_of(factsheet),
        defaults={"pdf": document, "sha256": hashlib.sha256(document).hexdigest(), "made_at": timezone.now()},
    )
    return document


@task
def print_ahead() -> int:
    """Print what will be published today of each round that is final, or on the day for which that is planned.

    So publishing waits for no layout. Of a next edition the reason, which it prints, is only known once it is planned.
    What can't be printed is logged, and refused when it is published. Returns how many are ready.
    """
    final = Round.objects.follow_ups().filter(state=State.FINAL)
    rounds = final.select_related("case_file__framework", "municipality")
    return sum(_print_ahead(round_) for round_ in rounds)


def forget() -> int:
    """Drop what was printed long ago, and return how many that were."""
    return Rendering.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _print_ahead(round_: Round) -> bool:
    number = round_.editions.count() + 1
    planned = round_.planned_publications.without_files().waiting().first()
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
