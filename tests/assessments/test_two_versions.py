"""The pages on which somebody chooses between what another saved and what they typed."""

import re

import pytest
from django.urls import reverse

from assessments.actions.conflicts import keep_overtaken, keep_overtaken_development
from assessments.actions.findings import record
from assessments.actions.rounds import write_development
from assessments.models import Finding, OvertakenDevelopment, OvertakenFinding, Round
from tests.factories import (
    make_approach,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

BEGIN = "Er is een convenant. Het is getekend."
OF_BRAM = "Er is een convenant. Het is getekend. Bram schreef dit."
OF_ANNA = "Anna schreef dit. Er is een convenant. Het is getekend."
OF_BOTH = "Anna schreef dit. Er is een convenant. Het is getekend. Bram schreef dit."


@pytest.fixture
def anna(client):
    anna = make_user(name="Anna")
    client.force_login(anna)
    return anna


@pytest.fixture
def bram():
    return make_user(name="Bram")


@pytest.fixture
def round_(anna, bram):
    return make_round(make_case_file(make_municipality("Alkmaar"), team=[anna, bram]))


@pytest.fixture
def finding(round_):
    indicator = make_indicator(make_theme(round_.case_file.framework), wording="Punt een is geregeld")
    return make_finding(round_, make_approach(round_.case_file), indicator)


def text(response):
    return response.content.decode()


def told(response):
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", "", text(response)).split())


def fields(finding, version, **values):
    values = {"verdict": "meets", "explanation": "", "version": version, **values}
    return {f"punt-{finding.pk}-{name}": value for name, value in values.items()}


def field_value(response, name):
    return re.search(rf'<textarea name="{name}"[^>]*>\s*(.*?)</textarea>', text(response), re.DOTALL)[1]


def address(finding):
    return reverse("assessments:differences", args=[finding.pk])


@pytest.fixture
def lose(client, finding, anna, bram):
    """`lose(mine, theirs)`: Anna and Bram both go on from the same version, and Bram saves first."""

    def lose(mine=OF_ANNA, theirs=OF_BRAM, base=BEGIN, **fields_of_mine):
        record(finding, by=anna, version=0, verdict="meets", explanation=base)
        record(finding, by=bram, version=1, verdict="meets", explanation=theirs)
        sent = fields(finding, 1, explanation=mine, **fields_of_mine)
        return client.post(reverse("assessments:record_finding", args=[finding.pk]), sent)

    return lose


def test_versions_that_do_not_overlap_come_joined(lose, finding):
    response = lose()
    assert response.status_code == 409
    assert field_value(response, f"punt-{finding.pk}-explanation") == OF_BOTH
    assert "De twee versies zitten elkaar niet in de weg." in told(response)
    assert "toegevoegd: Bram schreef dit. einde toevoeging" not in told(response)
    assert re.search(r"toegevoegd: \s*Bram schreef dit", told(response))
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BRAM


def test_versions_that_overlap_begin_with_mine_and_say_where(lose, finding):
    response = lose(mine="Er is een plan.", theirs="Er is geen convenant. Het is getekend.")
    assert field_value(response, f"punt-{finding.pk}-explanation") == "Er is een plan."
    assert "U hebt allebei iets gewijzigd op dezelfde plaats, bij: toelichting." in told(response)


def test_every_field_is_compared(client, finding, anna, bram, round_):
    moment = make_contact_moment(round_)
    record(
        finding, by=bram, version=0, verdict="improvement_point", explanation="a", private_note="Van Bram."
    )
    mine = {"contact_moments": [moment.pk], "expected_on": "2015-05-01", "private_note": "Van Anna."}
    response = client.post(
        reverse("assessments:record_finding", args=[finding.pk]), fields(finding, 0, explanation="b", **mine)
    )
    page = told(response)
    for part in (
        "was: Nog open",
        "X Verbeterpunt",
        "√ Voldoet",
        "1 mei 2015",
        "Gesprek op 17 november 2014",
        "Van Anna",
        "Van Bram",
    ):
        assert part in page
    assert "bij: oordeel, toelichting, notitie voor het team." in page


@pytest.mark.parametrize(
    ("begin", "expected"),
    [("opgeslagen", OF_BRAM), ("mijn", OF_ANNA), ("samen", OF_BOTH)],
)
def test_the_field_can_begin_with_either_or_both_and_nothing_is_saved(client, lose, finding, begin, expected):
    lose()
    response = client.post(address(finding), fields(finding, 2, explanation=OF_BOTH) | {"begin": begin})
    assert response.status_code == 200
    assert field_value(response, f"punt-{finding.pk}-explanation") == expected
    assert "Wat hiervoor in de velden stond" not in told(response)
    assert Finding.objects.get(pk=finding.pk).version == 2


def test_what_was_typed_before_another_beginning_is_not_gone(client, lose, finding):
    lose()
    sent = fields(finding, 2, explanation="Wat ik net nog bedacht.") | {"begin": "mijn"}
    response = client.post(address(finding), sent)
    assert field_value(response, f"punt-{finding.pk}-explanation") == OF_ANNA
    assert "Wat hiervoor in de velden stond" in told(response)
    assert "Wat ik net nog bedacht." in text(response)


def test_what_is_chosen_is_saved_and_nothing_kept_any_more(client, lose, finding):
    lose()
    response = client.post(address(finding), fields(finding, 2, explanation=OF_BOTH))
    assert response.url == finding.get_absolute_url()
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BOTH
    assert not OvertakenFinding.objects.exists()


def test_a_third_version_in_between_shows_the_page_again_with_the_newest(client, lose, finding, bram):
    lose()
    record(finding, by=bram, version=2, verdict="meets", explanation=f"{OF_BRAM} En nog iets.")
    response = client.post(address(finding), fields(finding, 2, explanation=OF_BOTH))
    assert response.status_code == 409
    assert "En nog iets." in text(response)
    assert field_value(response, f"punt-{finding.pk}-explanation") == f"{OF_BOTH} En nog iets."
    assert OvertakenFinding.objects.get().explanation == OF_BOTH
    assert client.post(address(finding), fields(finding, 3, explanation=OF_BOTH)).status_code == 302


def test_what_was_typed_waits_for_its_writer_alone(client, lose, finding, bram):
    lose()
    assert field_value(client.get(address(finding)), f"punt-{finding.pk}-explanation") == OF_BOTH
    client.force_login(bram)
    assert client.get(address(finding)).url == finding.get_absolute_url()


def test_letting_it_be_takes_a_post(client, lose, finding):
    lose()
    client.get(address(finding))
    assert OvertakenFinding.objects.exists()
    sent = fields(finding, 2, explanation="x") | {"laten": "1"}
    assert client.post(address(finding), sent).url == finding.get_absolute_url()
    assert not OvertakenFinding.objects.exists()
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BRAM


def test_of_two_points_one_can_be_left_while_the_other_stays_on_the_page(client, lose, finding, anna, bram):
    lose()
    other = make_finding(finding.round, finding.approach, make_indicator(finding.indicator.theme))
    record(other, by=bram, version=0, verdict="meets", explanation="Bram bij twee.")
    keep_overtaken(other, by=anna, version=0, explanation="Anna bij twee.")
    sent = (
        fields(finding, 2, explanation="x") | fields(other, 1, explanation="Samen bij twee.") | {"laten": "1"}
    )
    response = client.post(address(finding), sent)
    assert field_value(response, f"punt-{other.pk}-explanation") == "Samen bij twee."
    assert list(OvertakenFinding.objects.values_list("finding", flat=True)) == [other.pk]


def test_what_is_not_right_comes_back_on_the_page(client, lose, finding):
    lose()
    response = client.post(
        address(finding), fields(finding, 2, verdict="not_assessed", explanation="Van beiden.")
    )
    assert response.status_code == 422
    assert "Geef de reden waarom dit punt niet is beoordeeld." in told(response)
    assert field_value(response, f"punt-{finding.pk}-explanation") == "Van beiden."
    assert OvertakenFinding.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_in_a_round_that_became_final_it_can_still_be_read_and_copied(
    client, lose, finding, round_, anna, method
):
    lose()
    Round.objects.filter(pk=round_.pk).update(finalised_at=round_.started_at, finalised_by=anna)
    response = getattr(client, method)(
        address(finding), fields(finding, 2, explanation="Nieuw.") if method == "post" else {}
    )
    assert response.status_code == (200 if method == "get" else 409)
    assert OF_ANNA in text(response)
    assert "Deze versie opslaan" not in text(response)
    assert Finding.objects.get(pk=finding.pk).explanation == OF_BRAM
    if method == "post":
        assert "Nieuw." in text(response)


def test_who_left_the_team_can_still_read_what_they_typed(client, lose, finding, round_, anna):
    lose()
    round_.case_file.team.remove(anna)
    assert OF_ANNA in text(client.get(address(finding)))
    assert client.post(address(finding), fields(finding, 2, explanation="Nieuw.")).status_code == 403


def test_the_conflict_page_takes_as_many_queries_for_one_choice_as_for_three(
    client, lose, finding, anna, bram, django_assert_num_queries
):
    lose()
    others = [
        make_finding(finding.round, finding.approach, make_indicator(finding.indicator.theme))
        for _ in range(2)
    ]
    sent = fields(finding, 2, explanation="x")
    for other in others:
        record(other, by=bram, version=0, verdict="meets", explanation="Bram.")
        keep_overtaken(other, by=anna, version=0, explanation="Anna.")
        sent |= fields(other, 1, explanation="Anna.")
    for data in (fields(finding, 2, explanation="x"), sent):
        with django_assert_num_queries(13):
            client.post(address(finding), data | {"begin": "mijn"})


def test_the_card_leads_its_writer_to_the_differences_and_tells_others_of_them(client, lose, finding, bram):
    lose()
    page = client.get(finding.get_absolute_url())
    assert f'href="{address(finding)}"' in text(page)
    assert "staat nog een versie van u klaar" in told(page)
    client.force_login(bram)
    page = client.get(finding.get_absolute_url())
    assert "Anna heeft van dit punt nog een tweede versie klaarstaan" in told(page)
    assert address(finding) not in text(page)
    assert "Anna schreef dit" not in text(page)


# The narrative of a round


def of_development(name, round_):
    return reverse(f"assessments:{name}", args=[round_.pk])


@pytest.fixture
def lose_development(client, round_, anna, bram):
    def lose(mine=OF_ANNA, theirs=OF_BRAM, name="development", **more):
        write_development(round_, by=anna, version=0, development=BEGIN)
        write_development(round_, by=bram, version=1, development=theirs)
        return client.post(of_development(name, round_), {"development": mine, "version": 1, **more})

    return lose


def test_developments_that_do_not_overlap_come_joined(lose_development, round_):
    response = lose_development()
    assert response.status_code == 409
    assert field_value(response, "development") == OF_BOTH
    assert OvertakenDevelopment.objects.get().development == OF_ANNA
    assert Round.objects.get(pk=round_.pk).development == OF_BRAM


def test_developments_that_overlap_begin_with_mine(lose_development):
    response = lose_development(mine="Anders.", theirs="Heel anders.")
    assert field_value(response, "development") == "Anders."
    assert "U hebt allebei iets gewijzigd op dezelfde plaats." in told(response)


@pytest.mark.parametrize(
    ("begin", "expected"), [("opgeslagen", OF_BRAM), ("mijn", OF_ANNA), ("samen", OF_BOTH)]
)
def test_the_development_can_begin_with_either_or_both(client, lose_development, round_, begin, expected):
    lose_development()
    sent = {"development": "Net getypt.", "version": 2, "begin": begin}
    response = client.post(of_development("development_differences", round_), sent)
    assert response.status_code == 200
    assert field_value(response, "development") == expected
    assert "Net getypt." in text(response)


def test_a_chosen_development_is_saved(client, lose_development, round_, bram):
    lose_development()
    there = of_development("development_differences", round_)
    assert field_value(client.get(there), "development") == OF_BOTH
    write_development(round_, by=bram, version=2, development=f"{OF_BRAM} En meer.")
    response = client.post(there, {"development": OF_BOTH, "version": 2})
    assert response.status_code == 409
    assert field_value(response, "development") == f"{OF_BOTH} En meer."
    client.post(there, {"development": OF_BOTH, "version": 3})
    assert Round.objects.get(pk=round_.pk).development == OF_BOTH
    assert not OvertakenDevelopment.objects.exists()


def test_a_development_can_be_let_be(client, lose_development, round_):
    lose_development()
    client.post(of_development("development_differences", round_), {"laten": "1"})
    assert not OvertakenDevelopment.objects.exists()
    assert Round.objects.get(pk=round_.pk).development == OF_BRAM


def test_a_development_that_waits_is_shown_where_it_is_written(client, lose_development, round_, bram):
    lose_development()
    link = of_development("development_differences", round_)
    assert link in text(client.get(of_development("development", round_)))
    client.force_login(bram)
    assert link not in text(client.get(of_development("development", round_)))


def test_a_development_of_a_final_round_can_be_read_and_copied(client, lose_development, round_, anna):
    lose_development()
    Round.objects.filter(pk=round_.pk).update(finalised_at=round_.started_at, finalised_by=anna)
    there = of_development("development_differences", round_)
    assert OF_ANNA in text(client.get(there))
    response = client.post(there, {"development": "Nieuw.", "version": 2})
    assert response.status_code == 409
    assert "Nieuw." in text(response)


def test_a_development_is_saved_while_typing(client, round_):
    there = of_development("autosave_development", round_)
    page = {"saved_from": "0" * 32, "version": 0}
    response = client.post(there, {"development": "Een.", "saved_nth": 2, **page})
    assert response.status_code == 200
    assert "Opgeslagen om" in told(response)
    assert 'name="version" value="1" id="id_version" hx-swap-oob="true"' in text(response)
    late = client.post(there, {"development": "Te laat.", "saved_nth": 1, **page})
    assert (late.status_code, late["X-Saved-Nth"]) == (204, "2")
    assert client.post(there, {"development": "Twee.", "saved_nth": 3, **page}).status_code == 200
    assert Round.objects.get(pk=round_.pk).development == "Twee."


def test_a_development_too_long_is_not_saved_while_typing(client, round_):
    sent = {"development": "a" * 10_001, "version": 0}
    response = client.post(of_development("autosave_development", round_), sent)
    assert response.status_code == 422
    assert "Deze tekst heeft 10001 tekens." in told(response)


def test_a_development_that_another_saved_is_kept_while_typing(lose_development):
    response = lose_development(name="autosave_development", saved_from="0" * 32, saved_nth=1)
    assert response.status_code == 409
    assert "Bram heeft deze tekst om" in told(response)
    assert "Bekijk de verschillen" in told(response)
    assert OvertakenDevelopment.objects.get().development == OF_ANNA


def test_a_development_of_a_final_round_is_not_saved_while_typing(client, round_, anna):
    Round.objects.filter(pk=round_.pk).update(finalised_at=round_.started_at, finalised_by=anna)
    sent = {"development": "Te laat.", "version": 0}
    response = client.post(of_development("autosave_development", round_), sent)
    assert response.status_code == 409
    assert "Deze ronde is vastgesteld." in told(response)


def test_a_kept_development_is_of_somebody_on_the_team(client, round_, anna, bram):
    keep_overtaken_development(round_, by=anna, version=0, development="Van Anna.")
    client.force_login(bram)
    assert "Van Anna." not in text(client.get(of_development("development", round_)))
