"""The application as it is served, which a request can have killed while it publishes; `X-Kill-At` says where.

The PDF is a stand-in, slow enough for eight to be at it at the same time. Nothing of this is part of the application,
so no setting can switch it on there.
"""

import time
from contextlib import ExitStack
from importlib import import_module
from unittest.mock import patch

from django.db import connections

from stj_toezicht.wsgi import application as served
from tests.killing import Killer

from assessments.actions import renderings  # isort: skip  when Django is there


def stand_in(factsheet):
    time.sleep(0.3)
    return b"%PDF-1.7 a stand-in"


renderings.printed = stand_in
import_module(
    "stj_toezicht.urls"
)  # once, and not in each process that takes the place of one that was killed


def application(environ, start_response):
    point = environ.get("HTTP_X_KILL_AT")
    return killed(point, environ, start_response) if point else served(environ, start_response)


def killed(point, environ, start_response):
    killer, connection = Killer(point), connections["default"]

    def render(factsheet):
        killer.pass_by("before the PDF")
        document = stand_in(factsheet)
        killer.pass_by("after the PDF")
        return document

    with ExitStack() as stack:
        stack.enter_context(patch.object(renderings, "printed", render))
        stack.enter_context(patch.object(connection, "commit", killer.commit))
        stack.enter_context(connection.execute_wrapper(killer.follow))
        return served(environ, start_response)
