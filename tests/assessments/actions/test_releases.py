"""Giving a draft to a municipality, the term in which it can answer, and what the database then keeps as it was."""

import datetime
import hashlib

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from assessments import guards
from assessments.actions import deliveries, releases
from assessments.actions.approvals import approve_development
from assessments.actions.deliveries import deliver, extend
from assessments.actions.releases import release
from assessments.actions.steps import ChangedMeanwhile, NotFromHere, NotTheirStep, take
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.models import (
    Approval,
    Decision,
    Evidence,
    Extension,
    Finding,
    Release,
    ReleasedFinding,
    Remark,
    Reply,
    Round,
    Writer,
)
from assessments.steps import TAKE_BACK
from assessments.terms import MOST_WORKING_DAYS, last_day_of_term, working_day_from
from municipalities.models import Contact
from stj_toezicht.accounts.models import User
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.texts import subject_and_text
from tests.factories import (
    bring_to,
    make_approvals,
    make_contact,
    make_evidence,
    make_follow_up,
    make_release,
    make_remark,
    make_reply,
    make_user,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def round_():
    """A round that was reviewed, with a contact of its municipality."""
    round_ = make_follow_up(state="review")
    make_approvals(round_)
    make_contact(round_.case_file.municipality)
    return round_


def give(round_, by, **said):
    return release(round_, by=by, seen=draft(round_).fingerprint(), **said)


def day(text):
    return datetime.date.fromisoformat(text)


def test_a_draft_is_kept_as_it_was_given(round_, carla):
    given = give(round_, carla)
    assert Round.objects.get(pk=round_.pk).state == "reply"
    assert Factsheet.from_snapshot(given.content) == draft(round_)
    assert hashlib.sha256(given.pdf).hexdigest() == given.sha256
    said = given.findings.get()
    assert (said.finding, said.verdict, said.explanation) == (
        round_.findings.get(),
        "meets",
        "Een toelichting.",
    )
    assert (given.number, given.released_by, given.closed_at) == (1, carla, None)
    assert [event.kind for event in Event.objects.filter(by=carla)] == [Kind.STEP, Kind.RELEASE]


def test_by_letter_it_is_delivered_when_that_is_written_down(round_, carla):
    given = give(round_, carla, how="letter", working_days=1)
    assert (given.delivered_on, given.last_day, given.delivery) == (None, None, "letter")
    today = timezone.localdate()
    deliver(given, on=today, how="in_person", by=carla)
    done = Release.objects.get()
    assert (done.delivered_on, done.delivery, done.delivered_by) == (today, "in_person", carla)
    assert done.last_day > today
    with pytest.raises(deliveries.DeliveredAlready):
        deliver(given, on=today, how="letter", by=carla)


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(1, deliveries.DeliveredInTheFuture), (-1, deliveries.DeliveredTooEarly)],
    ids=["later", "earlier"],
)
def test_the_day_of_delivery_is_between_release_and_today(round_, carla, days, refusal):
    given = give(round_, carla, how="letter")
    with pytest.raises(refusal):
        deliver(given, on=timezone.localdate() + datetime.timedelta(days=days), how="letter", by=carla)
    assert Release.objects.get().delivered_on is None


def test_a_delivery_of_which_the_term_is_over_is_written_down_by_who_knows_that(round_, carla):
    """And the mail doesn't ask for an answer by a day that has gone."""
    given, today = give(round_, carla, how="letter", working_days=3), timezone.localdate()
    on = today - datetime.timedelta(days=30)
    guards.lift()
    Release.objects.update(released_at=timezone.now() - datetime.timedelta(days=31))
    guards.place()
    with pytest.raises(deliveries.OverAtOnce, match="die is al voorbij"):
        deliver(given, on=on, how="letter", by=carla)
    assert (Release.objects.get().delivered_on, Notice.objects.count()) == (None, 0)
    last_day = deliver(given, on=on, how="letter", by=carla, although_over=True).last_day
    notice = Notice.objects.get()
    told = f"De termijn om te reageren liep tot en met {date_format(last_day, 'l j F Y')}."
    subject, text = subject_and_text(notice)
    assert (subject, notice.subject) == (f"Voor u klaar: concept {round_}",) * 2
    assert (told in " ".join(text.split()), "Tot en met" in text) == (True, False)
    notice.until = today
    assert "kunt u erop reageren" in " ".join(subject_and_text(notice)[1].split())


