"""What everyone can read, and what nobody can before it is published."""

import hashlib
import json
from urllib.parse import quote

import pytest
from django.contrib.messages import INFO
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from assessments.factsheet import data
from assessments.factsheet.content import Factsheet
from assessments.models import Edition
from assessments.views import factsheets
from municipalities.models import Municipality, Succession
from tests.factories import (
    make_case_file,
    make_contact,
    make_edition,
    make_finding,
    make_follow_up,
    make_municipality,
    make_round,
    make_user,
    overwrite,
)

pytestmark = pytest.mark.django_db

FACES = {"factsheet": "/", "factsheet_pdf": ".pdf", "factsheet_json": ".json"}
CANARY = "Kanarievogel"


@pytest.fixture
def alkmaar():
    return make_edition(make_follow_up(make_municipality("Alkmaar")))


@pytest.fixture
def nissewaard():
    """Spijkenisse and Bernisse went up in Nissewaard, on which something was published."""
    nissewaard = make_municipality("Nissewaard")
    for name in ("Spijkenisse", "Bernisse"):
        Succession.objects.create(predecessor=make_municipality(name), successor=nissewaard)
    return make_edition(make_follow_up(nissewaard))


@pytest.fixture
def concept():
    """A round that is final but not published; each text in it is one that must stay inside."""
    round_ = make_follow_up(make_municipality("Besloten"), development=CANARY)
    overwrite(round_.findings, explanation=CANARY)
    round_.case_file.approaches.update(name=CANARY)
    return round_


def text(response):
    return " ".join(response.content.decode().split())


def links(response):
    return [row.split('"')[0] for row in text(response).split('href="')[1:]]


def listed(response):
    return [edition.municipality_name for edition, _ in response.context["published"]]


# Home


def test_home_lists_what_was_published_the_newest_round_first(client, alkmaar, nissewaard):
    make_edition(make_follow_up(make_municipality("Zwolle"), year=2015))
    assert listed(client.get("/")) == ["Zwolle", "Alkmaar", "Nissewaard"]


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("meets", "1 van 1 opgepakt"),
        ("improvement_point", "0 van 1 opgepakt"),
        ("not_assessed", "0 van 1 opgepakt, 1 niet beoordeeld"),
    ],
)
def test_home_says_how_many_points_were_taken_up_and_when_it_was_published(client, verdict, words):
    make_edition(make_follow_up(make_municipality("Alkmaar"), verdict=verdict))
    page = text(client.get("/"))
    assert f'data-label="Verbeterpunten">{words}</td>' in page
    assert 'href="/factsheets/alkmaar/2014/">Alkmaar 2014</a>' in page
    assert 'data-label="Gepubliceerd">3 juni 2015</td>' in page


def test_home_shows_the_newest_edition_of_a_round_alone(client, alkmaar):
    second = make_edition(alkmaar.round, number=2)
    assert [edition for edition, _ in client.get("/").context["published"]] == [second]


def test_home_turns_the_page_after_25(client):
    for number in range(26):
        make_edition(make_follow_up(make_municipality(f"Gemeente {number:02}", slug=f"gemeente-{number:02}")))
    assert len(listed(client.get("/"))) == 25
    assert listed(client.get("/?page=2")) == ["Gemeente 25"]
    assert "?page=2" in links(client.get("/"))


def test_home_says_that_nothing_was_published_yet(client, concept):
    assert "Er is nog geen factsheet gepubliceerd." in text(client.get("/"))


@pytest.mark.parametrize("others", [0, 24])
def test_home_takes_two_queries_whatever_it_lists(client, alkmaar, others, django_assert_num_queries):
    for _ in range(others):
        make_edition()
    with django_assert_num_queries(2):
        client.get("/")


@pytest.mark.parametrize("words", ["alk", "ALKMAAR", " alkmaar ", "maar"])
def test_a_search_finds_part_of_a_name(client, alkmaar, nissewaard, words):
    assert listed(client.get("/", {"zoek": words})) == ["Alkmaar"]


