"""What must be so before a round is finalised or published: each check, both ways."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import readiness
from assessments.models import Outcome, OvertakenDevelopment, OvertakenFinding, Round
from assessments.readiness.waiting import NOTHING, waiting_in
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_comment,
    make_contact_moment,
    make_finding,
    make_follow_up,
    make_indicator,
    make_overtaken,
    make_overtaken_development,
    make_round,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db

OF_EACH_ROUND = [
    "points",
    "verdicts",
    "explanations",
    "reasons",
    "letters",
    "contact_moment",
    "contact_dates",
    "second_versions",
    "second_developments",
    "comments",
    "development_comments",
]
OF_A_FOLLOW_UP = [*OF_EACH_ROUND[:7], "development", *OF_EACH_ROUND[7:], "approaches"]


@pytest.fixture
def follow_up():
    """A follow-up of one point that lacks nothing."""
    return make_follow_up()


@pytest.fixture
def first_test():
    """A first test of one point that lacks nothing."""
    round_ = make_round(year=2013)
    make_contact_moment(round_)
    make_finding(round_, verdict="meets")
    return round_


def missing(round_):
    """What is missing by its code: the message, and what is named with the address that it leads to."""
    round_ = Round.objects.get(pk=round_.pk)
    return {
        result.code: (result.message, [(place.name, place.address) for place in result.places])
        for result in readiness.missing(round_)
    }


def card(finding, name=""):
    address = f"/rondes/{finding.round_id}/themas/{finding.indicator.theme_id}/#punt-{finding.pk}"
    return (name or finding.indicator.wording, address)


def test_a_follow_up_that_lacks_nothing_is_ready(follow_up):
    results = readiness.review(follow_up)
    assert [result.code for result in results] == OF_A_FOLLOW_UP
    assert [result for result in results if not result.is_done or result.message] == []
    assert missing(follow_up) == {}


def test_a_first_test_that_lacks_nothing_is_ready(first_test):
    assert [result.code for result in readiness.review(first_test)] == OF_EACH_ROUND
    assert missing(first_test) == {}


def test_a_letter_that_cannot_be_printed_is_told(follow_up):
    finding = follow_up.findings.get()
    overwrite(follow_up.findings.all(), explanation="Goed gedaan 👍", text_version=2)
    Round.objects.filter(pk=follow_up.pk).update(development="漢", development_version=2)
    said, places = missing(follow_up)["letters"]
    assert said == "2 teksten hebben een teken dat niet in een PDF kan staan, zoals een emoji."
    assert places == [card(finding), ("naar de ontwikkeling", f"/rondes/{follow_up.pk}/#ontwikkeling")]


def test_the_titles_say_what_must_be_so(follow_up, first_test):
    assert readiness.review(follow_up)[1].title == "Elk verbeterpunt heeft een oordeel"
    titles = [result.title for result in readiness.review(first_test)]
    assert titles == [
        "De ronde heeft punten",
        "Elk punt heeft een oordeel",
        "Elk oordeel heeft een toelichting",
        "Wat niet is beoordeeld, heeft een reden",
        "Elk teken kan worden gedrukt",
        "Er is een contactmoment vastgelegd",
        "Geen contactmoment ligt in de toekomst",
        "Bij elk punt is er één versie",
        "Van de ontwikkeling is er één versie",
        "Alle opmerkingen bij de punten zijn afgehandeld",
        "Alle opmerkingen bij de ontwikkeling zijn afgehandeld",
    ]


def test_a_round_has_points(follow_up):
    follow_up.findings.all().delete()
    place = ("naar de ronde", f"/rondes/{follow_up.pk}/#verbeterpunten")
    assert missing(follow_up) == {"points": ("Er zijn geen bevindingen.", [place])}


def test_every_point_has_a_verdict(follow_up):
    overwrite(follow_up.findings, verdict="")
    message = "1 verbeterpunt heeft nog geen oordeel."
    assert missing(follow_up) == {"verdicts": (message, [card(follow_up.findings.get())])}


def test_points_are_listed_as_they_are_printed_with_their_approach_where_there_are_more(follow_up):
    finding = follow_up.findings.get()
    other = make_approach(follow_up.case_file, name="CJG", starts_in=2013)
    make_finding(follow_up, other, finding.indicator)
    overwrite(follow_up.findings.filter(pk=finding.pk), verdict="")
    message, places = missing(follow_up)["verdicts"]
    assert message == "2 verbeterpunten hebben nog geen oordeel."
    wording = finding.indicator.wording
    assert [name for name, _ in places] == [
        f"{wording} (aanpak {finding.approach})",
        f"{wording} (aanpak CJG)",
    ]


@pytest.mark.parametrize("verdict", ["meets", "improvement_point"])
@pytest.mark.parametrize("explanation", ["", " \n"])
def test_every_verdict_has_an_explanation(follow_up, first_test, verdict, explanation):
    for round_, point in ((follow_up, "verbeterpunt"), (first_test, "punt")):
        overwrite(round_.findings, verdict=verdict, explanation=explanation)
        message = f"1 {point} heeft een oordeel zonder toelichting."
        assert missing(round_) == {"explanations": (message, [card(round_.findings.get())])}


def test_what_was_not_assessed_needs_no_explanation(follow_up):
    overwrite(follow_up.findings, verdict="not_assessed", reason="Geen inzage.", explanation="")
    assert missing(follow_up) == {}


def test_what_was_not_assessed_says_why(follow_up):
    overwrite(follow_up.findings, verdict="not_assessed", reason=" ")
    message = "1 verbeterpunt is niet beoordeeld en heeft geen reden."
    assert missing(follow_up) == {"reasons": (message, [card(follow_up.findings.get())])}


def test_there_is_a_contact_moment(first_test):
    first_test.contact_moments.all().delete()
    place = ("naar de contactmomenten", f"/rondes/{first_test.pk}/#contactmomenten")
    assert missing(first_test) == {"contact_moment": ("Er is nog geen contactmoment vastgelegd.", [place])}


def test_contact_moments_are_not_in_the_future(first_test):
    today = timezone.localdate()
    make_contact_moment(first_test, date=today)
    assert missing(first_test) == {}
    make_contact_moment(first_test, date=today + datetime.timedelta(days=1))
    message, places = missing(first_test)["contact_dates"]
    assert message == "1 contactmoment moet nog komen."
    assert [address for _, address in places] == [f"/rondes/{first_test.pk}/#contactmomenten"]


@pytest.mark.parametrize("development", ["", "\n \n"])
def test_the_development_of_a_follow_up_is_written(follow_up, development):
    Round.objects.filter(pk=follow_up.pk).update(development=development)
    place = ("naar de ontwikkeling", f"/rondes/{follow_up.pk}/#ontwikkeling")
    assert missing(follow_up) == {"development": ("De tekst “Ontwikkeling 2014” is nog leeg.", [place])}


def test_no_second_version_of_a_point_is_waiting(follow_up):
    finding = follow_up.findings.get()
    waiting = make_overtaken(finding)
    message = "Bij 1 verbeterpunt wacht een tweede versie op een keuze."
    assert missing(follow_up) == {"second_versions": (message, [card(finding)])}
    OvertakenFinding.objects.all().settle(Outcome.LEFT, by=waiting.typed_by, at=timezone.now())
    assert missing(follow_up) == {}


def test_no_second_version_of_the_development_waits(follow_up, first_test):
    for round_ in (follow_up, first_test):
        waiting = make_overtaken_development(round_)
        place = ("naar de ontwikkeling", f"/rondes/{round_.pk}/#ontwikkeling")
        message = "Van de ontwikkeling wacht een tweede versie op een keuze."
        assert missing(round_) == {"second_developments": (message, [place])}
        OvertakenDevelopment.objects.all().settle(Outcome.LEFT, by=waiting.typed_by, at=timezone.now())
        assert missing(round_) == {}


def test_no_comment_is_open(follow_up):
    finding = follow_up.findings.get()
    comment = make_comment(finding)
    make_comment(finding)
    message = "Bij 1 verbeterpunt staat nog een opmerking open."
    assert missing(follow_up) == {"comments": (message, [card(finding)])}
    finding.comments.update(resolved_at=timezone.now(), resolved_by=comment.written_by)
    assert missing(follow_up) == {}


def test_no_comment_on_the_narrative_is_open(follow_up):
    comment = make_comment(development_of=follow_up)
    place = ("naar de ontwikkeling", f"/rondes/{follow_up.pk}/#ontwikkeling")
    message = "Bij de ontwikkeling staat nog een opmerking open."
    assert missing(follow_up) == {"development_comments": (message, [place])}
    follow_up.development_comments.update(resolved_at=timezone.now(), resolved_by=comment.written_by)
    assert missing(follow_up) == {}


def test_what_waits_in_another_round_stops_nothing(follow_up, first_test):
    make_comment(first_test.findings.get())
    make_comment(development_of=first_test)
    make_overtaken(first_test.findings.get())
    assert missing(follow_up) == {}


def test_every_approach_of_a_follow_up_continues_an_earlier_one(follow_up):
    make_approach(follow_up.case_file, name="Nieuw", starts_in=follow_up.year)
    message = "Van 1 aanpak is niet vastgelegd welke eerdere aanpak zij voortzet."
    place = ("Nieuw", f"/dossiers/{follow_up.case_file_id}/#aanpakken")
    assert missing(follow_up) == {"approaches": (message, [place])}


def test_an_approach_that_begins_after_the_round_stops_nothing(follow_up):
    make_approach(follow_up.case_file, name="Later", starts_in=follow_up.year + 1)
    assert missing(follow_up) == {}


@pytest.mark.parametrize("number", [1, 7])
def test_a_round_is_read_in_nine_queries_whatever_its_size(number, django_assert_num_queries):
    case_file = make_case_file()
    approach, round_ = make_approach(case_file), make_round(case_file)
    make_round(case_file, 2013, final=True)
    for each in range(number):
        finding = make_finding(round_, approach, verdict="meets" if each % 2 else "")
        make_comment(finding)
        make_overtaken(finding)
        make_contact_moment(round_)
    round_ = Round.objects.get(pk=round_.pk)
    with django_assert_num_queries(9):  # one of these is for the case file itself
        readiness.review(round_)


@pytest.fixture
def with_seven_open_points(client):
    case_file = make_case_file()
    approach, first = make_approach(case_file), make_round(case_file, 2013, final=True)
    round_ = make_round(case_file)
    theme = make_indicator().theme
    for number in range(7):
        indicator = make_indicator(theme, wording=f"Punt {number}")
        make_finding(first, approach, indicator, "improvement_point")
        make_finding(round_, approach, indicator)
    client.force_login(make_user("coordinator"))
    return round_


def page(client, name, round_):
    response = client.get(reverse(f"assessments:{name}", args=[round_.pk]))
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", ["round", "preview", "publish"])
def test_the_pages_name_five_points_and_count_the_rest(client, with_seven_open_points, name):
    shown = page(client, name, with_seven_open_points).split('data-check="verdicts"')[1].split("</div>")[0]
    assert "Nog te doen:</strong> 7 verbeterpunten hebben nog geen oordeel." in shown
    assert [f">Punt {number}</a>" in shown for number in range(7)] == [True] * 5 + [False] * 2
    rest = f"{with_seven_open_points.get_absolute_url()}?toon=open#verbeterpunten"
    assert f'<li><a class="utrecht-link" href="{rest}">en nog 2</a></li>' in shown


@pytest.mark.parametrize("name", ["round", "preview", "publish"])
def test_the_pages_say_what_is_in_order_too(client, with_seven_open_points, name):
    shown = page(client, name, with_seven_open_points)
    assert re.findall(r'data-check="(\w+)"', shown) == [
        code for code in OF_A_FOLLOW_UP if code != "contact_dates"
    ]
    assert "Wat niet is beoordeeld, heeft een reden: in orde" in shown


def test_without_a_contact_moment_one_check_says_so(follow_up):
    follow_up.contact_moments.all().delete()
    said = {result.code: result.is_done for result in readiness.review(follow_up)}
    assert (said["contact_moment"], "contact_dates" in said) == (False, False)


@pytest.mark.parametrize("name", ["round", "preview", "publish"])
def test_the_pages_say_in_one_line_that_all_is_in_order(client, follow_up, name):
    client.force_login(make_user("coordinator"))
    assert "<summary>Alle 13 controles zijn in orde</summary>" in page(client, name, follow_up)


@pytest.mark.parametrize(
    ("role", "told"),
    [("coordinator", True), ("inspector", True), ("administrator", True), ("support", False)],
)
@pytest.mark.parametrize("name", ["round", "preview"])
def test_what_colleagues_type_is_told_to_who_may_read_it_alone(client, follow_up, role, told, name):
    finding = follow_up.findings.get()
    make_comment(finding)
    make_overtaken(finding)
    make_overtaken_development(follow_up)
    user = make_user(role)
    bring_to(follow_up, "final")
    client.force_login(user)
    shown = page(client, name, follow_up)
    make_comment(finding=None, development_of=follow_up)
    codes = ("second_versions", "second_developments", "comments", "development_comments")
    assert [f'data-check="{code}"' in shown for code in codes] == [told] * 4
    assert ("Alle 9 controles zijn in orde" in shown) == (not told)


def test_of_a_round_that_was_removed_meanwhile_nothing_waits():
    round_ = make_follow_up()
    gone = Round(pk=round_.pk + 1, case_file=round_.case_file, municipality=round_.municipality, year=2014)
    assert waiting_in(gone) == NOTHING
    assert {each.code: each.is_done for each in readiness.review(gone)}["second_versions"]
