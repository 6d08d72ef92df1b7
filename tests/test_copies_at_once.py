"""Copies under embargo made by several workers at once, and by workers that are killed: each made and told of once."""

import datetime
from unittest.mock import patch

import pytest
from django.utils import timezone

from assessments.actions import advance_copies, planning
from assessments.factsheet.drafting import draft
from assessments.models import AdvanceCopy, Round
from assessments.models.planned_publications import LEFT_BEHIND_AFTER
from assessments.printing import press
from stj_toezicht.notices.models import Notice
from tests.factories import make_contact, make_follow_up, make_municipality, make_user
from tests.killing import KILLED, in_a_process, killed_at, process

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(monkeypatch, tmp_path):
    """A line for each page that is printed, by whatever process."""
    lines = tmp_path / "printed"
    lines.touch()

    def write(page, stylesheet):
        with lines.open("a") as file:
            file.write("page\n")
        return b"%PDF-1.7 a stand-in"

    monkeypatch.setattr(press, "write", write)
    return lambda: len(lines.read_text().split())


@pytest.fixture
def planned():
    round_ = make_follow_up(make_municipality("Alkmaar"), state="final")
    make_contact(round_.municipality)
    round_ = Round.objects.get(pk=round_.pk)
    at = timezone.now() + datetime.timedelta(days=1)
    return planning.plan(round_, by=make_user("coordinator"), publish_at=at, seen=draft(round_).fingerprint())


def stored():
    """How many copies there are, and how many were told of one."""
    made = AdvanceCopy.objects.filter(made_at__isnull=False).count()
    return made, Notice.objects.filter(kind="in_advance").count()


def test_workers_at_the_same_time_make_a_copy_once(planned, pages):
    together = process.Barrier(4)

    def work():
        together.wait(timeout=60)
        advance_copies.make_copy.func(planned.pk)

    assert in_a_process(*[work] * 4) == [0] * 4
    assert (stored(), pages()) == ((1, 1), 1)


# Each moment at which a worker is killed, with how many pages are printed in the end: one twice, if it was printed but
# not kept yet.
MOMENTS = {
    "UPDATE assessments_advancecopy 1": 1,  # while it claims the copy
    "before the PDF": 1,
    "after the PDF": 2,
    "INSERT assessments_rendering 1": 2,
    "UPDATE assessments_advancecopy 2": 1,  # while it keeps the copy
    "INSERT log_event 1": 1,
    "INSERT notices_notice 1": 1,  # while it tells of it
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_copy_that_a_killed_worker_left_is_made_and_told_of_once(planned, pages, moment):
    def work():
        with killed_at(moment):
            advance_copies.make_copy.func(planned.pk)

    assert in_a_process(work) == [KILLED]
    assert stored() == (0, 0)
    later = timezone.now() + LEFT_BEHIND_AFTER * 2
    with patch.object(timezone, "now", lambda: later):
        assert advance_copies.make_left_behind() == 1
    assert (stored(), pages()) == ((1, 1), MOMENTS[moment])