@pytest.mark.parametrize("days", [0, -1, MOST_WORKING_DAYS + 1])
def test_a_term_is_of_some_days(round_, carla, days):
    with pytest.raises(releases.NotATerm):
        give(round_, carla, working_days=days)
    assert Round.objects.get(pk=round_.pk).state == "review"


def test_what_was_not_seen_is_not_given(round_, carla):
    for seen in (None, "", "0" * 64):
        with pytest.raises(ChangedMeanwhile):
            release(round_, by=carla, seen=seen)
    assert not Release.objects.exists()


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_other_roles_give_deliver_and_extend_nothing(round_, carla, role):
    by = make_user(role)
    with pytest.raises(NotTheirStep):
        give(round_, by)
    given = give(round_, carla, how="letter")
    for act in (
        lambda: deliver(given, on=timezone.localdate(), how="letter", by=by),
        lambda: extend(given, last_day=day("2100-01-01"), reason="Zomaar.", by=by),
    ):
        with pytest.raises(deliveries.MayNotRelease):
            act()


def test_a_draft_is_given_once(round_, carla):
    give(round_, carla)
    with pytest.raises(NotFromHere):
        give(round_, carla)
    assert Release.objects.count() == 1


def test_a_term_is_made_longer_with_a_reason(carla):
    given, last_day = make_release(), working_day_from(timezone.localdate() + datetime.timedelta(days=7))
    was = given.last_day
    assert extend(given, last_day=last_day, reason="  Het is vakantie. ", by=carla).last_day == last_day
    extension = given.extensions.get()
    said = (extension.earlier_last_day, extension.last_day, extension.reason, extension.extended_by)
    assert said == (was, last_day, "Het is vakantie.", carla)
    event = Event.objects.get(kind=Kind.RELEASE)
    assert (event.new, event.reason) == ({"last_day": str(last_day)}, "Het is vakantie.")


@pytest.mark.parametrize(
    ("chosen", "last_day"),
    [
        ("2026-12-19", "2026-12-21"),  # a Saturday
        ("2026-12-20", "2026-12-21"),
        ("2026-12-25", "2026-12-28"),  # Christmas, and then a weekend
        ("2027-03-26", "2027-03-30"),  # Good Friday until Easter Monday
        ("2027-01-04", "2027-01-04"),
    ],
)
def test_a_term_that_is_made_longer_ends_on_a_working_day(carla, chosen, last_day):
    with time_machine.travel(day(chosen) - datetime.timedelta(days=20)):
        given = make_release()
        assert extend(given, last_day=day(chosen), reason="Feest.", by=carla).last_day == day(last_day)
    assert (Release.objects.get().last_day, Extension.objects.get().last_day) == (day(last_day),) * 2


def test_a_term_becomes_sixty_working_days_longer_at_most(carla):
    """From its last day, or from today where that is over; also where a year is mistyped."""
    given = make_release()
    furthest = last_day_of_term(timezone.localdate(), MOST_WORKING_DAYS)
    for last_day in (furthest + datetime.timedelta(days=1), day("9999-12-25"), day("9999-12-31")):
        with pytest.raises(deliveries.TooMuchLonger):
            extend(given, last_day=last_day, reason="Tikfout.", by=carla)
    assert not Extension.objects.exists()
    assert extend(given, last_day=furthest, reason="Zomer.", by=carla).last_day == furthest
    furthest = last_day_of_term(furthest, MOST_WORKING_DAYS)
    assert extend(given, last_day=furthest, reason="Herfst.", by=carla).last_day == furthest


@pytest.mark.parametrize("days", [-31, -1, 0], ids=["long ago", "yesterday", "the same day"])
def test_a_term_is_only_made_longer(carla, days):
    given = make_release()
    last_day = given.last_day if days == 0 else timezone.localdate() + datetime.timedelta(days=days)
    with pytest.raises(deliveries.NotLonger):
        extend(given, last_day=last_day, reason="Zomaar.", by=carla)
    assert not Extension.objects.exists()


def test_a_term_that_does_not_run_is_not_made_longer_nor_one_without_reason(carla):
    soon = timezone.localdate() + datetime.timedelta(days=1)
    given = make_release()
    with pytest.raises(deliveries.ExtendedWithoutReason):
        extend(given, last_day=soon, reason=" \u200b", by=carla)
    take(given.round, TAKE_BACK, by=carla, reason="Er mist iets.")
    make_approvals(given.round)
    again = give(given.round, carla, how="letter")
    with pytest.raises(deliveries.NotDelivered):
        extend(again, last_day=soon, reason="Het is vakantie.", by=carla)


