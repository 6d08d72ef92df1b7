"""What waited to be mailed and isn't true any more when its turn comes is not sent, and begins no term."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessments.actions import lapsing
from assessments.actions.deliveries import deliver, extend
from assessments.actions.notices import replies_due
from assessments.actions.releases import release
from assessments.actions.sign_offs import choose_signatories
from assessments.actions.steps import take
from assessments.events.chains import chain_of
from assessments.factsheet.drafting import draft
from assessments.models import Release, Round
from assessments.steps import FINALISE, REOPEN, TAKE_BACK
from stj_toezicht.notices.actions import LapsedMeanwhile, send_again
from stj_toezicht.notices.following import CLOSED_ACCOUNT
from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import send_due
from tests.factories import (
    bring_to,
    make_approvals,
    make_case_file,
    make_contact,
    make_follow_up,
    make_municipality,
    make_notice,
    make_reply,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def round_():
    round_ = make_follow_up(state="review")
    make_approvals(round_)
    return round_


@pytest.fixture
def mila(round_):
    return make_contact(round_.case_file.municipality, make_user("municipality", name="Mila")).user


@pytest.fixture
def given(round_, carla, mila):
    """A draft that was released by e-mail; the mail waits."""
    return release(round_, by=carla, seen=draft(round_).fingerprint())


def sent(**which):
    """What became of the notices of a kind once their turn came."""
    Notice.objects.filter(state=State.WAITING).update(due_at=timezone.now())
    send_due()
    return list(Notice.objects.filter(**which).order_by("pk").values_list("state", "problem"))


def finalise(round_, carla):
    make_approvals(round_)
    known = Round.objects.get(pk=round_.pk)
    return take(known, FINALISE, by=carla, seen=draft(known).fingerprint())


def test_a_mail_that_comes_after_the_end_is_not_sent_and_begins_no_term(given, round_, carla, mila):
    make_reply(given, has_no_remarks=True)
    finalise(round_, carla)
    assert sent(kind="released") == [(State.LAPSED, lapsing.NOT_ASKED)]
    assert mila.email not in [each.to[0] for each in mail.outbox if "gevraagd" in each.subject]
    known = Release.objects.get()
    assert (known.delivered_on, known.last_day) == (None, None)


def test_a_mail_that_the_server_took_while_the_round_became_final_begins_no_term(
    given, round_, carla, monkeypatch
):
    """What was claimed and made before, and went out after."""
    monkeypatch.setattr("stj_toezicht.notices.following.why_lapsed", lambda notice: "")
    Round.objects.filter(pk=round_.pk).update(state="final", finalised_at=timezone.now(), finalised_by=carla)
    assert sent(kind="released") == [(State.SENT, "")]
    assert (Release.objects.get().delivered_on, Notice.objects.get(kind="released").until) == (None, None)


def test_a_draft_that_was_taken_back_is_told_neither_as_there_nor_as_gone(given, round_, carla):
    take(given.round, TAKE_BACK, by=carla, reason="Fout.")
    assert sent(kind="released") == [(State.LAPSED, lapsing.TAKEN_BACK)]
    assert sent(kind="taken_back") == [(State.LAPSED, lapsing.NEVER_HEARD)]


def test_who_may_have_heard_of_a_draft_hears_that_it_was_taken_back(given, carla):
    now = timezone.now()
    Notice.objects.filter(kind="released").update(state=State.UNCERTAIN, attempts=1, claimed_at=now)
    take(given.round, TAKE_BACK, by=carla, reason="Fout.")
    assert sent(kind="taken_back") == [(State.SENT, "")]


@pytest.mark.parametrize("is_delivered", [False, True])
def test_a_letter_that_was_not_delivered_is_not_told_to_be_taken_back(round_, carla, mila, is_delivered):
    given = release(round_, by=carla, seen=draft(round_).fingerprint(), how="letter")
    if is_delivered:
        deliver(given, on=timezone.localdate(), how="letter", by=carla)
    take(Round.objects.get(pk=round_.pk), TAKE_BACK, by=carla, reason="Fout.")
    assert Notice.objects.filter(kind="taken_back", to=mila).exists() == is_delivered


def test_who_has_a_next_draft_is_not_told_any_more_that_the_one_before_was_taken_back(given, round_, carla):
    assert sent(kind="released") == [(State.SENT, "")]
    take(Round.objects.get(pk=round_.pk), TAKE_BACK, by=carla, reason="Fout.")
    known = Round.objects.get(pk=round_.pk)
    make_approvals(known)
    release(known, by=carla, seen=draft(known).fingerprint())
    assert sent(kind="taken_back") == [(State.LAPSED, lapsing.NEXT_DRAFT)]


@pytest.mark.parametrize("what", ["account", "period"])
def test_who_is_not_a_contact_any_more_gets_no_mail_and_no_term_begins(given, mila, what):
    if what == "account":
        mila.is_active = False
        mila.save()
    else:
        mila.contact.valid_until = timezone.localdate() - datetime.timedelta(days=1)
        mila.contact.save()
    why = {"account": CLOSED_ACCOUNT, "period": lapsing.NO_CONTACT}[what]
    assert sent(kind="released") == [(State.LAPSED, why)]
    assert (mail.outbox, Release.objects.get().delivered_on) == ([], None)


def test_a_term_that_became_longer_or_was_answered_is_not_reminded_of(given, carla, mila):
    deliver(given, on=timezone.localdate(), how="letter", by=carla)
    known = Release.objects.get()
    replies_due(known.last_day)
    later = known.last_day + datetime.timedelta(days=3)
    extend(known, last_day=later, reason="Ziek.", by=carla)
    extend(known, last_day=later + datetime.timedelta(days=7), reason="Nog ziek.", by=carla)
    assert sent(kind="reply_due") == [(State.LAPSED, lapsing.ANOTHER_DAY)]
    assert sent(kind="reply_extended") == [(State.LAPSED, lapsing.ANOTHER_DAY), (State.SENT, "")]
    known.refresh_from_db()
    replies_due(known.last_day)
    make_reply(known, has_no_remarks=True)
    assert sent(kind="reply_due")[1:] == [(State.LAPSED, lapsing.REPLIED)]


@pytest.mark.parametrize("kind", ["returned", "commented", "joined", "replied", "published"])
def test_who_left_the_team_hears_no_more_of_its_work(round_, carla, kind):
    leaves, stays = make_user(name="Noor"), make_user(name="Otto")
    round_.case_file.team.set([leaves, stays])
    for each in (leaves, stays, carla):
        make_notice(each, kind=kind, chain=chain_of(round_.case_file_id))
    round_.case_file.team.remove(leaves)
    assert sent(kind=kind) == [(State.LAPSED, lapsing.LEFT_TEAM), (State.SENT, ""), (State.SENT, "")]


def test_who_came_along_with_a_case_file_that_merged_is_on_its_team(round_):
    noor = make_user(name="Noor")
    merged = make_case_file(make_municipality("Bergen"))
    type(merged).objects.filter(pk=merged.pk).update(merged_into=round_.case_file, merged_in=2014)
    round_.case_file.team.set([noor])
    make_notice(noor, kind="finalised", chain=chain_of(merged.pk))
    assert sent(kind="finalised") == [(State.SENT, "")]


def test_who_came_on_several_teams_hears_so(round_):
    noor = make_user(name="Noor")
    make_notice(noor, kind="joined", chain=chain_of(round_.case_file_id), path=reverse("assessments:my_work"))
    assert sent(kind="joined") == [(State.SENT, "")]


def test_what_is_not_final_any_more_is_not_to_be_signed(round_, carla):
    make_user(name="Otto", inspectorate="education")
    choose_signatories(round_.case_file.framework, by=carla, inspectorates=["education"])
    bring_to(round_, "reply")
    finalise(round_, carla)
    take(Round.objects.get(pk=round_.pk), REOPEN, by=carla, reason="Een cijfer ontbreekt.")
    assert sent(kind="to_sign") == [(State.LAPSED, lapsing.NOTHING_TO_SIGN)]
    finalise(round_, carla)
    assert sent(kind="to_sign")[1:] == [(State.SENT, "")]


def test_what_lapsed_is_not_sent_again(given, round_, carla):
    Notice.objects.filter(kind="released").update(state=State.FAILED)
    take(given.round, TAKE_BACK, by=carla, reason="Fout.")
    notice = Notice.objects.get(kind="released")
    with pytest.raises(LapsedMeanwhile, match=lapsing.TAKEN_BACK):
        send_again(notice, by=carla)
    notice.refresh_from_db()
    assert notice.state == State.FAILED


def test_the_pages_say_what_lapsed_and_ask_for_nothing_once_the_round_is_final(given, round_, carla, client):
    """Neither to note the delivery down, nor to send again: both would be refused."""
    other = make_contact(round_.case_file.municipality, make_user("municipality", name="Niels")).user
    Notice.objects.filter(kind="released").update(state=State.FAILED)
    make_reply(given, has_no_remarks=True)
    client.force_login(carla)

    def page(address):
        return " ".join(client.get(address).content.decode().split())

    assert "leg dan de bezorging vast" in page(round_.get_absolute_url())
    finalise(round_, carla)
    own = page(round_.get_absolute_url())
    assert ("leg dan de bezorging vast" in own, "dan begint de termijn vanzelf" in own) == (False, False)
    assert '<span class="stj-tag">Niet bezorgd</span>' in own
    failed = Notice.objects.get(kind="released")
    own = page(reverse("assessments:notice", args=[failed.pk]))
    assert (lapsing.NOT_ASKED in own, "Opnieuw versturen aan" in own) == (True, False)
    make_notice(other, kind="released", key=given.key_of_mails)
    assert sent(kind="released", to=other) == [(State.LAPSED, lapsing.NOT_ASKED)]
    assert lapsing.NOT_ASKED in page(reverse("assessments:notices") + "?stand=vervallen")
