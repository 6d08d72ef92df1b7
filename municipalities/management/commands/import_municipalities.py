from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from municipalities.actions.register import bring_in, compare
from municipalities.register import NotARegister, read
from stj_toezicht.accounts.models import User

PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    help = "Brengt een nieuwer register van gemeenten in en toont wat er verandert."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BESTAND.csv")
        parser.add_argument("--by", metavar="GEBRUIKERSNAAM", help="wie inbrengt; anders het systeem")
        parser.add_argument("--dry-run", action="store_true", help="toon de wijzigingen zonder op te slaan")

    def handle(self, *, file, dry_run, by, **options):
        try:
            entries = read(_content(file))
            changes = compare(entries) if dry_run else bring_in(entries, by=_account(by))
        except NotARegister as refusal:
            raise CommandError(_refusal(file, refusal)) from refusal
        self._show(changes)
        self.stdout.write(_conclusion(changes, dry_run=dry_run))

    def _show(self, changes):
        for heading, lines in changes.in_sections().items():
            self.stdout.write(self.style.MIGRATE_HEADING(f"{heading} ({len(lines)})"))
            self.stdout.writelines(f"  {line}\n" for line in lines)
            self.stdout.write("")
        if changes.absent:
            self.stdout.write(
                f"Gemeenten uit het register die niet in het bestand staan: {len(changes.absent)}."
                " Die blijven zoals ze zijn.\n"
            )


def _account(username):
    try:
        return User.objects.in_whose_name(username)
    except User.DoesNotExist as error:
        raise CommandError(f"Er is geen account met de gebruikersnaam {username}.") from error


def _content(file):
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} kan niet worden gelezen. Controleer de naam van het bestand.") from error


def _refusal(file, refusal):
    shown, more = refusal.problems[:PROBLEMS_SHOWN], refusal.problems[PROBLEMS_SHOWN:]
    lines = [f"  {problem}" for problem in shown] + [f"  … en nog {len(more)}."] * bool(more)
    return "\n".join([f"{file} is niet ingelezen; er is niets veranderd.", *lines])


def _conclusion(changes, *, dry_run):
    if not changes:
        return "Er is niets veranderd: het register zegt al wat in het bestand staat."
    return "Dit was een proef: er is niets opgeslagen." if dry_run else "De wijzigingen zijn opgeslagen."
