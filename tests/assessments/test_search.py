"""Searching all findings that somebody may read."""

import html
import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from assessments.actions import copying
from assessments.actions.findings import record
from assessments.actions.histories import restore
from assessments.models import Finding, PrintedIndicator
from assessments.texts import for_search
from municipalities.models import Succession
from tests.factories import (
    make_approach,
    make_case_file,
    make_comment,
    make_contact,
    make_edition,
    make_finding,
    make_follow_up,
    make_indicator,
    make_municipality,
    make_overtaken,
    make_round,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/zoeken/"


@pytest.fixture
def case_file():
    return make_case_file(make_municipality("Alkmaar"))


def find(case_file, explanation="", year=2014, wording="Iets is geregeld", verdict="meets", **fields):
    """A finding to be found."""
    round_ = case_file.rounds.filter(year=year).first() or make_round(case_file, year, final=True)
    theme = fields.pop("theme", None) or make_theme(case_file.framework)
    indicator = make_indicator(theme, wording=wording)
    return make_finding(round_, None, indicator, verdict, explanation=explanation, **fields)


def search(client, status=200, **query):
    response = client.get(ADDRESS, query)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def passages(shown):
    """The passages of the hits, without their tags."""
    found = re.findall(r'<p class="stj-hit__passage">(.*?)</p>', shown)
    return [html.unescape(re.sub(r"<[^>]+>", "", passage)) for passage in found]


def marks(shown):
    return [html.unescape(mark) for mark in re.findall(r"<mark>(.*?)</mark>", shown)]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("De Coöperatie helpt.", "cooperatie", ["Coöperatie"]),
        ("De cooperatie helpt.", "COÖPERATIE", ["cooperatie"]),
        ("In Súdwest-Fryslân.", "SUDWEST fryslan", ["Súdwest", "Fryslân"]),
        ("Bij IJmuiden.", "ij", ["ij", "IJ"]),
        ("Een Straße.", "STRASSE", ["Straße"]),
        ("Een straat.", "str%t", None),
        ("Dat is 50% meer.", "50%", ["50%"]),
        ("Een_naam.", "n_n", ["n_n"]),
        ("Een naam.", "n_n", None),
        ("Een \\ streep.", "\\", ["\\"]),
        ("De sociale wijkteams.", '"sociale wijk"', ["sociale wijk"]),
        ("De wijkteams zijn sociale teams.", '"sociale wijk"', None),
        ("De wijkteams zijn sociale teams.", "sociale wijk", ["wijk", "sociale"]),
        ("Dat is *heel* goed.", '"is heel goed"', ["is heel goed"]),
        ("<script>alert(1)</script>", "script", ["script", "script"]),
        ("Alleen dit.", "dit niet", None),
    ],
)
def test_words_are_found_whatever_their_capitals_and_accents(client, anna, case_file, text, query, marked):
    find(case_file, text)
    find(case_file, "Iets heel anders zonder overlap: zzz.", wording="Zzz")
    shown = search(client, woorden=query)
    assert marks(shown) == (marked or [])
    assert len(passages(shown)) == (marked is not None)


def test_the_text_of_a_hit_is_shown_to_the_letter(client, anna, case_file):
    find(case_file, "<b>Vet</b> & *schuin*")
    assert passages(search(client, woorden="vet")) == ["<b>Vet</b> & schuin"]


def test_a_hit_says_what_was_found_where(client, anna, case_file):
    approach = make_approach(case_file, name="CJG")
    theme = make_theme(case_file.framework, heading="Samenwerking")
    indicator = make_indicator(theme, wording="Er is regie")
    finding = make_finding(
        make_round(case_file, 2014), approach, indicator, "improvement_point", explanation="Een regisseur."
    )
    shown = search(client, woorden="regisseur")
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown.split('<li class="stj-hit">')[1])).split())
    assert text.startswith(
        "Alkmaar 2014 · aanpak CJG · Samenwerking Nog niet vastgesteld Er is regie X Verbeterpunt Een regisseur ."
    )
    assert f'href="/rondes/{finding.round_id}/themas/{theme.pk}/#punt-{finding.pk}"' in shown


def test_the_reason_why_something_was_not_assessed_is_searched(client, anna, case_file):
    find(case_file, "Gesproken is er wel.", verdict="not_assessed", reason="Geen inzage in dossiers.")
    assert passages(search(client, woorden="inzage")) == ["Gesproken is er wel. Geen inzage in dossiers."]


def test_what_is_never_published_is_not_searched(client, anna, case_file):
    finding = find(case_file, "Openbaar.", private_note="Geheim kenmerk")
    make_comment(finding, text="Geheim kenmerk")
    make_overtaken(finding, explanation="Geheim kenmerk")
    assert passages(search(client, woorden="kenmerk")) == []


