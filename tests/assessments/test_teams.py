"""The pages on which a team is chosen and work is handed over, and where that can be read."""

import pytest
import time_machine
from django.urls import reverse

from assessments.actions.teams import assign_team, hand_over
from tests.factories import make_case_file, make_finding, make_municipality, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def case_file(anna):
    return make_case_file(make_municipality("Alkmaar"), team=[anna])


def send(client, name, *arguments, query="", **data):
    return client.post(reverse(f"assessments:{name}", args=arguments) + query, data)


def shown(response):
    return " ".join(response.content.decode().split())


def page(client, name, *arguments, **query):
    return shown(client.get(reverse(f"assessments:{name}", args=arguments), query))


def team(case_file):
    return sorted(member.name for member in case_file.team.all())


def test_an_inspector_hands_over_and_both_can_read_why(client, case_file, anna, bram):
    client.force_login(anna)
    with time_machine.travel("2016-03-07 12:00+01:00", tick=False):
        response = send(client, "hand_over", case_file.pk, to=bram.pk, reason="Met verlof")
        assert response.url == f"{case_file.get_absolute_url()}#team"
        told = shown(client.get(response.url))
        assert "Uw werk aan Alkmaar is overgedragen aan Bram." in told
        assert "Overgedragen door Anna aan Bram op 7 maart 2016: Met verlof" in told
        client.force_login(bram)
        assert "Overgedragen door Anna aan Bram" in page(client, "case_file", case_file.pk)
        work = page(client, "my_work")
    assert "Aan u overgedragen" in work
    assert "door Anna op 7 maart 2016: Met verlof" in work


def test_what_was_handed_over_leaves_my_work_after_a_fortnight(client, case_file, anna, bram):
    with time_machine.travel("2016-03-07 12:00+01:00", tick=False):
        hand_over(case_file, by=anna, leaving=anna, to=bram, reason="Met verlof")
    client.force_login(bram)
    with time_machine.travel("2016-03-21 11:00+01:00", tick=False):
        client.force_login(bram)
        assert "Aan u overgedragen" in page(client, "my_work")
    with time_machine.travel("2016-03-21 13:00+01:00", tick=False):
        client.force_login(bram)
        assert "Aan u overgedragen" not in page(client, "my_work")


def test_a_page_that_was_open_when_work_was_handed_over_saves_nothing(client, case_file, anna, bram):
    finding = make_finding(make_round(case_file))
    client.force_login(anna)
    hand_over(case_file, by=anna, leaving=anna, to=bram, reason="Met verlof")
    typed = {f"punt-{finding.pk}-{name}": value for name, value in (("verdict", "meets"), ("version", 0))}
    typed[f"punt-{finding.pk}-explanation"] = "Wat nog openstond."
    for name in ("record_finding", "autosave_finding"):
        response = send(client, name, finding.pk, **typed)
        assert response.status_code == 403
    assert "Wat nog openstond." in shown(send(client, "record_finding", finding.pk, **typed))
    finding.refresh_from_db()
    assert (finding.version, finding.explanation) == (0, "")


def test_a_coordinator_hands_over_for_another(client, case_file, anna, bram, carla):
    client.force_login(carla)
    response = send(client, "hand_over", case_file.pk, leaving=anna.pk, to=bram.pk, reason="Ander werk")
    told = shown(client.get(response.url))
    assert "Het werk van Anna aan Alkmaar is overgedragen aan Bram." in told
    assert "Overgedragen van Anna aan Bram op" in told
    assert "door Carla: Ander werk" in told


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"reason": " "}, "Geef de reden van de overdracht."),
        ({"reason": "x" * 501}, "De reden heeft 501 tekens. Er is plaats voor 500."),
        ({"to": ""}, "Kies wie het werk overneemt."),
        ({"to": "10" * 30}, "Kies inspecteurs uit de lijst."),
        ({"to": "anna"}, "Kies inspecteurs uit de lijst."),
        ({"leaving": ""}, "Kies wiens werk wordt overgedragen."),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_handed_over(
    client, case_file, anna, bram, carla, data, message
):
    client.force_login(carla)
    given = {"leaving": anna.pk, "to": bram.pk, "reason": "Ander werk"} | data
    response = send(client, "hand_over", case_file.pk, **given)
    assert response.status_code == 422
    assert message in shown(response)
    assert team(case_file) == ["Anna"]


@pytest.mark.parametrize(
    "to", [lambda anna: anna, lambda anna: make_user(is_active=False), lambda anna: make_user("support")]
)
def test_who_cannot_take_over_is_not_in_the_list(client, case_file, anna, carla, to):
    client.force_login(carla)
    response = send(client, "hand_over", case_file.pk, leaving=anna.pk, to=to(anna).pk, reason="Ander werk")
    assert response.status_code == 422
    assert team(case_file) == ["Anna"]


def test_support_staff_do_not_read_who_worked_where_and_why(client, case_file, anna, bram):
    make_round(case_file, final=True)
    hand_over(case_file, by=anna, leaving=anna, to=bram, reason="Met verlof")
    client.force_login(make_user("support"))
    assert "Met verlof" not in page(client, "case_file", case_file.pk)


