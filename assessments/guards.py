"""Database triggers that keep what was used or published as it was, whoever writes and by whatever door.

They are lifted before a migration and placed again after it, because SQLite rebuilds a table by renaming,
which it refuses while a trigger elsewhere names that table. Deleting is held by the foreign keys.
"""

from dataclasses import dataclass

from django.db import connections


@dataclass(frozen=True)
class Guard:
    """The `columns` of a row in `table` don't change once `used` (SQL about OLD) holds."""

    name: str
    table: str
    columns: tuple[str, ...]
    used: str

    def changed(self, operator):
        old, new = (", ".join(f"{row}.{column}" for column in self.columns) for row in ("OLD", "NEW"))
        if len(self.columns) == 1:
            return f"{old} {operator} {new}"
        return f"({old}) {operator} ({new})"


GUARDS = (
    Guard(
        name="a_framework_used_by_a_round_stays_as_it_is",
        table="assessments_framework",
        columns=("code", "version", "name", "definition", "areas_of_life"),
        used="""EXISTS (SELECT 1 FROM assessments_round r JOIN assessments_casefile c ON c.id = r.case_file_id
                WHERE c.framework_id = OLD.id)""",
    ),
    Guard(
        name="a_theme_used_by_a_round_stays_as_it_is",
        table="assessments_theme",
        columns=("framework_id", "name", "heading", "description"),
        used="""EXISTS (SELECT 1 FROM assessments_finding f JOIN assessments_indicator i ON i.id = f.indicator_id
                WHERE i.theme_id = OLD.id)""",
    ),
    Guard(
        name="an_indicator_used_by_a_round_stays_as_it_is",
        table="assessments_indicator",
        columns=("theme_id", "code", "wording"),
        used="EXISTS (SELECT 1 FROM assessments_finding f WHERE f.indicator_id = OLD.id)",
    ),
    Guard(
        name="an_edition_stays_as_it_was_published",
        table="assessments_edition",
        columns=(
            "round_id",
            "number",
            "slug",
            "year",
            "content",
            "pdf",
            "sha256",
            "published_at",
            "published_by_id",
        ),
        used="1 = 1",
    ),
)


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
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on_table}")


def _for_sqlite(guard):
    yield f"""
        CREATE TRIGGER {guard.name} BEFORE UPDATE ON {guard.table}
        WHEN {guard.changed("IS NOT")} AND {guard.used}
        BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"""


def _for_postgresql(guard):
    yield f"""
        CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {guard.used} THEN
                RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""
    yield f"""
        CREATE TRIGGER {guard.name} BEFORE UPDATE ON {guard.table} FOR EACH ROW
        WHEN ({guard.changed("IS DISTINCT FROM")}) EXECUTE FUNCTION {guard.name}()"""


_placing = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
