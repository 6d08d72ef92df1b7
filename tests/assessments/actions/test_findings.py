import threading

import pytest
from django.db import connection

from assessments.actions import TextTooLong
from assessments.actions.findings import ReasonMissing, SavedBySomebodyElse, record
from assessments.actions.rounds import NotOnTheTeam, RoundIsFinal
from assessments.models import ContactMoment, Finding, FindingRevision
from tests.factories import (
    make_case_file,
    make_contact_moment,
    make_finding,
    make_round,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(anna, bram):
    return make_finding(make_round(make_case_file(team=[anna, bram])))


def content(finding):
    finding = Finding.objects.get(pk=finding.pk)
    return finding.verdict, finding.reason, finding.explanation, finding.version


def test_recording_keeps_the_verdict_the_text_and_who_did_it(finding, anna):
    saved = record(finding, by=anna, version=0, verdict="meets", explanation="Er is een convenant.")
    assert content(saved) == ("meets", "", "Er is een convenant.", 1)
    assert saved.changed_by == anna
    assert saved.changed_at is not None


def test_each_version_stays_readable(finding, anna, bram):
    record(finding, by=anna, version=0, verdict="meets", explanation="Eerst.")
    record(finding, by=bram, version=1, verdict="improvement_point", explanation="Daarna.")
    revisions = FindingRevision.objects.values_list("version", "verdict", "explanation", "changed_by__name")
    assert list(revisions) == [(1, "meets", "Eerst.", "Anna"), (2, "improvement_point", "Daarna.", "Bram")]


def test_who_saves_second_from_the_same_version_is_refused_and_changes_nothing(finding, anna, bram):
    record(finding, by=anna, version=0, verdict="meets", explanation="Van Anna.")
    with pytest.raises(SavedBySomebodyElse, match="Iemand anders heeft deze bevinding intussen opgeslagen"):
        record(finding, by=bram, version=0, verdict="improvement_point", explanation="Van Bram.")
    assert content(finding) == ("meets", "", "Van Anna.", 1)
    assert FindingRevision.objects.count() == 1


def test_saving_the_same_again_makes_no_new_version(finding, anna):
    record(finding, by=anna, version=0, verdict="meets", explanation="Tekst.")
    record(finding, by=anna, version=0, verdict="meets", explanation="Tekst.")
    assert content(finding) == ("meets", "", "Tekst.", 1)


def test_a_text_can_be_kept_before_there_is_a_verdict(finding, anna):
    record(finding, by=anna, version=0, verdict="", explanation="Een begin.")
    assert content(finding) == ("", "", "Een begin.", 1)


def test_not_assessed_needs_a_reason(finding, anna):
    with pytest.raises(ReasonMissing):
        record(finding, by=anna, version=0, verdict="not_assessed", reason=" \u200b", explanation="")
    assert content(finding) == ("", "", "", 0)


def test_a_reason_goes_when_the_point_is_assessed_after_all(finding, anna):
    record(finding, by=anna, version=0, verdict="not_assessed", reason="Geen inzage.")
    record(finding, by=anna, version=1, verdict="meets", reason="Geen inzage.", explanation="Nu wel.")
    assert content(finding) == ("meets", "", "Nu wel.", 2)


def test_a_text_is_normalised(finding, anna):
    record(
        finding,
        by=anna,
        version=0,
        verdict="meets",
        explanation="sa\u00admen\u200bwerking\r\n\x00cafe\u0301 ",
    )
    assert content(finding)[2] == "samenwerking\ncafé"


def test_a_finding_rests_on_what_is_there_of_the_contact_moments_of_its_own_round(finding, anna):
    own, gone, others = (*(make_contact_moment(finding.round) for _ in range(2)), make_contact_moment())
    ContactMoment.objects.filter(pk=gone.pk).delete()
    record(finding, by=anna, version=0, verdict="", contact_moments=[own, gone, others])
    assert list(finding.contact_moments.all()) == [own]
    assert finding.revisions.get().rests_on == [own.pk]


@pytest.mark.parametrize(
    ("name", "longest"), [("reason", 500), ("explanation", 10_000), ("private_note", 10_000)]
)
def test_a_text_for_which_there_is_no_room_is_refused_unless_it_stands(finding, anna, name, longest):
    content = {"by": anna, "version": 0, "verdict": "not_assessed", "reason": "Geen inzage."}
    with pytest.raises(TextTooLong):
        record(finding, **content | {name: "a" * (longest + 1)})
    assert record(finding, **content | {name: "a" * longest}).version == 1


def test_beside_a_text_that_was_longer_before_all_else_can_be_saved(finding, anna):
    overwrite(Finding.objects.filter(pk=finding.pk), explanation="a" * 10_001)
    content = {"verdict": "meets", "explanation": "a" * 10_001, "private_note": "Inkorten."}
    assert record(finding, by=anna, version=0, **content).private_note == "Inkorten."


def test_only_the_team_records(finding):
    with pytest.raises(NotOnTheTeam):
        record(finding, by=make_user(), version=0, verdict="meets", explanation="Van buiten.")
    assert content(finding) == ("", "", "", 0)


@pytest.mark.parametrize("role", ["coordinator", "support", "administrator", "municipality"])
def test_other_roles_never_record_not_even_on_the_team(finding, role):
    other = make_user(role)
    finding.round.case_file.team.add(other)
    with pytest.raises(NotOnTheTeam):
        record(finding, by=other, version=0, verdict="meets", explanation="Van buiten.")


def test_a_final_round_takes_nothing_more(anna):
    finding = make_finding(make_round(make_case_file(team=[anna]), final=True))
    with pytest.raises(RoundIsFinal):
        record(finding, by=anna, version=0, verdict="meets", explanation="Te laat.")
    assert content(finding) == ("", "", "", 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_exactly_one_wins(finding, anna, bram):
    def save(by, version, barrier, outcomes):
        try:
            barrier.wait()
            record(finding, by=by, version=version, verdict="meets", explanation=f"{by} bij {version}.")
            outcomes.append("saved")
        except SavedBySomebodyElse:
            outcomes.append("refused")
        finally:
            connection.close()

    for version in range(20):
        outcomes, barrier = [], threading.Barrier(2)
        writers = [
            threading.Thread(target=save, args=(by, version, barrier, outcomes)) for by in (anna, bram)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert sorted(outcomes) == ["refused", "saved"]
    assert Finding.objects.get(pk=finding.pk).version == 20
