"""Statements that are composed once: Django takes longer to put one together than the database to answer it.

That pays for what every reader or every step asks, with nothing that differs but the values that are looked for.
PostgreSQL prepares each once per connection too, for it plans most of them for longer than it looks.
"""

from contextlib import contextmanager
from copy import copy
from itertools import count
from time import monotonic
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections
from django.db.models import Value
from django.db.transaction import TransactionManagementError
from psycopg2.extensions import AsIs

_NUMBERS = count(1)
_PREPARED = WeakKeyDictionary()  # the names of what each connection to PostgreSQL prepared


@contextmanager
def _prepared_anew_next_time(connection):
    """Have a connection that refuses a statement end with the request or the task: what was prepared before a
    migration gave a column another type, PostgreSQL refuses for as long as it keeps the plan.
    """
    try:
        yield
    except NotSupportedError:
        connection.close_at = monotonic()
        raise


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
        self._name = f"statement_{next(_NUMBERS)}"

    def __call__(self, **given):
        connection = connections[DEFAULT_DB_ALIAS]
        queryset, compiler, *_ = self._composed(connection)
        if queryset.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError(
                "Rows are held until the end of a transaction, and there is none."
            )
        sql = self._sql(connection, given)
        asked = copy(compiler)
        asked.connection = connection
        asked.as_sql = lambda *args, **kwargs: sql
        rows = queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: asked
        with _prepared_anew_next_time(connection):
            return list(rows)

    def first(self, **given):
        """What comes first; None where nothing is found."""
        return next(iter(self(**given)), None)

    def tuples(self, **given):
        """What the database itself gives, of which Django makes nothing: for numbers and texts."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql, values = self._sql(connection, given)
        with _prepared_anew_next_time(connection), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def _composed(self, connection):
        if connection.vendor not in self._kept:
            queryset = self._compose()
            compiler = queryset.query.get_compiler(connection=connection)
            self._kept[connection.vendor] = queryset, compiler, *compiler.as_sql()
            converters = compiler.get_converters([column for column, *_ in compiler.select])
            compiler.get_converters = lambda columns: converters
        return self._kept[connection.vendor]

    def _sql(self, connection, given):
        """The SQL and its values, as Django passes them to this database."""
        _, _, sql, places = self._composed(connection)
        if connection.vendor != "postgresql":
            return sql, tuple(given[place.value] if isinstance(place, Given) else place for place in places)
        values = tuple(given[place.value] for place in places if isinstance(place, Given))
        self._prepare(connection, sql, places)
        listed = f" ({', '.join(['%s'] * len(values))})" if values else ""
        return f"EXECUTE {self._name}{listed}", values

    def _prepare(self, connection, sql, places):
        """Have this connection plan the statement, unless it did; a transaction that is undone doesn't undo that."""
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        prepared = _PREPARED.setdefault(connection.connection, set())
        if self._name in prepared:
            return
        numbers = count(1)
        said = [AsIs(f"${next(numbers)}") if isinstance(place, Given) else place for place in places]
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {self._name} AS {sql}", said)
        prepared.add(self._name)
