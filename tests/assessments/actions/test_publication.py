import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.actions import publication, renderings
from assessments.actions.steps import ChangedMeanwhile, NotFromHere, NotReady, NotTheirStep
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.models import Edition, Finding, Round
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_comment,
    make_contact_moment,
    make_edition,
    make_finding,
    make_follow_up,
    make_indicator,
    make_municipality,
    make_round,
    make_user,
    overwrite,
    past_the_guards,
    publish_now,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def carla():
    return make_user("coordinator")


@pytest.fixture
def round_():
    """A follow-up that lacks nothing."""
    case_file = make_case_file(make_municipality("Alkmaar"))
    approach = make_approach(case_file)
    before = make_finding(make_round(case_file, 2013, final=True), approach, verdict="improvement_point")
    round_ = make_round(case_file, 2014, development="Er is veel gebeurd.")
    make_contact_moment(round_)
    make_finding(round_, approach, before.indicator, "meets")
    return bring_to(round_, "final")


def test_publishing_freezes_what_the_factsheet_says(round_, carla):
    edition = publish_now(round_, by=carla)
    published_on = timezone.localdate(edition.published_at)
    assert Factsheet.from_snapshot(edition.content) == draft(round_, published_on=published_on)
    assert bytes(edition.pdf).startswith(b"%PDF-")
    assert edition.sha256 == hashlib.sha256(edition.pdf).hexdigest()
    assert (edition.slug, edition.year, edition.number) == ("alkmaar", 2014, 1)
    assert edition.published_by == carla


def test_a_round_that_is_published_says_so_and_by_whom(round_, carla):
    publish_now(round_, by=carla)
    round_.refresh_from_db()
    step = round_.steps.get()
    assert (round_.state, step.step, step.taken_by) == ("published", "publiceren", carla)


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_only_a_coordinator_publishes(round_, role):
    with pytest.raises(NotTheirStep):
        publish_now(round_, by=make_user(role))
    assert not Edition.objects.exists()


def test_a_first_test_has_no_factsheet(round_, carla):
    first = round_.case_file.rounds.get(year=2013)
    with pytest.raises(NotFromHere):
        publish_now(first, by=carla)
    assert not Edition.objects.exists()


def test_a_round_is_published_once(round_, carla):
    publish_now(round_, by=carla)
    with pytest.raises(NotFromHere):
        publish_now(round_, by=carla)
    assert Edition.objects.count() == 1


def test_who_published_while_the_pdf_was_made_wins(round_, carla, monkeypatch):
    render = renderings.printed

    def publish_another_time_first(factsheet):
        monkeypatch.setattr(renderings, "printed", render)
        publish_now(round_, by=carla)
        return render(factsheet)

    monkeypatch.setattr(renderings, "printed", publish_another_time_first)
    with pytest.raises(NotFromHere):
        publish_now(round_, by=carla)
    assert Edition.objects.count() == 1


def test_what_is_saved_while_the_pdf_is_made_stops_the_publication(round_, carla, monkeypatch):
    render = renderings.printed

    def change_a_finding_first(factsheet):
        overwrite(Finding.objects.filter(round=round_), explanation="Toch anders.")
        return render(factsheet)

    monkeypatch.setattr(renderings, "printed", change_a_finding_first)
    with pytest.raises(ChangedMeanwhile):
        publish_now(round_, by=carla)
    assert not Edition.objects.exists()
    assert Round.objects.get(pk=round_.pk).state == "final"


def test_what_was_printed_of_another_edition_is_not_published(round_, carla, monkeypatch):
    render = renderings.printed

    def publish_and_go_back_first(factsheet):
        monkeypatch.setattr(renderings, "printed", render)
        publish_now(round_, by=carla)
        with past_the_guards(Round):
            Round.objects.filter(pk=round_.pk).update(state="final")
        return render(factsheet)

    monkeypatch.setattr(renderings, "printed", publish_and_go_back_first)
    with pytest.raises(ChangedMeanwhile):
        publication.publish(round_, by=carla, seen=draft(round_).fingerprint(), reason="Een schrijffout.")
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("number", [0, 7])
def test_publishing_what_was_printed_ahead_takes_the_same_queries_for_one_point_as_for_eight(
    carla, number, django_assert_num_queries
):
    round_ = make_follow_up()
    approach = round_.case_file.approaches.get()
    for _ in range(number):
        make_finding(round_, approach, make_indicator(), "meets")
    bring_to(round_, "final")
    renderings.print_ahead.func(round_.pk)
    seen = draft(round_).fingerprint()
    with django_assert_num_queries(31):
        publication.publish(round_, by=carla, seen=seen)