def test_with_a_draft_that_was_taken_back_nothing_is_done_any_more(carla):
    given = make_release()
    take(given.round, TAKE_BACK, by=carla, reason="Er mist iets.")
    with pytest.raises(deliveries.DraftIsClosed):
        extend(given, last_day=day("2100-01-01"), reason="Zomaar.", by=carla)
    with pytest.raises(deliveries.DraftIsClosed):
        deliver(given, on=timezone.localdate(), how="letter", by=carla)


@pytest.mark.parametrize("state", ["final", "published"])
def test_once_a_round_is_final_no_term_begins_or_becomes_longer(carla, state):
    given = bring_to(make_follow_up(), state).releases.get()
    with pytest.raises(deliveries.TermIsOver):
        extend(given, last_day=day("2100-01-01"), reason="Zomaar.", by=carla)
    with pytest.raises(deliveries.TermIsOver):
        deliver(given, on=timezone.localdate(), how="letter", by=carla)


def nobody(contact):
    contact.delete()


def one_without_address(contact):
    User.objects.filter(pk=contact.user_id).update(email="")


def one_who_left(contact):
    User.objects.filter(pk=contact.user_id).update(is_active=False)


def one_whose_days_are_over(contact):
    Contact.objects.filter(pk=contact.pk).update(valid_until=day("2001-01-01"))


@pytest.mark.parametrize("make", [nobody, one_without_address, one_who_left, one_whose_days_are_over])
def test_by_e_mail_a_draft_goes_to_somebody_or_no_term_begins(round_, carla, make):
    make(Contact.objects.get())
    with pytest.raises(releases.NobodyToMail):
        give(round_, carla)
    assert (Release.objects.count(), Round.objects.get(pk=round_.pk).state) == (0, "review")
    assert give(round_, carla, how="letter").last_day is None


# What the database keeps as it was, whoever writes.


def of_a_release():
    return make_release()


def of_a_closed_release():
    released = make_release()
    Release.objects.update(closed_at=timezone.now())
    return released


def of_an_extension():
    extend(
        make_release(),
        last_day=timezone.localdate() + datetime.timedelta(days=7),
        reason="Het is vakantie.",
        by=make_user("coordinator"),
    )


def of_a_sent_reply():
    return send(make_remark().reply)


def of_evidence():
    return make_evidence().remark


def of_sent_evidence():
    return send(of_evidence().reply)


