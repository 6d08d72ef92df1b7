"""The pages on which work begins: my work, the case files, one case file, my municipality."""

import datetime
import re

import pytest
from django.urls import reverse

from assessments import readiness
from assessments.models import Finding, PrintedIndicator, Round
from tests.factories import (
    bring_to,
    make_approach,
    make_approvals,
    make_case_file,
    make_comment,
    make_contact,
    make_contact_moment,
    make_continuation,
    make_edition,
    make_finding,
    make_follow_up,
    make_indicator,
    make_municipality,
    make_overtaken,
    make_overtaken_development,
    make_round,
    make_theme,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db


def make_work(name, team=(), *, final=False):
    """A case file with a follow-up of 2014 in which one of two points is filled."""
    case_file = make_case_file(make_municipality(name), team=team)
    approach, first = make_approach(case_file), make_round(case_file, 2013, final=True)
    round_ = make_round(case_file, 2014, final=final)
    theme = make_theme(case_file.framework, heading="Samenwerking")
    for verdict in ("", "meets"):
        indicator = make_indicator(theme)
        make_finding(first, approach, indicator, "improvement_point")
        make_finding(round_, approach, indicator, verdict)
    make_contact_moment(round_)
    return round_


def page(client, name, *arguments, **query):
    response = client.get(reverse(f"assessments:{name}", args=arguments), query)
    return " ".join(response.content.decode().split())


def test_my_work_lists_the_rounds_of_my_teams_with_what_is_open(client, anna):
    make_work("Alkmaar", [anna])
    make_work("Beverwijk")
    shown = page(client, "my_work")
    assert "Alkmaar, opvolging 2014" in shown
    assert "1 van 2 verbeterpunten open" in shown
    assert "1 van 2 ingevuld</span>" in shown
    assert "Beverwijk" not in shown


def test_my_work_counts_a_point_under_the_theme_that_it_is_printed_under(client, anna):
    round_ = make_work("Alkmaar", [anna])
    elsewhere = make_theme(round_.case_file.framework, heading="Toeleiding")
    PrintedIndicator.objects.create(
        case_file=round_.case_file,
        indicator=round_.findings.get(verdict="").indicator,
        theme=elsewhere,
        wording="Anders",
    )
    shown = page(client, "my_work")
    themes = re.findall(r'>(\w+)</a> <span class="stj-progress">.*?(\d van \d) ingevuld</span>', shown)
    assert themes == [("Samenwerking", "1 van 1"), ("Toeleiding", "0 van 1")]
    to_theme = reverse("assessments:theme", args=[round_.pk, elsewhere.pk])
    assert f'<a class="utrecht-link" href="{to_theme}">Toeleiding</a>' in shown


def test_of_two_points_both_are_filled_in(client, anna):
    round_ = make_work("Alkmaar", [anna])
    overwrite(round_.findings, verdict="meets", explanation="Zo is het.")
    assert "beide verbeterpunten zijn ingevuld" in page(client, "my_work")


def test_a_coordinator_sees_what_can_be_published_as_well(client):
    make_work("Alkmaar")
    make_work("Beverwijk", final=True)
    client.force_login(make_user("coordinator"))
    shown = page(client, "my_work")
    assert "Alkmaar, opvolging 2014" in shown
    assert "Vastgesteld</span> nog te publiceren" in shown


def test_my_work_without_work_says_what_to_do_first(client, anna):
    shown = page(client, "my_work")
    assert "Er loopt nu geen ronde waarin u iets moet vastleggen." in shown
    assert "U zit nog in geen enkel team." in shown


@pytest.mark.parametrize("number", [1, 3])
def test_my_work_takes_the_same_queries_for_one_round_as_for_three(
    client, anna, django_assert_num_queries, number
):
    for each in range(number):
        make_work(f"Gemeente {each}", [anna])
    for finding in Finding.objects.filter(round__year=2014):
        make_overtaken(finding)
        make_comment(finding)
    with django_assert_num_queries(20):
        page(client, "my_work")


def waits(shown):
    """What waits, in order: address, sentence, where and since when."""
    listed = shown.partition('id="wacht-op-u"')[2].partition("</section>")[0]
    meta = '<span class="stj-list__meta">'
    row = f'href="([^"]+)">([^<]+)</a> {meta}([^<]+)</span>.*?</span> {meta}([^<]+?)<'
    return [
        (address, text, f"{where}, {date.strip()}") for address, text, where, date in re.findall(row, listed)
    ]


def to_do(shown):
    """What is listed under each round: address and sentence."""
    lists = re.findall(r'<ul class="[\w -]*stj-work__to-do".*?</ul>', shown)
    return [re.findall(r'href="([^"]+)">([^<]+)</a>', each) for each in lists]


def test_my_work_tells_what_waits_and_what_lacks_with_the_way_to_where_it_is_mended(client, anna, bram):
    round_ = make_work("Alkmaar", [anna, bram])
    at_points = f"{round_.get_absolute_url()}?toon=%s#verbeterpunten"
    round_.contact_moments.all().delete()
    overwrite(round_.findings.filter(verdict="meets"), explanation="")
    filled, point = round_.findings.get(verdict="meets"), round_.findings.get(verdict="")
    for finding in (filled, point):
        make_comment(finding)
    make_overtaken(point, typed_by=bram)
    make_overtaken_development(round_, typed_by=bram)
    shown = page(client, "my_work")
    assert f'<a class="utrecht-link" href="{at_points % "open"}">2 van 2 verbeterpunten open</a>' in shown
    assert to_do(shown) == [
        [
            (filled.get_absolute_url(), "1 verbeterpunt heeft een oordeel zonder toelichting."),
            (f"/rondes/{round_.pk}/#contactmomenten", "Er is nog geen contactmoment vastgelegd."),
            (f"/rondes/{round_.pk}/#ontwikkeling", "De tekst “Ontwikkeling 2014” is nog leeg."),
        ]
    ]
    assert [(address, text) for address, text, _ in waits(shown)] == [
        (at_points % "open", "2 van 2 verbeterpunten nog in te vullen"),
        (at_points % "opmerkingen", "Bij 2 verbeterpunten staat nog een opmerking open"),
        (point.get_absolute_url(), "Bij 1 verbeterpunt wacht een tweede versie op een keuze"),
        (f"/rondes/{round_.pk}/#ontwikkeling", "Van de ontwikkeling wacht een tweede versie op een keuze"),
    ]
    make_overtaken(filled, typed_by=bram)
    assert waits(page(client, "my_work"))[2][:2] == (
        at_points % "twee-versies",
        "Bij 2 verbeterpunten wacht een tweede versie op een keuze",
    )


def on(day, month=5):
    return datetime.datetime(2015, month, day, 10, tzinfo=datetime.UTC)


@pytest.fixture
def in_june(time_machine):
    time_machine.move_to(on(1, month=6), tick=False)


@pytest.fixture
def work(anna, bram):
    """Of each kind of thing that can wait one, each since another day, made in another order than that."""
    alkmaar, beverwijk, castricum = (
        make_work(name, [anna, bram]) for name in ("Alkmaar", "Beverwijk", "Castricum")
    )
    Round.objects.filter(pk=alkmaar.pk).update(started_at=on(9))
    make_overtaken(alkmaar.findings.get(verdict=""), typed_at=on(3), typed_by=bram)
    make_overtaken(alkmaar.findings.get(verdict=""), typed_at=on(7), typed_by=anna)
    make_comment(alkmaar.findings.get(verdict=""), written_at=on(5))
    overwrite(
        beverwijk.findings.filter(verdict=""),
        verdict="meets",
        explanation="Er is een plan.",
        expected_on=on(4),
    )
    Round.objects.filter(pk=beverwijk.pk).update(started_at=on(2), development="Er is veel gebeurd.")
    back = {
        "step": "terug-naar-concept",
        "source": "review",
        "target": "concept",
        "reason": "Er mist een jaartal.",
    }
    beverwijk.steps.create(**back, taken_at=on(8), taken_by=bram)
    overwrite(castricum.findings, verdict="meets", explanation="Zo is het.")
    asked = make_follow_up(make_municipality("Diemen"), state="review")
    submitted = {"step": "voorleggen", "source": "concept", "target": "review"}
    asked.steps.create(**submitted, taken_at=on(6), taken_by=bram)


def test_what_waits_is_listed_by_date_over_all_kinds(client, in_june, work):
    shown = page(client, "my_work")
    assert [(text, where) for _, text, where in waits(shown)] == [
        ("Bij 1 verbeterpunt wacht een tweede versie op een keuze", "Alkmaar 2014, sinds 3 mei 2015"),
        (
            Finding.objects.get(expected_on=on(4)).indicator.wording,
            f"{beverwijk_of_plan()}, verwacht op 4 mei 2015",
        ),
        ("Bij 1 verbeterpunt staat nog een opmerking open", "Alkmaar 2014, sinds 5 mei 2015"),
        ("Collegiale toets: lees de teksten en keur ze goed", "Diemen 2014, sinds 6 mei 2015"),
        ("Terug naar concept, door Bram", "Beverwijk 2014, sinds 8 mei 2015"),
        ("Voorleggen voor collegiale toets", "Beverwijk 2014, sinds 8 mei 2015"),
        ("1 van 2 verbeterpunten nog in te vullen", "Alkmaar 2014, sinds 9 mei 2015"),
    ]
    assert "Er mist een jaartal." in shown


def beverwijk_of_plan():
    finding = Finding.objects.select_related("round__municipality", "approach").get(expected_on=on(4))
    return f"{finding.round}, {finding.approach}"


def test_what_came_back_waits_until_it_is_submitted_again(client, anna, bram, work):
    beverwijk = Round.objects.get(municipality__name="Beverwijk", year=2014)
    submitted = {"step": "voorleggen", "source": "concept", "target": "review"}
    beverwijk.steps.create(**submitted, taken_at=on(9), taken_by=anna)
    assert "Terug naar concept" not in page(client, "my_work")


def test_the_steps_of_a_coordinator_wait_for_them(client, in_june):
    read, unread, final = (
        make_follow_up(make_municipality(name)) for name in ("Alkmaar", "Beverwijk", "Castricum")
    )
    bring_to(unread, "review")
    bring_to(final, "final")
    Round.objects.filter(pk=final.pk).update(finalised_at=on(4))
    bring_to(read, "review")
    make_approvals(read)
    make_follow_up(make_municipality("Diemen"), started_at=on(2))
    client.force_login(make_user("coordinator"))
    assert waits(page(client, "my_work")) == [
        (
            reverse("assessments:team", args=[Round.objects.get(started_at=on(2)).case_file_id]),
            "Team samenstellen",
            "Diemen 2014, sinds 2 mei 2015",
        ),
        (f"/rondes/{final.pk}/stappen/publiceren/", "Publiceren", "Castricum 2014, sinds 4 mei 2015"),
        (
            f"/rondes/{read.pk}/stappen/vrijgeven/",
            "Vrijgeven voor wederhoor",
            "Alkmaar 2014, sinds 1 juni 2015",
        ),
    ]


def test_each_round_has_its_own_list_and_one_without_anything_to_do_has_none(client, anna):
    ready, other = (make_work(name, [anna]) for name in ("Alkmaar", "Beverwijk"))
    Round.objects.update(development="Er is veel gebeurd.")
    other.contact_moments.all().delete()
    shown = page(client, "my_work")
    assert "1 van 2 verbeterpunten open" in shown.partition(f'id="ronde-{ready.pk}"')[2]
    assert to_do(shown) == [
        [(f"/rondes/{other.pk}/#contactmomenten", "Er is nog geen contactmoment vastgelegd.")]
    ]


def test_my_work_says_of_each_round_what_the_round_itself_says(client, anna):
    for name in ("Alkmaar", "Beverwijk"):
        round_ = make_work(name, [anna])
        make_comment(round_.findings.first())
        make_approach(round_.case_file, name="Nieuw", starts_in=2014)
    rounds = list(Round.objects.all())
    assert readiness.review_each(rounds) == {each: readiness.review(each) for each in rounds}


def test_a_coordinator_sees_the_second_versions_and_no_more_of_what_lacks(client, anna):
    round_ = make_work("Alkmaar", [anna])
    point = round_.findings.get(verdict="")
    make_comment(point)
    make_overtaken(point, typed_by=anna)
    client.force_login(make_user("coordinator"))
    shown = page(client, "my_work")
    assert to_do(shown) == []
    assert [row[:2] for row in waits(shown)] == [
        (point.get_absolute_url(), "Bij 1 verbeterpunt wacht een tweede versie op een keuze")
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_case_files_take_the_same_queries_for_one_as_for_three(
    client, anna, django_assert_num_queries, number
):
    for each in range(number):
        make_work(f"Gemeente {each}", [anna])
    with django_assert_num_queries(5):
        page(client, "case_files")


@pytest.mark.parametrize("number", [1, 3])
def test_a_case_file_takes_the_same_queries_for_one_round_as_for_three(
    client, anna, django_assert_num_queries, number
):
    round_ = make_work("Alkmaar", [anna], final=True)
    for each in range(number):
        make_contact_moment(make_round(round_.case_file, 2015 + each, final=True))
    with django_assert_num_queries(19):
        page(client, "case_file", round_.case_file_id)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Alkmaar", "Nissewaard"]),
        ("alk", ["Alkmaar"]),
        ("spijken", ["Nissewaard"]),
        ("zzz", []),
        ("\0", ["Alkmaar", "Nissewaard"]),
        ("SPÌJKEN", ["Nissewaard"]),
        ("nissewaard   ", ["Nissewaard"]),
        ("???", []),
        ("x" * 60_000, []),
    ],
)
def test_case_files_are_found_by_present_and_former_name(client, anna, query, found):
    make_work("Alkmaar")
    round_ = make_work("Nissewaard")
    round_.case_file.rounds.filter(year=2013).update(municipality=make_municipality("Spijkenisse"))
    shown = page(client, "case_files", zoek=query)
    assert [name for name in ("Alkmaar", "Nissewaard") if f">{name}</a>" in shown] == found


