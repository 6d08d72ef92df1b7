"""A next edition of a published factsheet, and taking an edition away."""

import pytest
from django.db import transaction

from assessments.actions import publication, replies
from assessments.actions import steps as acts
from assessments.actions.approvals import approve
from assessments.actions.findings import VerdictIsFollowedUp, record
from assessments.actions.releases import release
from assessments.actions.sign_offs import choose_signatories
from assessments.actions.standard_texts import word
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.models import Edition, Reply, Round, Withdrawal
from assessments.steps import CORRECT, FINALISE, KEEP, REOPEN, TAKE_BACK
from stj_toezicht.log.models import Event
from tests.factories import (
    bring_to,
    make_contact,
    make_follow_up,
    make_municipality,
    make_remark,
    make_reply,
    make_round,
    make_user,
    make_withdrawal,
    publish_now,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def carla():
    return make_user("coordinator")


@pytest.fixture
def anna():
    return make_user()


@pytest.fixture
def round_(carla, anna):
    """A follow-up that was published."""
    round_ = make_follow_up(make_municipality("Alkmaar"), state="final")
    round_.case_file.team.add(anna)
    publish_now(round_, by=carla)
    round_.refresh_from_db()
    return round_


def corrected(round_, anna, carla, explanation="Beter gezegd.", verdict="meets"):
    """The round went back, one finding says something else, and it is final again."""
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    finding = round_.findings.get()
    finding = record(finding, by=anna, version=finding.version, verdict=verdict, explanation=explanation)
    approve([(finding, finding.version)], by=make_user(), round_=round_)
    return finalise(round_, carla)


def finalise(round_, carla):
    """The municipality was given it as it is now, and its term is over."""
    bring_to(round_, "reply")
    return acts.take(round_, FINALISE, by=carla, seen=draft(round_).fingerprint())


def test_what_was_published_stays_while_it_is_corrected(round_, carla):
    before = Edition.objects.values().get()
    back = acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    assert (back.state, back.finalised_at) == ("review", None)
    assert Edition.objects.values().get() == before
    assert Edition.objects.listed().count() == 1


def test_four_eyes_again_on_what_was_changed_and_on_nothing_else(round_, anna, carla):
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    finding = record(round_.findings.get(), by=anna, version=0, verdict="meets", explanation="Beter gezegd.")
    with pytest.raises(acts.NotSeenByFourEyes, match="1 tekst is nog niet goedgekeurd"):
        release(round_, by=carla, seen=draft(round_).fingerprint())
    approve([(finding, 1)], by=make_user(), round_=round_)
    assert finalise(round_, carla).state == "final"


def test_a_correction_is_the_next_edition_at_the_same_address_and_says_why(round_, anna, carla):
    corrected(round_, anna, carla)
    edition = publish_now(round_, by=carla, reason="  De datum van het gesprek klopte niet. ")
    first = round_.editions.get(number=1)
    assert (edition.number, edition.reason) == (2, "De datum van het gesprek klopte niet.")
    assert (edition.slug, edition.year) == (first.slug, first.year)
    content = Factsheet.from_snapshot(edition.content)
    assert (content.edition, content.correction) == (2, edition.reason)
    assert content.findings[0].explanation == "Beter gezegd."
    assert Factsheet.from_snapshot(first.content).findings[0].explanation == "Een toelichting."
    round_.refresh_from_db()
    assert round_.state == "published"


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_a_next_edition_says_why_it_is_there(round_, anna, carla, reason):
    corrected(round_, anna, carla)
    with pytest.raises(publication.CorrectionWithoutReason):
        publish_now(round_, by=carla, reason=reason)
    assert Edition.objects.count() == 1


def test_a_first_edition_corrects_nothing(carla):
    round_ = make_follow_up(state="final")
    assert publish_now(round_, by=carla, reason="Zomaar.").reason == ""


def test_an_edition_keeps_what_it_was_made_with_and_the_log_its_fingerprints(round_, carla):
    edition = round_.editions.get()
    assert edition.framework_version == round_.case_file.framework.version
    assert len(edition.template_version) == 64
    assert (edition.application_version, edition.weasyprint_version[:2].rstrip(".").isdigit()) == (
        "0.1.0",
        True,
    )
    assert edition.row_sha256 == edition.computed_row_sha256()
    event = Event.objects.get(kind="edition")
    assert (event.new["sha256"], event.new["row_sha256"]) == (edition.sha256, edition.row_sha256)


def test_an_explanation_can_be_corrected_when_a_later_round_rests_on_it(round_, anna, carla):
    make_round(round_.case_file, 2015)
    corrected(round_, anna, carla)
    assert publish_now(round_, by=carla, reason="Een datum klopte niet.").number == 2


def test_a_correction_goes_back_once_more_when_a_later_round_rests_on_it(round_, anna, carla):
    make_round(round_.case_file, 2015)
    corrected(round_, anna, carla)
    assert acts.take(round_, REOPEN, by=carla, reason="Er staat nog een tikfout.").state == "reply"


@pytest.mark.parametrize("verdict", ["improvement_point", ""])
def test_a_verdict_on_which_a_later_round_rests_stays_in_a_correction(round_, anna, carla, verdict):
    make_round(round_.case_file, 2015)
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    before = round_.findings.values().get()
    with pytest.raises(VerdictIsFollowedUp):
        record(round_.findings.get(), by=anna, version=0, verdict=verdict, explanation="Toch niet.")
    assert round_.findings.values().get() == before


def test_a_verdict_on_which_nothing_rests_can_be_corrected(round_, anna, carla):
    corrected(round_, anna, carla, verdict="improvement_point")
    edition = publish_now(round_, by=carla, reason="Het oordeel klopte niet.")
    assert Factsheet.from_snapshot(edition.content).number_taken_up == 0


def drop(round_, carla, reason="Toch niet nodig."):
    return acts.take(round_, KEEP, by=carla, reason=reason)


def test_a_correction_in_which_nothing_changed_is_dropped(round_, carla):
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    kept = drop(round_, carla)
    assert (kept.state, round_.editions.count()) == ("published", 1)
    assert kept.steps.latest("pk").reason == "Toch niet nodig."
    assert acts.take(round_, CORRECT, by=carla, reason="Toch wel.").state == "review"


def test_what_was_changed_and_put_back_is_no_change(round_, anna, carla):
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    said = {"verdict": "meets", "explanation": round_.findings.get().explanation}
    changed = record(round_.findings.get(), by=anna, version=0, verdict="meets", explanation="Anders.")
    with pytest.raises(acts.NotAsPublished):
        drop(round_, carla)
    assert Round.objects.get(pk=round_.pk).state == "review"
    record(changed, by=anna, version=1, **said)
    assert drop(round_, carla).state == "published"


def test_a_correction_is_dropped_to_the_newest_edition(round_, anna, carla):
    corrected(round_, anna, carla)
    publish_now(round_, by=carla, reason="Een datum klopte niet.")
    acts.take(round_, CORRECT, by=carla, reason="En nog een.")
    assert drop(round_, carla).state == "published"


def view(round_, text):
    """The municipality sends its view on its last draft."""
    reply = make_reply(round_.releases.last(), is_sent=False, publishes_intents=True)
    make_remark(reply, kind="statement", part="general", text=text)
    return send(reply)


def test_the_view_of_the_municipality_stays_through_corrections(carla):
    round_ = make_follow_up(make_municipality("Alkmaar"), state="reply")
    view(round_, "Wij zien dit anders.")
    publish_now(bring_to(round_, "final"), by=carla)
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    assert drop(round_, carla).state == "published"
    acts.take(round_, CORRECT, by=carla, reason="En nog een.")
    finalise(round_, carla)
    edition = publish_now(round_, by=carla, reason="Een datum klopte niet.")
    assert Factsheet.from_snapshot(edition.content).statements == ("Wij zien dit anders.",)


def test_what_came_in_late_does_not_keep_a_correction_from_being_dropped(client, round_, carla):
    view(round_, "Wij zien dit anders.")
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    client.force_login(carla)
    page = client.get(f"/rondes/{round_.pk}/stappen/correctie-laten-vallen/").content.decode()
    assert ">Correctie laten vallen</button>" in page
    assert drop(round_, carla).state == "published"


def test_the_municipality_answers_the_last_draft_again_when_no_next_one_comes(round_, carla):
    amina = make_contact(round_.municipality).user
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    release_ = round_.releases.get()
    with pytest.raises(replies.ClosedForReply):
        replies.publish_intents(release_, by=amina, number=1, publishes=True)
    drop(round_, carla)
    nothing = {"by": amina, "number": 1, "seen": replies.fingerprint(None), "has_no_remarks": True}
    assert replies.send(release_, **nothing).is_late


@pytest.fixture
def finalised(carla):
    """A follow-up that was finalised by the step for that, and published."""
    round_ = finalise(make_follow_up(make_municipality("Alkmaar"), state="reply"), carla)
    publish_now(round_, by=carla)
    return Round.objects.get(pk=round_.pk)


def test_a_dropped_correction_leaves_who_finalised_and_what_came_in_late(finalised, carla):
    round_ = finalised
    before, colleague = Round.objects.get(pk=round_.pk), make_user("coordinator")
    reply = make_reply(round_.releases.last(), is_sent=False)
    make_remark(reply, kind="statement", part="general", text="Wij zien dit anders.")
    late = send(reply, came_after_final=True)
    assert Reply.objects.get(pk=late.pk).is_left_out
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    kept = drop(round_, colleague)
    assert (kept.finalised_at, kept.finalised_by) == (before.finalised_at, before.finalised_by)
    assert Reply.objects.get(pk=late.pk).is_left_out


def test_who_answered_the_draft_of_a_correction_that_was_dropped_reads_that_nothing_is_decided(
    client, finalised, carla
):
    amina = make_contact(finalised.municipality).user
    acts.take(finalised, CORRECT, by=carla, reason="Een datum klopt niet.")
    bring_to(finalised, "reply")
    reply = make_reply(finalised.releases.last(), is_sent=False)
    make_remark(reply, text="Dit klopt niet.")
    reply = send(reply)
    pages = [
        (amina, reply.release.get_absolute_url(), "volgt er geen."),
        (carla, reply.get_absolute_url(), "vervallen"),
    ]
    for is_dropped in (False, True):
        if is_dropped:
            acts.take(finalised, TAKE_BACK, by=carla, reason="Toch niet.")
            drop(finalised, carla)
        assert Reply.objects.get(pk=reply.pk).is_on_dropped_correction == is_dropped
        for reader, address, told in pages:
            client.force_login(reader)
            assert (told in client.get(address).content.decode()) == is_dropped


def test_a_round_that_was_read_in_was_final_from_its_start_when_its_correction_is_dropped(round_, carla):
    """No step finalised it; what came in while it was corrected stays left out, as for any other round."""
    Round.objects.filter(pk=round_.pk).update(finalised_at=round_.started_at, finalised_by=round_.started_by)
    reply = make_reply(round_.releases.last(), is_sent=False)
    make_remark(reply, kind="statement", part="general", text="Wij zien dit anders.")
    late = send(reply, came_after_final=True)
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    kept = drop(round_, carla)
    assert (kept.is_read_in, kept.finalised_by) == (True, round_.started_by)
    assert Reply.objects.get(pk=late.pk).is_left_out


def test_a_correction_finalised_anew_and_dropped_leaves_what_the_edition_rests_on(finalised, carla):
    round_ = finalised
    before = Round.objects.get(pk=round_.pk)
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    finalise(round_, carla)
    for step in (REOPEN, TAKE_BACK):
        acts.take(round_, step, by=carla, reason="Toch niet.")
    assert drop(round_, carla).finalised_at == before.finalised_at


def test_a_framework_that_was_worded_anew_keeps_no_correction_from_being_dropped(round_, carla):
    framework = round_.case_file.framework
    word(framework, "opvolging", by=carla, version=0, forms=("In {jaar} keek STJ.",))
    choose_signatories(framework, by=carla, inspectorates=["youth"])
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    assert drop(round_, carla).state == "published"


def test_who_drops_the_correction_of_a_withdrawn_edition_reads_that_nobody_reads_it(client, round_, carla):
    publication.withdraw(round_.editions.get(), by=carla, reason="Er staat een naam in.")
    acts.take(round_, CORRECT, by=carla, reason="De naam eruit.")
    client.force_login(carla)
    page = client.get(f"/rondes/{round_.pk}/stappen/correctie-laten-vallen/").content.decode()
    assert "Die editie is ingetrokken en blijft dat" in page
    assert "Lezers merken hier niets van" not in page


@pytest.mark.parametrize("reason", ["", " \u200b"])
def test_dropping_a_correction_asks_for_a_reason(round_, carla, reason):
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    with pytest.raises(acts.StepWithoutReason):
        drop(round_, carla, reason)
    assert Round.objects.get(pk=round_.pk).state == "review"


def test_only_a_correction_is_dropped_and_only_by_a_coordinator(round_, anna, carla):
    first = make_follow_up(make_municipality("Bergen"), state="review")
    with pytest.raises(acts.NotFromHere):
        drop(first, carla)
    assert KEEP not in acts.next_steps(first)
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    assert KEEP in acts.next_steps(Round.objects.get(pk=round_.pk))
    with pytest.raises(acts.NotTheirStep):
        drop(round_, anna)


def test_the_page_says_what_stands_in_the_way_of_dropping_a_correction(client, round_, anna, carla):
    acts.take(round_, CORRECT, by=carla, reason="Een datum klopt niet.")
    client.force_login(carla)
    address = f"/rondes/{round_.pk}/stappen/correctie-laten-vallen/"
    assert ">Correctie laten vallen</button>" in client.get(address).content.decode()
    record(round_.findings.get(), by=anna, version=0, verdict="meets", explanation="Beter gezegd.")
    page = client.get(address).content.decode()
    assert ">Correctie laten vallen</button>" not in page
    assert "Dit kan niet: er is al iets gewijzigd" in page
    assert "toegevoegd: </span>Beter gezegd" in page
    refused = client.post(address, {"reason": "Toch niet nodig."})
    assert refused.status_code == 409
    assert "zegt niet meer precies wat is gepubliceerd" in refused.content.decode()


def test_withdrawing_keeps_the_row_and_says_who_when_and_why(round_, carla):
    edition = round_.editions.get()
    before = Edition.objects.values().get()
    withdrawal = publication.withdraw(edition, by=carla, reason=" Er stonden namen in. ")
    assert (withdrawal.reason, withdrawal.withdrawn_by) == ("Er stonden namen in.", carla)
    assert Edition.objects.values().get() == before
    assert not Edition.objects.listed().exists()
    event = Event.objects.get(kind="withdrawal")
    assert (event.by, event.reason, event.new["number"]) == (carla, "Er stonden namen in.", 1)


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_only_a_coordinator_withdraws(round_, role):
    with pytest.raises(publication.MayNotWithdraw):
        publication.withdraw(round_.editions.get(), by=make_user(role), reason="Er stonden namen in.")
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("reason", ["", " \n "])
def test_withdrawing_asks_for_a_reason(round_, carla, reason):
    with pytest.raises(publication.WithdrawnWithoutReason):
        publication.withdraw(round_.editions.get(), by=carla, reason=reason)
    assert not Withdrawal.objects.exists()


def test_an_edition_is_withdrawn_once(round_, carla):
    make_withdrawal(round_.editions.get(), reason="De eerste reden.")
    with pytest.raises(publication.WithdrawnAlready), transaction.atomic():
        publication.withdraw(round_.editions.get(), by=carla, reason="Een tweede reden.")
    assert Withdrawal.objects.get().reason == "De eerste reden."


def test_after_a_withdrawal_the_round_goes_back_and_a_next_edition_follows(round_, anna, carla):
    publication.withdraw(round_.editions.get(), by=carla, reason="Er stonden namen in.")
    corrected(round_, anna, carla)
    edition = publish_now(round_, by=carla, reason="De namen zijn eruit.")
    assert list(Edition.objects.listed()) == [edition]


def test_no_older_edition_takes_the_place_of_one_that_was_withdrawn(round_, anna, carla):
    corrected(round_, anna, carla)
    edition = publish_now(round_, by=carla, reason="Een datum klopte niet.")
    publication.withdraw(edition, by=carla, reason="Er stonden namen in.")
    assert not Edition.objects.listed().exists()
    assert Edition.objects.readable().get().number == 1
