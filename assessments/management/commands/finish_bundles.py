from django.core.management.base import BaseCommand

from assessments.actions import bundles, bundling


class Command(BaseCommand):
    help = (
        "Maakt de bundels af die bleven liggen doordat de toepassing stopte, en ruimt op wat een week oud is."
    )

    def handle(self, **options):
        made = 0
        while now_made := bundling.work_through(bundling.AT_A_TIME):
            made += now_made
        self.stdout.write(f"{made} {_parts(made)} gemaakt, {_bundles(bundles.forget())} opgeruimd.")


def _parts(number):
    return "factsheet" if number == 1 else "factsheets"


def _bundles(number):
    return f"{number} {'bundel' if number == 1 else 'bundels'}"