def test_case_files_come_in_pages(client, anna):
    for number in range(26):
        make_case_file(make_municipality(f"Gemeente {number:02}"))
    assert "Pagina 1 van 2" in page(client, "case_files")
    assert ">Gemeente 25</a>" in page(client, "case_files", page=2)


def test_support_staff_read_what_is_final_and_nothing_else(client):
    round_ = make_work("Alkmaar")
    client.force_login(make_user("support"))
    shown = page(client, "case_file", round_.case_file_id)
    first = round_.case_file.rounds.get(year=2013)
    assert first.get_absolute_url() in shown
    assert round_.get_absolute_url() not in shown
    assert client.get(round_.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("role", "knows"), [("support", False), ("inspector", True)])
def test_support_staff_hear_of_an_approach_when_the_round_in_which_it_began_is_final(client, role, knows):
    round_ = make_work("Alkmaar")
    later = make_approach(round_.case_file, name="Gezinsteams", starts_in=2014)
    round_.case_file.approaches.filter(starts_in=2013).update(ends_in=2014)
    make_continuation(round_.case_file.approaches.get(starts_in=2013), later)
    client.force_login(make_user(role))
    shown = page(client, "case_file", round_.case_file_id)
    assert ("Gezinsteams" in shown, "verdergegaan als" in shown) == (knows, knows)
    bring_to(round_, "final")
    assert "verdergegaan als Gezinsteams" in page(client, "case_file", round_.case_file_id)


