"""What every test may use."""

import os

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def seeds():
    """The folder with the five published factsheets, which is not part of the repository."""
    folder = settings.BASE_DIR.parent / "shared" / "seeds"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("The published factsheets are absent, so what rests on them would go untested.")
        pytest.skip("The published factsheets (shared/seeds beside the project) are not on this machine.")
    return folder


@pytest.fixture
def register(db):
    """The register of municipalities and the framework GGSR, as a new office loads them."""
    from django.core.management import call_command

    call_command("loaddata", "framework", "municipalities", verbosity=0)