@pytest.mark.parametrize(
    ("made", "change", "guard"),
    [
        (of_a_release, lambda: Release.objects.update(content={}), "a_draft_stays_as_it_was_released"),
        (of_a_release, lambda: Release.objects.update(pdf=b"x"), "a_draft_stays_as_it_was_released"),
        (of_a_release, lambda: Release.objects.update(working_days=9), "a_draft_stays_as_it_was_released"),
        (
            of_a_release,
            lambda: Release.objects.update(delivered_on=day("2015-01-01")),
            "a_delivery_stays_as_it_was_noted",
        ),
        (
            of_a_release,
            lambda: Release.objects.update(last_day=timezone.localdate() - datetime.timedelta(days=29)),
            "a_term_is_not_made_shorter",
        ),
        (of_a_closed_release, lambda: Release.objects.update(closed_at=None), "a_closed_draft_stays_closed"),
        (
            of_a_release,
            lambda: ReleasedFinding.objects.update(explanation="Anders."),
            "a_released_finding_stays_as_it_was",
        ),
        (of_a_release, lambda: ReleasedFinding.objects.all().delete(), "a_released_finding_is_not_deleted"),
        (of_an_extension, lambda: Extension.objects.update(reason="Anders."), "an_extension_stays"),
        (of_an_extension, lambda: Extension.objects.all().delete(), "an_extension_is_not_deleted"),
        (of_a_sent_reply, lambda: Reply.objects.update(is_late=True), "a_reply_stays_as_it_was_sent"),
        (of_a_sent_reply, lambda: Remark.objects.update(text="Anders."), "a_remark_stays_as_it_was_sent"),
        (of_a_sent_reply, lambda: Remark.objects.all().delete(), "a_sent_remark_is_not_deleted"),
        (
            of_a_sent_reply,
            lambda: make_remark(Reply.objects.get(), kind="slip"),
            "nothing_is_added_to_a_sent_reply",
        ),
        (of_evidence, lambda: Evidence.objects.update(name="anders.pdf"), "evidence_stays_as_it_was_added"),
        (of_sent_evidence, lambda: Evidence.objects.all().delete(), "sent_evidence_is_not_deleted"),
        (
            of_a_sent_reply,
            lambda: make_evidence(Remark.objects.get()),
            "no_evidence_is_added_to_a_sent_reply",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_database_keeps(made, change, guard):
    made()
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        change()


def test_a_draft_and_a_sent_reply_are_not_deleted():
    reply = make_reply()
    with pytest.raises(IntegrityError, match="a_sent_reply_is_not_deleted"), transaction.atomic():
        Reply.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=reply.release_id)._raw_delete("default")


def test_a_reply_that_was_not_sent_can_go():
    remark = of_evidence()
    Evidence.objects.all().delete()
    Remark.objects.all().delete()
    Reply.objects.all().delete()
    assert not Reply.objects.filter(pk=remark.reply_id).exists()


def test_a_draft_is_not_released_past_four_eyes(round_):
    Approval.objects.all().delete()
    with (
        pytest.raises(IntegrityError, match="a_draft_is_not_released_without_four_eyes"),
        transaction.atomic(),
    ):
        Round.objects.filter(pk=round_.pk).update(state="reply")


def test_who_wrote_never_becomes_one_who_only_decided(round_):
    Writer.objects.create(round=round_, user=make_user())
    with (
        pytest.raises(IntegrityError, match="who_wrote_in_a_round_never_becomes_one_who_only_decided"),
        transaction.atomic(),
    ):
        Writer.objects.update(by_deciding=True)


def test_who_only_decided_approves_what_they_did_not_change(carla):
    round_ = bring_to(make_follow_up(), "reply")
    Writer.objects.create(round=round_, user=carla, by_deciding=True)
    assert approve_development(round_, by=carla, version=0) == 1
    assert Approval.objects.standing().filter(approved_by=carla).count() == 1
    Writer.objects.update(by_deciding=False)
    assert Approval.objects.standing().filter(approved_by=carla).count() == 0


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "nonsense"}, "a_remark_is_of_a_known_kind"),
        ({"released": None}, "a_remark_is_on_a_finding_or_on_a_part"),
        ({"part": "general"}, "a_remark_is_on_a_finding_or_on_a_part"),
        ({"kind": "statement"}, "an_intent_is_on_a_finding_and_a_statement_in_general"),
        ({"by_whom": "de wethouder"}, "an_intent_alone_has_who_and_when"),
        (
            {"kind": "intent", "by_whom": "de wethouder", "has_no_measure": True},
            "what_is_not_done_is_done_by_nobody",
        ),
    ],
)
def test_a_remark_is_one_that_can_be(fields, constraint):
    reply = make_reply(is_sent=False)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_remark(reply, **{"released": reply.release.findings.get(), "part": "", **fields})


def test_of_each_kind_there_is_one_on_a_finding_and_on_a_part():
    remark = make_remark()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_remark(remark.reply)
    make_remark(remark.reply, part="general")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_remark(remark.reply, part="general")


def test_one_reply_is_being_written_and_it_is_sent_by_somebody():
    reply = make_reply(is_sent=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reply(reply.release, is_sent=False)
    with pytest.raises(IntegrityError, match="a_reply_is_sent_by_somebody"), transaction.atomic():
        Reply.objects.update(has_no_remarks=True)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"delivered_on": day("2015-01-01")}, "a_term_runs_from_delivery"),
        ({"delivered_on": day("2015-01-01"), "last_day": day("2015-01-02")}, "a_term_runs_from_delivery"),
        ({"delivery": ""}, "a_draft_is_delivered_in_a_known_way"),
        ({"sha256": "x"}, "a_draft_has_a_sha256"),
        ({"working_days": 0}, "a_term_is_of_a_working_day_at_least"),
    ],
)
def test_a_draft_is_one_that_can_be(fields, constraint):
    given = make_release()
    Release.objects.update(closed_at=timezone.now())
    copy = {"released_at": timezone.now(), "released_by": given.released_by, "text_version": 0, "pdf": b"x"}
    copy |= {"round": given.round, "content": {}, "sha256": "a" * 64, "number": 2, "delivery": "letter"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Release.objects.create(**copy | fields)


def test_a_municipality_has_one_draft_of_a_round_before_it():
    given = make_release()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_release(given.round)


def test_everything_that_was_said_stays_readable_after_all():
    """No row of a wederhoor goes along with the finding or the round that it is about."""
    reply = of_a_sent_reply()
    Decision.objects.create(
        remark=reply.remarks.get(),
        is_adopted=False,
        reason="Nee.",
        decided_at=timezone.now(),
        decided_by=make_user(),
    )
    for rows in (
        Finding.objects.filter(released__isnull=False),
        Round.objects.filter(releases__isnull=False),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
