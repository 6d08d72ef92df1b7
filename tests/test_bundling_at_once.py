"""Bundles made by several workers at once, and by workers that are killed in the middle: each part once, none lost."""

import hashlib
import io
import os
import signal
import time
import zipfile
from unittest.mock import patch

import pytest
from django.utils import timezone

from assessments.actions import bundles, bundling
from assessments.bundling.choosing import Choice
from assessments.models import Bundle, BundlePart, Round
from assessments.models.bundles import LEFT_BEHIND_AFTER, LEFT_BEHIND_ASSEMBLING_AFTER
from assessments.printing import press
from tests.factories import make_follow_up, make_municipality, make_user
from tests.killing import KILLED, in_a_process, killed_at, process

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = 6


@pytest.fixture
def pages(monkeypatch, tmp_path):
    """A line for each page that is printed, by whatever process; printing takes a while."""
    lines = tmp_path / "printed"
    lines.touch()

    def write(page, stylesheet):
        with lines.open("a") as file:
            file.write(f"{hashlib.sha256(page.encode()).hexdigest()}\n")
        time.sleep(0.05)
        return b"%PDF-1.7 " + hashlib.sha256(page.encode()).digest()

    monkeypatch.setattr(press, "write", write)
    return lambda: lines.read_text().split()


@pytest.fixture
def bundle():
    rounds = [make_follow_up(make_municipality(f"Gemeente {number}")) for number in range(PARTS)]
    chosen = [Choice(round=Round.objects.get(pk=each.pk)) for each in rounds]
    return bundles.ask_for(chosen, by=make_user("coordinator"), format="zip")


def time_past():
    """The clock after the moment at which what was left behind is taken up."""
    later = timezone.now() + max(LEFT_BEHIND_AFTER, LEFT_BEHIND_ASSEMBLING_AFTER)
    return patch.object(timezone, "now", lambda: later)


def pdfs_in(bundle):
    content = b"".join(bytes(piece.content) for piece in bundle.pieces.all())
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    return [name for name in names if name.startswith("pdf/")]


def is_whole(bundle):
    """Whether all parts are there, and the file of them once."""
    made = Bundle.objects.with_progress().get(pk=bundle.pk)
    content = b"".join(bytes(piece.content) for piece in bundle.pieces.all())
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    return (made.done, made.failed, len(pdfs_in(bundle))) == (PARTS, 0, PARTS)


def test_workers_at_the_same_time_share_a_bundle(bundle, pages):
    together = process.Barrier(4)

    def work():
        together.wait(timeout=60)
        bundling.work_through(100)

    assert in_a_process(*[work] * 4) == [0] * 4
    assert is_whole(bundle)
    assert len(pages()) == len(set(pages())) == PARTS
    assert set(BundlePart.objects.values_list("attempts", flat=True)) == {1}
    assert Bundle.objects.get().attempts == 1


# Each moment at which a worker is killed, with how many pages are printed in the end: one twice, if it was printed but
# not kept yet. The first update of either table says what is given up.
MOMENTS = {
    "UPDATE assessments_bundlepart 2": PARTS,  # while it claims its first part
    "before the PDF": PARTS,
    "after the PDF": PARTS + 1,
    "INSERT assessments_rendering 1": PARTS + 1,
    "UPDATE assessments_bundlepart 3": PARTS,  # while it writes what became of that
    "UPDATE assessments_bundle 2": PARTS,  # while it claims to put them together
    "UPDATE assessments_bundle 3": PARTS,  # while it says that it is ready
    "INSERT assessments_bundlepiece 1": PARTS,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_killed_worker_left_is_taken_up_by_the_next(bundle, pages, moment):
    def work():
        with killed_at(moment):
            bundling.work_through(100)

    assert in_a_process(work) == [KILLED]
    assert not bundle.pieces.exists()
    bundling.work_through(100)
    with time_past():
        bundling.work_through(100)
    assert is_whole(bundle)
    assert len(pages()) == MOMENTS[moment]


def test_a_killed_worker_and_its_neighbour_leave_nothing_twice(bundle, pages):
    together = process.Barrier(2)

    def is_killed():
        together.wait(timeout=60)
        with patch.object(bundling, "_make", lambda part: os.kill(os.getpid(), signal.SIGKILL)):
            bundling.work_through(100)

    def goes_on():
        together.wait(timeout=60)
        bundling.work_through(100)

    assert in_a_process(is_killed, goes_on) in ([KILLED, 0], [0, 0])
    with time_past():
        bundling.work_through(100)
    assert is_whole(bundle)
    assert len(pages()) == len(set(pages())) == PARTS
