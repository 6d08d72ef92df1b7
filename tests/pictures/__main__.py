"""`make pictures`: the demonstration on a database of its own, pictured page by page."""

import os
from tempfile import TemporaryDirectory

import django

with TemporaryDirectory() as folder:
    os.environ |= {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
        "DJANGO_SETTINGS_MODULE": "stj_toezicht.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright keeps an event loop running in this thread
    }
    django.setup()

    from tests.pictures.camera import picture_everything

    picture_everything()
