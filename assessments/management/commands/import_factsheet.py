from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.actions import Refused
from assessments.actions.imports import DiffersFromCaseFile, import_factsheet, read
from assessments.reading import MAX_SIZE, Factsheet, Unreadable
from assessments.verdicts import Verdict
from stj_toezicht.accounts.models import User

COLUMNS = ("Ronde", "Gemeente", "Aanpak", "√", "X", "niet beoordeeld")


class Command(BaseCommand):
    help = "Leest de tekst van gepubliceerde factsheets in, elk bestand in zijn geheel of helemaal niet."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="BESTAND", help="tekst van een factsheet")
        parser.add_argument("--dry-run", action="store_true", help="toon wat er gebeurt zonder op te slaan")
        parser.add_argument("--by", metavar="GEBRUIKERSNAAM", help="wie inleest; anders het systeem")

    def handle(self, *, files, dry_run, by, **options):
        refused = [file for file in files if not self._import(file, dry_run=dry_run, username=by)]
        if refused:
            raise CommandError(f"{len(refused)} van {len(files)} bestanden niet ingelezen.")

    def _import(self, file, *, dry_run, username):
        """Take one file, whole or not at all, and say so. Returns whether it is in the case file now."""
        try:
            factsheet = read(_content(file))
            with transaction.atomic():
                imported = import_factsheet(factsheet, by=_account(username))
                transaction.set_rollback(dry_run)
        except Unreadable as error:
            return self._refuse(f"{file.name}, {error}" if error.line else f"{file.name}: {error}")
        except DiffersFromCaseFile as error:
            return self._refuse("\n\n".join([f"{file.name}: {error}", *map(str, error.differences)]))
        except Refused as error:
            return self._refuse(f"{file.name}: {error}")
        self.stdout.write(f"{file.name}: {_conclusion(imported, dry_run=dry_run)}")
        if imported.is_new:
            self.stdout.write("\n".join([_table(_rows(imported.factsheet)), *_to_check(imported.factsheet)]))
        return True

    def _refuse(self, message):
        self.stderr.write(message)
        return False


def _account(username):
    try:
        return User.objects.in_whose_name(username)
    except User.DoesNotExist as error:
        raise CommandError(f"Er is geen account met de gebruikersnaam {username}.") from error


def _content(file):
    """The bytes of a file, not more than needed to see that it is too large."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_SIZE + 1)
    except OSError as error:
        raise Unreadable("het bestand kan niet worden gelezen. Controleer de naam en de rechten.") from error


def _conclusion(imported, *, dry_run):
    points = _points(imported.factsheet)
    if not imported.is_new:
        return f"ongewijzigd, het dossier zegt dit al ({points})."
    if dry_run:
        return f"proef, er is niets opgeslagen. Dit zou zijn ingelezen ({points}):"
    return f"ingelezen ({points})."


def _points(factsheet):
    number = len(factsheet.rows)
    return f"{number} verbeterpunt" if number == 1 else f"{number} verbeterpunten"


def _to_check(factsheet: Factsheet):
    """What nobody but a reader of the factsheet can tell: whether these cells are open, and this is all."""
    for row, cell in factsheet.open_cells():
        yield (
            f"  Let op: de tekst geeft geen oordeel voor {factsheet.municipality} {cell.year}, “{row.wording}”."
            " Controleer of die cel ook in het factsheet leeg is."
        )
    if factsheet.ends_openly:
        yield (
            "  Let op: aan het einde van het bestand is niet te zien of de tekst compleet is. Controleer of alle"
            f" verbeterpunten uit het factsheet er staan; gelezen: {len(factsheet.rows)}."
        )


def _rows(factsheet: Factsheet):
    """One row per round and approach: what became of the approach, and how many of each verdict it got."""
    counts = Counter((cell.year, cell.approach, cell.verdict) for row in factsheet.rows for cell in row.cells)
    looked_at = [
        (factsheet.first_year, factsheet.first_municipality, approach.name, _fate(approach, factsheet))
        for approach in factsheet.approaches
    ]
    looked_at.append((factsheet.year, factsheet.municipality, factsheet.follow_up, ""))
    for year, municipality, name, fate in looked_at:
        yield (
            year,
            municipality,
            name + fate,
            *(
                counts[year, name, verdict]
                for verdict in (Verdict.MEETS, Verdict.IMPROVEMENT_POINT, Verdict.NOT_ASSESSED)
            ),
        )


def _fate(approach, factsheet):
    if approach.reason_left:
        return " (niet meer onderzocht)"
    return "" if factsheet.goes_on else f" (opgegaan in {factsheet.follow_up})"


def _table(rows):
    rows = [[str(value) for value in row] for row in (COLUMNS, *rows)]
    widths = [max(len(row[number]) for row in rows) for number in range(len(COLUMNS))]
    return "\n".join(
        "  " + "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
