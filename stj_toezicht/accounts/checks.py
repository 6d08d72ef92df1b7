import sys

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import Error as DatabaseProblem
from django.db import connections

from stj_toezicht.accounts.models import User

NOT_AGAIN = 3  # at any other code gunicorn starts the same worker over and over


@register(Tags.database)
def no_demonstration_accounts_on_a_server(databases=None, **kwargs):
    """Demonstration accounts have passwords that everybody can read, so without DEBUG none may exist.

    It runs where a database is looked at: with `migrate` and with `check --database default`.
    """
    if settings.DEBUG:
        return []
    return [
        Error(
            f"Er staan demonstratieaccounts in de database “{alias}”, terwijl DEBUG uit staat.",
            hint="Begin met een lege database: demonstratiegegevens horen niet op een echte server.",
            id="accounts.E001",
        )
        for alias in databases or []
        if _has_demonstration_accounts(alias)
    ]


def refuse_to_serve_demonstration_accounts():
    """End the process where accounts with a public password would be served; a database out of reach says nothing."""
    if settings.DEBUG:
        return
    try:
        refused = _has_demonstration_accounts("default")
    except DatabaseProblem:
        return
    if refused:
        sys.stderr.write(
            "STJ Toezicht start niet: er staan demonstratieaccounts in de database, terwijl DEBUG uit staat."
            " Begin met een lege database.\n"
        )
        raise SystemExit(NOT_AGAIN)


def _has_demonstration_accounts(alias):
    if User._meta.db_table not in connections[alias].introspection.table_names():
        return False
    return User.objects.using(alias).filter(is_demonstration=True).exists()
