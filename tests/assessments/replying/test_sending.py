"""Reading a reply over, sending it, and reading it afterwards with what the inspectorate decided."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.decisions import decide
from assessments.actions.remarks import Topic, keep_overtaken, save
from assessments.actions.steps import take
from assessments.models import Decision, Release, Reply, Round, StepTaken
from assessments.steps import CORRECT, FINALISE, REOPEN
from stj_toezicht.log.models import Event
from tests.assessments.replying.conftest import PAGE
from tests.factories import (
    bring_to,
    make_edition,
    make_evidence,
    make_follow_up,
    make_remark,
    make_reply,
    make_user,
    send,
)


@pytest.fixture
def error(release, amina):
    """An error that Amina wrote on the only point of the draft, not sent yet."""
    topic = Topic("error", release.findings.get())
    return save(release, topic, by=amina, number=1, version=0, text="Het convenant is van 2012.")


def send_from(client, address, **more):
    seen = client.get(address("send_reply")).context["seen"]
    return client.post(address("send_reply"), {"number": 1, "seen": seen, **more})


def test_all_that_will_be_sent_is_read_beside_the_draft(client, amina, error, address, read):
    make_evidence(error)
    page = read(address("send_reply"))
    assert "Het convenant is van 2012." in page
    assert error.released.explanation in page
    assert "verslag.pdf" in page
    assert "De inspectie beslist over uw opmerking." in page
    assert not Reply.objects.sent().exists()


def test_an_error_without_a_document_is_mentioned_and_may_be_sent(client, amina, error, address, read):
    assert "U noemt iets onjuist zonder een document erbij. Dat mag." in read(address("send_reply"))
    assert send_from(client, address).status_code == 302


def test_a_sent_reply_is_read_and_not_written(client, amina, error, address, read):
    response = send_from(client, address)
    assert response.url == address("draft")
    page = read(address("draft"))
    assert "Uw reactie is verstuurd." in page
    assert f"door {amina}" in page
    assert "Na de termijn" in page
    assert "<textarea" not in page
    assert Event.objects.filter(kind="reply", by=amina).count() == 1


def test_no_remarks_is_one_press_of_a_button(client, amina, release, address, read):
    assert "U hebt niets opgeschreven." in read(address("send_reply"))
    send_from(client, address, **{"geen-opmerkingen": 1})
    assert Reply.objects.get().has_no_remarks is True
    assert "Uw gemeente liet weten geen opmerkingen te hebben." in read(address("draft"))


def test_what_a_colleague_changed_is_shown_before_it_is_sent(client, amina, bob, error, release, address):
    seen = client.get(address("send_reply")).context["seen"]
    save(release, Topic("slip", part="general"), by=bob, number=1, version=0, text="Een letter.")
    response = client.post(address("send_reply"), {"number": 1, "seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Een collega heeft intussen iets gewijzigd." in page
    assert "Een letter." in page
    assert not Reply.objects.sent().exists()


def test_two_versions_and_missing_texts_are_named_with_the_way_there(
    client, amina, bob, error, release, address
):
    topic = Topic("error", error.released)
    keep_overtaken(release, topic, by=bob, number=1, version=0, text="Van Bob.", **PAGE)
    make_remark(error.reply, kind="intent", text="", has_no_measure=True)
    response = send_from(client, address)
    page = response.content.decode()
    anchor = f"{address('draft')}#punt-{error.released_id}"
    assert response.status_code == 409
    assert page.count(f'href="{anchor}"') >= 2
    assert "Van een tekst zijn twee versies" in page
    assert "Schrijf erbij waarom niet." in page


def test_who_sends_second_hears_who_was_first(client, amina, bob, error, address, read):
    seen = client.get(address("send_reply")).context["seen"]
    send(error.reply, sent_by=bob)
    response = client.post(address("send_reply"), {"number": 1, "seen": seen}, follow=True)
    assert "Bob heeft deze reactie op" in response.content.decode()


def test_a_further_reply_is_begun_and_sent_beside_the_first(client, amina, error, address, read):
    send_from(client, address)
    assert client.post(address("start_reply")).url == address("draft")
    page = read(address("draft"))
    assert "U schrijft nu een aanvullende reactie." in page
    assert "<textarea" in page
    assert "Het convenant is van 2012." not in page
    assert "Het convenant is van 2012." in read(f"{address('draft')}?toon=verstuurd")


def test_texts_of_a_draft_that_was_taken_back_are_taken_over(client, amina, error, release, read):
    Round.objects.filter(pk=release.round_id).update(state="review")
    Release.objects.filter(pk=release.pk).update(closed_at=timezone.now())
    release.round.refresh_from_db()
    following = bring_to(release.round, "reply").releases.get(number=2)
    assert "Teksten overnemen" in read(following.get_absolute_url())
    client.post(f"{following.get_absolute_url()}reactie/", {"number": 1, "overnemen": 1})
    page = read(following.get_absolute_url())
    assert "1 tekst is overgenomen." in page
    assert "Het convenant is van 2012." in page


@pytest.fixture
def decided(error, amina):
    """The error, sent and adopted with a change of the text."""
    send(error.reply)
    return Decision.objects.create(
        remark=error,
        is_adopted=True,
        reason="Uit het convenant blijkt dat het klopt.",
        text_before="Het convenant is van 2013.",
        text_after="Het convenant is van 2012.",
        verdict_before="improvement_point",
        verdict_after="improvement_point",
        decided_at=timezone.now(),
        decided_by=make_user(name="Ina Inspecteur"),
    )


def test_decisions_are_told_once_the_round_is_final_and_without_names(
    client, amina, decided, release, address, read
):
    assert "Overgenomen" not in read(address("draft"))
    bring_to(release.round, "final")
    page = read(address("draft"))
    assert "<strong>Overgenomen</strong> door de inspectie" in page
    assert "Uit het convenant blijkt dat het klopt." in page
    assert "<del>" in page
    assert "Ina Inspecteur" not in page


@pytest.mark.parametrize("back", [REOPEN, CORRECT], ids=["reopened", "corrected"])
def test_what_was_told_stays_when_the_round_goes_back_and_nothing_new_is_told_early(
    client, amina, decided, error, release, address, read, back
):
    carla, told = make_user("coordinator"), "Uit het convenant blijkt dat het klopt."
    bring_to(release.round, back.source)
    round_ = take(release.round, back, by=carla, reason="Er klopt iets niet.")
    taken = {"taken_at": decided.decided_at, "taken_by": carla}
    StepTaken.objects.create(round=round_, step=FINALISE.code, source="reply", target="final", **taken)
    assert told in read(address("draft"))
    assert "met het besluit van de inspectie" in read(reverse("assessments:my_municipality"))
    Round.objects.filter(pk=round_.pk).update(state="reply")
    decide(error, by=carla, is_adopted=False, reason="Bij nader inzien niet.", seen=decided.decided_at)
    page = read(address("draft"))
    assert told in page
    assert "Bij nader inzien niet." not in page
    decide(
        error,
        by=carla,
        is_adopted=False,
        reason="Toch echt niet.",
        seen=Decision.objects.get().decided_at,
    )
    assert told in read(address("draft"))
    bring_to(Round.objects.get(pk=round_.pk), "final")
    page = read(address("draft"))
    assert "Toch echt niet." in page
    assert told not in page


def test_the_pdf_is_given_as_it_was_released(client, amina, release, address):
    response = client.get(address("draft_pdf"))
    assert response.content == bytes(release.pdf)
    name = f"concept-factsheet-{release.content['slug']}-2014-concept-1.pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'


def test_a_document_is_for_the_own_municipality_and_for_the_inspectorate_once_sent(client, amina, error):
    evidence = make_evidence(error)
    address = f"/onderbouwing/{evidence.pk}/"
    response = client.get(address)
    assert (response.content, response["Content-Type"]) == (bytes(evidence.content), "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="verslag.pdf"'
    client.force_login(make_user())
    assert client.get(address).status_code == 404
    send(error.reply)
    assert client.get(address).status_code == 200


def test_my_municipality_says_what_waits_until_when_and_who_wrote(client, amina, bob, release, read):
    Release.objects.filter(pk=release.pk).update(last_day=timezone.localdate() + datetime.timedelta(days=30))
    page = read("/mijn-gemeente/")
    assert "U kunt reageren tot en met" in page
    assert "Nog niemand heeft iets opgeschreven." in page
    save(release, Topic("slip", part="general"), by=bob, number=1, version=0, text="Een letter.")
    assert "1 tekst opgeschreven door Bob, nog niet verstuurd." in read("/mijn-gemeente/")


def test_my_municipality_lists_what_was_sent(client, amina, error, address, read):
    send_from(client, address)
    page = read("/mijn-gemeente/")
    assert "Er ligt nu geen concept waarop u nog kunt reageren." in page
    assert f"door {amina}, na de termijn" in page


def test_my_municipality_asks_the_database_as_much_for_three_drafts(
    client, amina, release, django_assert_num_queries
):
    make_remark(make_reply(release, is_sent=False, started_by=amina))
    client.get("/mijn-gemeente/")
    with django_assert_num_queries(16):
        client.get("/mijn-gemeente/")
    make_edition(release.round)
    for _ in range(2):
        other = bring_to_reply(release)
        make_remark(make_reply(other, is_sent=False, started_by=amina))
    with django_assert_num_queries(16):
        client.get("/mijn-gemeente/")


def bring_to_reply(release):
    """The draft of another case file of the same municipality."""
    return bring_to(make_follow_up(release.round.municipality), "reply").releases.get()


def test_the_own_log_tells_what_was_shared_and_said_and_no_names(client, amina, bob, error, address, read):
    send_from(client, address)
    page = read("/mijn-gemeente/logboek/")
    assert "Reactie verstuurd" in page
    assert "Het convenant is van 2012." in page
    assert page.count(str(amina)) == 1  # in the head of the page


def test_who_is_no_contact_any_more_reads_no_log(client, amina):
    type(amina.contact).objects.update(
        valid_from=datetime.date(2014, 1, 1), valid_until=datetime.date(2014, 12, 31)
    )
    assert client.get("/mijn-gemeente/logboek/").status_code == 404
    assert "U spreekt nu niet namens gemeente" in client.get("/mijn-gemeente/").content.decode()


def test_who_sends_after_the_round_was_finalised_is_told_so_before(
    client, release, amina, error, address, read
):
    Release.objects.update(last_day=timezone.localdate() + datetime.timedelta(days=7))
    bring_to(release.round, "final")
    mine = read("/mijn-gemeente/").partition("Eerdere concepten")
    assert "Er ligt nu geen concept waarop u nog kunt reageren." in mine[0]
    assert "de uitkomsten zijn vastgesteld, met 1 niet verstuurde tekst" in mine[2]
    assert f'href="{address("draft")}"' in mine[2]
    page = read(address("send_reply"))
    assert (
        "U kunt nog wel reageren: de inspectie leest het, maar de uitkomsten wijzigen er niet meer door, en een"
        " zienswijze komt niet meer bij het factsheet. Dat is alleen anders als de inspectie de uitkomsten opnieuw"
        " bekijkt." in page
    )
    assert (
        "De inspectie leest haar, maar neemt er geen besluit meer over, tenzij zij de uitkomsten opnieuw bekijkt."
        in page
    )
    send_from(client, address)
    page = read(address("draft"))
    assert "De uitkomsten waren al vastgesteld" in page
    assert "Na de vaststelling" in page
    assert "Na de termijn" not in page