def test_points_are_found_by_their_indicator_as_it_is_printed(client, anna, case_file):
    here = find(case_file, "Een toelichting.", wording="Het gezin heeft één Regisseur")
    elsewhere = make_finding(
        make_round(make_case_file(make_municipality("Breda")), final=True), None, here.indicator, "meets"
    )
    printed = {"case_file": here.round.case_file, "indicator": here.indicator, "theme": here.indicator.theme}
    PrintedIndicator.objects.create(**printed, wording="Er is één aanspreekpunt")
    shown = search(client, woorden="regisseur")
    assert marks(shown) == ["Regisseur"]
    assert f"#punt-{elsewhere.pk}" in shown
    shown = search(client, woorden="een aanspreekpunt toelichting")
    assert marks(shown) == ["één", "aanspreekpunt", "Een", "toelichting"]
    assert f"#punt-{here.pk}" in shown


def test_a_long_text_is_shown_around_the_words(client, anna, case_file):
    find(case_file, f"{'Voor. ' * 100}De regisseur is bekend.{' Na.' * 100}")
    (passage,) = passages(search(client, woorden="regisseur"))
    assert re.fullmatch(r"… Voor\. .* De regisseur is bekend\. .*Na\. …", passage)
    assert len(passage) < 250


@pytest.fixture
def three_years(case_file):
    """A point in Alkmaar over three years, and one in Breda."""
    samenwerking = make_theme(case_file.framework, heading="Samenwerking")
    find(case_file, "Woord in 2013.", 2013, "Een", verdict="improvement_point", theme=samenwerking)
    find(case_file, "Woord in 2014.", 2014, "Twee", verdict="not_assessed", theme=samenwerking)
    find(
        case_file,
        "",
        2015,
        wording="Woord",
        verdict="",
        theme=make_theme(case_file.framework, heading="Continu"),
    )
    breda = make_case_file(make_municipality("Breda"), case_file.framework)
    find(breda, "Woord in Breda.", 2014, "Drie", theme=samenwerking)


@pytest.mark.usefixtures("three_years", "anna")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Alkmaar 2015", "Alkmaar 2014", "Breda 2014", "Alkmaar 2013"]),
        ({"gemeente": "ALK"}, ["Alkmaar 2015", "Alkmaar 2014", "Alkmaar 2013"]),
        ({"gemeente": "breda"}, ["Breda 2014"]),
        ({"thema": "Samenwerking"}, ["Alkmaar 2014", "Breda 2014", "Alkmaar 2013"]),
        ({"thema": "Continu"}, ["Alkmaar 2015"]),
        ({"oordeel": "meets"}, ["Breda 2014"]),
        ({"oordeel": "improvement_point"}, ["Alkmaar 2013"]),
        ({"oordeel": "not_assessed"}, ["Alkmaar 2014"]),
        ({"oordeel": "open"}, ["Alkmaar 2015"]),
        ({"jaar": "2014"}, ["Alkmaar 2014", "Breda 2014"]),
        ({"jaar": "2014", "gemeente": "alkmaar", "oordeel": "meets"}, []),
    ],
    ids=str,
)
@pytest.mark.parametrize("words", ["woord", ""])
def test_filters_narrow_the_search_and_work_without_words(client, query, found, words):
    shown = search(client, woorden=words, **query)
    hits = re.findall(r'<p class="stj-hit__of"><strong>(.*?)</strong>', shown)
    assert hits == (found if words or query else [])


@pytest.mark.usefixtures("anna")
def test_a_theme_is_the_one_under_which_a_case_file_prints_the_point(client, case_file):
    finding = find(case_file, "Woord.", theme=make_theme(case_file.framework, heading="Samenwerking"))
    continu = make_theme(case_file.framework, heading="Continu")
    PrintedIndicator.objects.create(
        case_file=case_file, indicator=finding.indicator, theme=continu, wording="Anders"
    )
    assert passages(search(client, thema="Continu")) == ["Woord."]
    assert passages(search(client, thema="Samenwerking")) == []


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("name", ["Spijkenisse", "nissewáárd"])
def test_a_municipality_is_found_under_its_former_name_too(client, name):
    spijkenisse, nissewaard = make_municipality("Spijkenisse"), make_municipality("Nissewaard")
    Succession.objects.create(predecessor=spijkenisse, successor=nissewaard)
    case_file = make_case_file(nissewaard)
    find(case_file, "Toen.", 2013)
    case_file.rounds.update(municipality=spijkenisse)
    find(case_file, "Nu.", 2014)
    assert passages(search(client, gemeente=name)) == ["Nu.", "Toen."]