def test_what_was_saved_after_the_coordinator_looked_is_not_published_unseen(round_, carla):
    seen = draft(round_).fingerprint()
    overwrite(round_.findings, explanation="Toch anders.")
    with pytest.raises(ChangedMeanwhile):
        publication.publish(round_, by=carla, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        publication.publish(round_, by=carla, seen="")
    assert not Edition.objects.exists()
    assert publication.publish(round_, by=carla, seen=draft(round_).fingerprint()).number == 1


def test_one_municipality_has_one_factsheet_per_year(round_, carla):
    publish_now(round_, by=carla)
    other = make_follow_up(municipality=round_.municipality, year=round_.year, state="final")
    with pytest.raises(publication.AddressTaken):
        publish_now(other, by=carla)


def test_a_pdf_that_fails_leaves_everything_as_it_was(round_, carla, monkeypatch):
    def fail(factsheet):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(renderings, "printed", fail)
        with pytest.raises(MemoryError):
            publish_now(round_, by=carla)
    assert not Edition.objects.exists()
    assert publish_now(round_, by=carla).number == 1


def _open(round_):
    overwrite(round_.findings, verdict="")


def _without_explanation(round_):
    overwrite(round_.findings, explanation="")


def _without_contact(round_):
    round_.contact_moments.all().delete()


def _without_development(round_):
    Round.objects.filter(pk=round_.pk).update(development="")


def _with_an_open_comment(round_):
    make_comment(round_.findings.get())


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_open, "1 verbeterpunt heeft nog geen oordeel."),
        (_without_explanation, "1 verbeterpunt heeft een oordeel zonder toelichting."),
        (_without_contact, "Er is nog geen contactmoment vastgelegd."),
        (_without_development, "De tekst “Ontwikkeling 2014” is nog leeg."),
        (_with_an_open_comment, "Bij 1 verbeterpunt staat nog een opmerking open."),
    ],
)
def test_what_is_missing_is_named_and_stops_the_publication(round_, carla, spoil, message):
    spoil(round_)
    round_ = Round.objects.get(pk=round_.pk)
    with pytest.raises(NotReady) as refused:
        publish_now(round_, by=carla)
    assert str(refused.value) == f"Publiceren kan nog niet. {message}"
    assert not Edition.objects.exists()


def test_all_that_is_missing_is_named(round_, carla):
    _open(round_)
    _without_contact(round_)
    with pytest.raises(NotReady) as refused:
        publish_now(round_, by=carla)
    assert str(refused.value) == (
        "Publiceren kan nog niet. 1 verbeterpunt heeft nog geen oordeel. Er is nog geen contactmoment vastgelegd."
    )


def test_a_comment_that_is_written_while_the_pdf_is_made_stops_the_publication(round_, carla, monkeypatch):
    render = renderings.printed

    def comment_first(factsheet):
        _with_an_open_comment(round_)
        return render(factsheet)

    monkeypatch.setattr(renderings, "printed", comment_first)
    with pytest.raises(NotReady, match="Bij 1 verbeterpunt staat nog een opmerking open."):
        publish_now(round_, by=carla)
    assert not Edition.objects.exists()
    assert Round.objects.get(pk=round_.pk).state == "final"


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"pdf": b"iets anders"},
        {"content": {"iets": "anders"}},
        {"year": 2015},
        {"slug": "elders"},
        {"number": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edition_cannot_be_changed_not_even_past_the_actions(round_, change):
    edition = make_edition(round_)
    with pytest.raises(IntegrityError, match="an_edition_stays_as_it_was_published"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**change)
