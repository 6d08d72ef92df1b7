"""Database triggers that keep what was used or published as it was, whoever writes and by whatever door, and hold
a round to its steps and to four eyes.

They are lifted before a migration and placed again after it, because SQLite rebuilds a table by renaming,
which it refuses while a trigger elsewhere names that table. What a round used can't be deleted because of
the foreign keys; nothing refers to an edition or to what was removed, so those have guards of their own.
"""

from django.db import connections

from assessments.guards import life, log, published, replies, texts

GUARDS = life.GUARDS + replies.GUARDS + texts.GUARDS + published.GUARDS + log.GUARDS


def place(using="default", **kwargs):
    """Place every guard on the database `using`, on SQLite or PostgreSQL."""
    lift(using)
    connection = connections[using]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.table not in tables:
                continue
            for statement in _placing[connection.vendor](guard):
                cursor.execute(statement)


def lift(using="default", **kwargs):
    """Take every guard away, so that a migration can rebuild the tables."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.table in tables:
                on_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                for name in (guard.name, f"{guard.name}_by_truncating"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(using="default"):
    """The guards that are not on the database `using`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_listing[connection.vendor])
        placed = {name for (name,) in cursor.fetchall()}
    return [guard for guard in GUARDS if guard.name not in placed]


def _for_sqlite(guard):
    changed = f"{guard.changed('IS NOT')} AND " if guard.columns else ""
    yield f"""
        CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}
        WHEN {changed}({guard.used})
        BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"""


def _for_postgresql(guard):
    yield f"""
        CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {guard.used} THEN
                RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        END $$"""
    changed = f"WHEN ({guard.changed('IS DISTINCT FROM')})" if guard.columns else ""
    yield f"""
        CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW {changed}
        EXECUTE FUNCTION {guard.name}()"""
    if guard.event == "DELETE":  # TRUNCATE takes all rows and fires no DELETE
        yield f"""
            CREATE TRIGGER {guard.name}_by_truncating BEFORE TRUNCATE ON {guard.table}
            FOR EACH STATEMENT EXECUTE FUNCTION {guard.name}()"""


_listing = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)""",
}


_placing = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
