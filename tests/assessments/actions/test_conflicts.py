from contextlib import nullcontext
from datetime import date

import pytest

from assessments.actions.conflicts import (
    keep_chosen,
    keep_chosen_development,
    keep_overtaken,
    keep_overtaken_development,
    let_go,
    let_go_of_development,
    settle,
    settle_development,
)
from assessments.actions.findings import SavedBySomebodyElse, record
from assessments.actions.overtaken import TypedOnMeanwhile
from assessments.actions.rounds import DevelopmentChanged, NotOnTheTeam, RoundIsFinal, write_development
from assessments.actions.saves import SentTooLate
from assessments.models import Finding, Outcome, OvertakenDevelopment, OvertakenFinding, Round
from tests.factories import bring_to, make_case_file, make_contact_moment, make_finding, make_round, make_user

pytestmark = pytest.mark.django_db

PAGE = "0123456789abcdef0123456789abcdef"
OTHER = PAGE[::-1]
LATE = (2, 1)  # the first request of a pair arrives after the second
ORDERS = [(1, 2), LATE]


@pytest.fixture
def finding(anna, bram):
    return make_finding(make_round(make_case_file(team=[anna, bram])))


@pytest.fixture
def overtaken(finding, anna, bram):
    """What Anna typed while Bram saved."""
    record(finding, by=bram, version=0, verdict="meets", explanation="Van Bram.")
    return keep_overtaken(finding, by=anna, version=0, explanation="Van Anna.", saved_from=PAGE)


def kept_texts():
    return list(OvertakenFinding.objects.waiting().values_list("typed_by__name", "explanation"))


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
    keep(finding, anna, "Van Anna, en meer.", PAGE)
    keep_overtaken(finding, by=bram, version=1, explanation="Van Bram.")
    assert kept_texts() == [("Anna", "Van Anna, en meer."), ("Bram", "Van Bram.")]


def test_what_a_page_sent_earlier_does_not_replace_what_it_sent_later(finding, anna):
    for nth, text in ((1, "Eerst."), (3, "Later."), (2, "Eerder.")):
        keep_overtaken(finding, by=anna, version=0, explanation=text, saved_from=PAGE, saved_nth=nth)
    assert kept_texts() == [("Anna", "Later.")]


def test_only_of_the_team_something_is_kept(finding):
    with pytest.raises(NotOnTheTeam):
        keep_overtaken(finding, by=make_user(), version=0, explanation="Van buiten.")


def keep(finding, by, text, page="", nth=0, **content):
    return keep_overtaken(
        finding, by=by, version=0, explanation=text, saved_from=page, saved_nth=nth, **content
    )


def test_of_each_page_of_one_writer_the_newest_is_kept(finding, anna):
    for page, nth, text in ((PAGE, 1, "Een."), (OTHER, 1, "Twee."), (PAGE, 2, "Een, en meer.")):
        keep(finding, anna, text, page, nth)
    assert sorted(kept_texts()) == [("Anna", "Een, en meer."), ("Anna", "Twee.")]


def test_what_another_page_of_the_same_writer_holds_whole_is_kept_once(finding, anna, bram):
    keep(finding, anna, "Eerst dit.", PAGE, 1)
    keep(finding, anna, "Eerst dit. Dan dat.", OTHER, 1)
    assert kept_texts() == [("Anna", "Eerst dit. Dan dat.")]
    assert keep(finding, anna, "Dan dat.", "", 0).explanation == "Eerst dit. Dan dat."
    keep(finding, bram, "Dan dat.")
    keep(finding, anna, "Dan dat.", verdict="meets")
    assert kept_texts() == [("Anna", "Eerst dit. Dan dat."), ("Bram", "Dan dat."), ("Anna", "Dan dat.")]


def test_what_names_no_page_is_of_a_page_of_its_own_each_time(finding, anna):
    for text in ("Het eerste werkblad.", "Het tweede werkblad.", "Het tweede werkblad."):
        keep(finding, anna, text)
    assert kept_texts() == [("Anna", "Het eerste werkblad."), ("Anna", "Het tweede werkblad.")]


def test_what_says_only_what_its_typing_started_from_is_not_kept(finding, anna, bram):
    record(finding, by=bram, version=0, verdict="meets", explanation="Begin.")
    record(finding, by=bram, version=1, verdict="meets", explanation="Van Bram.")
    page = {"by": anna, "version": 1, "verdict": "meets", "saved_from": PAGE}
    assert keep_overtaken(finding, explanation="Begin.", **page, saved_nth=1) is None
    keep_overtaken(finding, explanation="Begin. Getypt.", **page, saved_nth=2)
    assert kept_texts() == [("Anna", "Begin. Getypt.")]
    assert keep_overtaken(finding, explanation="Begin.", **page, saved_nth=3) is None
    assert kept_texts() == []


