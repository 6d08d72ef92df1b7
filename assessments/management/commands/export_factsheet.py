import sys
from http import HTTPStatus
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import resolve, reverse

from assessments.actions import renderings
from assessments.factsheet import data
from assessments.factsheet.drafting import draft
from assessments.models import Edition, Round
from assessments.steps import State
from municipalities.models import Municipality

VIEWS = {"html": "factsheet", "json": "factsheet_json", "pdf": "factsheet_pdf"}


class Command(BaseCommand):
    help = "Geeft een factsheet zoals het op de website staat, of met --concept zoals een ronde nu is."

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="GEMEENTE", help="zoals in het adres, bijvoorbeeld alkmaar")
        parser.add_argument("year", metavar="JAAR", type=int)
        parser.add_argument("--format", choices=VIEWS, required=True)
        parser.add_argument("--concept", action="store_true", help="een ronde die nog niet is gepubliceerd")
        parser.add_argument("--output", metavar="BESTAND", type=Path, help="anders naar de standaarduitvoer")

    def handle(self, *, slug, year, format, concept, output, **options):  # noqa: A002  the name of the option
        content = (_concept if concept else _published)(slug, year, format)
        if output is None:
            sys.stdout.buffer.write(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} kon niet worden geschreven: {error.strerror}.") from error
        self.stdout.write(f"{output} geschreven ({len(content)} bytes).")


def _published(slug, year, format_):
    """What the website answers to someone who is not logged in."""
    address = slug
    if not Edition.objects.at(slug, year).exists():
        address = Edition.objects.address_after_succession(slug, year)
    if address is None:
        municipality = _municipality(slug)
        years = Edition.objects.of_municipality(municipality).values_list("year", flat=True)
        raise CommandError(f"Over {municipality} is geen factsheet van {year} gepubliceerd. {_but(years)}")
    request = _anonymous_request(reverse(VIEWS[format_], args=[address, year]))
    view, arguments, named = request.resolver_match
    answer = view(request, *arguments, **named)
    if answer.status_code == HTTPStatus.GONE:
        raise CommandError(f"Het factsheet van {address} over {year} is ingetrokken.")
    return answer.content


def _concept(slug, year, format_):
    """The same of a round that is not published yet, as its rows now stand."""
    municipality = _municipality(slug)
    rounds = Round.objects.filter(municipality=municipality).exclude(state=State.PUBLISHED)
    round_ = rounds.filter(year=year).select_related("municipality", "case_file__framework").first()
    if round_ is None:
        years = rounds.values_list("year", flat=True)
        raise CommandError(f"{municipality} heeft geen ongepubliceerde ronde {year}. {_but(years)}")
    factsheet = draft(round_)
    if format_ == "pdf":
        return renderings.printed(factsheet)
    if format_ == "json":
        return data.to_json(factsheet)
    request = _anonymous_request(reverse("factsheet", args=[slug, year]))
    return render_to_string("factsheets/page.html", {"factsheet": factsheet}, request).encode()


def _municipality(slug):
    municipality = Municipality.objects.filter(slug=slug).first()
    if municipality is None:
        nearest = Municipality.objects.filter(name__in=Municipality.objects.nearest_names(slug))
        hint = f" Bedoelt u {' of '.join(nearest.values_list('slug', flat=True))}?" if nearest else ""
        raise CommandError(f"Er is geen gemeente met het adres {slug}.{hint}")
    return municipality


def _but(years):
    return f"Wel van: {', '.join(map(str, sorted(set(years))))}." if years else "Ook niet van een ander jaar."


def _anonymous_request(path):
    request = HttpRequest()
    request.method, request.path, request.path_info, request.user = "GET", path, path, AnonymousUser()
    request.resolver_match = resolve(path)
    return request
