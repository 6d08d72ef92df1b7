"""The one guided step on the page, with and without a look ahead."""

import datetime
import re

import pytest
from django.urls import reverse

from assessments.models import Approach, CaseFile, Round
from municipalities.models import Succession
from tests.factories import (
    make_approach,
    make_case_file,
    make_finding,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db
X, MEETS = "improvement_point", "meets"


@pytest.fixture
def case_file(anna):
    """Alkmaar with two approaches of 2013, that have two points between them that stand at X."""
    case_file = make_case_file(make_municipality("Alkmaar"), team=[anna])
    theme, first = make_theme(case_file.framework), make_round(case_file, 2013, final=True)
    for name in ("Helpende Hand", "Wijkteam"):
        indicator = make_indicator(theme, wording=f"{name} heeft een plan")
        make_finding(first, make_approach(case_file, name=name), indicator, X)
    return case_file


@pytest.fixture
def visit(client, case_file):
    """Ask for the page, or send what is said of the approaches, by their names."""
    address = reverse("assessments:start_follow_up", args=[case_file.pk])

    def visit(said=None, **fields):
        if said is None:
            return client.get(address)
        data = {"year": 2014} | fields
        for name, answers in said.items():
            approach = Approach.objects.get(name=name)
            for field, answer in answers.items():
                data[f"aanpak-{approach.pk}-{field}"] = answer
        return client.post(address, data)

    return visit


def text(response):
    return response.content.decode()


def seen(response):
    return re.search(r'name="seen" value="(\w+)"', text(response))[1]


def test_it_shows_what_it_looks_at_and_starts(visit, case_file):
    shown = visit()
    assert "2 verbeterpunten om op te volgen" in text(shown)
    response = visit({}, seen=seen(shown))
    assert response.url == case_file.rounds.get(year=2014).get_absolute_url()


def test_an_approach_that_keeps_its_name_is_not_formerly_itself(visit):
    kept = {"became": "as_others", "names": "Wijkteam\r\nNoord"}
    page = text(visit({"Wijkteam": kept, "Helpende Hand": {"became": "goes_on"}}, bekijk="1"))
    captions = re.findall(r"<caption[^>]*>(.*?)</caption>", page)
    assert [re.sub("<[^>]+>", "", caption) for caption in captions] == [
        "Helpende Hand",
        "Wijkteam",
        "Noord voorheen Wijkteam",
    ]


def test_with_nothing_to_look_at_it_says_so(visit, case_file):
    overwrite(case_file.rounds.get().findings, verdict=MEETS)
    shown = text(visit())
    assert "Er staan geen verbeterpunten meer open" in shown
    assert "Start de opvolging</button>" not in shown


def test_while_a_round_is_open_it_leads_there(visit, case_file):
    round_ = make_round(case_file, 2014)
    shown = text(visit())
    assert "De ronde Alkmaar 2014 is nog niet vastgesteld" in shown
    assert f'href="{round_.get_absolute_url()}"' in shown


SPLIT = {"Helpende Hand": {"became": "as_others", "names": "Noord\r\nZuid"}}
LEFT = {"Helpende Hand": {"became": "left", "reason": "zij is opgeheven"}}


def test_looking_first_shows_what_becomes_of_it_and_starts_nothing(visit):
    shown = visit(SPLIT, bekijk="1")
    assert shown.status_code == 200
    captions = re.findall(r"<caption[^>]*>(.*?)</caption>", text(shown))
    assert [re.sub("<[^>]+>", "", caption) for caption in captions] == [
        "Wijkteam",
        "Noord voorheen Helpende Hand",
        "Zuid voorheen Helpende Hand",
    ]
    assert (Round.objects.count(), Approach.objects.count()) == (1, 2)
    assert re.search(r">\s*Noord\s+Zuid</textarea>", text(shown))


def test_what_was_seen_is_started(visit, case_file):
    visit(SPLIT, seen=seen(visit(SPLIT, bekijk="1")))
    names = case_file.rounds.get(year=2014).findings.values_list("approach__name", flat=True)
    assert sorted(names) == ["Noord", "Wijkteam", "Zuid"]


def test_what_was_not_seen_is_shown_before_it_starts(visit):
    response = visit(SPLIT, seen=seen(visit()))
    assert (response.status_code, Round.objects.count()) == (409, 1)
    assert "Wat er wordt opgevolgd is anders dan u zag" in text(response)
    assert visit(SPLIT, seen=seen(response)).status_code == 302


def test_it_says_what_drops_out(visit):
    shown = text(visit(LEFT, bekijk="1"))
    assert "Helpende Hand valt weg, omdat zij is opgeheven. 1 verbeterpunt wordt niet meer opgevolgd" in shown


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"became": "as_others"}, "Vul de naam in waaronder de aanpak verdergaat."),
        ({"became": "left"}, "Vul de reden in."),
        ({"became": "goes_on", "names": "Noord"}, "Kies “Gaat verder als”, of maak dit veld leeg."),
        (
            {"became": "goes_on", "reason": "Stop"},
            "Kies “Wordt niet meer onderzocht”, of maak dit veld leeg.",
        ),
        ({"became": "as_others", "names": "Noord\nnoord"}, "U noemt “Noord” twee keer."),
        ({"became": "as_others", "names": "helpende hand"}, "houdt dezelfde naam. Kies dan “Gaat door”."),
        ({"became": "as_others", "names": "n" * 151}, "een naam heeft hoogstens 150 tekens"),
        ({"became": "gone"}, "Kies een van de drie mogelijkheden."),
    ],
)
@pytest.mark.parametrize("button", [{"bekijk": "1"}, {"seen": "x"}], ids=["look", "start"])
def test_what_is_wrong_is_told_at_the_field_and_all_stays(visit, answers, message, button):
    response = visit(
        {"Helpende Hand": answers, "Wijkteam": {"became": "left", "reason": "Om wat."}}, **button
    )
    assert (response.status_code, Round.objects.count()) == (422, 1)
    assert text(response).count(message) == 2
    assert 'value="Om wat."' in text(response)
    assert answers.get("names", "") in text(response)