@pytest.mark.parametrize("words", ["sudwest", "Súdwest", "SÚDWEST", "südwest-fryslân", "sudwest fryslan"])
def test_a_search_minds_no_accents_nor_capitals(client, words):
    make_edition(make_follow_up(make_municipality("Súdwest-Fryslân")))
    assert listed(client.get("/", {"zoek": words})) == ["Súdwest-Fryslân"]


@pytest.mark.parametrize("words", ["spijkenisse", "bernisse", "nissewaard", "nisse"])
def test_a_search_finds_a_factsheet_by_a_former_name(client, alkmaar, nissewaard, words):
    assert listed(client.get("/", {"zoek": words})) == ["Nissewaard"]


def test_a_search_names_the_municipalities_that_it_found(client, nissewaard):
    page = client.get("/", {"zoek": "spijkenisse"})
    assert "/gemeenten/spijkenisse/" in links(page)
    assert "/gemeenten/bernisse/" not in links(page)


def test_a_search_names_ten_municipalities_and_says_that_there_are_more(client):
    for number in range(11):
        make_municipality(f"Berg {number:02}")
    page = client.get("/", {"zoek": "berg"})
    assert len([link for link in links(page) if link.startswith("/gemeenten/")]) == 10
    assert "Dit zijn de eerste 10 gemeenten." in text(page)


def test_a_municipality_without_factsheet_is_found_as_such(client, alkmaar):
    make_municipality("Utrecht")
    page = client.get("/", {"zoek": "utrecht"})
    assert listed(page) == []
    assert "Er is nog geen factsheet over een gemeente met “utrecht” in de naam." in text(page)
    assert "/gemeenten/utrecht/" in links(page)


def test_a_search_that_finds_nothing_gives_the_nearest_names(client, alkmaar, nissewaard):
    page = client.get("/", {"zoek": "Alkmar"})
    assert "Er is geen gemeente met “Alkmar” in de naam." in text(page)
    assert "?zoek=Alkmaar" in links(page)
    assert listed(page) == []


@pytest.mark.parametrize(
    "words", ["\0", "%", "'", "\ud83d", "<script>x</script>", "???", "x" * 60_000, "x " * 30_000]
)
def test_a_search_for_anything_is_answered(client, alkmaar, words):
    page = client.get(f"/?zoek={quote(words, errors='surrogatepass')}")
    assert page.status_code == 200
    assert "<script>x" not in text(page)


def test_a_page_that_is_not_there_is_not_found(client, alkmaar):
    assert client.get("/?page=7").status_code == 404
    assert client.get("/?page=x").status_code == 404


# Municipality


def test_a_municipality_page_tells_name_code_province_and_factsheets(client):
    make_edition(make_follow_up(make_municipality("Alkmaar", code="GM0361", province="Noord-Holland")))
    page = client.get("/gemeenten/alkmaar/")
    for part in ('<h1 class="utrecht-heading-1">Alkmaar</h1>', "<dd>GM0361</dd>", "<dd>Noord-Holland</dd>"):
        assert part in text(page)
    assert listed(page) == ["Alkmaar"]


def test_a_municipality_page_names_what_went_up_in_it(client, nissewaard):
    page = client.get("/gemeenten/nissewaard/")
    assert [str(former) for former in page.context["formerly"]] == ["Bernisse", "Spijkenisse"]
    assert "/gemeenten/spijkenisse/" in links(page)


def test_the_page_of_a_former_municipality_leads_on(client, nissewaard):
    page = client.get("/gemeenten/spijkenisse/")
    assert [str(later) for later in page.context["later"]] == ["Nissewaard"]
    assert listed(page) == ["Nissewaard"]


def test_a_municipality_without_factsheets_says_so(client, concept):
    page = client.get("/gemeenten/besloten/")
    assert "Over Besloten is nog geen factsheet gepubliceerd." in text(page)


def test_an_unknown_municipality_is_not_found(client, alkmaar):
    page = client.get("/gemeenten/atlantis/")
    assert page.status_code == 404
    assert "Deze pagina is er niet" in text(page)


def test_factsheets_of_a_municipality_stand_by_year(client, alkmaar):
    round_ = make_round(alkmaar.round.case_file, 2015)
    finding = alkmaar.round.findings.get()
    make_finding(round_, finding.approach, finding.indicator, "meets")
    make_edition(round_)
    years = [edition.year for edition, _ in client.get("/gemeenten/alkmaar/").context["published"]]
    assert years == [2015, 2014]


