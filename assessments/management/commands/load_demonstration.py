import json

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.actions.imports import import_factsheet, read
from assessments.actions.publication import publish
from assessments.actions.teams import assign_team
from assessments.factsheet.drafting import draft
from assessments.management import demonstration
from assessments.models import CaseFile, Framework, Round
from municipalities.models import Contact, Municipality
from stj_toezicht.accounts.actions import make_account
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log import rows
from stj_toezicht.notices.models import Notice

FOLDER = settings.BASE_DIR / "fixtures" / "demonstration"
PASSWORD = "demonstratie-2015"  # noqa: S105 (works with DEBUG alone, and is printed)
ACCOUNTS = (
    ("anna", "Anna de Wit", Role.INSPECTOR),
    ("bram", "Bram Jansen", Role.INSPECTOR),
    ("carla", "Carla Visser", Role.COORDINATOR),
    ("dirk", "Dirk Bakker", Role.SUPPORT),
    ("alkmaar", "Amina Kok", Role.MUNICIPALITY),
    ("nissewaard", "Niels Vos", Role.MUNICIPALITY),
    ("spijkenisse", "Sanne Hoek", Role.MUNICIPALITY),
    ("beheer", "Bea Smit", Role.ADMINISTRATOR),
)
SPEAKS_FOR = {"alkmaar": "Alkmaar", "nissewaard": "Nissewaard", "spijkenisse": "Nissewaard"}
TEAMS = {
    "anna": {"Alkmaar", "Nissewaard", "Leeuwarden"},
    "bram": {"Maastricht", "Sittard-Geleen", "Alkmaar"},
}


class Command(BaseCommand):
    help = "Vult een lege database met dossiers, edities, opvolgingen in drie fasen en accounts om mee te oefenen."

    def handle(self, **options):
        if not settings.DEBUG:
            raise CommandError(
                "De demonstratie laadt alleen met DEBUG=1. De wachtwoorden zijn openbaar, dus op een echte"
                " server horen deze accounts niet."
            )
        if User.objects.filter(is_demonstration=True).exists():
            self.stdout.write("De demonstratie staat er al; er is niets gewijzigd.")
        elif CaseFile.objects.exists() or User.objects.filter(username__in=_usernames()).exists():
            self.stdout.write("Deze database is al in gebruik; de demonstratie is niet geladen.")
            return
        else:
            self._load()
        self.stdout.write(_table_of_accounts())

    @transaction.atomic
    def _load(self):
        self._say("Toetsingskader en gemeenten")
        _load_what_is_absent()
        self._say("Accounts")
        people = _make_accounts()
        for file in sorted(FOLDER.glob("*.txt")):
            factsheet = read(file.read_bytes())
            self._say(f"Factsheet van {factsheet.municipality}")
            _publish(factsheet, people)
        for content in json.loads((FOLDER / "opvolging-2015.json").read_text(encoding="utf-8")):
            self._say(f"Opvolging {content['year']} van {content['municipality']}")
            demonstration.follow_up(content, people)
        Notice.objects.all().delete()  # nobody waits for mail about what was made up just now

    def _say(self, step):
        self.stdout.write(f"{step} …")
        self.stdout.flush()


def _usernames():
    return [username for username, _, _ in ACCOUNTS]


def _load_what_is_absent():
    if not Framework.objects.filter(code="GGSR").exists():
        call_command("loaddata", "framework", verbosity=0)
    if not Municipality.objects.exists():
        call_command("loaddata", "municipalities", verbosity=0)


def _make_accounts():
    """The accounts by their user name; some of them speak for a municipality."""
    by = User.objects.system()
    people = {
        username: make_account(
            username,
            PASSWORD,
            by=by,
            name=name,
            role=role,
            email=f"{username}@stj.example",
            is_demonstration=True,
        )
        for username, name, role in ACCOUNTS
    }
    for username, name in SPEAKS_FOR.items():
        municipality = Municipality.objects.named(name).get()
        contact = Contact.objects.create(
            user=people[username], municipality=municipality, function="beleidsadviseur jeugd"
        )
        rows.came(contact, by=by)
    return people


def _publish(factsheet, people):
    """Take in a factsheet, give its case file a team and publish its follow-up."""
    case_file = import_factsheet(factsheet, by=people["dirk"]).case_file
    team = [people[username] for username, names in TEAMS.items() if factsheet.municipality in names]
    assign_team(case_file, by=people["carla"], inspectors=team)
    round_ = Round.objects.get(case_file=case_file, year=factsheet.year)
    publish(round_, by=people["carla"], seen=draft(round_).fingerprint())


def _table_of_accounts():
    rows = [("Gebruikersnaam", "Wachtwoord", "Naam", "Rol")]
    for username, name, role in ACCOUNTS:
        place = f" ({SPEAKS_FOR[username]})" if username in SPEAKS_FOR else ""
        rows.append((username, PASSWORD, name, f"{role.label}{place}"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join(["", *lines])