@pytest.mark.parametrize("role", ["inspector", "coordinator", "administrator"])
def test_who_reads_concepts_finds_them(client, case_file, role):
    make_finding(make_round(case_file), None, None, "meets", explanation="In concept.")
    client.force_login(make_user(role))
    assert passages(search(client, woorden="concept")) == ["In concept."]


def test_support_staff_find_what_is_final_alone(client, case_file):
    make_finding(make_round(case_file, 2015), None, None, "meets", explanation="Woord in concept.")
    find(case_file, "Woord dat vaststaat.", 2014)
    client.force_login(make_user("support"))
    shown = search(client, woorden="woord")
    assert passages(shown) == ["Woord dat vaststaat."]
    assert not re.search(r"[\s>]2015\b", shown)
    search(client, status=422, jaar="2015")


def test_sending_the_form_leads_to_what_was_found(client, case_file, anna):
    client.force_login(anna)
    shown = search(client, woorden="woord")
    assert f'action="{ADDRESS}#stand"' in shown
    assert shown.count('id="stand"') == 1


def test_a_municipality_finds_nothing_not_even_the_page(client, case_file):
    find(case_file, "Woord.")
    client.force_login(make_contact(case_file.municipality).user)
    assert client.get(ADDRESS, {"woorden": "woord"}).status_code == 404


