import hashlib

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from assessments.models import Edition, Withdrawal
from stj_toezicht.log import proof
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Chain, Event


class Command(BaseCommand):
    help = "Gaat na of het logboek en de edities zijn zoals zij zijn geschreven, en noemt elke rij die dat niet is."

    def handle(self, **options):
        with transaction.atomic():  # one moment, whatever is written meanwhile
            if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            self._check()

    def _check(self):
        faults = [
            *proof.broken(),
            *_editions_that_changed(),
            *_editions_that_are_gone(),
            *_withdrawals_that_changed(),
        ]
        for fault in faults:
            self.stderr.write(fault)
        counted = f"{Event.objects.count()} gebeurtenissen en {Edition.objects.count()} edities nagegaan."
        if faults:
            raise CommandError(f"{counted} Er zijn {len(faults)} fouten gevonden.")
        self.stdout.write(f"{counted} Alles is zoals het is geschreven.")
        self.stdout.write(f"Vingerafdruk van het logboek: {_fingerprint()}")


def _editions_that_changed():
    for edition in Edition.objects.order_by("pk").iterator(chunk_size=20):
        name = f"Editie {edition} (rij {edition.pk})"
        if hashlib.sha256(edition.pdf).hexdigest() != edition.sha256:
            yield f"{name}: de PDF is een andere dan die is gepubliceerd."
        elif edition.computed_row_sha256() != edition.row_sha256:
            yield f"{name}: de rij zegt iets anders dan is gepubliceerd."
        elif not _is_in_log(edition):
            yield f"{name}: het logboek weet niet van een editie die dit zegt."


def _editions_that_are_gone():
    present = {f"edition {pk}" for pk in Edition.objects.values_list("pk", flat=True)}
    for event in Event.objects.filter(kind=Kind.EDITION).exclude(subject__in=present).order_by("pk"):
        yield f"Editie waarvan gebeurtenis {event.number} (rij {event.pk}) vertelt, {event.about}: is er niet meer."


def _withdrawals_that_changed():
    """Those that say another reason than the log, or that only one of the two knows of."""
    told = dict(Event.objects.filter(kind=Kind.WITHDRAWAL).values_list("subject", "reason"))
    kept = {f"withdrawal {pk}": reason for pk, reason in Withdrawal.objects.values_list("pk", "reason")}
    for subject in sorted(told.keys() | kept.keys()):
        if told.get(subject) != kept.get(subject):
            yield f"Intrekking van een editie ({subject}): de rij en het logboek zeggen niet hetzelfde."


def _is_in_log(edition):
    of_edition = Event.objects.filter(kind=Kind.EDITION, subject=f"edition {edition.pk}")
    return any(event.new.get("row_sha256") == edition.row_sha256 for event in of_edition)


def _fingerprint():
    """One SHA-256 for all chains: kept elsewhere, it shows later that nobody wrote the log anew."""
    heads = Chain.objects.order_by("name").values_list("name", "length", "sha256")
    return hashlib.sha256(
        "\n".join(f"{name} {length} {sha256}" for name, length, sha256 in heads).encode()
    ).hexdigest()
