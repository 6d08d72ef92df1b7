"""The application on the database of a test, served by real processes."""

import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client

CSRF = "a" * 32


def database_url():
    """The database of this test, as a server is told of it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def gunicorn(application, *, workers, threads=1):
    """gunicorn with its workers on the database of the test; gives host and port."""
    options = {"workers": workers, "threads": threads, "bind": "127.0.0.1:0"}
    command = [f"--{name}={value}" for name, value in options.items()]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application, "--preload", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url()},
        stderr=subprocess.PIPE,
        text=True,
    )
    host, port = next(
        re.search(r"http://([\d.]+):(\d+)", line).groups() for line in process.stderr if "Listening" in line
    )
    said = []
    listener = threading.Thread(target=lambda: said.extend(process.stderr))  # or a full pipe holds workers up
    listener.start()
    yield host, int(port)
    process.terminate()
    process.wait(timeout=20)
    listener.join()
    process.stderr.close()
    sys.stdout.writelines(said[-50:])  # shown when the test failed


def headers_of(user):
    """What the browser of somebody who is logged in sends along with a form."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    connection.close()
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
        "X-CSRFToken": CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    }
