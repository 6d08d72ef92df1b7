"""The same people where there is no browser."""

import pytest

from tests.factories import make_user


@pytest.fixture
def anna():
    return make_user(name="Anna")
