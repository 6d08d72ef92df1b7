from django.core.management.base import BaseCommand

from assessments.actions import advance_copies, notices, planning, stopping
from assessments.models import PlannedPublication


class Command(BaseCommand):
    help = (
        "Publiceert wat voor nu of eerder was gepland, stopt wat sindsdien is gewijzigd en maakt de kopieën onder"
        " embargo, ook wat bleef liggen doordat de toepassing stopte. Laat ook wie pas"
        " daarna contactpersoon werd, weten dat er een kopie is."
    )

    def handle(self, **options):
        published = planning.publish_due.func()
        stopped = stopping.stop_changed(PlannedPublication.objects.all())
        made = advance_copies.make_left_behind()
        notices.tell_who_came_later()
        factsheets = "factsheet" if published == 1 else "factsheets"
        copies = "kopie" if made == 1 else "kopieën"
        self.stdout.write(
            f"{published} {factsheets} gepubliceerd, {stopped} gestopt, {made} {copies} gemaakt."
        )