# Factsheet


def test_the_page_says_what_the_snapshot_says(client):
    round_ = make_follow_up(make_municipality("Alkmaar"), development="### Nieuw\n\nEen *team*.")
    overwrite(round_.findings, explanation="Er is een plan.\n\n- Voor elk gezin")
    edition = make_edition(round_)
    page = text(client.get("/factsheets/alkmaar/2014/"))
    content = Factsheet.from_snapshot(edition.content)
    for part in (
        "<span>Uitkomsten verbeterpunten toezichtonderzoek</span> Alkmaar</h1>",
        content.approach_line,
        '<h2 class="utrecht-heading-2">Ontwikkeling 2014</h2>',
        "<h3>Nieuw</h3> <p>Een <em>team</em>.</p>",
        f'<th class="utrecht-table__header-cell" scope="row">{content.themes[0].points[0].indicator}</th>',
        "<p>Er is een plan.</p> <ul> <li>Voor elk gezin</li> </ul>",
        "Editie 1, gepubliceerd op 3 juni 2015.",
        "<li>17 november 2014: gesprek</li>",
    ):
        assert part in page


def test_the_page_stays_as_published_whatever_happens_to_the_rows(client, alkmaar):
    before = client.get("/factsheets/alkmaar/2014/").content
    overwrite(alkmaar.round.findings, explanation=CANARY)
    alkmaar.round.case_file.approaches.update(name=CANARY)
    assert client.get("/factsheets/alkmaar/2014/").content == before


def test_the_pdf_is_the_stored_one(client, alkmaar):
    response = client.get("/factsheets/alkmaar/2014.pdf")
    assert response.content == bytes(alkmaar.pdf)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="factsheet-alkmaar-2014.pdf"'
    assert response["ETag"] == f'"{alkmaar.sha256}"'


def test_the_data_are_those_of_the_snapshot(client, alkmaar):
    response = client.get("/factsheets/alkmaar/2014.json")
    assert json.loads(response.content) == data.to_data(Factsheet.from_snapshot(alkmaar.content))
    assert response["Content-Type"] == "application/json"
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'


@pytest.mark.parametrize("end", FACES.values())
def test_a_browser_that_has_a_face_already_gets_no_second_copy(client, alkmaar, end):
    address = f"/factsheets/alkmaar/2014{end}"
    known = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": known})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"iets anders"'}).status_code == 200


def test_the_page_leads_to_pdf_and_data_with_their_format_and_size(client, alkmaar):
    page = text(client.get("/factsheets/alkmaar/2014/")).replace("\xa0", " ")
    assert (
        f'href="/factsheets/alkmaar/2014.pdf">Factsheet als document (PDF, {len(alkmaar.pdf)} bytes)</a>'
        in page
    )
    assert 'href="/factsheets/alkmaar/2014.json">Gegevens om mee te werken (JSON, ' in page


def test_the_newest_edition_is_served(client, alkmaar):
    make_edition(alkmaar.round, pdf=b"%PDF-1.7 de tweede", number=2)
    assert client.get("/factsheets/alkmaar/2014.pdf").content == b"%PDF-1.7 de tweede"


@pytest.mark.parametrize(("face", "number"), [("factsheet", 3), ("factsheet_pdf", 2), ("factsheet_json", 2)])
def test_a_face_of_a_factsheet_is_made_once(client, alkmaar, face, number, django_assert_num_queries):
    address = reverse(face, args=["alkmaar", 2014])
    with django_assert_num_queries(
        number
    ):  # what stands there, the one that is shown, and on a page the others
        first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address)
    assert (first.content, first.headers) == (again.content, again.headers)


def test_a_page_that_was_made_before_a_next_edition_is_made_anew(client, alkmaar):
    own = "/factsheets/alkmaar/2014/editie/1/"
    assert "Er is een nieuwere editie" not in text(client.get(own))
    make_edition(alkmaar.round, pdf=b"%PDF-1.7 de tweede", number=2)
    assert "Er is een nieuwere editie" in text(client.get(own))


