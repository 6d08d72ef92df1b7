"""A draft is read by who speaks for its municipality on the day."""

import datetime

import pytest
from django.utils import timezone

from assessments.models import Release
from municipalities.models import Succession
from tests.factories import make_contact, make_follow_up, make_municipality, make_user

pytestmark = pytest.mark.django_db


A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def nissewaard():
    """Nissewaard, in which Spijkenisse went up, with a draft before it."""
    nissewaard = make_municipality("Nissewaard")
    Succession.objects.create(predecessor=make_municipality("Spijkenisse"), successor=nissewaard)
    make_follow_up(nissewaard, state="reply")
    return nissewaard


def test_the_contact_of_the_municipality_and_of_what_went_up_in_it_read_its_draft(nissewaard):
    for municipality in (nissewaard, nissewaard.ancestors().get()):
        assert Release.objects.visible_to(make_contact(municipality).user).exists()


def test_the_contact_of_a_municipality_that_was_divided_reads_no_draft_of_its_parts(nissewaard):
    spijkenisse = nissewaard.ancestors().get()
    Succession.objects.create(predecessor=spijkenisse, successor=make_municipality("Brielle"))
    assert not Release.objects.visible_to(make_contact(spijkenisse).user).exists()


@pytest.mark.parametrize(
    "period",
    [{"valid_until": -A_DAY}, {"valid_from": A_DAY}],
    ids=["over", "not begun"],
)
def test_outside_their_period_a_contact_reads_no_draft(nissewaard, period):
    days = {name: timezone.localdate() + from_today for name, from_today in period.items()}
    assert not Release.objects.visible_to(make_contact(nissewaard, **days).user).exists()


def test_who_speaks_for_another_municipality_or_for_none_reads_no_draft(nissewaard):
    for user in (make_contact().user, make_user("municipality"), make_user("support")):
        assert not Release.objects.visible_to(user).exists()