def test_what_comes_in_late_of_a_page_that_was_settled_is_not_kept_anew(finding, anna):
    kept = keep(finding, anna, "Later.", PAGE, 3)
    let_go(finding, by=anna, shown=kept.as_shown)
    assert keep(finding, anna, "Eerder.", PAGE, 2) == kept
    assert kept_texts() == []
    keep(finding, anna, "Verder getypt.", PAGE, 4)
    assert kept_texts() == [("Anna", "Verder getypt.")]


def test_who_settles_it_stands_with_it_and_nothing_waits_any_more(overtaken, finding, bram):
    settle(finding, by=bram, shown=overtaken.as_shown, version=1, verdict="meets", explanation="Van beiden.")
    assert kept_texts() == []
    assert Finding.objects.get(pk=finding.pk).explanation == "Van beiden."
    overtaken.refresh_from_db()
    assert (overtaken.explanation, overtaken.settled_by, overtaken.settled_at is None) == (
        "Van Anna.",
        bram,
        False,
    )
    assert overtaken.outcome == Outcome.CHOSEN


def test_what_is_chosen_as_it_was_typed_is_chosen(overtaken, finding, bram):
    settle(finding, by=bram, shown=overtaken.as_shown, version=1, verdict="", explanation="Van Anna.")
    overtaken.refresh_from_db()
    assert (overtaken.settled_by, overtaken.outcome) == (bram, Outcome.CHOSEN)


def test_what_says_the_same_as_what_was_saved_since_waits_for_nothing(overtaken, finding, anna, bram):
    moment = make_contact_moment(finding.round)
    other = keep_overtaken(
        finding, by=anna, version=0, explanation="Van Anna.", contact_moments=[moment], saved_from=OTHER
    )
    saved = record(finding, by=bram, version=1, verdict="", explanation="Van Anna.")
    overtaken.refresh_from_db()
    settled = (overtaken.settled_at, overtaken.settled_by, overtaken.outcome)
    assert settled == (saved.changed_at, bram, Outcome.SAME)
    assert list(OvertakenFinding.objects.waiting()) == [other]
    record(finding, by=bram, version=2, verdict="", explanation="Van Anna.", contact_moments=[moment])
    assert kept_texts() == []


def test_what_says_the_same_as_what_is_stored_is_not_kept(finding, anna, bram):
    record(finding, by=bram, version=0, verdict="meets", explanation="Van ons.")
    assert keep_overtaken(finding, by=anna, version=0, verdict="meets", explanation="Van ons.") is None
    assert keep_overtaken(finding, by=anna, version=0, explanation="Van ons.").verdict == ""
    write_development(finding.round, by=bram, version=0, development="Van ons.")
    assert keep_overtaken_development(finding.round, by=anna, version=0, development="Van ons.") is None


def test_a_development_that_says_the_same_as_what_was_saved_since_waits_for_nothing(finding, anna, bram):
    write_development(finding.round, by=bram, version=0, development="Van Bram.")
    keep_overtaken_development(finding.round, by=anna, version=0, development="Van Anna.")
    write_development(finding.round, by=bram, version=1, development="Van Anna.")
    row = OvertakenDevelopment.objects.get()
    assert (row.settled_by, row.outcome) == (bram, Outcome.SAME)


@pytest.mark.parametrize("shown", ["", "x", "0 1.0"])
def test_letting_go_tells_whether_anything_was_decided(overtaken, finding, anna, shown):
    assert let_go(finding, by=anna, shown=shown) is False
    assert let_go(finding, by=anna, shown=overtaken.as_shown) is True
    assert let_go(finding, by=anna, shown=overtaken.as_shown) is False
    overtaken.refresh_from_db()
    assert overtaken.outcome == Outcome.LEFT


def test_what_was_made_into_another_second_version_says_so(overtaken, finding, anna):
    chosen = {"version": 1, "verdict": "meets", "explanation": "Samen.", "saved_from": OTHER}
    keep_chosen(finding, by=anna, shown=overtaken.as_shown, **chosen)
    assert [(row.explanation, row.outcome) for row in OvertakenFinding.objects.settled()] == [
        ("Van Anna.", Outcome.REPLACED)
    ]


