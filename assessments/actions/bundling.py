"""Making bundles, part by part: by as many workers as there are, and going on where a killed one stopped.

A part is claimed, made and finished each in a moment of its own, and printed outside every transaction. Whoever claimed
it last finishes it, so that a worker that was taken for dead changes nothing any more.
"""

import hashlib
import io
import logging
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from assessments.actions import Refused, renderings
from assessments.bundling import archive, combined
from assessments.bundling.choosing import Choice
from assessments.bundling.documents import Document
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.models import Bundle, BundlePart, BundlePiece, Edition, Round
from assessments.models.bundles import (
    LEFT_BEHIND_AFTER,
    LEFT_BEHIND_ASSEMBLING_AFTER,
    MOST_ATTEMPTS,
    Format,
)

AT_A_TIME = 25  # parts; then mail and what else waits has its turn
PIECE = 1024 * 1024
_HEAVY = ("content", "edition__pdf", "edition__content", "edition__data")
LAST = -50  # what nobody is waiting for at this moment lets all else in the queue go first
BROKE_DOWN = "Er ging iets mis in de toepassing. Probeer het opnieuw, of vraag de beheerder om hulp."
BROKEN_OFF = "Het maken werd steeds afgebroken. Probeer het opnieuw, of vraag de beheerder om hulp."
NOTHING_SUCCEEDED = "Geen van de gekozen factsheets kon worden gemaakt."

logger = logging.getLogger(__name__)


class Withdrawn(Refused):
    """An edition that went into a bundle is no longer for anybody to read."""

    message = "Deze editie is ingetrokken."


class NotAsPublished(Refused):
    """The PDF of an edition is not the one that was published."""

    message = "De PDF van deze editie is niet meer zoals die is gepubliceerd. Waarschuw de beheerder."


@task(priority=LAST)
def work() -> int:
    """Make the next parts of all bundles, and put those together of which all parts are there.

    Goes on in a next task while there is more; and looks again later at what another has now, for that may be killed.
    Returns how many parts it made.
    """
    made = work_through(AT_A_TIME)
    if made == AT_A_TIME:
        work.enqueue()
    elif Bundle.objects.unfinished().exists():
        work.using(run_after=timezone.now() + LEFT_BEHIND_AFTER).enqueue()
    return made


def work_through(at_most: int) -> int:
    """Make so many parts, whatever bundle they are of, and put together what is complete; returns how many."""
    _give_up()
    made = 0
    while made < at_most and (part := _claim()):
        _make(part)
        made += 1
    for pk in list(Bundle.objects.to_assemble(timezone.now()).values_list("pk", flat=True)):
        _assemble(pk)
    return made


def document_of(choice: Choice) -> Document:
    """A factsheet with its PDF as it is now; only what was not printed before is printed.

    Raises Withdrawn, NotAsPublished or what `assessments.printing.press.write` does.
    """
    if choice.edition:
        return _published(choice.edition.pk)
    rounds = Round.objects.select_related("case_file__framework", "municipality")
    factsheet = draft(rounds.get(pk=cast(Round, choice.round).pk))
    return Document(factsheet, renderings.keep(factsheet))


def _claim() -> BundlePart | None:
    """The next part, as the one worker that makes it; None when none is left."""
    now = timezone.now()
    while pks := list(BundlePart.objects.to_finish(now).values_list("pk", flat=True)[:5]):
        for pk in pks:
            free = BundlePart.objects.to_finish(now).order_by().filter(pk=pk)
            if free.update(claimed_at=timezone.now(), attempts=F("attempts") + 1):
                return BundlePart.objects.select_related("edition", "round").defer(*_HEAVY).get(pk=pk)
    return None


def _make(part: BundlePart) -> None:
    """Make a part and write what became of it, unless another took it up meanwhile."""
    problem, content = "", None
    try:
        document = document_of(Choice(edition=part.edition, round=part.round))
        content = document.factsheet.to_snapshot() if part.round else None
    except Refused as refusal:
        problem = str(refusal)
    except Exception:
        logger.exception("Part %s of bundle %s broke down", part.pk, part.bundle_id)
        problem = BROKE_DOWN
    mine = BundlePart.objects.filter(pk=part.pk, claimed_at=part.claimed_at, finished_at=None)
    mine.update(finished_at=timezone.now(), problem=problem, content=content)


def _published(pk: int) -> Document:
    """An edition, with the very bytes that were published."""
    edition = Edition.objects.select_related("withdrawal").get(pk=pk)
    if edition.is_withdrawn:
        raise Withdrawn
    pdf = bytes(edition.pdf)
    if hashlib.sha256(pdf).hexdigest() != edition.sha256:
        raise NotAsPublished
    return Document(Factsheet.from_snapshot(edition.content), pdf, bytes(edition.data))


def _give_up() -> None:
    """Say of what was broken off as often as is tried that it does not succeed."""
    now = timezone.now()
    BundlePart.objects.given_up(now).update(finished_at=now, problem=BROKEN_OFF)
    left = Bundle.objects.unfinished().filter(attempts__gte=MOST_ATTEMPTS)
    left.filter(claimed_at__lt=now - LEFT_BEHIND_ASSEMBLING_AFTER).update(problem=BROKEN_OFF)


def _assemble(pk: int) -> None:
    """Put the parts of a bundle together, as the one worker that does; a bundle that was stopped stays stopped."""
    now = timezone.now()
    free = Bundle.objects.to_assemble(now).order_by().filter(pk=pk)
    if not free.update(claimed_at=now, attempts=F("attempts") + 1):
        return
    bundle = Bundle.objects.get(pk=pk)
    bundle.parts.withdrawn_since().update(problem=Withdrawn.message)
    mine = Bundle.objects.unfinished().filter(pk=pk, claimed_at=bundle.claimed_at)
    if not bundle.parts.filter(problem="").exists():
        mine.update(problem=NOTHING_SUCCEEDED)
        return
    try:
        with tempfile.TemporaryFile() as file:
            _write(bundle, file)
            _keep(bundle, file)
    except Refused as refusal:
        mine.update(problem=str(refusal))
    except Exception:
        logger.exception("Bundle %s could not be put together", pk)
        mine.update(problem=BROKE_DOWN)


def _write(bundle: Bundle, file: BinaryIO) -> None:
    if bundle.format == Format.PDF:
        combined.write(file, _documents(bundle))
        return
    failed = bundle.parts.failed().select_related("edition", "round__municipality").defer(*_HEAVY)
    archive.write(file, _documents(bundle), lacking=[(str(part), part.problem) for part in failed])


def _documents(bundle: Bundle) -> Iterator[Document]:
    """What succeeded, in its order, one at a time: a round as it was when it was printed."""
    for pk in list(
        bundle.parts.filter(problem="").values_list("pk", flat=True)
    ):  # an open list would hold up writers
        part = BundlePart.objects.get(pk=pk)
        if part.edition_id:
            yield _published(part.edition_id)
        else:
            factsheet = Factsheet.from_snapshot(cast(dict[str, Any], part.content))
            yield Document(factsheet, renderings.printed(factsheet))


def _keep(bundle: Bundle, file: io.BufferedRandom) -> None:
    """Keep the file in pieces, unless the bundle was stopped or put together by another meanwhile."""
    size = file.seek(0, 2)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    with transaction.atomic():
        mine = Bundle.objects.unfinished().filter(pk=bundle.pk, claimed_at=bundle.claimed_at)
        if mine.update(ready_at=timezone.now(), size=size, sha256=sha256):
            for position, content in enumerate(iter(lambda: file.read(PIECE), b"")):
                BundlePiece.objects.create(bundle=bundle, position=position, content=content)
