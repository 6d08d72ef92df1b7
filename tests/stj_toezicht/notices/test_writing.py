import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import default_task_backend

from stj_toezicht.notices.kinds import Kind, State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.writing import NotInTheSameTransaction, write
from tests.factories import make_notice, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tasks():
    default_task_backend.clear()


def tell(*people, **said):
    said = {
        "kind": Kind.FINALISED,
        "about": "Alkmaar 2015",
        "path": "/rondes/1/",
        "key": "vastgesteld 1",
    } | said
    with transaction.atomic():
        write(said.pop("kind"), to=people, **said)


def test_a_notice_keeps_its_own_copy_of_whom_it_goes_to():
    anna, carla = make_user(name="Anna", email="anna@stj.example"), make_user("coordinator", name="Carla")
    tell(anna, by=carla)
    type(anna).objects.update(name="Iemand anders", email="ander@stj.example")
    notice = Notice.objects.get()
    assert (notice.to, notice.to_name, notice.to_address, notice.by_name) == (
        anna,
        "Anna",
        "anna@stj.example",
        "Carla",
    )
    assert (notice.state, notice.subject) == (State.WAITING, "Alkmaar 2015 is vastgesteld")


def test_who_did_it_and_who_left_are_not_told():
    carla = make_user("coordinator")
    tell(carla, make_user(is_active=False), by=carla)
    assert not Notice.objects.exists()


def test_of_one_event_somebody_is_told_once():
    anna, bram = make_user(), make_user()
    tell(anna)
    tell(anna, bram, anna)
    tell(anna, key="vastgesteld 2")
    assert sorted(Notice.objects.values_list("to", "key")) == sorted(
        [(anna.pk, "vastgesteld 1"), (bram.pk, "vastgesteld 1"), (anna.pk, "vastgesteld 2")]
    )


def test_who_has_no_address_is_on_the_list_of_what_failed():
    tell(make_user(email=""))
    notice = Notice.objects.get()
    assert (notice.state, notice.problem) == (State.FAILED, "Bij dit account staat geen e-mailadres.")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nobody_is_told():
    with pytest.raises(NotInTheSameTransaction):
        write(Kind.FINALISED, to=[make_user()], about="Alkmaar", path="/", key="1")
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_is_told_to_nobody():
    with transaction.atomic():
        tell(make_user())
        transaction.set_rollback(True)
    assert (Notice.objects.count(), len(default_task_backend.results)) == (0, 0)


def test_no_name_makes_a_header_of_its_own():
    tell(make_user(), about="Alkmaar\nBcc: iedereen@elders.example")
    assert Notice.objects.get().subject == "Alkmaar Bcc: iedereen@elders.example is vastgesteld"


def test_a_worker_is_asked_to_send_once_the_change_stands(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        tell(make_user())
        assert default_task_backend.results == []
    for callback in callbacks:
        callback()
    (result,) = default_task_backend.results
    assert (result.task.name, result.args, result.kwargs) == ("send_notices", [], {})


def test_what_is_due_later_is_sent_later(django_capture_on_commit_callbacks):
    later = timezone.now() + datetime.timedelta(hours=3)
    with django_capture_on_commit_callbacks(execute=True):
        tell(make_user(), due_at=later)
    assert Notice.objects.get().due_at == later
    assert default_task_backend.results[0].task.run_after == later


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "gossip"}, "a_notice_is_of_a_known_kind"),
        ({"path": "//elders.example/"}, "a_notice_leads_to_an_address_of_this_site"),
        ({"path": "https://elders.example/"}, "a_notice_leads_to_an_address_of_this_site"),
        ({"state": State.SENT}, "a_notice_says_when_it_was_sent_once_it_was"),
        ({"sent_at": timezone.now()}, "a_notice_says_when_it_was_sent_once_it_was"),
        ({"to_address": ""}, "a_notice_goes_out_to_an_address"),
        ({"attempts": 1}, "a_notice_says_when_it_was_tried_last"),
    ],
)
def test_what_a_notice_cannot_be(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        make_notice(**fields)
