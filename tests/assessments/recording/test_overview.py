"""The overview of a round: where it stands, and the way to each point."""

import re

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.actions.findings import record
from assessments.models import PrintedIndicator, Round
from tests.factories import (
    bring_to,
    make_approach,
    make_comment,
    make_finding,
    make_overtaken,
    make_round,
    make_theme,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def overview(read, round_):
    return lambda **query: read(round_.get_absolute_url(), **query)


def wordings(page):
    """The points in the tables, above the checks of the round."""
    return re.findall(r">(Punt \d) is geregeld</a>", page.partition('id="contactmomenten"')[0])


def test_each_point_stands_under_its_theme_with_a_link_to_its_card(overview, points):
    page = overview()
    assert wordings(page) == ["Punt 1", "Punt 2", "Punt 3"]
    for point in points:
        assert f'href="{point.get_absolute_url()}">{point.indicator.wording}</a>' in page


def test_a_point_says_who_saved_it_last_and_when(overview, points, bram):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Geregeld.")
    assert re.search(r"Bram, \d+ \w+ \d{4} \d\d:\d\d", overview())


def test_earlier_verdicts_stand_with_their_year_and_approach(overview, points, round_):
    later = make_round(round_.case_file, 2015)
    make_finding(later, points[0].approach, points[0].indicator)
    page = overview()
    assert "2013</span>" in page
    assert "2015</span>" not in page


def test_progress_is_told_per_theme_and_in_all(overview, points):
    overwrite(points[0].round.findings.filter(pk=points[0].pk), verdict="meets", explanation="Geregeld.")
    counted = re.findall(r"<span>(\d van \d)</span>", overview())
    assert counted == ["1 van 2", "0 van 1", "1 van 3", "1 van 2", "0 van 1"]


@pytest.fixture
def mixed(points, anna, bram):
    """One √ on which a colleague remarked, one X of which two versions exist, one open point."""
    record(points[0], by=anna, version=0, verdict="meets", explanation="a", private_note="Nog bellen.")
    record(points[1], by=anna, version=0, verdict="improvement_point", explanation="b")
    make_comment(points[0])
    make_overtaken(points[1], typed_by=bram)
    return points


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("", [1, 2, 3]),
        ("open", [3]),
        ("voldoet", [1]),
        ("verbeterpunt", [2]),
        ("niet-beoordeeld", []),
        ("twee-versies", [2]),
        ("opmerkingen", [1]),
        ("iets anders", [1, 2, 3]),
    ],
)
def test_a_filter_shows_its_points(overview, mixed, chosen, shown):
    assert wordings(overview(toon=chosen)) == [f"Punt {number}" for number in shown]


def filters(page):
    return re.findall(r'>([^<>]+) <span class="stj-filter__number">(\d+)<', page)


def test_each_filter_says_how_many_points_it_has(overview, mixed):
    counts = [("Alles", "3"), ("Open", "1"), ("√ Voldoet", "1"), ("X Verbeterpunt", "1")]
    counts += [("Twee versies", "1"), ("Met opmerkingen", "1")]
    assert filters(overview()) == counts


def test_a_filter_without_points_is_left_out_unless_it_is_chosen_or_says_whether_all_is_done(
    overview, points, anna
):
    assert filters(overview()) == [("Alles", "3"), ("Open", "3")]
    assert filters(overview(toon="voldoet")) == [("Alles", "3"), ("Open", "3"), ("√ Voldoet", "0")]
    for point in points:
        record(point, by=anna, version=0, verdict="meets", explanation="Geregeld.")
    assert filters(overview()) == [("Alles", "3"), ("Open", "0"), ("√ Voldoet", "3")]


def test_earlier_findings_are_told_apart_by_year_or_else_by_approach_too(overview, points, round_):
    assert "2013</span>" in overview()
    assert "2013, " not in overview()
    first = round_.case_file.rounds.get(year=2013)
    merged = make_approach(round_.case_file, name="Samen", starts_in=2014)
    for name in ("Wijkteams", "Buurtteams"):
        before = make_approach(round_.case_file, name=name, successors=[merged])
        make_finding(first, before, points[0].indicator, "meets")
    make_finding(round_, merged, points[0].indicator)
    assert "2013, Wijkteams</span>" in overview()
    assert "2013, Buurtteams</span>" in overview()


def test_a_first_test_has_no_column_for_what_was_found_before(overview, read, round_):
    assert ">Eerder</th>" in overview()
    first = round_.case_file.rounds.get(year=2013)
    assert "Eerder" not in read(first.get_absolute_url())


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ("voldoet", "Nog geen punt kreeg “Voldoet”."),
        ("verbeterpunt", "Nog geen punt kreeg “Verbeterpunt”."),
        ("niet-beoordeeld", "Er is geen punt dat niet is beoordeeld."),
        ("twee-versies", "Van geen enkel punt staan twee versies naast elkaar."),
        ("opmerkingen", "Er zijn geen opmerkingen die nog wachten."),
    ],
)
def test_a_filter_without_points_says_so_and_leads_back(overview, round_, points, chosen, sentence):
    page = overview(toon=chosen)
    assert sentence in page
    assert f'href="{round_.get_absolute_url()}#verbeterpunten">Toon alle punten</a>' in page


def test_a_card_leads_who_may_decide_to_a_second_version_that_waits(client, read, mixed, theme_page, bram):
    page, differences = theme_page(mixed[1]), reverse("assessments:differences", args=[mixed[1].pk])
    assert 'data-state="overtaken"' in read(page)
    for user in (None, bram, make_user("coordinator"), make_user(), make_user("administrator")):
        if user:
            client.force_login(user)
        is_led = user is None or user == bram or user.role == "coordinator"
        assert (f'href="{differences}">Bekijk de verschillen</a>' in read(page)) == is_led


