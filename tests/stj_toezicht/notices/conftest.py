import pytest

from tests.mail_server import mail_server


@pytest.fixture
def server(settings):
    """A mail server to which the application sends."""
    with mail_server() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server
