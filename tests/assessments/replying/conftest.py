"""A draft with its municipality, for which Amina and Bob speak; Amina is logged in."""

import pytest
from django.urls import reverse

from assessments.models import Remark
from stj_toezicht.accounts.models import Role
from tests.factories import bring_to, make_contact, make_follow_up, make_user

PAGE = {"saved_from": "a" * 32, "saved_nth": 1}


@pytest.fixture
def release(db):
    """The draft of a follow-up of one point that stays open."""
    return bring_to(make_follow_up(verdict="improvement_point"), "reply").releases.get()


@pytest.fixture
def amina(client, release):
    amina = make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name="Amina")).user
    client.force_login(amina)
    return amina


@pytest.fixture
def bob(release):
    return make_contact(release.round.municipality, make_user(Role.MUNICIPALITY, name="Bob")).user


@pytest.fixture
def point(release):
    """The prefix of what is sent about the only point of the draft."""
    return f"punt-{release.findings.get().pk}"


@pytest.fixture
def address(release):
    """The address of something about the draft."""
    return lambda name: reverse(f"assessments:{name}", args=[release.pk])


@pytest.fixture
def texts(release):
    """What stands in the replies to the draft, by kind."""
    return lambda: dict(Remark.objects.said().filter(reply__release=release).values_list("kind", "text"))


@pytest.fixture
def read(client):
    """`read(address)` gives the words and marks of a page, with its white space folded."""
    return lambda address: " ".join(client.get(address).content.decode().split())