@pytest.mark.parametrize("end", FACES.values())
def test_the_newest_edition_is_kept_in_memory_once_for_both_its_addresses(client, alkmaar, end):
    own = client.get(f"/factsheets/alkmaar/2014/editie/1{end}").content
    kept = factsheets.FACES.bytes
    assert kept >= len(own)
    assert client.get(f"/factsheets/alkmaar/2014{end}").content == own
    assert factsheets.FACES.bytes == kept


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", FACES.values())
def test_who_reads_after_the_database_closed_the_line_is_answered(client, alkmaar, end):
    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert client.get(f"/factsheets/alkmaar/2014{end}").status_code == 200


def test_who_is_logged_in_gets_a_page_of_their_own(client, alkmaar):
    for_nobody = client.get("/factsheets/alkmaar/2014/")
    client.force_login(make_user())
    own = client.get("/factsheets/alkmaar/2014/", headers={"If-None-Match": for_nobody["ETag"]})
    assert b"uitloggen" in own.content.lower()
    assert "ETag" not in own
    client.logout()
    assert b"uitloggen" not in for_nobody.content.lower()
    assert client.get("/factsheets/alkmaar/2014/").content == for_nobody.content


def test_who_logged_out_or_is_counted_gets_the_page_that_was_made_for_another(
    client, alkmaar, django_assert_num_queries
):
    for_nobody = Client().get("/factsheets/alkmaar/2014/")
    client.get("/inloggen/")
    client.cookies["bezoek"] = "1"
    assert set(client.cookies) == {"csrftoken", "bezoek"}
    with django_assert_num_queries(1):
        again = client.get("/factsheets/alkmaar/2014/")
    assert (again.content, again.headers) == (for_nobody.content, for_nobody.headers)
    assert again["Vary"] == "Cookie"


def test_nothing_of_who_asks_first_gets_into_the_page_that_is_kept(client, alkmaar):
    sent = {
        "HTTP_USER_AGENT": CANARY,
        "HTTP_REFERER": f"http://testserver/{CANARY}",
        "HTTP_HX_REQUEST": "true",
    }
    client.cookies.load({"csrftoken": "a" * 32, "bezoek": CANARY})
    first = client.get(f"/factsheets/alkmaar/2014/?{CANARY}", **sent)
    assert not first.cookies
    kept = first.content
    factsheets.FACES.clear()
    assert Client().get("/factsheets/alkmaar/2014/").content == kept


def test_what_somebody_is_told_stays_out_of_the_page_that_is_kept(client, alkmaar):
    telling, answer = CookieStorage(HttpRequest()), HttpResponse()
    telling.add(INFO, CANARY)
    telling.update(answer)
    client.cookies.update(answer.cookies)
    assert CANARY in text(client.get("/factsheets/alkmaar/2014/"))
    assert CANARY not in text(Client().get("/factsheets/alkmaar/2014/"))


@pytest.mark.parametrize("former", ["spijkenisse", "bernisse"])
@pytest.mark.parametrize("end", FACES.values())
def test_the_address_of_a_former_name_leads_on_for_now(client, nissewaard, former, end):
    response = client.get(f"/factsheets/{former}/2014{end}")
    assert (response.status_code, response["Location"]) == (302, f"/factsheets/nissewaard/2014{end}")


def test_a_former_name_leads_on_by_way_of_another(client, nissewaard):
    oldest = make_municipality("Hekelingen")
    Succession.objects.create(predecessor=oldest, successor=Municipality.objects.get(slug="spijkenisse"))
    assert client.get("/factsheets/hekelingen/2014/")["Location"] == "/factsheets/nissewaard/2014/"


@pytest.mark.parametrize("end", FACES.values())
def test_what_was_published_on_a_part_is_not_taken_for_the_whole(client, end):
    part, whole = make_municipality("Boarnsterhim"), make_municipality("Leeuwarden")
    Succession.objects.create(predecessor=part, successor=whole)
    make_edition(make_follow_up(part))
    assert client.get(f"/factsheets/leeuwarden/2014{end}").status_code == 404