def test_older_changes_of_a_team_fold_away(client, case_file, anna, bram, carla):
    for inspectors in ([anna, bram], [bram], [anna], []):
        assign_team(case_file, by=carla, inspectors=inspectors)
    client.force_login(carla)
    assert "Eerdere wijzigingen (2)" in page(client, "case_file", case_file.pk)


def test_a_team_that_changed_meanwhile_is_shown_with_what_was_chosen(client, case_file, anna, bram, carla):
    client.force_login(carla)
    opened = str(anna.pk)
    case_file.team.add(bram)
    response = send(client, "team", case_file.pk, inspectors=[], reason="Leeg", opened=opened)
    assert response.status_code == 409
    assert "Nu in het team: Anna, Bram." in shown(response)
    assert "Leeg</textarea>" in shown(response)
    assert team(case_file) == ["Anna", "Bram"]
    again = response.context["form"]["opened"].value()
    send(client, "team", case_file.pk, inspectors=[bram.pk], opened=again)
    assert team(case_file) == ["Bram"]


@pytest.fixture
def another(anna):
    return make_case_file(make_municipality("Bergen"), team=[anna])


def test_all_work_of_an_inspector_goes_to_another_in_one_step(client, case_file, another, anna, bram, carla):
    client.force_login(carla)
    chosen = [case_file.pk, another.pk]
    response = send(
        client, "hand_over_all", query=f"?van={anna.pk}", case_files=chosen, to=bram.pk, reason="Ander werk"
    )
    assert "2 dossiers van Anna overgedragen aan Bram." in shown(client.get(response.url))
    assert (team(case_file), team(another)) == (["Bram"], ["Bram"])


def test_all_or_nothing(client, case_file, another, anna, bram, carla):
    client.force_login(carla)
    another.team.clear()
    response = send(
        client,
        "hand_over_all",
        query=f"?van={anna.pk}",
        case_files=[case_file.pk, another.pk],
        to=bram.pk,
        reason="Ander werk",
    )
    assert response.status_code == 422
    assert "Dit werk is intussen al overgedragen." in shown(response)
    assert (team(case_file), team(another)) == (["Anna"], [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"case_files": []}, "Kies ten minste één dossier."),
        ({"reason": ""}, "Geef de reden van de overdracht."),
        ({"to": ""}, "Kies wie het werk overneemt."),
    ],
)
def test_what_is_missing_for_all_work_is_told(client, case_file, anna, bram, carla, data, message):
    client.force_login(carla)
    given = {"case_files": [case_file.pk], "to": bram.pk, "reason": "Ander werk"} | data
    response = send(client, "hand_over_all", query=f"?van={anna.pk}", **given)
    assert response.status_code == 422
    assert message in shown(response)


def test_the_work_of_who_is_no_longer_active_can_be_handed_over(client, case_file, anna, carla):
    anna.is_active = False
    anna.save()
    client.force_login(carla)
    assert "Anna (1 dossier, niet meer actief)" in page(client, "hand_over_all")


@pytest.mark.parametrize("chosen", ["", "x", "10" * 30, "0"])
def test_without_work_there_is_nothing_to_choose(client, carla, chosen):
    client.force_login(carla)
    assert "Er zit nog niemand in een team" in page(client, "hand_over_all", van=chosen)


@pytest.mark.parametrize(
    ("chosen", "message"),
    [("", "Kies een inspecteur.</a>"), ("0", "Deze inspecteur zit in geen enkel team. Kies een ander.")],
)
def test_whose_work_it_is_must_be_chosen(client, case_file, carla, chosen, message):
    client.force_login(carla)
    response = client.get(reverse("assessments:hand_over_all"), {"van": chosen})
    assert response.status_code == 422
    assert message in shown(response)
    assert message not in page(client, "hand_over_all")


@pytest.mark.parametrize("number", [1, 3])
def test_all_work_takes_the_same_queries_for_one_case_file_as_for_three(
    client, anna, carla, django_assert_num_queries, number
):
    for _ in range(number):
        make_case_file(team=[anna])
    client.force_login(carla)
    with django_assert_num_queries(7):
        page(client, "hand_over_all", van=anna.pk)


def test_an_inspector_can_see_only_their_own_case_files(client, case_file, anna):
    make_case_file(make_municipality("Bergen"))
    client.force_login(anna)
    shown_ = page(client, "case_files", toon="mijn")
    assert (">Alkmaar</a>" in shown_, ">Bergen</a>" in shown_) == (True, False)
    assert ">Bergen</a>" in page(client, "case_files")
    client.force_login(make_user())
    assert "U zit nog in geen enkel team." in page(client, "case_files", toon="mijn")


def test_a_coordinator_opens_case_files_from_their_list(client, carla, anna):
    address = reverse("assessments:open_case_file")
    client.force_login(carla)
    assert f'href="{address}"' in page(client, "case_files")
    client.force_login(anna)
    assert f'href="{address}"' not in page(client, "case_files")
