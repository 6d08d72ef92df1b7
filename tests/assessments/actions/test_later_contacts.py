"""Who speaks for a municipality only after others of it heard of a copy under embargo."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from assessments.actions import notices, planning
from assessments.factsheet.drafting import draft
from assessments.models import AdvanceCopy, PlannedPublication
from stj_toezicht.notices.models import Notice
from tests.factories import make_contact, make_follow_up, make_planned, make_user, overwrite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def first():
    """A contact who heard of the copy of what is planned."""
    round_ = make_follow_up(state="final")
    contact = make_contact(round_.municipality)
    planned = make_planned(round_, seen=draft(round_).fingerprint())
    with transaction.atomic():
        notices.planned(planned, round_, by=planned.planned_by)
    return contact


def heard():
    """Who heard of a copy, in the order in which they did."""
    return [notice.to for notice in Notice.objects.filter(kind="in_advance").order_by("pk")]


def test_they_hear_of_it_once(first):
    later = make_contact(first.municipality)
    for _ in range(2):
        call_command("publish_planned")
    assert heard() == [first.user, later.user]


def test_while_nobody_came_nothing_is_written_or_sent(first, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as on_commit:
        notices.tell_who_came_later()
    assert (heard(), on_commit) == ([first.user], [])


def cancelled(planned):
    planning.cancel(planned, by=make_user("coordinator"))


def to_be_published_now(planned):
    overwrite(PlannedPublication.objects.filter(pk=planned.pk), publish_at=timezone.now())


def not_copied_yet(planned):
    AdvanceCopy.objects.filter(planned=planned).update(made_at=None, pdf=None, sha256="")


@pytest.mark.parametrize("becomes", [cancelled, to_be_published_now, not_copied_yet])
def test_of_what_is_not_there_to_read_they_hear_nothing(first, becomes):
    becomes(PlannedPublication.objects.get())
    make_contact(first.municipality)
    notices.tell_who_came_later()
    assert heard() == [first.user]
