"""Emptying the tables after a test with transactions, past the guards, without making anything again."""

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from assessments.guards import GUARDS

# What a migration leaves there is the same for every test.
STAYS = {Permission, ContentType}


@transaction.atomic
def empty():
    """Delete every row that a test can have made; the guards are there before and after it, and other rows stay."""
    models = set(apps.get_models(include_auto_created=True)) - STAYS
    tables = sorted(model._meta.db_table for model in models)
    with connection.cursor() as cursor:
        filled = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables
        )
        cursor.execute(filled)
        _delete[connection.vendor](cursor, [table for (table,) in cursor.fetchall()])


def _delete_on_sqlite(cursor, tables):
    """SQLite has no way to pass a trigger by: those in the way are taken out and put back as they were."""
    in_the_way = [guard.name for guard in GUARDS if guard.event == "DELETE" and guard.table in tables]
    names = ", ".join(f"'{name}'" for name in in_the_way)
    cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN ({names})")
    lifted = cursor.fetchall()
    for name, _ in lifted:
        cursor.execute(f"DROP TRIGGER {name}")
    for table in tables:
        cursor.execute(f"DELETE FROM {table}")
    for _, made_by in lifted:
        cursor.execute(made_by)


def _delete_on_postgresql(cursor, tables):
    """As a replica takes over what another server did: no trigger of ours, and no foreign key, has a say in it."""
    cursor.execute("SET LOCAL session_replication_role = replica")
    for table in tables:
        cursor.execute(f"DELETE FROM {table}")


_delete = {"sqlite": _delete_on_sqlite, "postgresql": _delete_on_postgresql}
