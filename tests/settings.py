"""The settings of the application, with what makes tests quick and independent of the machine's environment."""

import os

os.environ |= {
    "SECRET_KEY": "only-for-the-tests",
    "DEBUG": "0",
    "HTTPS": "0",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright keeps an event loop running in the thread of the tests
}

from stj_toezicht.settings import *  # noqa: F403  Django reads each setting as a name of this module
from stj_toezicht.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Stylesheets and fonts come from their sources; tests/test_production.py collects them as a server does.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# No test is about the power failing, so SQLite needn't wait for the disk at each transaction.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    OPTIONS = DATABASES["default"]["OPTIONS"]
    OPTIONS["init_command"] = OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")

# Tasks are kept aside and run by nobody; a test that wants mail sent says so.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
SITE_URL = "https://toezicht.example"
