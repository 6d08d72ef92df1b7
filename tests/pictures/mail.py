"""What is pictured of mail and of those who speak for a municipality, and the rows that it takes."""

import datetime

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from assessments.events.chains import chain_of
from assessments.models import CaseFile, Round
from municipalities.actions.contacts import invite
from municipalities.models import Contact, Municipality
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from tests.assessments.factsheet.cases import LONGEST_NAME
from tests.factories import make_contact, make_follow_up, make_municipality, make_notice, make_user

LONG = "Wilhelmina Geertruida van Oldenbarnevelt tot den Tempel-Schimmelpenninck"
SIX = datetime.date(2015, 6, 1)


def a_link():
    """The address of a link to choose a password."""
    user = User.objects.filter(role=Role.MUNICIPALITY)[0]
    return reverse(
        "choose_password",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
    )


def contacts_of_nissewaard():
    """The page of a municipality for which somebody speaks, was invited with a long name, and spoke for Spijkenisse."""
    nissewaard = Municipality.objects.named("Nissewaard").get()
    if not User.objects.filter(name=LONG).exists():
        by = User.objects.filter(role=Role.COORDINATOR)[0]
        address = f"{LONG.replace(' ', '.').lower()}@gemeente-nissewaard.example"
        function = "Strategisch beleidsadviseur jeugd, gezin en maatschappelijke ondersteuning"
        invite(nissewaard, by=by, name=LONG, email=address, function=function, valid_from=SIX)
        spijkenisse = Municipality.objects.named("Spijkenisse").get()
        before = make_user("municipality", name="Joke de Boer", last_login=timezone.now())
        make_contact(spijkenisse, before, function="Wethouder", valid_until=SIX)
    return reverse("municipalities:contacts", args=["nissewaard"])


def a_contact():
    contacts_of_nissewaard()
    return reverse("municipalities:change_contact", args=[Contact.objects.get(user__name=LONG).pk])


def former_contact():
    """Somebody of whom the period is over."""
    fields = {"name": "Ferry de Groot", "role": Role.MUNICIPALITY}
    user, is_new = User.objects.get_or_create(username="ferry", defaults=fields)
    if is_new:
        make_contact(Municipality.objects.named("Alkmaar").get(), user, valid_until=SIX)
    return user


def notices():
    """A page with a notice in each state."""
    if not Notice.objects.filter(state=State.UNCERTAIN).exists():
        now, anna = timezone.now(), User.objects.filter(role=Role.INSPECTOR)[0]
        case_file = CaseFile.objects.get(municipality__name="Alkmaar")
        of = {"chain": chain_of(case_file.pk), "municipality": case_file.municipality.code}
        tried = {"attempts": 1, "claimed_at": now}
        make_notice(anna, state=State.SENT, sent_at=now, **tried, **of)
        make_notice(anna, subject="Alkmaar 2015: opmerkingen van collega’s", kind="commented", **of)
        waits = {
            "due_at": now + datetime.timedelta(minutes=5),
            "problem": "De mailserver is niet bereikbaar: TimeoutError",
        }
        make_notice(anna, subject="Alkmaar 2015: teruggezet", kind="returned", **waits, **tried, **of)
        failed = {
            "state": State.FAILED,
            "problem": "De mailserver weigerde het bericht: 550 niemand van die naam",
        }
        make_notice(anna, subject="U werkt nu aan dossier Alkmaar", kind="joined", **failed, **tried, **of)
        unknown = {
            "state": State.UNCERTAIN,
            "problem": "De mailserver gaf geen antwoord. Misschien is het bericht wel aangekomen.",
        }
        make_notice(
            make_user(name=LONG),
            kind="published",
            subject="Factsheet Alkmaar 2015 is gepubliceerd",
            **unknown,
            **tried,
            **of,
        )
    return reverse("assessments:notices")


def notices_of_case_file():
    notices()
    return reverse(
        "assessments:notices_of_case_file", args=[CaseFile.objects.get(municipality__name="Alkmaar").pk]
    )


def uncertain_notice():
    notices()
    return reverse("assessments:notice", args=[Notice.objects.get(state=State.UNCERTAIN).pk])


def lapsed_notice():
    """A mail that wasn't true any more when its turn came, to somebody with a long name."""
    notices()
    if not Notice.objects.filter(state=State.LAPSED).exists():
        to = make_user("municipality", name=LONG, email="wilhelmina@gemeente-nissewaard.example")
        problem = "De publicatie is intussen opnieuw gepland, en daarvan is er al een kopie."
        about = {"about": f"{LONGEST_NAME} 2015", "subject": f"{LONGEST_NAME} 2015 wordt gepubliceerd"}
        make_notice(to, kind="not_copied", state=State.LAPSED, problem=problem, **about)
    return reverse("assessments:notice", args=[Notice.objects.get(state=State.LAPSED).pk])


def all_notices():
    lapsed_notice()
    return reverse("assessments:notices")


def with_the_longest_name():
    """A municipality of which the name has sixty letters, with a contact and a round that tells nothing of the year."""
    known = Municipality.objects.filter(name=LONGEST_NAME).first()
    if known is None:
        known = make_municipality(LONGEST_NAME)
        make_contact(known, make_user("municipality", name=LONG), function=LONG)
        make_follow_up(known, 2015, development="")
    return known


def contacts_of_the_longest():
    return reverse("municipalities:contacts", args=[with_the_longest_name().slug])


def contact_of_the_longest():
    return reverse("municipalities:change_contact", args=[with_the_longest_name().contacts.get().pk])


def check_of_the_longest():
    round_ = Round.objects.filter(municipality=with_the_longest_name()).latest("year")
    return reverse("assessments:waive", args=[round_.pk, "development"])