def test_a_team_is_chosen_by_the_coordinator(client):
    round_, anna, bram = make_work("Alkmaar"), make_user(name="Anna"), make_user(name="Bram")
    client.force_login(make_user("coordinator"))
    response = client.post(reverse("assessments:team", args=[round_.case_file_id]), {"inspectors": [anna.pk]})
    assert response.url == f"{round_.case_file.get_absolute_url()}#team"
    assert list(round_.case_file.team.all()) == [anna]
    assert bram.name in page(client, "team", round_.case_file_id)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(lambda: make_user("support").pk, id="no inspector"),
        pytest.param(lambda: make_user(is_active=False).pk, id="an inspector who left"),
        pytest.param(lambda: 10**30, id="no key that a database can hold"),
        pytest.param(lambda: "anna", id="no number"),
        pytest.param(lambda: "", id="nothing"),
    ],
)
def test_a_team_takes_inspectors_only(client, key):
    round_ = make_work("Alkmaar")
    client.force_login(make_user("coordinator"))
    response = client.post(reverse("assessments:team", args=[round_.case_file_id]), {"inspectors": [key()]})
    assert response.status_code == 422
    assert "Kies inspecteurs uit de lijst." in response.content.decode()
    assert not round_.case_file.team.exists()


def test_a_contact_whose_account_belongs_nowhere_hears_what_to_do(client):
    client.force_login(make_user("municipality"))
    assert "Uw account hoort nog niet bij een gemeente." in page(client, "my_municipality")


def test_a_contact_of_a_municipality_without_factsheets_hears_so(client):
    client.force_login(make_contact(make_municipality("Alkmaar")).user)
    assert "Over uw gemeente is nog geen factsheet gepubliceerd." in page(client, "my_municipality")


def test_a_case_file_says_when_a_round_was_published(client, anna):
    round_ = make_work("Alkmaar", [anna], final=True)
    moment = datetime.datetime(2015, 6, 9, 12, tzinfo=datetime.UTC)
    make_edition(round_, published_at=moment)
    shown = page(client, "case_file", round_.case_file_id)
    stands = re.findall(r'<span class="stj-tag">(\w+)</span>(?: (op [^<]+))?</td>', shown)
    assert stands == [("Gepubliceerd", "op 9 juni 2015"), ("Vastgesteld", "")]
