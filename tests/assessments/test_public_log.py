"""What a municipality reads of the log of its own case file: for each kind of event, and nothing more."""

import pytest
from django.db import transaction
from django.template.loader import render_to_string

from assessments.actions.comments import write_comment
from assessments.actions.findings import record
from assessments.actions.steps import take
from assessments.events.chains import chain_of
from assessments.events.public import HIDDEN, READ, as_the_municipality_reads, public_log
from assessments.events.words import FIELDS
from assessments.steps import TAKE_BACK
from stj_toezicht.accounts.roles import Role
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from stj_toezicht.log.writing import write
from tests.factories import make_follow_up, make_municipality, make_user

ROUND, OTHER = "round 12", "round 13"
ALL = set(FIELDS) - {"state", "verdict", "kind", "outcome", "delivery", "date", "expected_on", "again_on"}
ALL -= {
    "valid_from",
    "valid_until",
    "delivered_on",
    "last_day",
    "withdrawn_at",
    "publish_at",
    "came_along",
    "approaches",
    "became",
    "contact_moments",
    "gaps",
}
# Of the fields that an event of a kind could hold, those that a municipality reads.
READS = {
    Kind.STEP: set(),  # its title says where the round went
    Kind.RELEASE: {"number", "working_days", "sha256"},
    Kind.REPLY: ALL,
    Kind.DECISION: {"is_adopted", "reason"},
    Kind.PLANNED: {"sha256"},  # of its copy; and its moment, which is no text
    Kind.EDITION: {"number", "year", "sha256"},
    Kind.WITHDRAWAL: {"number"},
}
WITH_REASON = {Kind.RELEASE, Kind.EDITION, Kind.WITHDRAWAL}


def event(kind, *, subject="", old=None, new=None, pk=0, **fields):
    """An event as it could stand in the log; it needs no row."""
    fields = {"by_name": "Anna", "by_role": Role.INSPECTOR, "about": "Alkmaar 2014", **fields}
    return Event(pk=pk, kind=kind, subject=subject, old=old or {}, new=new or {}, **fields)


def step(source, target, subject=ROUND, **fields):
    return event(Kind.STEP, subject=subject, old={"state": source}, new={"state": target}, **fields)


RELEASED, FINAL = step("review", "reply"), step("reply", "final")


def titles(*events, **context):
    return [each.title for each in as_the_municipality_reads(events, **context)]


def test_of_each_kind_it_is_said_whether_a_municipality_reads_it():
    assert set(READ) | HIDDEN == set(Kind)
    assert set(READ) & HIDDEN == set()
    assert set(READ) == set(READS)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("existed", [True, False], ids=["changed", "added"])
def test_of_each_kind_a_municipality_reads_these_fields_and_never_a_name(kind, existed):
    texts = {name: f"KANARIE{name}" for name in ALL}
    old = {name: f"WAS{text}" for name, text in texts.items()} if existed else {}
    new = texts | ({"state": "final"} if kind == Kind.STEP else {})
    old |= {"state": "reply"} if kind == Kind.STEP else {}
    subject = ROUND if kind == Kind.STEP else "decision 7"
    one = event(kind, subject=subject, old=old, new=new, reason="REDEN", by_name="NAAM", pk=5)
    shown = as_the_municipality_reads([RELEASED, one, FINAL], round_of={"decision 7": 12})[1:-1]
    assert {each.name for entry in shown for each in entry.differences} == READS.get(kind, set())
    assert any(entry.reason == "REDEN" for entry in shown) == (kind in WITH_REASON)
    assert "NAAM" not in str(shown)
    assert bool(shown) == (kind in READ)
    assert all(entry.role == "inspecteur" for entry in shown)


@pytest.mark.parametrize(
    ("steps", "read"),
    [
        pytest.param([step("concept", "review")], [], id="among colleagues"),
        pytest.param([RELEASED], ["Naar Wederhoor"], id="released"),
        pytest.param([RELEASED, FINAL], ["Naar Vastgesteld", "Naar Wederhoor"], id="final"),
        pytest.param(
            [RELEASED, step("reply", "review"), step("review", "concept"), step("concept", "review")],
            ["Naar Collegiale toets", "Naar Wederhoor"],
            id="taken back",
        ),
        pytest.param([step("review", "final"), step("final", "review")], [], id="a first test"),
        pytest.param(
            [step("final", "published"), step("published", "review"), RELEASED],
            ["Naar Wederhoor"],
            id="published before there was a release",
        ),
        pytest.param(
            [RELEASED, step("final", "published", subject=OTHER)], ["Naar Wederhoor"], id="another round"
        ),
    ],
)
def test_where_a_round_stands_is_read_from_its_release_on(steps, read):
    assert titles(*steps) == read


def decision(pk, subject="decision 7", **new):
    return event(Kind.DECISION, subject=subject, new={"is_adopted": True, "reason": "Klopt."} | new, pk=pk)


