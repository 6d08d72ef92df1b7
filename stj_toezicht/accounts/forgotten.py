"""Who forgot their password gets a link with which they choose another; nobody learns which addresses are known."""

import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from stj_toezicht.accounts.models import Role, User
from stj_toezicht.notices.kinds import Kind
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.writing import write

A_QUARTER, A_DAY = datetime.timedelta(minutes=15), datetime.timedelta(days=1)
AT_MOST = 5  # links a day for one account


@transaction.atomic
def send_links(address):
    """Send each account with this address a link to choose a password; no more than one a quarter, and a few a day.

    It goes to the address as it stands at the account. Who was invited and has no password yet gets one too.
    """
    now = timezone.now()
    quarter = int(now.timestamp() // A_QUARTER.total_seconds())
    for user in _who_can_log_in().filter(email__iexact=address):
        lately = Notice.objects.filter(to=user, kind=Kind.PASSWORD, written_at__gt=now - A_DAY)
        if lately.count() < AT_MOST:
            about = f"account {user.username}"
            write(Kind.PASSWORD, to=[user], about=about, path=reverse("login"), key=f"wachtwoord {quarter}")


def _who_can_log_in():
    accounts = User.objects.filter(is_active=True).exclude(role=Role.SYSTEM).exclude(email="")
    return accounts if settings.DEBUG else accounts.filter(is_demonstration=False)
