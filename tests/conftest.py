"""What every test may use."""

import gc
import hashlib
import os
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

from assessments.actions.renderings import LATELY
from assessments.models import Framework, Indicator, Theme
from assessments.printing import press
from assessments.views.factsheets import FACES
from municipalities.models import Municipality, Succession
from tests.emptying import empty
from tests.mail_server import mail_server
from tests.migrating import copy_for_sqlite, drop_template, make_template, turn

LONGEST = (
    "test_every_page_is_accessible",
    "test_journeys",
    "test_simultaneous_saves",
    "test_publishing_at_once",
    "test_production",
)
THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


def _stay_on_this_machine(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in THIS_MACHINE:
        raise ConnectionRefusedError(f"A test tried to reach {host}.")


sys.addaudithook(_stay_on_this_machine)


def pytest_collection_modifyitems(config, items):
    """Mark what uses the database; the rest comes out the same on every one.

    The longest begin first. Then comes what often waits, for somebody at a browser, while PostgreSQL's suite beside it
    has enough to do; at the end nothing else would.
    """
    for item in items:
        if item.get_closest_marker("django_db") or "db" in item.fixturenames:
            item.add_marker("database")
    items.sort(
        key=lambda item: (not any(name in item.nodeid for name in LONGEST), "/browser/" not in item.nodeid)
    )
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        of_postgresql = [item for item in items if item.get_closest_marker("locks")]
        config.hook.pytest_deselected(items=of_postgresql)
        items[:] = [item for item in items if item not in of_postgresql]


def pytest_collection_finish():
    """Thousands of tests stay to the end: looking through them for garbage again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With CI=true nothing may go untested: what would be skipped fails."""
    report = yield
    skipped = call.excinfo and isinstance(call.excinfo.value, pytest.skip.Exception)
    if skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI=true does not allow: {call.excinfo.value}"
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, tmp_path_factory, worker_id, testrun_uid, django_db_blocker
):
    """SQLite in a file, as it runs for users: in memory it fails under the threads of a live server.

    What several workers need is migrated once. On PostgreSQL, gives the turn that a worker has until its copy is made.
    """
    workers = tmp_path_factory.getbasetemp().parent if worker_id != "master" else None
    test = settings.DATABASES["default"].setdefault("TEST", {})
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            test["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
            if workers:
                copy_for_sqlite(workers, test["NAME"])
            yield
        elif workers:
            its_turn = turn(workers)
            test["TEMPLATE"] = f"migrated_{testrun_uid}"
            make_template(test["TEMPLATE"])
            yield its_turn
            drop_template(workers, test["TEMPLATE"])
        else:
            yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, worker_id):
    """Django begins with the copy, which goes with the folder of temporary files."""
    return django_db_keepdb or (connection.vendor == "sqlite" and worker_id != "master")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_modify_db_settings, django_db_blocker):
    """PostgreSQL drops no database that is in use, and a live server may still be ending its last answer."""
    if django_db_modify_db_settings:
        django_db_modify_db_settings.close()
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def _only_rows_go_after_a_test_with_transactions():
    """Django's own way empties each table, also those without rows, and makes again what follows a migration."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test_case: empty())
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_press_has_time():
    """A press lets others go first, which may last beside so many tests; how it ends too long a page has its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(press.Press.__init__.__kwdefaults__, "seconds", 120)
        yield


@pytest.fixture(autouse=True)
def _nothing_is_kept_of_an_earlier_test():
    """What was made of an edition in one test is not what the same numbers mean in the next."""
    FACES.clear()
    LATELY.clear()


@pytest.fixture(scope="session")
def seeds():
    """The folder with the five published factsheets, which is not part of the repository."""
    folder = settings.BASE_DIR.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("The published factsheets (shared/seeds beside the project) are not on this machine.")
    return folder


@pytest.fixture(scope="session")
def rows_of_register(django_db_setup, django_db_blocker):
    """The register of municipalities and the framework GGSR as a new office loads them, read once."""
    models = (Framework, Theme, Indicator, Municipality, Succession)
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "framework", "municipalities", verbosity=0)
        rows = {model: list(model.objects.order_by("pk")) for model in models}
        transaction.set_rollback(True)
    return rows


@pytest.fixture
def ggsr(rows_of_register, db):
    """The framework GGSR, without a municipality."""
    for model in (Framework, Theme, Indicator):
        model.objects.bulk_create(rows_of_register[model])


@pytest.fixture
def register(rows_of_register, db):
    """The register of municipalities and the framework GGSR."""
    for model, rows in rows_of_register.items():
        model.objects.bulk_create(rows)


@pytest.fixture
def server(settings):
    """A mail server to which the application sends."""
    with mail_server() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


@pytest.fixture
def without_layout(monkeypatch):
    """For tests that look at no page of a PDF: all of ours is done, and WeasyPrint's half a second of layout is not."""

    def write(html, stylesheet):
        return b"%PDF-1.7 " + hashlib.sha256(html.encode()).digest()

    monkeypatch.setattr(press, "write", write)