def test_a_year_that_has_been_is_refused_at_the_year(visit):
    response = visit({}, year=2013, seen="x")
    assert (response.status_code, "Kies een jaar na de laatste ronde." in text(response)) == (422, True)


def test_when_all_leave_nothing_is_left_to_follow_up(visit):
    both = LEFT | {"Wijkteam": {"became": "left", "reason": "zij stopte"}}
    response = visit(both, bekijk="1")
    assert (response.status_code, "Zo is er niets om op te volgen" in text(response)) == (422, True)


def test_the_page_takes_as_many_queries_for_one_point_as_for_forty(
    client, anna, case_file, visit, django_assert_num_queries
):
    first, theme = case_file.rounds.get(), make_theme(case_file.framework)
    for number in (0, 38):
        for _ in range(number):
            make_finding(first, case_file.approaches.first(), make_indicator(theme), X)
        with django_assert_num_queries(19):
            visit()


@pytest.fixture
def merging(case_file):
    """Alkmaar goes up in Noordstad together with Schermer, whose case file Bram works on."""
    noordstad = make_municipality("Noordstad", valid_from=datetime.date(2014, 1, 1))
    schermer = make_municipality("Schermer", valid_until=datetime.date(2013, 12, 31))
    type(schermer).objects.filter(name="Alkmaar").update(valid_until=datetime.date(2013, 12, 31))
    for old in (schermer, case_file.municipality):
        Succession.objects.create(predecessor=old, successor=noordstad)
    other = make_case_file(schermer, case_file.framework, team=[make_user(name="Bram")])
    indicator = case_file.rounds.get().findings.first().indicator
    make_finding(make_round(other, 2013, final=True), make_approach(other, name="Loket"), indicator, X)
    return other


def test_of_a_merged_municipality_both_case_files_go_on(visit, case_file, merging, client):
    shown = visit()
    assert "<h1" in text(shown)
    assert "Noordstad, opvolging starten" in text(shown)
    assert "Alkmaar en Schermer zijn opgegaan in Noordstad." in text(shown)
    headings = re.findall(
        r"<h3[^>]*>(.*?)</h3>|<legend class=\"utrecht-heading-4\">(.*?)</legend>", text(shown)
    )
    assert ["".join(pair) for pair in headings][:5] == [
        "Alkmaar",
        "Helpende Hand",
        "Wijkteam",
        "Schermer",
        "Loket",
    ]
    captions = re.findall(r"<caption[^>]*>(.*?)</caption>", text(shown))
    assert [re.sub(r"<[^>]+>", "", caption) for caption in captions] == [
        "Helpende Hand Alkmaar",
        "Wijkteam Alkmaar",
        "Loket Schermer",
    ]
    round_ = Round.objects.get(pk=visit({}, seen=seen(shown)).url.split("/")[2])
    assert (str(round_), round_.findings.count()) == ("Noordstad 2014", 3)
    for old in (case_file, merging):
        response = client.get(old.get_absolute_url())
        assert (response.status_code, response.url) == (302, round_.case_file.get_absolute_url())
    moved = text(client.get(response.url))
    assert "Het dossier dat u zocht gaat verder in dat van Noordstad." in moved
    assert "<strong>Loket (Schermer)</strong>" in moved
    listed = text(client.get(reverse("assessments:case_files")))
    assert (">Noordstad</a>" in listed, ">Alkmaar</a>" in listed) == (True, False)


