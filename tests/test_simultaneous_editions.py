"""Several coordinators who press at the same moment: one edition, one withdrawal."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from assessments.actions import Refused, publication
from assessments.models import Edition, Withdrawal
from stj_toezicht.log.models import Event
from tests.factories import bring_to, make_edition, make_follow_up, make_municipality, make_user, publish_now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("without_layout")]
PEOPLE = 8


def all_at_once(act):
    """What each of several people who do the same at the same moment gets: None where they were refused."""
    people, start = [make_user("coordinator") for _ in range(PEOPLE)], Barrier(PEOPLE)

    def press(somebody):
        start.wait()
        try:
            return act(somebody)
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return [done for done in pool.map(press, people) if done]


def test_eight_who_publish_a_correction_make_one_edition():
    round_ = make_edition(make_follow_up(make_municipality("Alkmaar"))).round
    type(round_).objects.filter(pk=round_.pk).update(state="review", finalised_at=None, finalised_by=None)
    bring_to(round_, "final")
    made = all_at_once(lambda by: publish_now(round_, by=by, reason="Een datum klopte niet."))
    assert [edition.number for edition in made] == [2]
    assert Edition.objects.count() == 2
    assert Event.objects.filter(kind="edition").count() == 1


def test_eight_who_withdraw_an_edition_do_so_once():
    edition = make_edition()
    made = all_at_once(lambda by: publication.withdraw(edition, by=by, reason="Er stonden namen in."))
    assert len(made) == 1
    assert Withdrawal.objects.count() == 1
    assert Event.objects.filter(kind="withdrawal").count() == 1
