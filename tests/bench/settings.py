"""The application as a server runs it, with two bare views to measure it against."""

import os

os.environ |= {"SECRET_KEY": "only-for-measuring", "DEBUG": "0", "HTTPS": "0"}

from stj_toezicht.settings import *  # noqa: F403  Django reads each setting as a name of this module
from stj_toezicht.settings import BASE_DIR, STORAGES

ROOT_URLCONF = "tests.bench.urls"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = BASE_DIR / "static"  # nothing is collected, and nothing is asked of it
