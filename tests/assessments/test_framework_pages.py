"""The pages on which a coordinator changes a version of a framework that no round has used yet."""

import datetime

import pytest
from django.urls import reverse

from assessments.models import Indicator, Theme
from tests.factories import (
    make_case_file,
    make_contact,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla(client):
    carla = make_user("coordinator", name="Carla")
    client.force_login(carla)
    return carla


@pytest.fixture
def theme(carla):
    framework = make_framework(version="2027", valid_from=datetime.date(2027, 1, 1))
    theme = make_theme(framework, name="Toeleiding", heading="Toeleiding")
    for code in ("T1", "T2"):
        make_indicator(theme, code=code, wording=f"Zin {code}")
    return theme


def at(name, pk):
    return reverse(f"assessments:{name}", args=[pk])


def seen(client, address):
    """What the form of a page sends along of how it stood."""
    context = client.get(address).context
    return context["form"]["seen"].value() if "form" in context else context["seen"]


def test_a_version_is_made_from_the_page_alone(client, theme):
    """Without scripts: a theme added, an indicator in it, worded, moved up, and another taken out."""
    framework = theme.framework
    said = {"name": "Continu", "heading": "Continu", "description": "het gaat door"}
    response = client.post(at("add_theme", framework.pk), said)
    assert response.url == f"{framework.get_absolute_url()}#themas"
    new = framework.themes.get(name="Continu")
    client.post(at("add_indicator", new.pk), {"code": "C1", "wording": "Het gaat door"})
    page = at("change_indicator", new.indicators.get().pk)
    client.post(page, {"seen": seen(client, page), "code": "C1", "wording": "Het gaat altijd door"})
    response = client.post(at("move_theme", new.pk), {"up": "1"})
    assert response.url == f"{framework.get_absolute_url()}#thema-{new.pk}"
    page = at("remove_indicator", theme.indicators.get(code="T1").pk)
    response = client.post(page, {"seen": seen(client, page)})
    assert response.url == f"{at('change_theme', theme.pk)}#indicatoren"
    rows = framework.themes.values_list("name", "indicators__code", "indicators__wording")
    assert list(rows) == [("Continu", "C1", "Het gaat altijd door"), ("Toeleiding", "T2", "Zin T2")]


def test_what_is_said_twice_stands_at_its_field_with_all_that_was_typed(client, theme):
    response = client.post(at("add_indicator", theme.pk), {"code": "T1", "wording": "Een nieuwe zin"})
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors == {"code": ["Er is al een indicator met deze code. Geef elke indicator een eigen code."]}
    assert response.context["form"]["wording"].value() == "Een nieuwe zin"


def test_who_comes_second_sees_what_stands_there_and_can_send_it_again(client, theme):
    page = at("change_theme", theme.pk)
    said = {"name": "Toeleiding", "heading": "Toeleiding", "description": "mijn tekst"}
    old = seen(client, page)
    Theme.objects.update(description="van een collega")
    response = client.post(page, {"seen": old, **said})
    assert response.status_code == 409
    assert ("Omschrijving", "van een collega") in response.context["now"]
    assert response.context["form"]["description"].value() == "mijn tekst"
    again = response.context["form"]["seen"].value()
    assert client.post(page, {"seen": again, **said}).status_code == 302
    assert Theme.objects.get().description == "mijn tekst"


def test_a_version_in_use_shows_its_last_day_alone_and_why_nothing_else(client, theme):
    framework, indicator = theme.framework, theme.indicators.first()
    make_round(make_case_file(make_municipality("Alkmaar"), framework), 2027)
    page = client.get(framework.get_absolute_url()).content.decode()
    assert "Thema toevoegen" not in page
    assert "Laatste dag wijzigen" in page
    assert list(client.get(at("change_framework", framework.pk)).context["form"].fields) == [
        "seen",
        "valid_until",
    ]
    locked = [("add_theme", framework), ("change_theme", theme), ("add_indicator", theme)]
    locked += [("change_indicator", indicator), ("remove_theme", theme), ("remove_indicator", indicator)]
    for name, row in locked:
        for send in (client.get, client.post):
            response = send(at(name, row.pk))
            assert (response.status_code, "een ronde begonnen" in response.content.decode()) == (409, True)
    response = client.post(at("move_indicator", indicator.pk), follow=True)
    assert "een ronde begonnen" in str(*response.context["messages"])
    assert Indicator.objects.count() == 2


def test_a_version_that_nobody_has_anything_to_do_with_is_removed_after_asking(client, theme):
    framework = theme.framework
    page = at("remove_framework", framework.pk)
    assert page not in client.get(framework.get_absolute_url()).content.decode()
    assert (client.get(page).status_code, client.post(page).status_code) == (409, 409)
    make_framework(version="2026")
    assert page in client.get(framework.get_absolute_url()).content.decode()
    asked = client.get(page)
    assert (asked.status_code, list(asked.context["themes"])) == (200, [theme])
    again = client.post(page, {"seen": "iets anders"})
    assert (again.status_code, "intussen gewijzigd" in again.content.decode()) == (409, True)
    response = client.post(page, {"seen": seen(client, page)})
    assert response.url == reverse("assessments:frameworks")
    assert not Theme.objects.exists()
    assert client.get(page).status_code == 404


def test_the_days_of_a_version_are_told_at_their_field(client, theme):
    page = at("change_framework", theme.framework_id)
    said = {"seen": seen(client, page), "version": "2027", "name": "Kader", "valid_from": "2027-01-01"}
    response = client.post(page, said | {"valid_until": "2026-01-01"})
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "valid_until": ["De laatste dag kan niet vóór de eerste liggen."]
    }
    assert client.post(page, said | {"valid_until": "2028-12-31"}).status_code == 302
    theme.framework.refresh_from_db()
    assert theme.framework.valid_until == datetime.date(2028, 12, 31)


def test_many_themes_and_indicators_are_read_at_once(client, theme, django_assert_num_queries):
    framework = theme.framework
    for _ in range(3):
        make_indicator(make_theme(framework))
    with django_assert_num_queries(10):
        client.get(framework.get_absolute_url())
    for _ in range(3):
        make_indicator(theme)
    with django_assert_num_queries(5):
        client.get(at("change_theme", theme.pk))


def test_the_page_of_a_part_that_a_colleague_removed_leads_on_to_the_frameworks(client, theme):
    page = at("change_theme", theme.pk)
    theme.delete()
    frameworks = f'href="{reverse("assessments:frameworks")}"'
    answer = client.get(page)
    assert (answer.status_code, frameworks in answer.content.decode()) == (404, True)
    client.force_login(make_contact(make_municipality()).user)
    answer = client.get(page)
    assert (answer.status_code, frameworks in answer.content.decode()) == (404, False)
