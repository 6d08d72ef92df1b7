import ctypes

from django.core.checks import Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import Error as DatabaseProblem
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from assessments import guards
from assessments.models import Approach

SUBSETTER = "libharfbuzz-subset.so.0"


@register(Tags.compatibility)
def typeface_is_cut_to_size_quickly(app_configs=None, **kwargs):
    """Each PDF holds only the letters that it needs; without this library making it takes nearly twice as long."""
    try:
        ctypes.CDLL(SUBSETTER)
    except OSError:
        return [
            Caution(
                f"De bibliotheek {SUBSETTER} ontbreekt: een PDF maken duurt bijna twee keer zo lang.",
                hint="Installeer het systeempakket libharfbuzz-subset0.",
                id="assessments.W004",
            )
        ]
    return []


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


@register(Tags.database)
def every_approach_that_ended_went_on_or_left(databases=None, **kwargs):
    """No constraint can ask for a row in another table; so that is asked here."""
    return [error for alias in databases or [] if _is_migrated(alias) for error in _ended_in_nothing(alias)]


def _ended_in_nothing(alias):
    """What is wrong in one database; one whose tables aren't as its migrations now make them can't be asked."""
    try:
        with transaction.atomic(using=alias):
            approaches = list(Approach.objects.using(alias).ended_in_nothing())
    except DatabaseProblem:
        return [
            Error(
                f"De database “{alias}” is van een oudere ontwikkelversie: haar tabellen zijn anders.",
                hint="Begin met een lege database; van vóór de eerste uitgave gaat niets over.",
                id="assessments.E003",
            )
        ]
    return [
        Error(
            f"In de database “{alias}” is de aanpak {approach} (nummer {approach.pk}) geëindigd zonder opvolger"
            " en zonder reden.",
            hint="Zonder opvolger telt wat erin gevonden is niet mee in een volgende ronde.",
            id="assessments.E002",
        )
        for approach in approaches
    ]


def _is_migrated(alias):
    executor = MigrationExecutor(connections[alias])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
