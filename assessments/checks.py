from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from assessments import guards


@register(Tags.database)
def every_guard_is_in_place(databases=None, **kwargs):
    """A migration that fails half-way leaves a database without the guards that keep editions as they were.

    As long as there are migrations to run nothing is said: the guards come after them.
    """
    return [
        Error(
            f"In de database “{alias}” ontbreekt de beveiliging {guard.name}.",
            hint="Voer “manage.py migrate --skip-checks” uit: dat plaatst alle beveiligingen opnieuw.",
            id="assessments.E001",
        )
        for alias in databases or []
        if _is_migrated(alias)
        for guard in guards.missing(alias)
    ]


def _is_migrated(alias):
    executor = MigrationExecutor(connections[alias])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
