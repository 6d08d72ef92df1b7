from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from assessments.actions.notices import plans_due


class Command(BaseCommand):
    help = "Herinnert inspecteurs aan voornemens waarvan de verwachte datum er is; ieder één keer per datum."

    @transaction.atomic
    def handle(self, **options):
        plans_due(timezone.localdate())
