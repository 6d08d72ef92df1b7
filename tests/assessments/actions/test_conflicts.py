import random
from datetime import date

import pytest

from assessments.actions.conflicts import (
    keep_overtaken,
    keep_overtaken_development,
    let_go,
    let_go_of_development,
    settle,
    settle_development,
)
from assessments.actions.findings import SavedBySomebodyElse, record
from assessments.actions.rounds import DevelopmentChanged, NotOnTheTeam, RoundIsFinal, write_development
from assessments.models import Finding, OvertakenDevelopment, OvertakenFinding, Round
from tests.factories import make_case_file, make_contact_moment, make_finding, make_round, make_user

pytestmark = pytest.mark.django_db

PAGE = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def bram():
    return make_user(name="Bram")


@pytest.fixture
def finding(anna, bram):
    return make_finding(make_round(make_case_file(team=[anna, bram])))


@pytest.fixture
def overtaken(finding, anna, bram):
    """What Anna typed while Bram saved."""
    record(finding, by=bram, version=0, verdict="meets", explanation="Van Bram.")
    return keep_overtaken(finding, by=anna, version=0, explanation="Van Anna.")


def kept_texts():
    return list(OvertakenFinding.objects.values_list("typed_by__name", "explanation"))


def test_all_that_was_typed_is_kept(finding, anna):
    moment = make_contact_moment(finding.round)
    keep_overtaken(
        finding,
        by=anna,
        version=3,
        verdict="meets",
        explanation="sa\u00admen",
        private_note="Bel nog.",
        expected_on=date(2015, 5, 1),
        contact_moments=[moment],
    )
    kept = OvertakenFinding.objects.get()
    assert (kept.version, kept.verdict, kept.explanation) == (3, "meets", "samen")
    assert (kept.private_note, kept.expected_on, kept.rests_on) == ("Bel nog.", date(2015, 5, 1), [moment.pk])


def test_the_newest_of_each_writer_is_kept(overtaken, finding, anna, bram):
    keep_overtaken(finding, by=anna, version=0, explanation="Van Anna, en meer.")
    keep_overtaken(finding, by=bram, version=1, explanation="Van Bram.")
    assert kept_texts() == [("Anna", "Van Anna, en meer."), ("Bram", "Van Bram.")]


def test_what_a_page_sent_earlier_does_not_replace_what_it_sent_later(finding, anna):
    for nth, text in ((1, "Eerst."), (3, "Later."), (2, "Eerder.")):
        keep_overtaken(finding, by=anna, version=0, explanation=text, saved_from=PAGE, saved_nth=nth)
    assert kept_texts() == [("Anna", "Later.")]


def test_only_of_the_team_something_is_kept(finding):
    with pytest.raises(NotOnTheTeam):
        keep_overtaken(finding, by=make_user(), version=0, explanation="Van buiten.")


def test_who_settles_it_has_nothing_kept_any_more(overtaken, finding, anna):
    settle(finding, by=anna, version=1, verdict="meets", explanation="Van beiden.")
    assert kept_texts() == []
    assert Finding.objects.get(pk=finding.pk).explanation == "Van beiden."


def test_who_settles_it_too_late_keeps_what_was_kept(overtaken, finding, anna, bram):
    record(finding, by=bram, version=1, verdict="meets", explanation="Weer van Bram.")
    with pytest.raises(SavedBySomebodyElse):
        settle(finding, by=anna, version=1, verdict="meets", explanation="Van beiden.")
    assert kept_texts() == [("Anna", "Van Anna.")]


def test_saving_elsewhere_does_not_throw_away_what_was_kept(overtaken, finding, anna):
    record(finding, by=anna, version=1, verdict="meets", explanation="Iets anders.")
    assert kept_texts() == [("Anna", "Van Anna.")]


def test_each_lets_go_of_their_own(overtaken, finding, anna, bram):
    let_go(finding, by=bram)
    assert kept_texts() == [("Anna", "Van Anna.")]
    let_go(finding, by=anna)
    assert kept_texts() == []


