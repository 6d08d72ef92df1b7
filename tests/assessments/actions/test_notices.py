"""Whom an action tells of what it changed."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.actions import renderings
from assessments.actions.approvals import approve, approve_development
from assessments.actions.comments import write_comment
from assessments.actions.decisions import decide
from assessments.actions.deliveries import deliver, extend
from assessments.actions.notices import replied
from assessments.actions.publication import withdraw
from assessments.actions.sign_offs import choose_signatories
from assessments.actions.steps import take
from assessments.actions.teams import assign_team, hand_over_all
from assessments.factsheet.drafting import draft
from assessments.models import CaseFile, Round
from assessments.steps import CORRECT, FINALISE, REOPEN, RETURN, SUBMIT, TAKE_BACK
from assessments.terms import working_day_from
from municipalities.models import Succession
from stj_toezicht.accounts.models import User
from stj_toezicht.notices.models import Notice
from tests.factories import (
    bring_to,
    make_case_file,
    make_contact,
    make_follow_up,
    make_municipality,
    make_plan_check,
    make_release,
    make_remark,
    make_reply,
    make_user,
    publish_now,
    send,
)

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime(2015, 3, 2, 8, tzinfo=datetime.UTC)  # nine o'clock in Amsterdam


@pytest.fixture
def bram():
    return make_user(name="Bram")


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def round_(anna, bram, carla):
    """A round of Alkmaar in concept, of the team of Anna and Bram."""
    round_ = make_follow_up(make_municipality("Alkmaar"))
    round_.case_file.team.add(anna, bram)
    User.objects.filter(role="coordinator").exclude(pk=carla.pk).update(is_active=False)
    return round_


def told():
    """What was told since the last time: the kind, what it is about, and the names of whom."""
    kinds = {}
    for notice in Notice.objects.order_by("pk"):
        kinds.setdefault((notice.kind, notice.about), []).append(notice.to_name)
    Notice.objects.all().delete()
    return [(*what, sorted(names)) for what, names in kinds.items()]


def approve_all(round_, *, by):
    findings = [(finding, finding.text_version) for finding in round_.findings.all()]
    approve(findings, by=by, round_=round_)
    told_before = Notice.objects.exists()
    approve_development(round_, by=by, version=round_.text_version)
    return told_before


def seen(round_):
    return draft(Round.objects.get(pk=round_.pk)).fingerprint()


def test_a_first_submission_is_mailed_to_nobody_and_four_eyes_to_coordinators(round_, anna):
    take(round_, SUBMIT, by=anna)
    assert told() == []
    assert approve_all(round_, by=make_user(name="Dora")) is False
    assert told() == [("read", "Alkmaar 2014", ["Carla"])]


def test_a_coordinator_who_approves_the_last_text_is_not_told_so(round_, anna, carla):
    take(round_, SUBMIT, by=anna)
    approve_all(round_, by=carla)
    assert told() == []


def test_a_step_back_is_told_to_the_rest_of_the_team_and_the_next_submission_to_who_read_it(
    round_, anna, bram
):
    dora = make_user(name="Dora")
    take(round_, SUBMIT, by=anna)
    approve_all(round_, by=dora)
    told()
    take(round_, RETURN, by=bram, reason="Het verhaal klopt niet.")
    assert told() == [("returned", "Alkmaar 2014", ["Anna"])]
    take(round_, SUBMIT, by=anna)
    assert told() == [("submitted", "Alkmaar 2014", ["Dora"])]


def test_finalising_and_going_back_are_told_to_the_team(round_, carla):
    bring_to(round_, "reply")
    take(round_, FINALISE, by=carla, seen=seen(round_))
    assert told() == [("finalised", "Alkmaar 2014", ["Anna", "Bram"])]
    take(round_, REOPEN, by=carla, reason="Een cijfer ontbreekt.")
    assert told() == [("returned", "Alkmaar 2014", ["Anna", "Bram"])]


def test_who_signs_hears_so_once_each_time_that_a_round_is_finalised(round_, carla):
    """Also who is chosen later; not who works for another inspectorate, or isn't here any more."""
    for name, inspectorate in [("Otto", "education"), ("Jet", "youth"), ("Noor", "")]:
        make_user(name=name, inspectorate=inspectorate)
    make_user(name="Wil", inspectorate="education", is_active=False)
    make_user("administrator", name="Bea", inspectorate="education")
    framework = round_.case_file.framework
    choose_signatories(framework, by=carla, inspectorates=["education"])
    bring_to(round_, "reply")
    take(round_, FINALISE, by=carla, seen=seen(round_))
    address = reverse("assessments:sign", args=[round_.pk])
    assert set(Notice.objects.filter(kind="to_sign").values_list("path", flat=True)) == {address}
    assert told()[1:] == [("to_sign", "Alkmaar 2014", ["Otto"])]
    choose_signatories(framework, by=carla, inspectorates=["education", "youth"])
    assert told() == [("to_sign", "Alkmaar 2014", ["Jet"])]
    choose_signatories(framework, by=carla, inspectorates=["youth"])
    assert told() == []
    take(round_, REOPEN, by=carla, reason="Een cijfer ontbreekt.")
    told()
    take(round_, FINALISE, by=carla, seen=seen(round_))
    assert told()[1:] == [("to_sign", "Alkmaar 2014", ["Jet"])]


