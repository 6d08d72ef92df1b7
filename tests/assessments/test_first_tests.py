"""The pages on which a case file is opened, and a first test started and finalised."""

import re

import pytest
from django.urls import reverse

from assessments.actions.findings import record
from assessments.actions.first_tests import start_first_test
from assessments.models import CaseFile, Framework, Round
from municipalities.models import Municipality
from stj_toezicht.log.models import Chain
from tests.factories import (
    bring_to,
    make_approvals,
    make_case_file,
    make_contact_moment,
    make_indicator,
    make_round,
    make_theme,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def carla(client):
    carla = make_user("coordinator", name="Carla")
    client.force_login(carla)
    return carla


def send(client, name, *arguments, query="", **data):
    return client.post(reverse(f"assessments:{name}", args=arguments) + query, data)


def shown(response):
    return " ".join(response.content.decode().split())


def open_file(client, name="Alkmaar", year=2016, **data):
    framework = Framework.objects.get().pk
    return send(
        client, "open_case_file", **{"municipality": name, "year": year, "framework": framework, **data}
    )


def test_a_coordinator_opens_a_case_file_and_goes_on_to_its_first_test(client, carla, anna):
    response = open_file(client, inspectors=[anna.pk])
    case_file = CaseFile.objects.get()
    assert (str(case_file), list(case_file.team.all())) == ("Alkmaar", [anna])
    assert response.url == reverse("assessments:start_first_test", args=[case_file.pk]) + "?jaar=2016"
    page = shown(client.get(response.url))
    assert 'value="2016"' in page
    assert "alle 18 indicatoren van GGSR (2013)" in page


def test_every_name_of_the_register_can_be_chosen_and_the_only_framework_is(client, carla):
    page = shown(client.get(reverse("assessments:open_case_file")))
    assert page.count("<option value=") == Municipality.objects.count() + 2
    assert '<option value="Spijkenisse">' in page
    assert f'<option value="{Framework.objects.get().pk}" selected>' in page


def test_a_former_name_is_explained_and_its_successor_is_one_button_away(client, carla):
    response = open_file(client, "Spijkenisse")
    assert response.status_code == 422
    assert "Zij ging op in Nissewaard." in shown(response)
    assert 'name="instead" value="Nissewaard">Dossier openen voor Nissewaard</button>' in shown(response)
    assert 'value="Spijkenisse"' in shown(response)
    assert not CaseFile.objects.exists()
    open_file(client, "Spijkenisse", instead="Nissewaard")
    assert str(CaseFile.objects.get()) == "Nissewaard"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"municipality": ""}, "Vul de naam van de gemeente in."),
        ({"municipality": "Atlantis"}, "Het register kent geen gemeente “Atlantis”."),
        ({"municipality": "x" * 101}, "De naam van een gemeente heeft hoogstens 100 tekens."),
        ({"year": ""}, "Vul een jaar in."),
        ({"year": "1999"}, "Vul een jaar in vanaf 2000."),
        ({"year": "2012"}, "Het toetsingskader GGSR (2013) gold niet in 2012."),
        ({"framework": ""}, "Kies een toetsingskader."),
        ({"framework": 10**30}, "Kies uit de lijst."),
        ({"inspectors": [10**30]}, "Kies inspecteurs uit de lijst."),
        ({"inspectors": ["anna"]}, "Kies inspecteurs uit de lijst."),
    ],
)
def test_what_is_not_right_is_told_and_nothing_is_opened(client, carla, typed, message):
    data = {"municipality": "Alkmaar", "year": 2016, "framework": Framework.objects.get().pk} | typed
    response = send(client, "open_case_file", **data)
    assert response.status_code == 422
    assert message in shown(response)
    assert not CaseFile.objects.exists()


def test_who_opens_a_case_file_that_exists_is_led_to_it(client, carla):
    existing = make_case_file(Municipality.objects.get(name="Alkmaar"), Framework.objects.get())
    response = open_file(client)
    assert response.status_code == 409
    assert "Alkmaar heeft al een dossier onder GGSR (2013)." in shown(response)
    assert f'href="{existing.get_absolute_url()}">Naar het dossier van Alkmaar' in shown(response)


