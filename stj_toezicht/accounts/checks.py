from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

from stj_toezicht.accounts.models import User


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


def _has_demonstration_accounts(alias):
    if User._meta.db_table not in connections[alias].introspection.table_names():
        return False
    return User.objects.using(alias).filter(is_demonstration=True).exists()
