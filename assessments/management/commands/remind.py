from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from assessments.actions.notices import plans_due, replies_due


class Command(BaseCommand):
    help = (
        "Herinnert inspecteurs aan voornemens waarvan de verwachte datum er is, en gemeenten aan een reactie"
        " waarvan de termijn bijna voorbij is; ieder één keer."
    )

    @transaction.atomic
    def handle(self, **options):
        plans_due(timezone.localdate())
        replies_due(timezone.localdate())
