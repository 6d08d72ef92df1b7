from django.core.management.base import BaseCommand

from assessments.actions.planning import publish_due


class Command(BaseCommand):
    help = "Publiceert wat voor nu of eerder was gepland, ook wat bleef liggen doordat de toepassing stopte."

    def handle(self, **options):
        published = publish_due.func()
        self.stdout.write(f"{published} {'factsheet' if published == 1 else 'factsheets'} gepubliceerd.")
