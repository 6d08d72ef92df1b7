"""Inviting people to speak for a municipality, and ending that."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from municipalities.models import Contact
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log import rows
from stj_toezicht.notices.kinds import Kind
from stj_toezicht.notices.writing import write
from stj_toezicht.refusals import Refused


class OnlyACoordinatorInvites(Refused):
    message = "Alleen een coördinator nodigt contactpersonen uit en wijzigt hun periode."


class KnownAlready(Refused):
    """There is an account with this address already: one person has one account, and speaks for one municipality."""


class MunicipalityIsNoMore(Refused):
    """Somebody would speak for a municipality that went up in another."""


class EndsBeforeItStarts(Refused):
    message = "De laatste dag ligt voor de eerste. Wijzig een van beide."


class HasAPassword(Refused):
    """Somebody who was in already needs no invitation."""


class SpeaksNoMore(Refused):
    message = "De periode van deze contactpersoon is voorbij. Wijzig eerst de periode."


class LeftTheOffice(Refused):
    message = "Dit account is niet meer actief. Vraag een beheerder om het weer te openen."


@transaction.atomic
def invite(municipality, *, by, name, email, function, valid_from, valid_until=None):
    """Make an account for somebody who is to speak for a municipality, and send them a link to choose a password.

    They log in with their address. Raises OnlyACoordinatorInvites, EndsBeforeItStarts, MunicipalityIsNoMore or
    KnownAlready, and then nothing has changed.
    """
    _refuse(by, valid_from, valid_until)
    if municipality.valid_until and municipality.valid_until < valid_from:
        raise MunicipalityIsNoMore(
            f"{municipality} bestond tot en met {date_format(municipality.valid_until)}."
            " Nodig uit namens de gemeente die er nu is."
        )
    user = _make_account(name, email)
    said = {"function": function, "valid_from": valid_from, "valid_until": valid_until}
    contact = Contact.objects.create(user=user, municipality=municipality, **said)
    for row in (user, contact):
        rows.came(row, by=by)
    _send_invitation(contact, by)
    return contact


@transaction.atomic
def invite_again(contact, *, by):
    """Send somebody who never chose a password another link to do so; once a minute.

    Raises OnlyACoordinatorInvites, LeftTheOffice, SpeaksNoMore or HasAPassword.
    """
    _refuse(by)
    if not contact.user.is_active:
        raise LeftTheOffice
    if contact.valid_until and contact.valid_until < timezone.localdate():
        raise SpeaksNoMore
    if contact.user.has_usable_password():
        raise HasAPassword(
            f"{contact.user} koos al een wachtwoord. Wie het kwijt is, vraagt een ander op de inlogpagina."
        )
    _send_invitation(contact, by)


@transaction.atomic
def change_contact(contact, *, by, function, valid_from, valid_until=None):
    """Change in what function and over which days somebody speaks for their municipality; a last day ends it.

    Raises OnlyACoordinatorInvites or EndsBeforeItStarts.
    """
    _refuse(by, valid_from, valid_until)
    held = (
        Contact.objects.select_for_update(of=["self"])
        .select_related("user", "municipality")
        .get(pk=contact.pk)
    )
    old = rows.said(held)
    held.function, held.valid_from, held.valid_until = function, valid_from, valid_until
    held.save(update_fields=["function", "valid_from", "valid_until"])
    rows.changed(held, by=by, old=old)
    return held


def _refuse(by, valid_from=None, valid_until=None):
    if by.role != Role.COORDINATOR:
        raise OnlyACoordinatorInvites
    if valid_until and valid_until < valid_from:
        raise EndsBeforeItStarts


def _make_account(name, email):
    """An account that nobody can log in to until its owner chose a password."""
    address = email.lower()
    _refuse_who_is_known(address)
    try:
        with transaction.atomic():
            return User.objects.create(
                username=address,
                name=name,
                email=address,
                role=Role.MUNICIPALITY,
                password=make_password(None),
            )
    except IntegrityError:  # another invited them at the same moment
        _refuse_who_is_known(address)
        raise


def _refuse_who_is_known(address):
    known = User.objects.filter(username__iexact=address) | User.objects.filter(email__iexact=address)
    user = known.select_related("contact__municipality").first()
    if user is None:
        return
    contact = getattr(user, "contact", None)
    if contact:
        raise KnownAlready(
            f"{user} is al contactpersoon van {contact.municipality}."
            " Wijzig daar de periode, of gebruik een ander adres."
        )
    raise KnownAlready("Er is al een account met dit e-mailadres. Gebruik een ander adres.")


def _send_invitation(contact, by):
    write(
        Kind.INVITED,
        to=[contact.user],
        about=f"gemeente {contact.municipality}",
        path=reverse("start"),
        key=f"uitnodiging {contact.pk} {timezone.now():%Y-%m-%d %H:%M}",
        by=by,
        chain="gemeenten",
        municipality=contact.municipality.code,
    )
