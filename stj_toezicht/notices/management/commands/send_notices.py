from django.core.management.base import BaseCommand

from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import send_due


class Command(BaseCommand):
    help = "Verzendt de berichten die wachten, ook wat bleef liggen doordat de toepassing stopte."

    def handle(self, **options):
        sent = send_due()
        self.stdout.write(f"{sent} {'bericht' if sent == 1 else 'berichten'} verzonden.")
        if waiting := Notice.objects.to_look_at().count():
            self.stdout.write(f"{waiting} niet of onzeker verzonden: kijk op /berichten/.")
