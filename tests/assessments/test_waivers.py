"""Checks that a coordinator lets a round go on without, for a reason, as long as nothing else is missing."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments import readiness
from assessments.actions import steps
from assessments.actions import waivers as acts
from assessments.actions.approvals import approve, approve_development
from assessments.actions.comments import resolve_comment, write_comment
from assessments.actions.findings import record
from assessments.actions.steps import ChangedMeanwhile, take
from assessments.models import Round, Waiver
from assessments.readiness.checks import CHECKS, FOUR_EYES
from assessments.steps import RELEASE, SUBMIT
from stj_toezicht.log.models import Event
from tests.factories import bring_to, make_approach, make_follow_up, make_user, overwrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def round_(anna):
    """A follow-up that lacks a contact moment and nothing else."""
    round_ = make_follow_up()
    round_.case_file.team.add(anna)
    round_.contact_moments.all().delete()
    return round_


def result(round_, code="contact_moment"):
    return next(each for each in readiness.review(Round.objects.get(pk=round_.pk)) if each.code == code)


def waive(round_, by, code="contact_moment", reason="De gemeente gaf alleen stukken."):
    return acts.waive(round_, code, by=by, reason=reason, seen=result(round_, code).fingerprint)


def codes_missing(round_):
    return [each.code for each in readiness.missing(Round.objects.get(pk=round_.pk))]


def test_a_round_goes_on_without_a_check_that_was_waived(round_, anna, carla):
    with pytest.raises(steps.NotReady):
        take(round_, SUBMIT, by=anna)
    waive(round_, carla, reason="  De gemeente gaf\u200b alleen stukken. ")
    assert codes_missing(round_) == []
    waived = result(round_)
    assert (waived.is_waived, waived.is_done, waived.given.waived_by) == (True, True, carla)
    assert waived.given.reason == "De gemeente gaf alleen stukken."
    assert take(round_, SUBMIT, by=anna).state == "review"


def test_waiving_and_taking_back_are_in_the_log_with_the_reason(round_, carla):
    waive(round_, carla)
    said = {"check": "Er is een contactmoment vastgelegd", "gaps": ["naar de contactmomenten"]}
    event = Event.objects.latest("pk")
    assert (event.kind, event.old, event.new) == ("waiver", {}, said)
    assert event.reason == "De gemeente gaf alleen stukken."
    acts.take_waiver_back(round_, "contact_moment", by=carla)
    event = Event.objects.latest("pk")
    assert (event.old, event.new) == (said | {"reason": "De gemeente gaf alleen stukken."}, {})
    assert codes_missing(round_) == ["contact_moment"]
    assert Waiver.objects.get().ended_by == carla
    with pytest.raises(acts.NotWaived):
        acts.take_waiver_back(round_, "contact_moment", by=carla)


def _new_approach(round_, carla):
    make_approach(round_.case_file, starts_in=round_.year)


def _one_explanation_less(round_, carla):
    finding = round_.findings.get()
    overwrite(round_.findings, explanation="", text_version=finding.text_version + 1)


def _new_remark(round_, carla):
    write_comment(round_.findings.get(), by=carla, text="En dit?")


def _new_remark_on_the_narrative(round_, carla):
    write_comment(round_, by=carla, text="En dit?")


def _an_empty_narrative(round_, carla):
    Round.objects.filter(pk=round_.pk).update(
        development="", development_version=round_.development_version + 1
    )
    round_.refresh_from_db()


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("approaches", _new_approach),
        ("explanations", _one_explanation_less),
        ("comments", _new_remark),
        ("development_comments", _new_remark_on_the_narrative),
        ("development", _an_empty_narrative),
    ],
)
def test_a_waiver_falls_with_a_new_gap_and_another_takes_its_place(round_, carla, code, spoil):
    spoil(round_, carla)
    first = waive(round_, carla, code)
    assert codes_missing(round_) == ["contact_moment"]
    spoil(round_, carla)
    assert code in codes_missing(round_)
    assert result(round_, code).given == first
    second = waive(round_, carla, code, reason="Ook dit komt later.")
    assert codes_missing(round_) == ["contact_moment"]
    first.refresh_from_db()
    assert (first.ended_by, second.ended_by) == (carla, None)


def test_what_was_mended_in_part_stays_waived(round_, carla):
    make_approach(round_.case_file, name="Nieuw", starts_in=round_.year)
    second = make_approach(round_.case_file, name="Ook nieuw", starts_in=round_.year)
    waive(round_, carla, "approaches")
    second.delete()
    assert codes_missing(round_) == ["contact_moment"]


def test_what_was_recorded_since_the_waiver_falls_with_its_version(round_, anna, carla):
    overwrite(round_.findings, explanation="")
    waive(round_, carla, "explanations")
    record(round_.findings.get(), by=anna, version=0, verdict="improvement_point", explanation="")
    assert "explanations" in codes_missing(round_)


def test_only_a_coordinator_waives_and_takes_back(round_, anna):
    for by in (anna, make_user("support"), make_user("administrator")):
        with pytest.raises(acts.MayNotWaive):
            waive(round_, by)
        with pytest.raises(acts.MayNotWaive):
            acts.take_waiver_back(round_, "contact_moment", by=by)
    assert not Waiver.objects.exists()


WAIVED = [
    "explanations",
    "reasons",
    "letters",
    "contact_moment",
    "development",
    "comments",
    "development_comments",
    "approaches",
    "term",
]


def test_what_the_data_demands_and_four_eyes_can_never_be_waived(round_, carla):
    codes = [check.code for check in (*CHECKS, FOUR_EYES)]
    bring_to(round_, "review")
    for code in [code for code in codes if code not in WAIVED]:
        with pytest.raises(acts.CannotBeWaived):
            acts.waive(round_, code, by=carla, reason="Haast.", seen="")
        row = {"round": round_, "title": "Haast", "gaps": {}, "reason": "Haast.", "waived_by": carla}
        with (
            pytest.raises(IntegrityError, match="a_check_that_the_data_demands_is_not_waived"),
            transaction.atomic(),
        ):
            Waiver.objects.create(code=code, waived_at=timezone.now(), **row)


def test_four_eyes_are_wanted_whatever_is_waived(round_, carla):
    bring_to(round_, "review")
    waive(round_, carla)
    with pytest.raises(steps.NotSeenByFourEyes):
        steps.refuse_step(Round.objects.get(pk=round_.pk), RELEASE, by=carla)


@pytest.mark.parametrize("reason", ["", " \n", "\u200b"])
def test_a_waiver_has_a_reason(round_, carla, reason):
    with pytest.raises(acts.WaivedWithoutReason):
        waive(round_, carla, reason=reason)


def test_only_what_was_seen_missing_is_waived(round_, carla):
    seen = result(round_, "comments").fingerprint
    comment = write_comment(round_.findings.get(), by=carla, text="Klopt dit?")
    with pytest.raises(ChangedMeanwhile):
        acts.waive(round_, "comments", by=carla, reason="Haast.", seen=seen)
    resolve_comment(comment, by=carla)
    with pytest.raises(acts.NothingToWaive):
        waive(round_, carla, "comments")


def test_what_is_waived_already_is_not_waived_again(round_, carla):
    waive(round_, carla)
    with pytest.raises(acts.NothingToWaive):
        waive(round_, carla)


def test_nothing_is_waived_of_what_was_published(round_, carla):
    bring_to(round_, "published")
    with pytest.raises(acts.IsPublished):
        waive(round_, carla)


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "Anders."},
        {"gaps": {"alles": "alles"}},
        {"code": "comments"},
        {"waived_at": datetime.datetime(2015, 1, 1, tzinfo=datetime.UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_keeps_a_waiver_as_it_was_given(round_, carla, change):
    waive(round_, carla)
    with pytest.raises(IntegrityError, match="a_waiver_stays_as_it_was_given"), transaction.atomic():
        Waiver.objects.update(**change)


def test_the_database_begins_no_waiver_again(round_, carla):
    waive(round_, carla)
    acts.take_waiver_back(round_, "contact_moment", by=carla)
    with pytest.raises(IntegrityError, match="a_waiver_that_ended_stays_ended"), transaction.atomic():
        Waiver.objects.update(ended_at=None, ended_by=None)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"reason": ""}, "a_waiver_has_a_reason"),
        ({"ended_at": timezone.now()}, "a_waiver_is_ended_by_somebody_at_some_time"),
        ({}, "a_check_of_a_round_is_waived_once_at_a_time"),
    ],
    ids=["a reason", "who ended it", "once at a time"],
)
def test_the_database_holds_what_a_waiver_is(round_, carla, change, constraint):
    row = {"round": round_, "code": "comments", "title": "Titel", "gaps": {}, "reason": "Haast."}
    row |= {"waived_at": timezone.now(), "waived_by": carla}
    if not change:
        Waiver.objects.create(**row)
    # SQLite names the columns of a unique constraint, not its name
    columns = "assessments_waiver.round_id, assessments_waiver.code"
    with pytest.raises(IntegrityError, match=f"{constraint}|{columns}"), transaction.atomic():
        Waiver.objects.create(**row | change)


# The pages


def address(round_, name="waive", code="contact_moment"):
    return reverse(f"assessments:{name}", args=[round_.pk, code])


def page(response):
    return " ".join(response.content.decode().split())


def test_a_coordinator_waives_what_the_page_shows_and_takes_it_back(client, round_, carla):
    client.force_login(carla)
    overview = round_.get_absolute_url()
    assert f'href="{address(round_)}">Deze controle overslaan' in page(client.get(overview))
    shown = client.get(address(round_))
    assert "naar de contactmomenten" in page(shown).lower()
    sent = {"seen": shown.context["check"].fingerprint, "reason": "De gemeente gaf alleen stukken."}
    response = client.post(address(round_), sent)
    assert (response.status_code, response.url) == (302, f"{overview}#afronden")
    told = page(client.get(overview))
    assert "Van de 12 controles is er 1 overgeslagen; de andere zijn in orde" in told
    assert "Overgeslagen door Carla op " in told
    assert "omdat: De gemeente gaf alleen stukken." in told
    assert "Niet meer overslaan</button>" in page(client.get(address(round_)))
    assert client.post(address(round_, "take_waiver_back")).status_code == 302
    assert codes_missing(round_) == ["contact_moment"]


def test_what_is_wrong_keeps_what_was_typed(client, round_, carla):
    client.force_login(carla)
    response = client.post(address(round_), {"seen": result(round_).fingerprint, "reason": " "})
    assert response.status_code == 422
    assert "Geef de reden waarom deze controle wordt overgeslagen." in page(response)
    response = client.post(address(round_), {"seen": "iets anders", "reason": "Er waren alleen stukken."})
    assert response.status_code == 409
    assert "Er is intussen iets gewijzigd in deze ronde." in page(response)
    assert "Er waren alleen stukken.</textarea>" in page(response)
    assert client.get(address(round_, code="four_eyes")).status_code == 404
    assert client.get(address(round_, code="verdicts")).status_code == 404
    assert client.post(address(round_, "take_waiver_back")).status_code == 409


def test_a_waiver_that_fell_says_so(client, round_, carla):
    write_comment(round_.findings.get(), by=carla, text="Klopt dit?")
    waive(round_, carla, "comments")
    write_comment(round_.findings.get(), by=carla, text="En dit?")
    client.force_login(carla)
    told = page(client.get(round_.get_absolute_url()))
    assert "Deze controle was overgeslagen, maar er is daarna iets bijgekomen of gewijzigd." in told


def test_others_read_who_waived_and_support_staff_not_why(client, round_, carla):
    waive(round_, carla)
    bring_to(round_, "final")
    for role, reads in (("inspector", True), ("support", False)):
        client.force_login(make_user(role))
        told = page(client.get(round_.get_absolute_url()))
        assert "Overgeslagen door Carla op " in told
        assert ("De gemeente gaf alleen stukken." in told, address(round_) in told) == (reads, False)


def test_a_waived_check_is_passed_on_the_page_of_the_step(client, round_, carla):
    waive(round_, carla)
    bring_to(round_, "review")
    reviewer = make_user()
    approve(
        [(finding, finding.text_version) for finding in round_.findings.all()], by=reviewer, round_=round_
    )
    round_.refresh_from_db()
    approve_development(round_, by=reviewer, version=round_.text_version)
    client.force_login(carla)
    response = client.get(reverse("assessments:step", args=[round_.pk, "vaststellen"]))
    assert response.context["is_ready"]
    assert "Overgeslagen door Carla" in page(response)