def test_what_was_typed_on_since_it_was_shown_is_not_settled(overtaken, finding, anna, bram):
    keep(finding, anna, "Van Anna, en meer.", PAGE)
    content = {"version": 1, "verdict": "meets", "explanation": "Van beiden."}
    with pytest.raises(TypedOnMeanwhile):
        settle(finding, by=bram, shown=overtaken.as_shown, **content)
    with pytest.raises(TypedOnMeanwhile):
        let_go(finding, by=anna, shown=overtaken.as_shown)
    assert kept_texts() == [("Anna", "Van Anna, en meer.")]
    assert Finding.objects.get(pk=finding.pk).explanation == "Van Bram."


def test_only_what_was_shown_is_settled(overtaken, finding, anna):
    keep(finding, anna, "Ander venster.", OTHER, 1)
    settle(finding, by=anna, shown=overtaken.as_shown, version=1, verdict="meets", explanation="Van beiden.")
    assert kept_texts() == [("Anna", "Ander venster.")]


def test_what_was_chosen_and_lost_comes_in_the_place_of_the_own_text_that_was_shown(
    overtaken, finding, anna, bram
):
    chosen = {"version": 1, "verdict": "meets", "explanation": "Samen.", "saved_from": OTHER}
    keep_chosen(finding, by=bram, shown=overtaken.as_shown, **chosen)
    assert kept_texts() == [("Anna", "Van Anna."), ("Bram", "Samen.")]
    keep_chosen(finding, by=anna, shown=overtaken.as_shown, **chosen)
    assert sorted(kept_texts()) == [("Anna", "Samen."), ("Bram", "Samen.")]


def test_who_settles_it_too_late_keeps_what_was_kept(overtaken, finding, anna, bram):
    record(finding, by=bram, version=1, verdict="meets", explanation="Weer van Bram.")
    with pytest.raises(SavedBySomebodyElse):
        settle(finding, by=anna, version=1, verdict="meets", explanation="Van beiden.")
    assert kept_texts() == [("Anna", "Van Anna.")]


def test_saving_elsewhere_does_not_throw_away_what_was_kept(overtaken, finding, anna):
    record(finding, by=anna, version=1, verdict="meets", explanation="Iets anders.")
    assert kept_texts() == [("Anna", "Van Anna.")]


@pytest.mark.parametrize(
    ("role", "on_team", "may"),
    [
        ("inspector", True, True),
        ("coordinator", False, True),
        ("inspector", False, False),
        ("administrator", False, False),
        ("support", False, False),
        ("municipality", False, False),
    ],
)
def test_the_team_and_the_coordinator_let_go_of_it(overtaken, finding, role, on_team, may):
    somebody = make_user(role)
    if on_team:
        finding.round.case_file.team.add(somebody)
    assert OvertakenFinding.objects.visible_to(somebody).exists() == may
    let_go(finding, by=somebody, shown=overtaken.as_shown)
    overtaken.refresh_from_db()
    assert overtaken.settled_by == (somebody if may else None)


def test_who_left_the_team_lets_go_of_their_own(overtaken, finding, anna):
    finding.round.case_file.team.remove(anna)
    let_go(finding, by=anna, shown=overtaken.as_shown)
    assert kept_texts() == []


@pytest.mark.parametrize("shown", ["", "x", "0 1.0", "99999999999999999999 1", "1" * 5_000, "² 1"])
def test_what_was_never_shown_is_not_let_go_of(overtaken, finding, anna, shown):
    let_go(finding, by=anna, shown=shown)
    assert kept_texts() == [("Anna", "Van Anna.")]


@pytest.mark.parametrize("order", ORDERS)
def test_of_the_requests_of_one_page_in_any_order_the_newest_stays(finding, anna, order):
    expected = 0
    for pair in range(3):
        first, last = 2 * pair + 1, 2 * pair + 2
        page = {"by": anna, "version": expected, "verdict": "", "saved_from": PAGE}
        for nth in (2 * pair + each for each in order):
            text = {"explanation": f"Tekst {nth}.", "saved_nth": nth}
            with pytest.raises(SentTooLate) if (nth, order) == (first, LATE) else nullcontext():
                record(finding, **page, **text)
        saved = Finding.objects.get(pk=finding.pk)
        assert (saved.explanation, saved.saved_nth) == (f"Tekst {last}.", last)
        expected = saved.version


@pytest.mark.parametrize("order", ORDERS)
def test_of_the_requests_for_the_development_in_any_order_the_newest_stays(finding, anna, order):
    expected, round_ = 0, finding.round
    for pair in range(3):
        first, last = 2 * pair + 1, 2 * pair + 2
        page = {"by": anna, "version": expected, "saved_from": PAGE}
        for nth in (2 * pair + each for each in order):
            text = {"development": f"Tekst {nth}.", "saved_nth": nth}
            with pytest.raises(SentTooLate) if (nth, order) == (first, LATE) else nullcontext():
                write_development(round_, **page, **text)
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
    with pytest.raises(SentTooLate):
        write_development(finding.round, development="Een te late tekst.", saved_nth=1, **page)


