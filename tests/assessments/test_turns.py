"""The line on top of every page of a case file: where its round stands, and whose turn it is."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import readiness
from assessments.actions.planning import cancel
from assessments.actions.sign_offs import choose_signatories, sign
from assessments.actions.waivers import waive
from assessments.factsheet.drafting import draft
from assessments.models import Release, Round
from assessments.turns import turn_in
from tests.factories import (
    bring_to,
    make_approvals,
    make_case_file,
    make_edition,
    make_follow_up,
    make_planned,
    make_release,
    make_reply,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(anna):
    round_ = make_follow_up()
    round_.case_file.team.add(anna)
    return round_


def said(round_, user):
    turn = turn_in(round_, user)
    return turn.state.label, f"{turn.who} {turn.does}"


def line(page):
    found = re.search(r'<p class="stj-turn">(.*?)</p>', page.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", found[1]).split()) if found else None


READS_ALONG = ("inspector", "coordinator", "support", "administrator")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("concept", ["uw team legt voor", *["het team legt voor"] * 4]),
        (
            "review",
            ["een collega keurt goed", *["u of een collega keurt goed"] * 2, *["een collega keurt goed"] * 2],
        ),
        ("final", ["een coördinator publiceert"] * 2 + ["u publiceert"] + ["een coördinator publiceert"] * 2),
        ("published", [" "] * 5),
    ],
)
def test_whose_turn_it_is_is_said_to_each_in_their_own_words(round_, anna, state, expected):
    bring_to(round_, state)
    readers = [anna, *(make_user(role) for role in READS_ALONG)]
    assert [said(round_, reader)[1] for reader in readers] == expected


def test_once_all_is_approved_the_coordinator_has_the_turn(round_, anna):
    bring_to(round_, "review")
    make_approvals(round_)
    assert said(round_, anna) == ("Collegiale toets", "een coördinator geeft vrij")
    assert said(round_, make_user("coordinator")) == ("Collegiale toets", "u geeft vrij")


def test_who_wrote_in_a_round_is_not_asked_to_read_it(round_):
    bram = make_user()
    round_.writers.create(user=bram)
    bring_to(round_, "review")
    assert said(round_, bram)[1] == "een collega keurt goed"


def test_without_a_team_the_coordinator_has_to_make_one(round_):
    round_.case_file.team.clear()
    assert said(round_, make_user())[1] == "een coördinator stelt het team samen"
    assert said(round_, make_user("coordinator"))[1] == "u stelt het team samen"


def test_before_each_inspectorate_signed_it_is_their_turn(round_, anna):
    bring_to(round_, "final")
    carla = make_user("coordinator", inspectorate="youth")
    otto = make_user(inspectorate="education")
    choose_signatories(round_.case_file.framework, by=carla, inspectorates=["youth", "education"])
    turns = [said(round_, each)[1] for each in (anna, carla, otto, make_user("administrator"))]
    assert turns == [
        "de inspecties ondertekenen",
        *["u of een collega ondertekent"] * 2,
        "de inspecties ondertekenen",
    ]
    for each in (carla, otto):
        sign(round_, by=each, seen=draft(Round.objects.get(pk=round_.pk)).fingerprint())
    assert [said(round_, each)[1] for each in (anna, carla)] == ["een coördinator publiceert", "u publiceert"]


def test_what_is_planned_is_published_by_the_application_at_its_moment(round_, anna, client):
    bring_to(round_, "final")
    planned = make_planned(round_, publish_at=datetime.datetime(2030, 3, 1, 9, tzinfo=datetime.UTC))
    carla = make_user("coordinator")
    assert [said(round_, each)[1] for each in (anna, carla)] == ["STJ Toezicht publiceert"] * 2
    assert turn_in(round_, anna).at == planned.publish_at
    client.force_login(carla)
    expected = "Vastgesteld Volgende stap: STJ Toezicht publiceert op 1 maart 2030 om 10:00 uur"
    assert line(client.get(round_.get_absolute_url())) == expected
    work = client.get(reverse("assessments:my_work"))
    assert work.context["waiting"] == []
    assert "wordt gepubliceerd op 1 maart 2030 om 10:00 uur" in work.content.decode()
    cancel(planned, by=carla)
    assert said(round_, carla)[1] == "u publiceert"


def test_a_first_test_is_done_when_it_is_final():
    round_ = make_round(final=True)
    assert said(round_, make_user()) == ("Vastgesteld", " ")


TODAY = datetime.date(2015, 12, 1)


@pytest.mark.parametrize(
    ("last_day", "expected", "until"),
    [
        (TODAY, "de gemeente reageert", TODAY),
        (TODAY - datetime.timedelta(days=1), "een coördinator stelt vast", None),
        (None, "een coördinator legt de bezorging vast", None),
    ],
    ids=["runs", "is over", "runs not yet"],
)
def test_while_the_term_runs_the_municipality_has_the_turn_until_its_last_day(
    anna, time_machine, last_day, expected, until
):
    time_machine.move_to(datetime.datetime(2015, 12, 1, 12, tzinfo=datetime.UTC), tick=False)
    round_ = make_follow_up(state="review")
    delivered = {"delivered_on": TODAY - datetime.timedelta(days=14), "last_day": last_day}
    make_release(round_, **(delivered if last_day else {"delivered_on": None}))
    bring_to(round_, "reply")
    turn = turn_in(round_, anna)
    assert (turn.state.label, f"{turn.who} {turn.does}", turn.until) == ("Wederhoor", expected, until)


def _without_remarks(release):
    make_reply(release, has_no_remarks=True)


def _waived(release):
    carla = make_user("coordinator")
    (term,) = [each for each in readiness.review(release.round) if each.code == "term"]
    waive(release.round, "term", by=carla, reason="De gemeente belde.", seen=term.fingerprint)


@pytest.mark.parametrize("ended_by", [_without_remarks, _waived])
@pytest.mark.parametrize("is_delivered", [True, False], ids=["running", "not delivered yet"])
def test_a_term_that_is_not_waited_for_any_more_leaves_the_turn_to_the_coordinator(ended_by, is_delivered):
    round_ = make_follow_up(state="review")
    make_approvals(round_)
    release = make_release(round_, delivered_on=timezone.localdate() if is_delivered else None)
    bring_to(round_, "reply")
    carla = make_user("coordinator")
    ended_by(release)
    assert said(round_, carla) == ("Wederhoor", "u stelt vast")
    assert Release.objects.awaited().count() == 0


def test_a_reply_with_remarks_does_not_end_a_term(anna):
    round_ = make_follow_up(state="review")
    release = make_release(round_, delivered_on=timezone.localdate())
    bring_to(round_, "reply")
    make_reply(release)
    assert said(round_, anna)[1] == "de gemeente reageert"
    assert list(Release.objects.awaited()) == [release]


def test_a_round_that_went_on_since_it_was_read_is_told_as_it_stands(round_, anna):
    read = Round.objects.get(pk=round_.pk)
    bring_to(round_, "review")
    assert said(read, anna) == ("Collegiale toets", "een collega keurt goed")


@pytest.mark.parametrize("state", ["concept", "review", "reply", "published"])
def test_whose_turn_it_is_takes_one_query(round_, anna, state, django_assert_num_queries):
    bring_to(round_, state)
    read = Round.objects.get(pk=round_.pk)
    with django_assert_num_queries(1):
        turn_in(read, anna)


def test_the_line_tells_the_last_day_of_a_term(client, anna, time_machine):
    time_machine.move_to(datetime.datetime(2015, 12, 1, 12, tzinfo=datetime.UTC), tick=False)
    round_ = make_follow_up(state="review")
    make_release(round_, delivered_on=TODAY, last_day=datetime.date(2015, 12, 15))
    bring_to(round_, "reply")
    told = "Wederhoor Volgende stap: de gemeente reageert tot en met 15 december"
    assert line(client.get(round_.get_absolute_url())) == told


PAGES = {
    "round": lambda round_: round_.pk,
    "preview": lambda round_: round_.pk,
    "work_sheet": lambda round_: round_.pk,
    "development": lambda round_: round_.pk,
    "development_history": lambda round_: round_.pk,
    "development_comments": lambda round_: round_.pk,
    "add_contact_moment": lambda round_: round_.pk,
    "contact_moment": lambda round_: round_.contact_moments.get().pk,
    "comments": lambda round_: round_.findings.get().pk,
    "finding_history": lambda round_: round_.findings.get().pk,
    "elsewhere": lambda round_: round_.findings.get().pk,
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_round_says_where_it_stands(client, anna, round_, name):
    client.force_login(anna)
    page = client.get(reverse(f"assessments:{name}", args=[PAGES[name](round_)]))
    assert line(page) == "Concept Volgende stap: uw team legt voor"


def test_the_page_of_a_theme_and_that_of_a_step_say_it_too(client, anna, round_):
    client.force_login(anna)
    for address in (
        round_.findings.get().get_absolute_url(),
        reverse("assessments:step", args=[round_.pk, "voorleggen"]),
    ):
        assert line(client.get(address)) == "Concept Volgende stap: uw team legt voor"


@pytest.mark.parametrize("name", ["case_file", "log"])
def test_a_page_of_the_case_file_says_it_of_the_newest_round(client, anna, round_, name):
    client.force_login(anna)
    address = reverse(f"assessments:{name}", args=[round_.case_file_id])
    assert line(client.get(address)) == "Ronde 2014 Concept Volgende stap: uw team legt voor"


def test_who_may_not_read_the_newest_round_hears_of_the_one_before(client, round_):
    client.force_login(make_user("support"))
    page = client.get(round_.case_file.get_absolute_url())
    assert line(page) == "Ronde 2013 Vastgesteld Afgerond"


def test_a_case_file_without_a_round_and_pages_of_no_case_file_say_nothing(client, anna):
    client.force_login(anna)
    assert line(client.get(make_case_file().get_absolute_url())) is None
    for address in (reverse("assessments:my_work"), make_edition().get_absolute_url(), "/"):
        assert line(client.get(address)) is None
