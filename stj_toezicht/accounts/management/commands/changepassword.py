import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from stj_toezicht.accounts.actions import change_password
from stj_toezicht.accounts.models import Role, User


class Command(BaseCommand):
    help = "Geeft een account een ander wachtwoord. Dat het is gewijzigd, staat daarna in het logboek."

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="GEBRUIKERSNAAM")

    def handle(self, *, username, **options):
        user = User.objects.filter(username=username).exclude(role=Role.SYSTEM).first()
        if user is None:
            raise CommandError(f"Er is geen account met de gebruikersnaam {username}.")
        password = getpass.getpass(f"Nieuw wachtwoord voor {user}: ")
        if password != getpass.getpass("Nogmaals: "):
            raise CommandError("De twee wachtwoorden zijn niet gelijk. Er is niets gewijzigd.")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError("\n".join([*error.messages, "Er is niets gewijzigd."])) from error
        change_password(user, password, by=User.objects.system())
        self.stdout.write(f"{user} heeft een nieuw wachtwoord en moet opnieuw inloggen.")
