import hashlib
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Edition, Withdrawal
from stj_toezicht.log import proof
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event

A_WHILE = 0.5  # seconds between two tellings of how far it is


class Command(BaseCommand):
    help = "Gaat na of het logboek en de edities zijn zoals zij zijn geschreven, en noemt elke rij die dat niet is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--save",
            metavar="BESTAND",
            type=Path,
            help="bewaar waar het logboek nu staat, om elders te leggen",
        )
        parser.add_argument(
            "--since",
            metavar="BESTAND",
            type=Path,
            help="ga ook na of het logboek verdergaat vanaf waar het stond toen dit bestand is bewaard",
        )

    def handle(self, *, save, since, **options):
        earlier = _read(since) if since else ""
        chains = proof.standing()
        number = sum(chain.length for chain in chains)
        faults = [
            *proof.broken(chains, done=self._telling(number)),
            *_gone_since(since, earlier),
            *_editions_that_changed(),
            *_editions_that_are_gone(),
            *_withdrawals_that_changed(),
        ]
        for fault in faults:
            self.stderr.write(fault)
        counted = f"{number} gebeurtenissen en {Edition.objects.count()} edities nagegaan."
        if faults:
            raise CommandError(f"{counted} Er zijn {len(faults)} fouten gevonden.")
        self.stdout.write(f"{counted} Alles is zoals het is geschreven.")
        self.stdout.write(f"Vingerafdruk van het logboek: {proof.fingerprint(chains)}")
        if save:
            _write(save, proof.as_text(chains))
            self.stdout.write(
                f"Waar het logboek staat, is bewaard in {save}. Leg dat bestand op een andere plaats."
            )

    def _telling(self, number):
        """Something to call after each event, which tells on a terminal how far the check is."""
        done, told_at = 0, time.monotonic()

        def tell():
            nonlocal done, told_at
            done += 1
            now = time.monotonic()
            if self.stderr.isatty() and (now - told_at > A_WHILE or done == number):
                told_at = now
                end = "\n" if done == number else ""
                self.stderr.write(f"\r{done} van {number} gebeurtenissen nagegaan", ending=end)
                self.stderr.flush()

        return tell


def _read(file):
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} kan niet worden gelezen. Controleer de naam van het bestand.") from error


def _write(file, text):
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} kan niet worden geschreven. Controleer de naam en de rechten.") from error


def _gone_since(file, text):
    try:
        yield from proof.gone_since(text)
    except proof.NotAStand as error:
        raise CommandError(
            f"{file} zegt niet waar een logboek stond. Kies een bestand van --save."
        ) from error


def _editions_that_changed():
    whole = {}
    for pk in Edition.objects.order_by("pk").values_list("pk", flat=True):
        edition = Edition.objects.get(pk=pk)
        name = f"Editie {edition} (rij {pk})"
        if hashlib.sha256(edition.pdf).hexdigest() != edition.sha256:
            yield f"{name}: de PDF is een andere dan die is gepubliceerd."
        elif edition.computed_row_sha256() != edition.row_sha256:
            yield f"{name}: de rij zegt iets anders dan is gepubliceerd."
        else:
            whole[f"edition {pk}", edition.row_sha256] = name
    told = Event.objects.filter(kind=Kind.EDITION).values_list("subject", "new__row_sha256")
    for known in whole.keys() - set(told):  # read after them, so that none is missed that comes in meanwhile
        yield f"{whole[known]}: het logboek weet niet van een editie die dit zegt."


def _editions_that_are_gone():
    told = list(Event.objects.filter(kind=Kind.EDITION).order_by("pk").defer("old", "new"))
    present = {f"edition {pk}" for pk in Edition.objects.values_list("pk", flat=True)}
    for event in told:
        if event.subject not in present:
            yield f"Editie waarvan gebeurtenis {event.number} (rij {event.pk}) vertelt, {event.about}: is er niet meer."


def _withdrawals_that_changed():
    """Those that say another reason than the log, or that only one of the two knows of."""
    told = _told_of_withdrawals()
    kept = {f"withdrawal {pk}": reason for pk, reason in Withdrawal.objects.values_list("pk", "reason")}
    told_since = _told_of_withdrawals()
    for subject in sorted(told.keys() | kept.keys()):
        if told_since.get(subject) != kept.get(subject):
            yield f"Intrekking van een editie ({subject}): de rij en het logboek zeggen niet hetzelfde."


def _told_of_withdrawals():
    return dict(Event.objects.filter(kind=Kind.WITHDRAWAL).values_list("subject", "reason"))
