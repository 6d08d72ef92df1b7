"""The pages on which a draft goes to its municipality, and what stands of it on the page of the round."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments import guards
from assessments.actions.decisions import decide
from assessments.actions.steps import take
from assessments.actions.teams import hand_over
from assessments.models import Release
from assessments.steps import REOPEN, TAKE_BACK
from assessments.terms import last_day_of_term, working_day_from
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import send_due
from tests.factories import (
    bring_to,
    make_approvals,
    make_contact,
    make_follow_up,
    make_release,
    make_remark,
    make_reply,
    make_user,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def carla(client):
    carla = make_user("coordinator", name="Carla")
    client.force_login(carla)
    return carla


@pytest.fixture
def round_():
    """A round that was reviewed."""
    round_ = make_follow_up(state="review")
    make_approvals(round_)
    return round_


def shown(response):
    return " ".join(response.content.decode().split())


def release_page(round_):
    return reverse("assessments:release", args=[round_.pk])


def on(name, release):
    return reverse(f"assessments:{name}", args=[release.pk])


def in_words(day):
    return date_format(day, "l j F Y")


def test_the_page_says_to_whom_a_draft_goes_and_until_when_they_can_answer(client, carla, round_):
    contact = make_contact(round_.case_file.municipality)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = make_contact(round_.case_file.municipality)
    type(former).objects.filter(pk=former.pk).update(valid_from=yesterday, valid_until=yesterday)
    page = shown(client.get(release_page(round_)))
    assert str(contact.user) in page
    assert client.get(release_page(round_)).context["form"]["how"].value() == "email"
    assert str(former.user) not in page
    assert in_words(last_day_of_term(timezone.localdate(), 10)) in page


def test_without_a_contact_it_warns_and_says_what_to_do(client, carla, round_):
    page = shown(client.get(release_page(round_)))
    assert "heeft nu geen contactpersoon." in page
    assert client.get(release_page(round_)).context["form"]["how"].value() == "letter"
    invite = reverse("municipalities:invite", args=[round_.case_file.municipality.slug])
    assert f'href="{invite}"' in page


def test_another_term_has_another_last_day_and_gives_nothing_away(client, carla, round_):
    typed = {"working_days": "3", "how": "letter", "recount": "1"}
    response = client.post(release_page(round_), typed)
    assert (response.status_code, Release.objects.count()) == (200, 0)
    assert in_words(last_day_of_term(timezone.localdate(), 3)) in shown(response)
    assert response.context["form"]["how"].value() == "letter"


@pytest.mark.parametrize("days", ["", "0", "61", "tien", "1" * 30, f"0001{10**20}"])
def test_what_is_no_term_is_told_with_what_was_typed(client, carla, round_, days):
    response = client.post(release_page(round_), {"working_days": days, "how": "letter", "seen": "x"})
    assert (response.status_code, Release.objects.count()) == (422, 0)
    assert "Niet vrijgegeven: kijk dit na" in shown(response)
    assert response.context["form"]["how"].value() == "letter"


def test_the_draft_that_was_shown_is_given(client, carla, round_):
    seen = client.get(release_page(round_)).context["factsheet"].fingerprint()
    stale = client.post(release_page(round_), {"working_days": "3", "how": "letter", "seen": "0" * 64})
    assert (stale.status_code, Release.objects.count()) == (409, 0)
    assert "intussen iets gewijzigd" in shown(stale)
    response = client.post(release_page(round_), {"working_days": "3", "how": "letter", "seen": seen})
    assert response.url == f"{round_.get_absolute_url()}#wederhoor"
    page = shown(client.get(response.url))
    assert "Nog niet bezorgd" in page
    assert f'href="{on("deliver", Release.objects.get())}"' in page


def test_from_where_the_round_stands_now_it_cannot_be_given_again(client, carla):
    release = make_release()
    page = shown(client.get(release_page(release.round)))
    assert "Deze ronde staat op “Wederhoor”." in page
    assert "Vrijgeven voor wederhoor</button>" not in page


def test_a_delivery_is_written_down(client, carla, round_):
    seen = client.get(release_page(round_)).context["factsheet"].fingerprint()
    client.post(release_page(round_), {"working_days": "3", "how": "letter", "seen": seen})
    release, today = Release.objects.get(), timezone.localdate()
    later = today + datetime.timedelta(days=1)
    response = client.post(on("deliver", release), {"on": later, "how": "letter"})
    assert response.status_code == 409
    assert "De dag van bezorging kan niet na vandaag liggen." in shown(response)
    assert client.post(on("deliver", release), {"on": "31-31", "how": "letter"}).status_code == 422
    response = client.post(on("deliver", release), {"on": today, "how": "in_person"})
    page = shown(client.get(response.url))
    assert "De bezorging is vastgelegd." in page
    assert "Bezorgd: overhandigd" in page
    assert "Nog 3 werkdagen" in page


def test_a_delivery_of_which_the_term_is_over_is_warned_of_first(client, carla, round_):
    release = give_long_ago(client, round_)
    typed = {"on": timezone.localdate() - datetime.timedelta(days=30), "how": "in_person"}
    response = client.post(on("deliver", release), typed)
    page = shown(response)
    assert (response.status_code, "die is al voorbij" in page) == (409, True)
    assert 'name="although_over" value="1">Toch vastleggen</button>' in page
    assert response.context["form"]["how"].value() == "in_person"
    page = shown(client.post(on("deliver", release), {**typed, "although_over": "1"}, follow=True))
    assert ("De bezorging is vastgelegd. De termijn liep tot en met" in page, "Termijn voorbij" in page) == (
        True,
        True,
    )


def give_long_ago(client, round_):
    """A draft that was released a month ago, to be delivered by letter."""
    seen = client.get(release_page(round_)).context["factsheet"].fingerprint()
    client.post(release_page(round_), {"working_days": "3", "how": "letter", "seen": seen})
    guards.lift()
    Release.objects.update(released_at=timezone.now() - datetime.timedelta(days=31))
    guards.place()
    return Release.objects.get()


@pytest.fixture
def mailed(client, carla, round_):
    """The draft, released by e-mail to Mila; the mail waits."""
    make_contact(round_.case_file.municipality, make_user("municipality", name="Mila"))
    seen = client.get(release_page(round_)).context["factsheet"].fingerprint()
    client.post(release_page(round_), {"working_days": "3", "how": "email", "seen": seen})
    return Release.objects.get()


def test_what_goes_by_e_mail_is_told_to_be_on_its_way_until_it_is_delivered(client, carla, mailed):
    page = shown(client.get(mailed.round.get_absolute_url()))
    assert "Wordt bezorgd" in page
    notice = Notice.objects.get()
    assert f'<a class="utrecht-link" href="/berichten/{notice.pk}/">E-mail aan Mila</a>' in page
    assert work(client) == []
    client.force_login(notice.to)
    begins = (
        "De termijn van 3 werkdagen begint pas zodra het bericht erover per e-mail bij uw gemeente is bezorgd"
    )
    for address in (mailed.get_absolute_url(), reverse("assessments:my_municipality")):
        assert f"U kunt al lezen en reageren. {begins}." in shown(client.get(address))
    send_due()
    assert "U kunt reageren tot en met" in shown(client.get(mailed.get_absolute_url()))
    client.force_login(carla)
    page = shown(client.get(mailed.round.get_absolute_url()))
    assert "Bezorgd: bericht per e-mail" in page
    assert "vastgelegd door" not in page
    assert "E-mail aan Mila" not in page


def test_where_no_mail_surely_arrived_the_coordinator_is_told_and_writes_it_down(client, carla, mailed):
    Notice.objects.update(state="uncertain", problem="De mailserver gaf geen antwoord.")
    page = shown(client.get(mailed.round.get_absolute_url()))
    assert "Nog niet bezorgd" in page
    assert "De mailserver gaf geen antwoord." in page
    assert "Van geen bericht is zeker dat het is bezorgd" in page
    ((text, address),) = work(client)
    assert text.startswith("Bezorging van het concept nakijken")
    assert address == on("deliver", Release.objects.get())
    form = client.get(on("deliver", mailed)).context["form"]
    assert [name for name, _ in form.fields["how"].choices] == ["email", "letter", "in_person"]
    response = client.post(on("deliver", mailed), {"on": timezone.localdate(), "how": "email"})
    assert "Bezorgd: bericht per e-mail" in shown(client.get(response.url))


def test_what_went_by_letter_is_not_written_down_as_mailed(client, carla, round_):
    make_release(round_, delivered_on=None)
    release = bring_to(round_, "reply").releases.get()
    response = client.post(on("deliver", release), {"on": timezone.localdate(), "how": "email"})
    assert (response.status_code, Release.objects.get().delivered_on) == (422, None)


def test_a_term_is_made_longer(client, carla):
    release = make_release()
    last_day = working_day_from(timezone.localdate() + datetime.timedelta(days=7))
    assert client.post(on("extend", release), {"last_day": last_day}).status_code == 422
    stale = client.post(on("extend", release), {"last_day": release.last_day, "reason": "Het is vakantie."})
    assert stale.status_code == 409
    assert "Kies een dag na de huidige laatste dag" in shown(stale)
    assert "Het is vakantie." in shown(stale)
    response = client.post(on("extend", release), {"last_day": last_day, "reason": "Het is vakantie."})
    page = shown(client.get(response.url))
    assert f"De termijn is verlengd tot en met {in_words(last_day)}." in page
    assert "Het is vakantie." in page


def test_the_round_tells_what_came_in_and_how_much_was_decided(client, carla):
    release = make_release()
    reply = make_reply(release, is_sent=False)
    remark = make_remark(reply)
    make_remark(reply, kind="slip")
    send(reply, is_late=True)
    decide(remark, by=carla, is_adopted=False, reason="Nee.")
    page = shown(client.get(release.round.get_absolute_url()))
    assert f'href="{reply.get_absolute_url()}"' in page
    assert "1 van 2 besloten" in page
    assert "Kwam na de termijn" in page
    assert "Termijn voorbij" in page


def test_of_a_late_reply_the_day_stays_that_it_missed(client, carla):
    release = make_release()
    reply = make_reply(release, is_late=True, has_no_remarks=True)
    missed = f"kwam na de termijn, die toen liep tot en met {date_format(release.last_day)}."
    assert missed in shown(client.get(reply.get_absolute_url()))
    last_day = working_day_from(timezone.localdate() + datetime.timedelta(days=7))
    client.post(on("extend", release), {"last_day": last_day, "reason": "Het is vakantie."})
    assert missed in shown(client.get(reply.get_absolute_url()))


def test_what_came_after_the_round_was_finalised_says_so(client, carla):
    round_ = bring_to(make_follow_up(), "final")
    reply = make_reply(round_.releases.get(), came_after_final=True, has_no_remarks=True)
    page = shown(client.get(round_.get_absolute_url()))
    assert "Kwam na vaststelling binnen" in page
    assert "Kwam na de termijn" not in page
    assert "De uitkomsten waren toen al vastgesteld." in shown(client.get(reply.get_absolute_url()))
    assert "Termijn verlengen" not in page


def test_a_draft_that_was_taken_back_stays_in_sight(client, carla):
    release = make_release()
    take(release.round, TAKE_BACK, by=carla, reason="Er mist iets.")
    page = shown(client.get(release.round.get_absolute_url()))
    assert "Teruggenomen" in page
    assert on("extend", release) not in page


def test_before_a_draft_was_given_there_is_nothing_to_tell(client, carla, round_):
    assert 'id="wederhoor"' not in shown(client.get(round_.get_absolute_url()))


def test_what_came_after_the_round_was_finalised_is_decided_on_once_it_went_back(client, carla):
    round_ = bring_to(make_follow_up(), "final")
    reply = make_reply(round_.releases.get(), came_after_final=True)
    take(round_, REOPEN, by=carla, reason="Er kwam nog een reactie.")
    page = shown(client.get(reply.get_absolute_url()))
    assert "daarna ging de ronde terug, zodat er nu alsnog op wordt besloten" in page
    assert "na de termijn" not in page


def test_the_page_says_that_a_term_ends_on_a_working_day(client, carla):
    release = make_release()
    today = timezone.localdate()
    sunday = today + datetime.timedelta(days=13 - today.weekday())
    response = client.post(on("extend", release), {"last_day": sunday, "reason": "Het is vakantie."})
    page = shown(client.get(response.url))
    told = f"tot en met {in_words(working_day_from(sunday))}. Op de dag die u koos, kan geen termijn eindigen"
    assert told in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_round_takes_the_same_queries_whatever_came_in(client, carla, django_assert_num_queries, number):
    release = make_release()
    for _ in range(number):
        make_reply(release)
    with django_assert_num_queries(29):
        client.get(release.round.get_absolute_url())


def work(client):
    """What waits for who is logged in."""
    return [
        (row.text, row.address)
        for row in client.get(reverse("assessments:my_work")).context["waiting"]
        if row.where.endswith(" 2014")
    ]


def test_in_my_work_waits_a_delivery_and_then_the_end_of_the_term(client, carla, round_):
    seen = client.get(release_page(round_)).context["factsheet"].fingerprint()
    client.post(release_page(round_), {"working_days": "1", "how": "letter", "seen": seen})
    release = Release.objects.get()
    assert work(client) == [("Bezorging van het concept vastleggen", on("deliver", release))]
    client.post(on("deliver", release), {"on": timezone.localdate(), "how": "letter"})
    last_day = date_format(last_day_of_term(timezone.localdate(), 1))
    page = f"{round_.get_absolute_url()}#wederhoor"
    assert work(client) == [(f"Termijn van het wederhoor loopt tot en met {last_day}", page)]
    make_reply(release, has_no_remarks=True)
    finalise = reverse("assessments:step", args=[round_.pk, "vaststellen"])
    assert work(client) == [("Vaststellen", finalise)]


def test_in_my_work_waits_a_decision_for_who_may_take_it_and_then_finalising(client, carla):
    release = make_release()
    release.round.case_file.team.add(anna := make_user())
    remark = make_remark(make_reply(release, is_sent=False))
    send(remark.reply)
    row = ("Besluiten op 1 opmerking van de gemeente", remark.reply.get_absolute_url())
    assert work(client) == [row]
    client.force_login(make_user())
    assert work(client) == [row]
    client.force_login(anna)
    assert row not in work(client)
    hand_over(release.round.case_file, by=anna, leaving=anna, to=make_user(), reason="Verlof.")
    assert row not in work(client)
    client.force_login(carla)
    decide(remark, by=carla, is_adopted=False, reason="Nee.")
    step = reverse("assessments:step", args=[release.round_id, "vaststellen"])
    assert work(client) == [("Vaststellen", step)]