@pytest.fixture
def case_file(anna):
    return make_case_file(Municipality.objects.get(name="Alkmaar"), Framework.objects.get(), team=[anna])


def test_an_empty_case_file_offers_a_first_test_to_who_may_start_it(client, case_file, anna):
    address = reverse("assessments:start_first_test", args=[case_file.pk])
    for user, offered in ((anna, True), (make_user("coordinator"), True), (make_user(), False)):
        client.force_login(user)
        page = shown(client.get(case_file.get_absolute_url()))
        assert (address in page, "Start een opvolging" in page) == (offered, False)


def test_an_inspector_starts_a_first_test_of_two_approaches(client, case_file, anna):
    client.force_login(anna)
    response = send(
        client, "start_first_test", case_file.pk, year=2016, approaches="CJG\r\n\r\n Wijkteams \r\n"
    )
    round_ = Round.objects.get()
    assert response.url == round_.get_absolute_url()
    assert round_.findings.count() == 36
    assert "Alkmaar, eerste toets 2016" in shown(client.get(response.url))
    assert "Alkmaar, eerste toets 2016" in shown(client.get(reverse("assessments:my_work")))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"approaches": " \n"}, "Noem ten minste één aanpak."),
        ({"approaches": "CJG\ncjg"}, "Noem elke aanpak één keer."),
        ({"approaches": "\n".join(map(str, range(11)))}, "Een eerste toets heeft hoogstens 10 aanpakken."),
        ({"approaches": "x" * 151}, "De naam van een aanpak heeft hoogstens 150 tekens."),
        ({"year": "2012"}, "Het toetsingskader GGSR (2013) gold niet in 2012."),
        ({"year": ""}, "Vul een jaar in."),
    ],
)
def test_a_first_test_that_cannot_start_says_why(client, case_file, carla, typed, message):
    data = {"year": 2016, "approaches": "CJG"} | typed
    response = send(client, "start_first_test", case_file.pk, **data)
    assert response.status_code == 422
    assert message in shown(response)
    assert not Round.objects.exists()


def test_a_second_first_test_is_refused_before_anything_is_typed(client, case_file, carla):
    start_first_test(case_file, year=2016, approaches=["CJG"], by=carla)
    response = client.get(reverse("assessments:start_first_test", args=[case_file.pk]))
    assert response.status_code == 409
    assert "Dit dossier heeft al een ronde." in shown(response)


@pytest.fixture
def complete(anna):
    """A first test of two points that lacks nothing."""
    case_file = make_case_file(team=[anna])
    for _ in range(2):
        make_indicator(make_theme(case_file.framework))
    round_ = start_first_test(case_file, year=2016, approaches=["CJG"], by=anna)
    for finding in round_.findings.all():
        record(finding, by=anna, version=0, verdict="improvement_point", explanation="Niet geregeld.")
    make_contact_moment(round_)
    return round_


def step(round_, code="eerste-toets-vaststellen"):
    return reverse("assessments:step", args=[round_.pk, code])


def seen(client, round_):
    return client.get(step(round_)).context["factsheet"].fingerprint()


@pytest.fixture
def reviewed(complete):
    """The same, read and approved by a colleague."""
    bring_to(complete, "review")
    make_approvals(complete)
    return complete


def test_a_coordinator_finalises_and_is_offered_a_follow_up(client, carla, reviewed):
    page = shown(client.get(step(reviewed)))
    assert page.count("Niet geregeld.") == 2
    response = client.post(step(reviewed), {"seen": seen(client, reviewed)})
    assert response.url == reviewed.get_absolute_url()
    assert "De ronde is vastgesteld." in shown(client.get(response.url))
    assert "Start een opvolging" in shown(client.get(reviewed.case_file.get_absolute_url()))


def test_what_was_changed_meanwhile_is_shown_and_not_finalised(client, carla, reviewed, anna):
    before, after = seen(client, reviewed), Chain.objects.get().length
    record(reviewed.findings.first(), by=anna, version=1, verdict="meets", explanation="Toch wel.")
    make_approvals(reviewed)
    response = client.post(step(reviewed), {"seen": before, "after": after})
    assert response.status_code == 409
    page = shown(response)
    assert "Niet vastgesteld</h2><p>Er is intussen iets gewijzigd" in page
    changed = page.partition('id="sindsdien"')[2].partition("<form")[0]
    assert re.findall(r'id="sindsdien-\d+">([^<]+)<', changed) == [str(reviewed.findings.first())]
    assert "Gewijzigd door Anna, het laatst op" in changed
    assert "toegevoegd: </span>Toch wel" in changed
    assert not Round.objects.get(pk=reviewed.pk).is_final