def test_a_draft_that_is_taken_back_is_told_to_who_had_it(round_, carla, of_municipality):
    bring_to(round_, "reply")
    take(round_, TAKE_BACK, by=carla, reason="KANARIE")
    of_them = Notice.objects.filter(kind="taken_back")
    assert set(of_them.values_list("path", flat=True)) == {round_.releases.get().get_absolute_url()}
    assert "KANARIE" not in str(list(of_them.values()))
    assert told()[1:] == [("taken_back", "Alkmaar 2014", ["Mila", "Niels"])]


def test_no_mail_says_what_somebody_wrote(round_, carla):
    bring_to(round_, "final")
    take(round_, REOPEN, by=carla, reason="KANARIE")
    write_comment(round_.findings.get(), by=make_user(), text="KANARIE")
    assert Notice.objects.exists()
    assert "KANARIE" not in str(list(Notice.objects.values()))


@pytest.fixture
def of_municipality(round_):
    """Who speaks today, who did, and who spoke for what went up in it."""
    alkmaar, schermer = round_.municipality, make_municipality("Schermer")
    Succession.objects.create(predecessor=schermer, successor=alkmaar)
    make_contact(alkmaar, make_user("municipality", name="Mila"))
    make_contact(schermer, make_user("municipality", name="Niels"))
    over = timezone.localdate() - datetime.timedelta(days=1)
    make_contact(alkmaar, make_user("municipality", name="Olga"), valid_until=over)


def test_what_everyone_reads_is_told_to_the_team_and_the_municipality(
    round_, carla, of_municipality, monkeypatch
):
    monkeypatch.setattr(renderings, "printed", lambda factsheet: b"%PDF-1.7 een document")
    bring_to(round_, "final")
    told()
    edition = publish_now(round_, by=carla)
    everybody = ["Anna", "Bram", "Mila", "Niels"]
    assert set(Notice.objects.values_list("path", flat=True)) == {edition.get_absolute_url()}
    assert told() == [("published", "Alkmaar 2014", everybody)]
    withdraw(edition, by=carla, reason="Er staat een naam in.")
    assert set(Notice.objects.values_list("path", flat=True)) == {edition.get_own_url()}
    assert told() == [("withdrawn", "Alkmaar 2014", everybody)]
    take(round_, CORRECT, by=carla, reason="Die naam gaat eruit.")
    assert told() == [("returned", "Alkmaar 2014", ["Anna", "Bram"])]


def test_remarks_are_told_once_a_day_the_next_morning(round_, anna):
    finding, colleague = round_.findings.get(), make_user()
    with time_machine.travel(MORNING, tick=False) as clock:
        write_comment(finding, by=colleague, text="Waarom?")
        write_comment(finding, by=colleague, text="En hoe?")
        write_comment(finding, by=anna, text="Zo.")
        assert set(Notice.objects.values_list("due_at", flat=True)) == {
            MORNING + datetime.timedelta(hours=22)
        }
        assert told() == [("commented", "Alkmaar 2014", ["Anna", "Bram"])]
        clock.shift(datetime.timedelta(hours=21))
        write_comment(finding, by=anna, text="Nog voor zevenen.")
        assert set(Notice.objects.values_list("due_at", flat=True)) == {
            MORNING + datetime.timedelta(hours=22)
        }
        clock.shift(datetime.timedelta(hours=1))
        write_comment(finding, by=anna, text="Om zeven uur.")
        assert Notice.objects.latest("pk").due_at == MORNING + datetime.timedelta(hours=46)


def test_who_comes_on_a_team_is_told_and_of_many_at_once_in_one_mail(anna, carla):
    dora, first = make_user(name="Dora"), make_case_file(make_municipality("Elst"))
    assign_team(first, by=carla, inspectors=[anna])
    assert told() == [("joined", "dossier Elst", ["Anna"])]
    second = make_case_file(team=[anna])
    both = list(CaseFile.objects.filter(pk__in=[first.pk, second.pk]))
    hand_over_all(both, by=carla, leaving=anna, to=dora, reason="Anna gaat met verlof.")
    assert told() == [("joined", "2 dossiers", ["Dora"])]


