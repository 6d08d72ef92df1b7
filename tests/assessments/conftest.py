"""Who the tests are about: Anna, an inspector who is logged in, and her colleague Bram."""

import pytest

from tests.factories import make_user


@pytest.fixture
def anna(client):
    anna = make_user(name="Anna")
    client.force_login(anna)
    return anna


@pytest.fixture
def bram():
    return make_user(name="Bram")