def test_what_stands_is_told_in_words(overview, mixed):
    page = overview()
    assert "2 versies</span>" in page
    assert "1 opmerking</span>" in page
    assert "Notitie</span>" in page


def test_support_staff_see_no_remarks_and_notes_of_a_final_round(client, overview, mixed, finalise):
    finalise()
    client.force_login(mixed[0].round.started_by.__class__.objects.create(username="dirk", role="support"))
    page = overview()
    assert wordings(page) == ["Punt 1", "Punt 2", "Punt 3"]
    assert "opmerking</span>" not in page
    assert "Notitie</span>" not in page


def test_the_way_to_the_next_open_point_is_the_first_button(overview, points):
    link = f'href="{points[0].get_absolute_url()}" data-shortcut="next">Naar het volgende open punt</a>'
    assert link in overview()


def test_who_does_not_write_is_not_sent_to_open_points(client, overview, round_, anna):
    round_.case_file.team.remove(anna)
    assert "Naar het volgende open punt" not in overview()


def test_a_point_printed_under_another_theme_stands_and_is_recorded_there(read, client, round_, points):
    elsewhere = make_theme(round_.case_file.framework, heading="Samenwerking")
    PrintedIndicator.objects.create(
        case_file=round_.case_file, indicator=points[2].indicator, theme=elsewhere, wording="Anders gezegd"
    )
    page = reverse("assessments:theme", args=[round_.pk, elsewhere.pk])
    assert f'href="{page}#punt-{points[2].pk}">Anders gezegd</a>' in read(round_.get_absolute_url())
    assert "Anders gezegd" in read(page)
    assert (
        client.get(reverse("assessments:record_finding", args=[points[2].pk])).url
        == f"{page}#punt-{points[2].pk}"
    )


def test_a_theme_without_points_in_the_round_is_not_found(client, round_):
    empty = make_theme(round_.case_file.framework)
    assert client.get(reverse("assessments:theme", args=[round_.pk, empty.pk])).status_code == 404
    assert client.get(reverse("assessments:theme", args=[round_.pk, 10**6])).status_code == 404


def test_a_theme_leads_to_its_neighbours_and_back_to_the_overview(read, points, theme_page, round_):
    first, last = read(theme_page(points[0])), read(theme_page(points[2]))
    assert f'rel="next" href="{theme_page(points[2])}">Volgend thema: Continu</a>' in first
    assert 'rel="prev"' not in first
    assert f'rel="prev" href="{theme_page(points[0])}">Vorig thema: Toeleiding</a>' in last
    assert f'href="{round_.get_absolute_url()}">Overzicht van de ronde</a>' in last


def test_approaches_are_named_where_there_are_several(read, overview, points, round_):
    assert "Aanpak Helpende Hand" not in overview()
    make_approach(round_.case_file, name="Wijkteams")
    assert "Aanpak Helpende Hand" in overview()


def test_points_with_the_same_wording_are_told_apart_by_their_approach(read, theme_page, points, round_):
    other = make_approach(round_.case_file, name="Wijkteams")
    twin = make_finding(round_, other, points[0].indicator)
    page = " ".join(read(theme_page(points[0])).split())
    for name, point in (("Helpende Hand", points[0]), ("Wijkteams", twin)):
        of = f"Punt 1 is geregeld (aanpak {name})"
        assert f'aria-labelledby="punt-{point.pk}-kop punt-{point.pk}-aanpak"' in page
        assert page.count(f'id="punt-{point.pk}-aanpak">Aanpak {name}</p>') == 1
        assert page.count(f'aria-label="Opmerkingen bij {of}"') == 1
        assert page.count(f'Opmerking maken<span class="stj-visually-hidden"> bij {of}</span>') == 1
        assert page.count(f'<span class="stj-visually-hidden">: {of}</span>') == 1


def test_a_final_round_says_what_there_is_not_and_asks_for_nothing(overview, round_):
    asking = ["Nog geen contactmoment vastgelegd", "Nog leeg. Hier komt het verhaal"]
    page = overview()
    assert [words for words in asking if words in page] == asking
    bring_to(round_, "final")
    page = overview()
    assert [words for words in asking if words in page] == []
    assert "<p>Geen contactmoment vastgelegd.</p>" in page
    assert "<p>Geen tekst.</p>" in page


@pytest.mark.parametrize(("role", "reads"), [("coordinator", True), ("support", False)])
def test_what_is_for_the_team_alone_is_neither_counted_nor_linked_for_others(
    client, round_, mixed, anna, role, reads
):
    bring_to(round_, "final")
    client.force_login(make_user(role))
    page = client.get(round_.get_absolute_url(), {"toon": "opmerkingen"}).content.decode()
    told = ["Met opmerkingen", "Twee versies", "2 versies", "1 opmerking", "Notitie", "Werkblad"]
    assert wordings(page) == (["Punt 1"] if reads else ["Punt 1", "Punt 2", "Punt 3"])
    assert [words for words in told if words in page] == (
        [w for w in told if w != "2 versies"] if reads else []
    )


def test_a_round_that_was_read_in_says_from_what_and_when(overview, round_):
    bring_to(round_, "final")
    Round.objects.filter(pk=round_.pk).update(finalised_at=F("started_at"), finalised_by=F("started_by"))
    round_.refresh_from_db()
    lead = f"Ingelezen uit het factsheet op {date_format(timezone.localtime(round_.finalised_at))}."
    assert lead in overview()
