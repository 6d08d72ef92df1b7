import contextlib
import os
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.actions import Refused, bundling
from assessments.bundling import archive, combined
from assessments.bundling.choosing import Stand, choices
from assessments.bundling.documents import CONCEPT
from assessments.models import Round
from assessments.models.bundles import Format
from municipalities.models import Municipality

STANDS = {"published": Stand.PUBLISHED, "final": Stand.FINAL, "concept": Stand.CONCEPT, "all": ""}
WIDTH = 30


class Command(BaseCommand):
    help = "Bundelt factsheets in een ZIP-bestand of in één PDF, zoals de pagina Bundels."

    def add_arguments(self, parser):
        parser.add_argument("--state", choices=STANDS, default="published", help="standaard: published")
        parser.add_argument("--year", metavar="JAAR", type=int)
        parser.add_argument("--province", metavar="PROVINCIE", default="")
        parser.add_argument("--municipality", metavar="GEMEENTE", help="een deel van de naam")
        parser.add_argument("--format", choices=Format.values, default=Format.ZIP)
        parser.add_argument("--output", metavar="BESTAND", type=Path, required=True)

    def handle(self, *, state, year, province, municipality, format, output, **options):  # noqa: A002
        named = Municipality.objects.named_like(municipality) if municipality else None
        chosen = choices(
            rounds=Round.objects.all(),
            stand=STANDS[state],
            year=year,
            province=province,
            municipalities=named,
        )
        if not chosen:
            raise CommandError("Er is geen factsheet dat hieraan voldoet.")
        if any(choice.round for choice in chosen) and not output.name.startswith(CONCEPT):
            raise CommandError(f"Er zitten concepten bij. Noem het bestand {CONCEPT}{output.name}.")
        lacking = []
        with _replacing(output) as file, Bar(len(chosen), self.stderr) as bar:
            documents = _documents(chosen, lacking, bar)
            if format == Format.PDF:
                combined.write(file, documents)
            else:
                archive.write(file, documents, lacking=lacking)
        for what, why in lacking:
            self.stderr.write(f"{what}: {why}")
        done = len(chosen) - len(lacking)
        self.stdout.write(f"{output} geschreven: {done} van {len(chosen)} factsheets.")
        if lacking:
            raise CommandError(f"{len(lacking)} niet gelukt.")


class Bar:
    """How far it is, on a terminal; nothing where the output goes elsewhere."""

    def __init__(self, total, output):
        self.total, self.done, self.output = total, 0, output
        self.since = time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.output.isatty():
            self.output.write("\n", style_func=str, ending="")

    def advance(self):
        self.done += 1
        if self.output.isatty():
            self.output.write(f"\r{self}", style_func=str, ending="")
            self.output.flush()

    def __str__(self):
        filled = WIDTH * self.done // self.total
        left = (time.monotonic() - self.since) / self.done * (self.total - self.done) if self.done else 0
        still = f"nog {round(left)} s" if self.done < self.total else "samenvoegen"
        return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {self.done} van {self.total}, {still}   "


def _documents(chosen, lacking, bar):
    """Each factsheet as it is made; of what can't be made why not, in `lacking`."""
    for choice in chosen:
        try:
            yield bundling.document_of(choice)
        except Refused as refusal:
            lacking.append((str(choice.edition or choice.round), str(refusal)))
        bar.advance()


@contextlib.contextmanager
def _replacing(output):
    """A file that takes the place of `output` once it is whole, and not before."""
    part = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with part.open("w+b") as file:
            yield file
        part.replace(output)
    except OSError as error:
        raise CommandError(f"{output} kon niet worden geschreven: {error.strerror}.") from error
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    finally:
        part.unlink(missing_ok=True)