def test_a_hit_leads_to_the_factsheet_once_that_is_published(client, anna):
    published, concept = (
        make_follow_up(make_municipality("Breda")),
        make_follow_up(make_municipality("Delft")),
    )
    make_edition(published)
    shown = search(client, woorden="toelichting")
    assert "/factsheets/breda/2014/" in shown
    assert "/factsheets/delft/2014/" not in shown
    assert shown.count(f"/rondes/{concept.pk}/themas/") == 1


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"woorden": "x" * 10_000}, "Typ hoogstens 200 tekens; dit zijn er 10.000."),
        ({"woorden": "a b c d e f g h i j k"}, "Typ hoogstens 10 woorden; dit zijn er 11."),
        ({"woorden": '""'}, "Typ een woord waarnaar u zoekt."),
        ({"woorden": "\u0301"}, "Typ een woord waarnaar u zoekt."),
        ({"gemeente": "x" * 10_000}, "Een naam heeft hoogstens 100 tekens; dit zijn er 10.000."),
        ({"thema": "\0"}, "Kies een thema uit de lijst."),
        ({"thema": "9" * 30}, "Kies een thema uit de lijst."),
        ({"oordeel": "goed"}, "Kies een oordeel uit de lijst."),
        ({"jaar": "abc"}, "Kies een jaar uit de lijst."),
        ({"jaar": "1" + "0" * 30}, "Kies een jaar uit de lijst."),
        ({"jaar": "2014\0"}, "Kies een jaar uit de lijst."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_searched_for_is_said_at_the_field(client, three_years, query, message):
    shown = search(client, status=422, **query)
    assert html.unescape(shown).count(message) == 2  # at the field, and on top with a link
    assert "Er is nog niet gezocht." in shown


@pytest.mark.usefixtures("three_years", "anna")
@pytest.mark.parametrize(
    ("query", "hits", "said"),
    [
        ("woorden=woord%00", 4, ""),
        ("woorden=woord%ED%A0%80", 0, "Niets gevonden."),
        ("woorden=woord%FF", 0, "Niets gevonden."),
        ("page=abc&woorden=woord", 4, ""),
        ("page=-1&woorden=woord", 4, ""),
        (f"page={10**30}&woorden=woord", 4, ""),
        (f"gemeente={quote('???')}", 0, "Niets gevonden."),
        ("woorden=%00", 0, "Typ een of meer woorden"),
        ("onbekend=1", 0, "Typ een of meer woorden"),
        ("gemeente=%00alkmaar", 3, ""),
    ],
)
def test_whatever_is_in_the_address_the_page_answers(client, query, hits, said):
    response = client.get(f"{ADDRESS}?{query}")
    shown = response.content.decode()
    assert (response.status_code, len(passages(shown)), said in shown) == (200, hits, True)


def test_characters_that_nobody_sees_are_not_searched_for(client, anna, case_file):
    find(case_file, "Een wijkteam.")
    assert marks(search(client, woorden="wijk\u00adte\0am")) == ["wijkteam"]


def test_an_empty_search_says_what_to_do(client, anna, case_file):
    find(case_file, "Woord.")
    for query in ({}, {"woorden": " ", "gemeente": ""}):
        shown = search(client, **query)
        assert "Typ een of meer woorden" in shown
        assert passages(shown) == []


@pytest.mark.usefixtures("three_years", "anna")
def test_a_search_without_hits_says_what_to_try(client):
    shown = html.unescape(search(client, woorden="nergens", gemeente="alkmaar", jaar="2014", page="2"))
    assert "Niets gevonden." in shown
    assert "Geen bevinding heeft dit woord bij wat u verder koos." in shown
    assert (
        '<a class="utrecht-link" href="?woorden=nergens&jaar=2014">Zoek zonder gemeente “alkmaar”</a>'
        in shown
    )
    assert (
        '<a class="utrecht-link" href="?woorden=nergens&gemeente=alkmaar">Zoek zonder jaar “2014”</a>'
        in shown
    )


@pytest.mark.usefixtures("three_years", "anna")
def test_a_municipality_that_does_not_exist_gets_the_nearest_name(client):
    shown = search(client, gemeente="alkmar", woorden="woord")
    assert "Er is geen gemeente met “alkmar” in de naam." in shown
    assert '<a class="utrecht-link" href="?gemeente=Alkmaar&amp;woorden=woord">Alkmaar</a>' in shown


@pytest.fixture
def many(case_file):
    theme, round_ = make_theme(case_file.framework), make_round(case_file, final=True)
    approach = make_approach(case_file)
    for number in range(45):
        indicator = make_indicator(theme, position=number, wording=f"Punt {number}")
        make_finding(round_, approach, indicator, "meets", explanation=f"Woord {number:02}.")


def test_hits_come_in_pages_of_twenty_in_the_order_of_the_framework(client, anna, many):
    shown = search(client, woorden="woord")
    assert passages(shown) == [f"Woord {number:02}." for number in range(20)]
    assert "<strong>45</strong> bevindingen gevonden, de nieuwste eerst. U ziet 1 tot en met 20." in shown
    assert 'href="?woorden=woord&amp;page=2"' in shown
    assert passages(search(client, woorden="woord", page=3)) == [
        f"Woord {number:02}." for number in range(40, 45)
    ]


def test_one_hit_is_counted_as_one(client, anna, many):
    assert "<strong>1</strong> bevinding gevonden" in search(client, woorden='"woord 07"')


@pytest.mark.parametrize("query", ['"woord 07"', "woord"])
def test_searching_takes_the_same_queries_for_one_hit_as_for_twenty(
    client, anna, many, django_assert_num_queries, query
):
    with django_assert_num_queries(9):
        search(client, woorden=query)


def untrue():
    """The findings whose text to search is not that of their texts."""
    return [
        finding.pk
        for finding in Finding.objects.all()
        if finding.search_text != for_search(finding.explanation, finding.reason)
    ]


def test_what_is_recorded_is_found(client, anna):
    case_file = make_case_file(team=[anna])
    finding = make_finding(make_round(case_file))
    finding = record(finding, by=anna, version=0, verdict="meets", explanation="*Eerst* dit\r\n\r\n- punt")
    finding = record(
        finding, by=anna, version=1, verdict="not_assessed", reason="Géén inzage", explanation="Nu dat"
    )
    assert untrue() == []
    assert [marks(search(client, woorden=word)) for word in ("geen", "eerst")] == [["Géén"], []]


def test_what_is_taken_over_and_put_back_is_found(client, anna):
    case_file = make_case_file(team=[anna])
    approach, first = make_approach(case_file), make_round(case_file, 2013, final=True)
    earlier = make_finding(first, approach, None, "improvement_point", explanation="- Coöperatie")
    finding = make_finding(make_round(case_file), approach, earlier.indicator)
    seen = copying.fingerprint(copying.would_come_in(finding.round, first))
    copying.take_texts_over(finding.round, source=first, by=anna, seen=seen)
    assert (untrue(), len(passages(search(client, woorden="cooperatie")))) == ([], 2)
    record(finding, by=anna, version=1, verdict="meets", explanation="Iets *anders*")
    assert (untrue(), len(passages(search(client, woorden="cooperatie")))) == ([], 1)
    restore(finding, by=anna, version=2, revision=finding.revisions.get(version=1))
    assert (untrue(), len(passages(search(client, woorden="cooperatie")))) == ([], 2)


def test_the_navigation_leads_to_search(client, anna):
    assert f'<a href="{reverse("assessments:search")}" aria-current="page">Zoeken</a>' in search(client)
    shown = client.get(reverse("assessments:my_work")).content.decode()
    assert f'<a href="{reverse("assessments:search")}">Zoeken</a>' in shown