def test_of_many_requests_of_one_page_in_any_order_the_newest_stays(finding, anna):
    order = random.Random(1)
    expected = 0
    for pair in range(200):
        first, last = 2 * pair + 1, 2 * pair + 2
        for nth in order.sample([first, last], 2):
            try:
                record(
                    finding,
                    by=anna,
                    version=expected,
                    verdict="",
                    explanation=f"Tekst {nth}.",
                    saved_from=PAGE,
                    saved_nth=nth,
                )
            except SavedBySomebodyElse:
                assert nth == first
        saved = Finding.objects.get(pk=finding.pk)
        assert (saved.explanation, saved.saved_nth) == (f"Tekst {last}.", last)
        expected = saved.version


def test_of_many_requests_for_the_development_in_any_order_the_newest_stays(finding, anna):
    order, round_ = random.Random(2), finding.round
    expected = 0
    for pair in range(50):
        first, last = 2 * pair + 1, 2 * pair + 2
        for nth in order.sample([first, last], 2):
            try:
                write_development(
                    round_,
                    by=anna,
                    version=expected,
                    development=f"Tekst {nth}.",
                    saved_from=PAGE,
                    saved_nth=nth,
                )
            except DevelopmentChanged:
                assert nth == first
        saved = Round.objects.get(pk=round_.pk)
        assert (saved.development, saved.development_saved_nth) == (f"Tekst {last}.", last)
        expected = saved.development_version


def test_a_page_goes_on_from_its_own_save_of_the_development_but_not_past_another(finding, anna, bram):
    round_ = finding.round
    page = {"by": anna, "version": 0, "saved_from": PAGE}
    write_development(round_, development="Een.", saved_nth=1, **page)
    assert write_development(round_, development="Twee.", saved_nth=2, **page).development_version == 2
    write_development(round_, by=bram, version=2, development="Van Bram.")
    with pytest.raises(DevelopmentChanged):
        write_development(round_, development="Drie.", saved_nth=3, **page)


def test_a_late_request_does_not_undo_that_the_development_is_again_as_it_was(finding, anna):
    page = {"by": anna, "version": 0, "saved_from": PAGE}
    write_development(finding.round, development="", saved_nth=2, **page)
    with pytest.raises(DevelopmentChanged):
        write_development(finding.round, development="Een te late tekst.", saved_nth=1, **page)


@pytest.fixture
def overtaken_development(finding, anna, bram):
    write_development(finding.round, by=bram, version=0, development="Van Bram.")
    return keep_overtaken_development(finding.round, by=anna, version=0, development="Van Anna.")


def test_the_newest_development_of_each_writer_is_kept(overtaken_development, finding, anna):
    keep_overtaken_development(
        finding.round, by=anna, version=0, development="Meer.", saved_from=PAGE, saved_nth=2
    )
    keep_overtaken_development(
        finding.round, by=anna, version=0, development="Oud.", saved_from=PAGE, saved_nth=1
    )
    assert OvertakenDevelopment.objects.get().development == "Meer."
    with pytest.raises(NotOnTheTeam):
        keep_overtaken_development(finding.round, by=make_user(), version=0, development="Van buiten.")


def test_a_development_is_settled_or_let_go(overtaken_development, finding, anna):
    with pytest.raises(DevelopmentChanged):
        settle_development(finding.round, by=anna, version=0, development="Van beiden.")
    assert OvertakenDevelopment.objects.exists()
    settle_development(finding.round, by=anna, version=1, development="Van beiden.")
    assert not OvertakenDevelopment.objects.exists()
    keep_overtaken_development(finding.round, by=anna, version=1, development="Weer Anna.")
    let_go_of_development(finding.round, by=anna)
    assert not OvertakenDevelopment.objects.exists()


def test_in_a_final_round_nothing_is_settled_and_everything_kept(overtaken, finding, anna):
    Round.objects.update(finalised_at=finding.round.started_at, finalised_by=anna)
    with pytest.raises(RoundIsFinal):
        settle(finding, by=anna, version=1, verdict="meets", explanation="Te laat.")
    assert kept_texts() == [("Anna", "Van Anna.")]
