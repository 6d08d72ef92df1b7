"""The application as a server runs it: other settings, collected files, gunicorn."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request

import pytest
from django.conf import settings
from django.core.management.utils import get_random_secret_key


def production(folder):
    """What a server sets, and nothing that the tests set for themselves."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONWARNINGS": "error",
        "SECRET_KEY": get_random_secret_key(),
        "DATABASE_URL": f"sqlite:///{folder / 'production.sqlite3'}",
        "STATIC_ROOT": str(folder / "collected"),
        "EMAIL_URL": "smtp+tls://mail.example.nl",
        "SITE_URL": "https://toezicht.example.nl",
    }


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "collected").mkdir()
    return production(tmp_path)


def start(environment, *arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def manage(*arguments, env):
    return start(env, "manage.py", *arguments)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A database that was migrated as on a server."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "collected").mkdir()
    done = manage("migrate", env=production(folder))
    assert done.returncode == 0, done.stderr
    return folder / "production.sqlite3"


@pytest.fixture
def database(migrated, tmp_path):
    return shutil.copyfile(migrated, tmp_path / "production.sqlite3")


@pytest.fixture
def server(environment, database):
    """gunicorn behind a proxy that speaks HTTP to it; gives its address."""
    environment["HTTPS"] = "0"
    done = manage("collectstatic", "--no-input", env=environment)
    assert done.returncode == 0, done.stderr
    gunicorn = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "stj_toezicht.wsgi",
            "--bind",
            "127.0.0.1:0",
            "--log-level",
            "info",
        ],
        cwd=settings.BASE_DIR,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield next(
        re.search(r"http://127\.0\.0\.1:\d+", line)[0] for line in gunicorn.stderr if "Listening" in line
    )
    gunicorn.terminate()
    sys.stdout.write(gunicorn.communicate(timeout=20)[1])  # shown when the test failed


def fetch(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.headers, answer.read().decode(errors="replace")


def test_gunicorn_serves_the_home_page_with_stylesheet_and_fonts_that_may_be_kept_for_ever(server):
    status, _, page = fetch(f"{server}/")
    assert status == 200
    stylesheet = re.search(r'href="(/static/css/stj\.[0-9a-f]{12}\.css)"', page)[1]
    status, headers, styles = fetch(server + stylesheet)
    assert (status, headers.get_content_type()) == (200, "text/css")
    assert "immutable" in headers["Cache-Control"]
    fonts = re.findall(r'url\("?\.\./(fonts/[^")]+\.[0-9a-f]{12}\.otf)"?\)', styles)
    assert fonts
    for font in fonts:
        assert fetch(f"{server}/static/{font}")[0] == 200
    # A house style that lies beside ours is asked for by the name that its deployment gave it.
    assert fetch(f"{server}/static/css/stj.css")[0] == 200


def test_gunicorn_stops_where_there_are_demonstration_accounts(environment, database):
    with sqlite3.connect(database) as line:
        line.execute(
            "INSERT INTO accounts_user (password, username, name, email, role, is_active, is_demonstration,"
            " uses_shortcuts, inspectorate, joined_at)"
            " VALUES ('', 'anna', 'Anna', '', 'inspector', 1, 1, 1, '', '2015-06-03')"
        )
    line.close()
    done = start(environment, "-m", "gunicorn", "stj_toezicht.wsgi", "--bind", "127.0.0.1:0")
    assert done.returncode == 3
    assert "STJ Toezicht start niet: er staan demonstratieaccounts in de database" in done.stderr
    assert "Traceback" not in done.stderr
    done = start({**environment, "DEBUG": "1"}, "-c", "import stj_toezicht.wsgi")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "database",
    [
        pytest.param("postgresql://nobody@127.0.0.1:1/nothing", id="no server"),
        pytest.param("sqlite:////nowhere/nothing.sqlite3", id="no folder"),
        pytest.param("sqlite://", id="no tables"),
    ],
)
def test_the_application_starts_without_its_database(environment, database):
    done = start({**environment, "DATABASE_URL": database}, "-c", "import stj_toezicht.wsgi")
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_starts_without_a_secret_key(environment):
    del environment["SECRET_KEY"]
    done = manage("check", env=environment)
    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr


def test_django_finds_nothing_to_warn_about(environment):
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 silenced" in done.stdout


@pytest.mark.parametrize("name", ["EMAIL_URL", "SITE_URL"])
def test_a_server_without_mail_is_warned(environment, name):
    del environment[name]
    done = manage("check", "--deploy", env=environment)
    assert done.returncode != 0
    assert f"{name} is niet ingesteld, dus e-mail werkt niet." in done.stderr


def test_nothing_starts_with_an_address_for_mail_that_is_none(environment):
    done = manage("check", env=environment | {"EMAIL_URL": "mail.example.nl"})
    assert done.returncode != 0
    assert "EMAIL_URL is console: or smtp://" in done.stderr