def test_what_is_missing_is_listed_with_a_link_and_without_a_button(client, carla, complete):
    bring_to(complete, "review")
    page = shown(client.get(step(complete)))
    assert "3 teksten zijn nog niet goedgekeurd zoals zij nu luiden." in page
    assert ">Vaststellen</button>" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_finalising_takes_the_same_queries_for_one_point_as_for_three(
    client, carla, anna, django_assert_num_queries, number
):
    case_file = make_case_file(team=[anna])
    for _ in range(number):
        make_indicator(make_theme(case_file.framework))
    round_ = bring_to(start_first_test(case_file, year=2016, approaches=["CJG"], by=anna), "review")
    with django_assert_num_queries(23):
        client.get(step(round_))


OF_A_FOLLOW_UP = ("opvolging", "verbeterpunten", "vorige ronde", "eerder", "het factsheet te staan")


def test_the_pages_of_a_first_test_say_nothing_of_a_follow_up(client, case_file, anna):
    case_file.team.add(anna)
    client.force_login(anna)
    round_ = start_first_test(case_file, year=2016, approaches=["CJG"], by=anna)
    theme = round_.findings.with_theme().in_order()[0].theme_pk
    moment = make_contact_moment(round_)
    addresses = [
        reverse("assessments:round", args=[round_.pk]),
        reverse("assessments:theme", args=[round_.pk, theme]),
        reverse("assessments:development", args=[round_.pk]),
        reverse("assessments:contact_moment", args=[moment.pk]),
        reverse("assessments:add_contact_moment", args=[round_.pk]),
    ]
    for address in addresses:
        main = re.sub(r"<[^>]*>", " ", shown(client.get(address)).partition("<h1")[2].partition("</main>")[0])
        assert [words for words in OF_A_FOLLOW_UP if words in main.lower()] == [], address


def test_a_first_test_without_contact_moment_or_narrative_says_what_belongs_there(client, case_file, anna):
    case_file.team.add(anna)
    client.force_login(anna)
    round_ = start_first_test(case_file, year=2016, approaches=["CJG"], by=anna)
    page = shown(client.get(round_.get_absolute_url()))
    assert "Een eerste toets berust op ten minste één." in page
    assert "hoe de gemeente deze gezinnen helpt. Bij een eerste toets mag dit leeg blijven." in page
    preview = send(client, "development", round_.pk, development="Er is een team.", version=0, preview=1)
    assert "Zo leest de tekst" in shown(preview)


def test_a_case_file_without_a_team_says_so_and_leads_the_coordinator_there(client, carla):
    response = open_file(client)
    case_file = CaseFile.objects.get()
    to_team = f'<a class="utrecht-link" href="{reverse("assessments:team", args=[case_file.pk])}">'
    nobody = f"Er zit nog niemand in het team. {to_team}Stel het team samen</a>"
    assert f"Start nu of later de eerste toets. {nobody}" in shown(client.get(response.url))
    response = send(client, "start_first_test", case_file.pk, year=2016, approaches="CJG", same_area="True")
    assert f"is gestart. {nobody}" in shown(client.get(response.url))
    round_ = Round.objects.get()
    theme = round_.findings.first().indicator.theme
    pages = [round_, case_file, reverse("assessments:theme", args=[round_.pk, theme.pk])]
    for page in pages:
        page = shown(client.get(page if isinstance(page, str) else page.get_absolute_url()))
        assert page.count(nobody) == 1
        assert "U leest mee" not in page


def test_of_a_case_file_without_a_team_an_inspector_is_told_who_puts_it_together(client):
    round_ = make_round(make_case_file())
    client.force_login(make_user())
    page = shown(client.get(round_.get_absolute_url()))
    assert "Er zit nog niemand in het team; een coördinator stelt dat samen." in page
    assert "Stel het team samen" not in page
