"""What somebody changes of an account outside the administration."""

from django.db import transaction

from stj_toezicht.accounts.models import User
from stj_toezicht.log import rows


@transaction.atomic
def make_account(username, password, *, by, **fields):
    """Make an account for somebody, with a password with which they log in."""
    user = User.objects.create_user(username, password, **fields)
    rows.came(user, by=by, has_password=True)
    return user


@transaction.atomic
def change_password(user, password, *, by):
    """Give an account another password; whoever is logged in with it is so no longer."""
    user.set_password(password)
    user.save(update_fields=["password"])
    rows.changed(user, by=by, old=rows.said(user), has_new_password=True)


@transaction.atomic
def switch_shortcuts(user, *, on):
    """Switch the shortcuts of the keyboard on or off for the account whose owner asks."""
    old = rows.said(user)
    user.uses_shortcuts = on
    user.save(update_fields=["uses_shortcuts"])
    rows.changed(user, by=user, old=old)