@pytest.mark.parametrize("year_of_second", [2013, 2014])
def test_what_was_divided_leads_on_only_where_one_of_its_parts_has_that_year(client, year_of_second):
    old = make_municipality("Boarnsterhim")
    for name, year in (("Leeuwarden", 2014), ("Heerenveen", year_of_second)):
        successor = make_municipality(name)
        Succession.objects.create(predecessor=old, successor=successor)
        make_edition(make_follow_up(successor, year))
    response = client.get("/factsheets/boarnsterhim/2014/")
    assert response.status_code == (404 if year_of_second == 2014 else 302)


def test_of_two_that_went_up_in_one_neither_is_taken_for_the_other(client):
    new = make_municipality("Nissewaard")
    for name in ("Spijkenisse", "Bernisse"):
        old = make_municipality(name)
        Succession.objects.create(predecessor=old, successor=new)
        make_edition(make_follow_up(old))
    assert client.get("/factsheets/nissewaard/2014/").status_code == 404
    assert client.get("/factsheets/spijkenisse/2014/").status_code == 200


def test_a_sister_that_went_up_in_the_same_is_not_taken_for_it(client):
    new, old, sister = (make_municipality(name) for name in ("Nissewaard", "Spijkenisse", "Bernisse"))
    for each in (old, sister):
        Succession.objects.create(predecessor=each, successor=new)
    make_edition(make_follow_up(old))
    assert client.get("/factsheets/bernisse/2014/").status_code == 404


@pytest.mark.parametrize("end", FACES.values())
@pytest.mark.parametrize("address", ["atlantis/2014", "alkmaar/2013", "alkmaar/99999999999999999999"])
def test_what_was_not_published_is_not_found(client, alkmaar, address, end):
    response = client.get(f"/factsheets/{address}{end}")
    assert response.status_code == 404
    assert "Deze pagina is er niet" in text(response)


# Everyone


ADDRESSES = [
    "/",
    "/?zoek=besloten",
    "/gemeenten/besloten/",
    "/gemeenten/alkmaar/",
    "/factsheets/alkmaar/2014/",
]
ROLES = ["inspector", "coordinator", "support", "administrator", "municipality"]


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/factsheets/alkmaar/2014.pdf", "/factsheets/alkmaar/2014.json"]
)
def test_a_visitor_gets_no_cookie_and_the_same_bytes_as_any_other(client, alkmaar, concept, address):
    first, second = client.get(address), client.get(address, headers={"User-Agent": "iemand anders"})
    assert first.status_code == 200
    assert first.content == second.content
    assert not first.cookies
    assert not second.cookies


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_a_concept_can_be_read_by_anybody(client, alkmaar, concept, role, address):
    if role:
        client.force_login(make_user(role))
    response = client.get(address)
    assert response.status_code == 200
    assert CANARY not in text(response)


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("end", FACES.values())
def test_a_concept_has_no_address_for_anybody(client, concept, role, end):
    if role:
        client.force_login(make_user(role))
    assert client.get(f"/factsheets/besloten/2014{end}").status_code == 404
    make_edition(concept)
    response = client.get(f"/factsheets/besloten/2014{end}")
    assert response.status_code == 200


def test_a_contact_reads_what_everyone_reads(client, alkmaar):
    client.force_login(make_contact(alkmaar.round.municipality).user)
    assert "Er is veel gebeurd." in text(client.get("/factsheets/alkmaar/2014/"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/", "/gemeenten/alkmaar/", "/factsheets/alkmaar/2014/"])
def test_public_pages_can_only_be_read(client, alkmaar, method, address):
    assert getattr(client, method)(address).status_code == 405
    assert client.head(address).status_code == 200


def test_markup_in_what_was_published_stays_text(client):
    nasty = "<img src=x onerror=alert(1)>"
    round_ = make_follow_up(make_municipality("Alkmaar"), development=nasty)
    overwrite(round_.findings, explanation=nasty)
    round_.case_file.approaches.update(name=nasty)
    make_edition(round_)
    page = client.get("/factsheets/alkmaar/2014/").content.decode()
    assert nasty not in page
    assert page.count(escape(nasty)) >= 3


def test_a_case_file_alone_publishes_nothing(client):
    make_case_file(make_municipality("Leeg"))
    assert not Edition.objects.exists()
    assert client.get("/gemeenten/leeg/").status_code == 200
    assert client.get("/factsheets/leeg/2014/").status_code == 404
