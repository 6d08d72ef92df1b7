"""Who chooses the team of a case file, who can be on it, and who takes over."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.actions import teams as acts
from assessments.actions.findings import record
from assessments.actions.rounds import NotOnTheTeam
from assessments.models import TeamChange
from stj_toezicht.accounts.models import User
from tests.factories import make_case_file, make_finding, make_municipality, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_file():
    return make_case_file(make_municipality("Alkmaar"), team=[make_user(name="Anna")])


def team(case_file):
    return {member.name for member in case_file.team.all()}


def test_a_coordinator_makes_another_team(case_file):
    acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[make_user(name="Bram")])
    assert team(case_file) == {"Bram"}


def test_a_team_can_be_left_empty(case_file):
    acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[])
    assert team(case_file) == set()


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_nobody_else_assigns_a_team(case_file, role):
    with pytest.raises(
        acts.OnlyACoordinatorAssignsTeams, match="^Alleen een coördinator stelt een team samen.$"
    ):
        acts.assign_team(case_file, by=make_user(role), inspectors=[make_user(name="Bram")])
    assert team(case_file) == {"Anna"}


def test_an_inspector_on_the_team_does_not_assign_it(case_file):
    with pytest.raises(acts.OnlyACoordinatorAssignsTeams):
        acts.assign_team(case_file, by=case_file.team.get(), inspectors=[])
    assert team(case_file) == {"Anna"}


@pytest.mark.parametrize("role", ["coordinator", "support", "administrator", "municipality"])
def test_nobody_but_an_inspector_joins_a_team(case_file, role):
    bram, other = make_user(name="Bram"), make_user(role)
    with pytest.raises(
        acts.OnlyInspectorsJoinATeam, match="^Alleen inspecteurs met een actief account kunnen in een team.$"
    ):
        acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[bram, other])
    assert team(case_file) == {"Anna"}


def told(case_file):
    """Who joined and who left, in whose place and why."""
    rows = case_file.team_changes.values_list("inspector__name", "kind", "in_place_of__name", "reason")
    return sorted(rows, key=str)


def test_who_joined_and_who_left_is_kept(case_file):
    carla, bram = make_user("coordinator"), make_user(name="Bram")
    acts.assign_team(case_file, by=carla, inspectors=[bram], reason=" Nieuwe regio\u200b ")
    assert told(case_file) == [
        ("Anna", "left", None, "Nieuwe regio"),
        ("Bram", "joined", None, "Nieuwe regio"),
    ]
    assert {change.changed_by for change in case_file.team_changes.all()} == {carla}


def test_a_team_that_stays_the_same_leaves_no_trace(case_file):
    acts.assign_team(case_file, by=make_user("coordinator"), inspectors=list(case_file.team.all()))
    assert told(case_file) == []


def test_who_left_the_office_stays_on_a_team_and_joins_none(case_file):
    anna = case_file.team.get()
    User.objects.filter(pk=anna.pk).update(is_active=False)
    acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[User.objects.get(pk=anna.pk)])
    assert team(case_file) == {"Anna"}
    with pytest.raises(acts.OnlyInspectorsJoinATeam):
        acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[make_user(is_active=False)])


def test_a_team_that_changed_meanwhile_is_not_overwritten(case_file):
    opened, bram = acts.as_opened(case_file), make_user(name="Bram")
    case_file.team.add(bram)
    with pytest.raises(acts.TeamChangedMeanwhile):
        acts.assign_team(case_file, by=make_user("coordinator"), inspectors=[], opened=opened)
    assert team(case_file) == {"Anna", "Bram"}


@pytest.fixture
def anna(case_file):
    return case_file.team.get()


def test_an_inspector_hands_over_their_own_work(case_file, anna, bram):
    acts.hand_over(case_file, by=anna, leaving=anna, to=bram, reason="Verlof")
    assert team(case_file) == {"Bram"}
    assert told(case_file) == [("Anna", "left", None, "Verlof"), ("Bram", "joined", "Anna", "Verlof")]
    (change,) = case_file.team_changes.as_told()
    assert (change.inspector, change.in_place_of, change.is_own) == (bram, anna, True)


def test_a_coordinator_hands_over_the_work_of_another(case_file, anna, bram):
    acts.hand_over(case_file, by=make_user("coordinator"), leaving=anna, to=bram, reason="Verlof")
    assert team(case_file) == {"Bram"}
    assert [change.is_own for change in case_file.team_changes.as_told()] == [False]


def test_who_handed_over_saves_nothing_any_more(case_file, anna, bram):
    finding = make_finding(make_round(case_file))
    record(finding, by=anna, version=0, verdict="meets", explanation="Van Anna.")
    acts.hand_over(case_file, by=anna, leaving=anna, to=bram, reason="Verlof")
    with pytest.raises(NotOnTheTeam):
        record(finding, by=anna, version=1, verdict="meets", explanation="Te laat.")
    assert record(finding, by=bram, version=1, verdict="meets", explanation="Van Bram.").version == 2


@pytest.mark.parametrize(
    ("given", "refusal", "message"),
    [
        pytest.param(
            lambda anna, bram: {"by": bram},
            acts.NotTheirsToHandOver,
            "U kunt alleen uw eigen werk overdragen. Een coördinator kan het ook voor een ander doen.",
            id="by a colleague",
        ),
        pytest.param(
            lambda anna, bram: {"reason": " \n"},
            acts.HandedOverWithoutReason,
            "Geef de reden van de overdracht.",
            id="without a reason",
        ),
        pytest.param(
            lambda anna, bram: {"to": anna},
            acts.AlreadyOnTheTeam,
            "Anna zit al in het team van Alkmaar.",
            id="to who has it",
        ),
        pytest.param(
            lambda anna, bram: {"to": make_user("coordinator")},
            acts.OnlyInspectorsJoinATeam,
            "Alleen inspecteurs met een actief account kunnen in een team.",
            id="to no inspector",
        ),
        pytest.param(
            lambda anna, bram: {"to": make_user(is_active=False)},
            acts.OnlyInspectorsJoinATeam,
            "Alleen inspecteurs met een actief account kunnen in een team.",
            id="to an inspector who left",
        ),
        pytest.param(
            lambda anna, bram: {"leaving": bram, "by": bram, "to": make_user()},
            acts.NotOnThatTeam,
            "Bram zit niet (meer) in het team van Alkmaar.",
            id="of who is not on the team",
        ),
    ],
)
def test_handing_over_is_refused(anna, bram, case_file, given, refusal, message):
    arguments = {"by": anna, "leaving": anna, "to": bram, "reason": "Verlof"} | given(anna, bram)
    with pytest.raises(refusal) as refused:
        acts.hand_over(case_file, **arguments)
    assert str(refused.value) == message
    assert (team(case_file), told(case_file)) == ({"Anna"}, [])


@pytest.fixture
def case_files(case_file, anna):
    return [case_file, make_case_file(make_municipality("Leeuwarden"), team=[anna])]


def test_all_work_of_one_inspector_goes_to_another_at_once(case_files, anna, bram):
    case_files[1].team.add(bram)
    acts.hand_over_all(case_files, by=make_user("coordinator"), leaving=anna, to=bram, reason="Ander werk")
    assert [team(case_file) for case_file in case_files] == [{"Bram"}, {"Bram"}]
    assert told(case_files[0]) == [
        ("Anna", "left", None, "Ander werk"),
        ("Bram", "joined", "Anna", "Ander werk"),
    ]
    assert told(case_files[1]) == [("Anna", "left", None, "Ander werk")]


def test_all_work_goes_over_or_none(case_files, anna, bram):
    case_files[1].team.clear()
    with pytest.raises(acts.NotOnThatTeam, match=r"^Anna zit niet \(meer\) in het team van Leeuwarden.$"):
        acts.hand_over_all(
            case_files, by=make_user("coordinator"), leaving=anna, to=bram, reason="Ander werk"
        )
    assert [team(case_file) for case_file in case_files] == [{"Anna"}, set()]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        pytest.param(lambda anna: {"by": anna}, acts.OnlyACoordinatorAssignsTeams, id="by an inspector"),
        pytest.param(lambda anna: {"to": anna}, acts.AlreadyOnTheTeam, id="to the same"),
        pytest.param(lambda anna: {"case_files": []}, acts.NothingChosen, id="of nothing"),
        pytest.param(lambda anna: {"reason": ""}, acts.HandedOverWithoutReason, id="without a reason"),
    ],
)
def test_handing_over_all_is_refused(case_files, anna, bram, given, refusal):
    arguments = {"case_files": case_files, "by": make_user("coordinator"), "to": bram, "reason": "Verlof"}
    with pytest.raises(refusal):
        acts.hand_over_all(**(arguments | {"leaving": anna} | given(anna)))
    assert [team(case_file) for case_file in case_files] == [{"Anna"}, {"Anna"}]


def test_who_joins_in_somebodys_place_says_why(case_file, anna, bram):
    fields = {"case_file": case_file, "changed_by": anna, "changed_at": timezone.now(), "in_place_of": anna}
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamChange.objects.create(inspector=bram, kind="joined", reason="", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamChange.objects.create(inspector=bram, kind="left", reason="Verlof", **fields)