def test_a_late_request_for_the_development_is_known_after_another_page_saved(finding, anna):
    round_, page = finding.round, {"by": anna, "version": 0, "saved_from": PAGE}
    write_development(round_, development="Het nieuwste van hier.", saved_nth=2, **page)
    write_development(round_, by=anna, version=1, development="Elders.", saved_from=OTHER, saved_nth=1)
    with pytest.raises(SentTooLate) as late:
        write_development(round_, development="Het oudere van hier.", saved_nth=1, **page)
    assert late.value.saved_nth == 2
    with pytest.raises(DevelopmentChanged):
        write_development(round_, development="Verder van hier.", saved_nth=3, **page)
    assert Round.objects.get(pk=round_.pk).development == "Elders."


def test_a_page_never_goes_past_what_another_saved_between_its_saves_of_the_development(finding, anna, bram):
    round_, page = finding.round, {"by": anna, "saved_from": PAGE}
    write_development(round_, version=0, development="Een.", saved_nth=1, **page)
    write_development(round_, by=bram, version=1, development="Van Bram.")
    write_development(round_, version=2, development="Van beiden.", saved_nth=2, **page)
    with pytest.raises(DevelopmentChanged):  # as what it began with has nothing of Bram
        write_development(round_, version=0, development="Een en drie.", saved_nth=3, **page)
    assert Round.objects.get(pk=round_.pk).development == "Van beiden."


@pytest.fixture
def overtaken_development(finding, anna, bram):
    write_development(finding.round, by=bram, version=0, development="Van Bram.")
    return keep_overtaken_development(
        finding.round, by=anna, version=0, development="Van Anna.", saved_from=OTHER
    )


def developments():
    return [row.development for row in OvertakenDevelopment.objects.waiting()]


def test_the_newest_development_of_each_page_is_kept(overtaken_development, finding, anna):
    for text, nth in (("Meer.", 2), ("Oud.", 1)):
        keep_overtaken_development(
            finding.round, by=anna, version=0, development=text, saved_from=PAGE, saved_nth=nth
        )
    assert developments() == ["Van Anna.", "Meer."]
    with pytest.raises(NotOnTheTeam):
        keep_overtaken_development(finding.round, by=make_user(), version=0, development="Van buiten.")


def test_a_development_is_settled_or_let_go(overtaken_development, finding, anna, bram):
    shown = overtaken_development.as_shown
    with pytest.raises(DevelopmentChanged):
        settle_development(finding.round, by=anna, shown=shown, version=0, development="Van beiden.")
    assert developments() == ["Van Anna."]
    settle_development(finding.round, by=bram, shown=shown, version=1, development="Van beiden.")
    assert developments() == []
    again = keep_overtaken_development(finding.round, by=anna, version=1, development="Weer Anna.")
    chosen = {"version": 1, "development": "Samen.", "saved_from": OTHER}
    chosen = keep_chosen_development(finding.round, by=anna, shown=again.as_shown, **chosen)
    assert developments() == ["Samen."]
    let_go_of_development(finding.round, by=make_user("coordinator"), shown=chosen.as_shown)
    assert developments() == []


def test_a_development_typed_on_since_it_was_shown_is_not_settled(overtaken_development, finding, anna):
    keep_overtaken_development(finding.round, by=anna, version=0, development="Verder.", saved_from=OTHER)
    shown = overtaken_development.as_shown
    with pytest.raises(TypedOnMeanwhile):
        settle_development(finding.round, by=anna, shown=shown, version=1, development="Samen.")
    with pytest.raises(TypedOnMeanwhile):
        let_go_of_development(finding.round, by=anna, shown=shown)
    assert developments() == ["Verder."]
    assert Round.objects.get(pk=finding.round_id).development == "Van Bram."


def test_in_a_final_round_nothing_is_settled_and_everything_kept(overtaken, finding, anna):
    bring_to(finding.round, "final")
    with pytest.raises(RoundIsFinal):
        settle(finding, by=anna, version=1, verdict="meets", explanation="Te laat.")
    assert kept_texts() == [("Anna", "Van Anna.")]


def test_what_a_page_sends_again_is_not_typed_on(overtaken, finding, anna, bram):
    first = keep_overtaken(finding, by=anna, version=0, explanation="Nog eens.", saved_from=PAGE, saved_nth=1)
    again = keep_overtaken(finding, by=anna, version=0, explanation="Nog eens.", saved_from=PAGE, saved_nth=2)
    assert (again.pk, again.typed_at) == (first.pk, first.typed_at)
