"""Statements that are composed once: Django takes longer to put one together than the database to answer it.

That pays for what every reader or every step asks, with nothing that differs but the values that are looked for.
"""

from copy import copy

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Value
from django.db.transaction import TransactionManagementError


class Given(Value):
    """The place in a statement of a value, by its name, that is only known when it is asked."""

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Statement:
    """A queryset with places for values (`Given`), of which the SQL is kept from the first time that it is asked.

    It gives a list, of whatever the queryset gives. A value goes to the database as it is: a key, a number or a text.
    One that holds rows is refused outside a transaction each time, where Django does so when it is composed.
    """

    def __init__(self, compose):
        self._compose = compose
        self._kept = {}

    def __call__(self, **given):
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._kept:
            self._kept[connection.vendor] = self._composed(connection)
        queryset, compiler, sql, places = self._kept[connection.vendor]
        if queryset.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError(
                "Rows are held until the end of a transaction, and there is none."
            )
        values = tuple(given[place.value] if isinstance(place, Given) else place for place in places)
        asked = copy(compiler)
        asked.connection = connection
        asked.as_sql = lambda *args, **kwargs: (sql, values)
        rows = queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: asked
        return list(rows)

    def first(self, **given):
        """What comes first; None where nothing is found."""
        return next(iter(self(**given)), None)

    def _composed(self, connection):
        queryset = self._compose()
        compiler = queryset.query.get_compiler(connection=connection)
        return queryset, compiler, *compiler.as_sql()
