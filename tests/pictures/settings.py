"""As the tests run, but the accounts of the demonstration get in, so that its pages look as they do without DEBUG."""

from tests.settings import *  # noqa: F403  Django reads each setting as a name of this module

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