def test_decisions_are_told_when_the_municipality_can_read_them(round_, carla):
    contact = make_contact(round_.case_file.municipality).user
    given = bring_to(round_, "reply").releases.get()
    remark = make_remark(make_reply(given, is_sent=False))
    send(remark.reply)
    decide(remark, by=carla, is_adopted=False, reason="Nee.")
    told()
    take(round_, FINALISE, by=carla, seen=draft(round_).fingerprint())
    assert ("decided", "Alkmaar 2014", [contact.name]) in told()


def test_plans_whose_day_came_are_told_once(round_, anna, bram):
    finding = round_.findings.get()
    finding.expected_on = datetime.date(2015, 3, 2)
    finding.save()
    for day, wanted in [
        ("2015-03-01", []),
        ("2015-03-02", [("plans", "1 voornemen werd verwacht op 2 maart 2015", ["Anna", "Bram"])]),
    ]:
        with time_machine.travel(f"{day} 12:00Z"):
            call_command("remind")
            assert [(each.kind, each.about) for each in Notice.objects.all()] == [
                each[:2] for each in wanted
            ] * 2
    with time_machine.travel("2015-03-03 12:00Z"):
        call_command("remind")
        assert Notice.objects.count() == 2
    make_plan_check(finding, again_on=datetime.date(2015, 4, 1))
    with time_machine.travel("2015-04-02 12:00Z"):
        call_command("remind")
        assert Notice.objects.filter(about__endswith="1 april 2015").count() == 2


@pytest.fixture
def draft_of(round_, of_municipality):
    """The draft of the round, delivered on a Monday, with a term of ten working days."""
    release = make_release(round_, delivered_on=datetime.date(2015, 3, 2))
    bring_to(round_, "reply")
    assert release.last_day == datetime.date(2015, 3, 16)
    return release


def test_a_draft_that_is_delivered_or_has_more_time_is_told_to_the_municipality(
    round_, carla, of_municipality
):
    release = make_release(round_, delivered_on=None)
    bring_to(round_, "reply")
    deliver(release, on=timezone.localdate(), how="letter", by=carla)
    until = round_.releases.get().last_day
    assert set(Notice.objects.values_list("until", "path")) == {(until, release.get_absolute_url())}
    assert told() == [("released", "Alkmaar 2014", ["Mila", "Niels"])]
    later = working_day_from(until + datetime.timedelta(days=7))
    extend(release, last_day=later, reason="KANARIE", by=carla)
    assert set(Notice.objects.values_list("until", flat=True)) == {later}
    assert "KANARIE" not in str(list(Notice.objects.values()))
    assert told() == [("reply_extended", "Alkmaar 2014", ["Mila", "Niels"])]


def test_a_municipality_is_reminded_twice_before_the_end_of_its_term(draft_of):
    """Each of the three who spoke for it then."""
    for day, number in [(10, 0), (11, 3), (12, 3), (13, 6), (16, 6), (17, 6)]:
        with time_machine.travel(f"2015-03-{day} 12:00Z"):
            call_command("remind")
        assert Notice.objects.filter(kind="reply_due").count() == number, day


def test_who_replied_is_not_reminded(draft_of):
    make_reply(draft_of)
    with time_machine.travel("2015-03-13 12:00Z"):
        call_command("remind")
    assert not Notice.objects.exists()


def test_of_a_draft_of_which_the_round_is_final_nobody_is_reminded(draft_of):
    Round.objects.filter(pk=draft_of.round_id).update(
        state="final", finalised_at=timezone.now(), finalised_by=draft_of.released_by
    )
    with time_machine.travel("2015-03-13 12:00Z"):
        call_command("remind")
    assert not Notice.objects.filter(kind="reply_due").exists()


@pytest.mark.parametrize(
    ("when", "kind", "receipt"),
    [
        ({}, "replied", "reply_received"),
        ({"has_no_remarks": True}, "replied", "reply_noted"),
        ({"is_late": True}, "replied_late", "reply_received"),
        ({"came_after_final": True}, "replied_after_final", "noted_after_final"),
    ],
    ids=["in time", "no remarks", "late", "after final"],
)
def test_a_reply_is_told_to_who_goes_on_with_it_and_its_receipt_to_the_municipality(
    draft_of, when, kind, receipt
):
    """The receipt promises a decision only where one comes."""
    reply = make_reply(draft_of, is_sent=False)
    if "has_no_remarks" not in when:
        make_remark(reply)
    send(reply, **when)
    User.objects.filter(role="coordinator").exclude(name="Carla").update(is_active=False)
    replied(reply, draft_of)
    assert told() == [
        (kind, "Alkmaar 2014", ["Anna", "Bram", "Carla"]),
        (receipt, "Alkmaar 2014", ["Mila", "Niels"]),
    ]
