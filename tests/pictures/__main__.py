"""`make pictures`: the demonstration on a database of its own, pictured page by page.

`python -m tests.pictures NAME…` pictures these rows alone.
"""

import os
import sys
from tempfile import TemporaryDirectory

import django

with TemporaryDirectory() as folder:
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
        "DJANGO_SETTINGS_MODULE": "tests.pictures.settings",
    }
    django.setup()

    from tests.pictures.camera import picture_everything

    picture_everything(sys.argv[1:])
