from django.core.management.base import BaseCommand

from assessments.actions import renderings


class Command(BaseCommand):
    help = "Zet de PDF’s klaar van wat vandaag kan worden gepubliceerd, en ruimt op wat lang geleden is klaargezet."

    def handle(self, **options):
        ready, gone = renderings.print_ahead.func(), renderings.forget()
        self.stdout.write(f"{ready} {_pdfs(ready)} klaar, {gone} {_pdfs(gone)} opgeruimd.")


def _pdfs(number):
    return "PDF" if number == 1 else "PDF’s"
