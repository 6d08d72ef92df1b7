"""What somebody does with a notice by hand."""

from django.db import transaction
from django.utils import timezone

from stj_toezicht.accounts.models import Role
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.writing import write
from stj_toezicht.notices import following
from stj_toezicht.notices.kinds import State
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.sending import send_soon
from stj_toezicht.refusals import Refused

CHAIN = "berichten"  # of the log, for a notice that belongs to no case file


class MayNotSendAgain(Refused):
    message = "Alleen coördinatoren en beheerders versturen een bericht opnieuw."


class NothingToSendAgain(Refused):
    """The notice was sent, or still will be by itself."""

    message = "Dit bericht is intussen verzonden, of wordt dat nog. Opnieuw versturen is niet nodig."


class ClosedAccount(Refused):
    message = "Dit account is niet meer actief. Er gaan geen berichten meer naartoe."


class WithoutAddress(Refused):
    message = (
        "Bij dit account staat geen e-mailadres. Een beheerder kan het invullen; probeer het daarna opnieuw."
    )


class LapsedMeanwhile(Refused):
    """The notice would tell what is not true any more; the message says why."""


@transaction.atomic
def send_again(notice, *, by):
    """Send a notice that failed, or that may not have arrived, once more: to the address that its account has now.

    Raises MayNotSendAgain, NothingToSendAgain, ClosedAccount, WithoutAddress or LapsedMeanwhile, and then nothing has
    changed.
    """
    if by.role not in (Role.COORDINATOR, Role.ADMINISTRATOR):
        raise MayNotSendAgain
    held = Notice.objects.select_for_update(of=["self"]).select_related("to").get(pk=notice.pk)
    if not held.can_be_sent_again:
        raise NothingToSendAgain
    if not held.to.is_active:
        raise ClosedAccount
    if not held.to.email:
        raise WithoutAddress
    if why := following.why_lapsed(held):
        raise LapsedMeanwhile(f"Dit bericht klopt niet meer. {why}")
    old = {"sending": held.get_state_display(), "address": held.to_address}
    held.state, held.due_at, held.to_address = State.WAITING, timezone.now(), held.to.email
    held.save(update_fields=["state", "due_at", "to_address"])
    write(
        held.chain or CHAIN,
        by=by,
        kind=Kind.NOTICE,
        about=str(held),
        subject=f"notice {held.pk}",
        old=old,
        new={"sending": held.get_state_display(), "address": held.to_address},
    )
    transaction.on_commit(send_soon, robust=True)
