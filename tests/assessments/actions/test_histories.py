import pytest

from assessments.actions.findings import record
from assessments.actions.histories import SavedMeanwhile, restore, restore_development
from assessments.actions.rounds import NotOnTheTeam, RoundIsFinal, write_development
from assessments.models import Finding
from tests.factories import bring_to, make_case_file, make_contact_moment, make_finding, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(anna):
    """A finding that first was a √ that rests on a plan and on two contact moments, and then an X."""
    finding = make_finding(make_round(make_case_file(team=[anna])))
    moments = [make_contact_moment(finding.round) for _ in range(2)]
    first = {"verdict": "meets", "expected_on": "2015-05-01", "contact_moments": moments}
    record(finding, by=anna, version=0, explanation="Eerst.", private_note="Een notitie.", **first)
    record(finding, by=anna, version=1, verdict="improvement_point", explanation="Daarna.")
    moments[0].delete()
    return Finding.objects.get(pk=finding.pk)


def test_all_that_was_said_comes_back_as_a_new_version(finding, anna):
    revision = finding.revisions.get(version=1)
    saved = restore(finding, by=anna, version=2, revision=revision)
    assert (saved.verdict, saved.explanation, saved.private_note) == ("meets", "Eerst.", "Een notitie.")
    assert (str(saved.expected_on), saved.version) == ("2015-05-01", 3)
    assert saved.revisions.get(version=2).explanation == "Daarna."


def test_a_contact_moment_that_is_gone_stays_away(finding, anna):
    saved = restore(finding, by=anna, version=2, revision=finding.revisions.get(version=1))
    assert saved.rests_on == [finding.round.contact_moments.get().pk]


def test_nothing_is_put_back_over_what_was_saved_meanwhile(finding, anna):
    with pytest.raises(SavedMeanwhile, match="Er is niets teruggezet"):
        restore(finding, by=anna, version=1, revision=finding.revisions.get(version=1))
    assert Finding.objects.get(pk=finding.pk).explanation == "Daarna."


def test_only_the_team_puts_back_and_only_in_a_concept(finding, anna):
    revision = finding.revisions.get(version=1)
    with pytest.raises(NotOnTheTeam):
        restore(finding, by=make_user(), version=2, revision=revision)
    bring_to(finding.round, "final")
    with pytest.raises(RoundIsFinal):
        restore(finding, by=anna, version=2, revision=revision)


def test_an_earlier_development_comes_back(finding, anna):
    round_ = finding.round
    for version, text in enumerate(("Eerst.", "Daarna.")):
        write_development(round_, by=anna, version=version, development=text)
    revision = round_.development_revisions.get(version=1)
    with pytest.raises(SavedMeanwhile):
        restore_development(round_, by=anna, version=1, revision=revision)
    assert restore_development(round_, by=anna, version=2, revision=revision).development == "Eerst."
