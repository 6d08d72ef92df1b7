import hashlib

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Edition
from stj_toezicht.log import proof
from stj_toezicht.log.models import Chain, Event


class Command(BaseCommand):
    help = "Gaat na of het logboek en de edities zijn zoals zij zijn geschreven, en noemt elke rij die dat niet is."

    def handle(self, **options):
        faults = [*proof.broken(), *_editions_with_another_pdf()]
        for fault in faults:
            self.stderr.write(fault)
        counted = f"{Event.objects.count()} gebeurtenissen en {Edition.objects.count()} edities nagegaan."
        if faults:
            raise CommandError(f"{counted} Er zijn {len(faults)} fouten gevonden.")
        self.stdout.write(f"{counted} Alles is zoals het is geschreven.")
        self.stdout.write(f"Vingerafdruk van het logboek: {_fingerprint()}")


def _editions_with_another_pdf():
    for edition in Edition.objects.defer("content").order_by("pk").iterator(chunk_size=20):
        if hashlib.sha256(edition.pdf).hexdigest() != edition.sha256:
            yield f"Editie {edition} (rij {edition.pk}): de PDF is een andere dan die is gepubliceerd."


def _fingerprint():
    """One SHA-256 for all chains: kept elsewhere, it shows later that nobody wrote the log anew."""
    heads = Chain.objects.order_by("name").values_list("name", "length", "sha256")
    return hashlib.sha256(
        "\n".join(f"{name} {length} {sha256}" for name, length, sha256 in heads).encode()
    ).hexdigest()