def test_a_decision_is_read_as_it_stands_once_the_round_is_final():
    first, second = decision(3), decision(4, reason="Toch niet.", is_adopted=False)
    events, round_of = [RELEASED, first, second], {"decision 7": 12}
    assert titles(*events, round_of=round_of) == ["Naar Wederhoor"]
    shown = as_the_municipality_reads([*events, FINAL], round_of=round_of)
    assert [each.title for each in shown] == ["Naar Vastgesteld", "Besluit op een reactie", "Naar Wederhoor"]
    assert [(each.label, each.before, each.after) for each in shown[1].differences] == [
        ("overgenomen", "", "nee"),
        ("reden", "", "Toch niet."),
    ]


@pytest.mark.parametrize(
    "back", [[step("final", "reply")], [step("final", "published"), step("published", "review")]]
)
def test_what_is_decided_after_a_round_went_back_is_read_once_it_is_final_again(back):
    events, round_of = [RELEASED, FINAL, *back, decision(3)], {"decision 7": 12}
    assert "Besluit op een reactie" not in titles(*events, round_of=round_of)
    assert "Besluit op een reactie" in titles(*events, FINAL, round_of=round_of)


def test_a_decision_of_which_the_round_is_not_told_or_another_is_hidden():
    assert titles(RELEASED, decision(3), FINAL) == ["Naar Vastgesteld", "Naar Wederhoor"]
    assert "Besluit op een reactie" not in titles(RELEASED, decision(3), FINAL, round_of={"decision 7": 13})


def test_it_is_told_by_whom_in_roles_and_what_in_words():
    new = {"delivery": "email", "delivered_on": "2015-01-05", "last_day": "2015-01-19"}
    sent = event(Kind.REPLY, new={"number": 1, "is_late": False}, by_role=Role.MUNICIPALITY)
    delivered = event(Kind.RELEASE, old=dict.fromkeys(new), new=new, by_role=Role.SYSTEM)
    reply, release = as_the_municipality_reads([delivered, sent])
    assert (reply.role, reply.title) == ("contactpersoon gemeente", "Reactie verstuurd")
    assert [(each.label, each.after) for each in reply.differences] == [
        ("nummer", "1"),
        ("na de termijn", "nee"),
    ]
    assert (release.role, [each.after for each in release.differences]) == (
        "systeem",
        ["bericht per e-mail", "5 januari 2015", "19 januari 2015"],
    )


@pytest.mark.django_db
def test_a_municipality_reads_its_own_log_in_three_queries(django_assert_num_queries):
    anna, carla = make_user(name="Anna"), make_user(Role.COORDINATOR, name="Carla")
    round_ = make_follow_up(make_municipality("Alkmaar"), state="reply")
    case_file = round_.case_file
    case_file.team.add(anna)
    write_comment(round_.findings.get(), by=anna, text="Klopt dit?")
    take(round_, TAKE_BACK, by=carla, reason="Een verkeerde bijlage.")
    record(round_.findings.get(), by=anna, version=0, verdict="meets", explanation="Anders.")
    step_of_other = make_follow_up(state="reply")
    take(step_of_other, TAKE_BACK, by=carla, reason="Van een ander.")
    assert public_log(case_file) == []  # nothing tells that it was ever released
    with transaction.atomic():
        said = {"old": {"state": "review"}, "new": {"state": "reply"}}
        write(
            chain_of(case_file.pk),
            by=carla,
            kind=Kind.STEP,
            about="Alkmaar 2014",
            subject=f"round {round_.pk}",
            **said,
        )
    with django_assert_num_queries(3):
        shown = public_log(case_file)
    assert [(each.title, each.about, each.role) for each in shown] == [
        ("Naar Wederhoor", "Alkmaar 2014", "coördinator")
    ]


@pytest.mark.parametrize(
    ("old", "new", "title"),
    [
        ({}, {"number": 1, "working_days": 10}, "Concept vrijgegeven voor wederhoor"),
        ({"delivered_on": None}, {"delivered_on": "2026-03-02"}, "Concept bezorgd"),
        ({"last_day": "2026-03-09"}, {"last_day": "2026-03-20"}, "Termijn verlengd"),
    ],
)
def test_what_became_of_a_draft_is_said_in_words(old, new, title):
    assert titles(event(Kind.RELEASE, old=old, new=new)) == [title]


def test_the_part_of_a_page_shows_them_or_says_that_there_is_nothing_yet():
    shown = as_the_municipality_reads([RELEASED, event(Kind.EDITION, new={"number": 1}, reason="Een datum.")])
    page = render_to_string("assessments/_public_log.html", {"events": shown})
    assert "Naar Wederhoor" in page
    assert "Reden: Een datum." in page
    assert "Inspecteur" in page
    assert "Anna" not in page
    empty = render_to_string("assessments/_public_log.html", {"events": []})
    assert "nog niets met u gedeeld of gepubliceerd" in empty


def test_what_was_decided_before_a_round_went_back_stays_as_it_was_told():
    before, since = decision(3, reason="Klopt."), decision(4, reason="Toch niet.", is_adopted=False)
    events = [RELEASED, before, FINAL, step("final", "reply"), since]
    shown = as_the_municipality_reads(events, round_of={"decision 7": 12})
    (told,) = [event for event in shown if event.title == "Besluit op een reactie"]
    assert told.at == before.at
    assert "Klopt." in str(told.differences)
    assert "Toch niet." not in str(shown)
