"""Migrating once for all workers of a run: each begins with a copy of the database that came of it."""

import fcntl
import shutil

from django.core.management import call_command
from django.db import connection


def turn(folder):
    """Of the workers that share a folder one has its turn, until it closes this."""
    lock = (folder / "migrating.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def copy_for_sqlite(folder, target):
    """Put a migrated database at `target`, before Django looks for one there."""
    migrated = folder / "migrated.sqlite3"
    with turn(folder):
        if not migrated.exists():
            _migrate(folder / "migrating.sqlite3")
            (folder / "migrating.sqlite3").rename(migrated)
    shutil.copyfile(migrated, target)


def make_template(name):
    """On PostgreSQL: a migrated database, of which Django makes that of a worker, in its turn."""
    if not _execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]):
        _execute(f'CREATE DATABASE "{name}"')
        _migrate(name)


def drop_template(folder, name):
    """The first that is ready drops it, as others have their copy by then; who begins later makes it again."""
    with turn(folder):
        _execute(f'DROP DATABASE IF EXISTS "{name}"')


def _migrate(name):
    of_the_settings = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(name)
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = of_the_settings


def _execute(sql, values=None):
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