@pytest.mark.parametrize("name", ["case_file", "team", "hand_over", "start_first_test", "start_follow_up"])
def test_every_address_of_a_case_file_leads_to_the_one_in_which_it_goes_on(visit, merging, client, name):
    round_ = Round.objects.get(pk=visit({}, seen=seen(visit())).url.split("/")[2])
    client.force_login(make_user("coordinator"))
    response = client.get(reverse(f"assessments:{name}", args=[merging.pk]))
    there = reverse(f"assessments:{name}", args=[round_.case_file_id])
    assert (response.status_code, response.url) == (302, there)
    assert client.get(reverse(f"assessments:{name}", args=[round_.case_file_id + 1])).status_code == 404


def test_of_a_merged_municipality_the_team_of_either_may_start(visit, client, merging):
    client.force_login(merging.team.get())
    assert "Noordstad, opvolging starten" in text(visit())
    client.force_login(make_user())
    assert visit().status_code == 403


def test_another_year_can_bring_a_merger_onto_the_page(visit, case_file, merging):
    type(merging.municipality).objects.filter(name__in=["Alkmaar", "Schermer"]).update(
        valid_until=datetime.date(2014, 12, 31)
    )
    shown = visit()
    assert "Loket" not in text(shown)
    response = visit({}, year=2015, seen=seen(shown))
    assert (response.status_code, "Loket" in text(response)) == (409, True)
    assert CaseFile.objects.filter(merged_into=None).count() == 2
    assert visit({}, year=2015, seen=seen(response)).status_code == 302


def test_a_municipality_that_nobody_knows_any_more_is_told(visit, case_file):
    type(case_file.municipality).objects.update(valid_until=datetime.date(2013, 12, 31))
    assert "Volgens het register was er eind 2014 geen gemeente Alkmaar" in text(visit())
    assert visit({}, seen="x").status_code == 422


def test_what_is_asked_for_one_choice_stands_under_that_choice(visit, case_file):
    approach = case_file.approaches.get(name="Wijkteam")
    names = re.findall(rf'name="aanpak-{approach.pk}-(\w+)"(?:[^>]*value="(\w+)")?', text(visit()))
    assert names == [
        ("became", "goes_on"),
        ("became", "as_others"),
        ("names", ""),
        ("became", "left"),
        ("reason", ""),
    ]


def test_only_looking_ahead_goes_to_the_outlook(visit, case_file):
    """What starts the follow-up leaves no anchor in the address of the round that it leads to."""
    page = text(visit())
    address = reverse("assessments:start_follow_up", args=[case_file.pk])
    assert f'<form method="post" action="{address}" novalidate>' in page
    assert page.count("#vooruitblik") == 1
    assert 'name="bekijk" value="1" formaction="#vooruitblik"' in page


def test_after_a_merger_the_case_file_tells_rounds_and_team_apart(visit, case_file, merging, client):
    for name in ("Chris", "Daan"):
        merging.team.add(make_user(name=name))
    visit({}, seen=seen(visit()))
    merged = CaseFile.objects.standing().get()
    page = " ".join(text(client.get(merged.get_absolute_url())).split())
    assert [">2013, Alkmaar</a>" in page, ">2013, Schermer</a>" in page, ">2014</a>" in page] == [True] * 3
    changes = re.findall(r'<li class="stj-team-change"> (.*?) op ', page)
    assert ": De dossiers van Alkmaar en Schermer gaan verder in dat van Noordstad." in page
    assert "voorheen Alkmaar en Schermer." in page
    sheet = text(client.get(reverse("assessments:work_sheet", args=[merged.rounds.get(year=2014).pk])))
    assert "2013, Alkmaar, Wijkteam" in sheet
    assert "2013, Schermer, Loket" in sheet
    assert changes == ["Anna, Bram, Chris en Daan kwamen in het team"]


def test_a_case_file_in_which_nothing_is_open_says_so_instead_of_offering_a_follow_up(client, case_file):
    start = reverse("assessments:start_follow_up", args=[case_file.pk])
    assert start in text(client.get(case_file.get_absolute_url()))
    overwrite(case_file.rounds.get().findings, verdict=MEETS)
    page = text(client.get(case_file.get_absolute_url()))
    assert start not in page
    assert "Er staan geen verbeterpunten meer open. Een opvolging is dus niet nodig." in page


@pytest.mark.parametrize(
    ("fields", "heading"),
    [
        ({"bekijk": "1"}, "Kijk nog even na"),
        ({}, "De opvolging is nog niet gestart: kijk dit na"),
    ],
)
def test_an_error_does_not_tell_who_only_looked_ahead_that_nothing_was_started(visit, fields, heading):
    page = text(visit({"Wijkteam": {"became": "left"}}, **fields))
    assert f'<h2 class="utrecht-heading-3">{heading}</h2>' in page
