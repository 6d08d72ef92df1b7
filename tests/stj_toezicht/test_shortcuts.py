"""The shortcuts of the keyboard, which each person may switch off."""

import pytest
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(client):
    anna = make_user("inspector")
    client.force_login(anna)
    return anna


@pytest.mark.parametrize(("sent", "kept"), [("0", False), ("1", True), ("", False)])
def test_somebody_switches_their_shortcuts_and_nobody_elses(client, anna, sent, kept):
    bram = make_user("inspector")
    client.post(reverse("shortcuts"), {"on": sent})
    anna.refresh_from_db()
    bram.refresh_from_db()
    assert (anna.uses_shortcuts, bram.uses_shortcuts) == (kept, True)


@pytest.mark.parametrize(
    ("next_", "leads_to"),
    [("/rondes/1/", "/rondes/1/"), ("https://elders.example/", "/start/"), ("//elders.example", "/start/")],
)
def test_without_a_script_the_page_comes_back(client, anna, next_, leads_to):
    response = client.post(reverse("shortcuts"), {"on": "0", "next": next_})
    assert (response.status_code, response.url) == (302, leads_to)


def test_with_a_script_the_list_alone_comes_back(client, anna):
    response = client.post(reverse("shortcuts"), {"on": "0"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert response.status_code == 200
    assert 'data-shortcuts="off"' in html
    assert "Sneltoetsen aanzetten" in html
    assert "<html" not in html
