"""Who may reach which view. A view that says nothing lets nobody in.

`LoginRequiredMiddleware` demands the login once; `RoleMiddleware` then asks the view for whom it is open.
Which objects somebody sees there is decided by the queryset inside the view (`.visible_to(user)`).
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404

from stj_toezicht.accounts.models import Role

EVERYONE = "everyone"
READERS_OF_CASE_FILES = (Role.INSPECTOR, Role.COORDINATOR, Role.SUPPORT, Role.ADMINISTRATOR)
# What is for the team alone: notes, plans, comments, second versions and work sheets, which hold the notes.
READERS_OF_NOTES = (Role.INSPECTOR, Role.COORDINATOR, Role.ADMINISTRATOR)


def open_to_everyone(view):
    """Mark a view that needs no account: published material and the way in."""
    view.open_to = EVERYONE
    return login_not_required(view)


def open_to(*roles, to_do=None):
    """Say which roles know that a view exists, and which of them may do what it does.

    Others get 404. Who is in `roles` but not in `to_do` gets 403; without `to_do` all may do it.
    """

    def mark(view):
        @wraps(view)
        def marked(*args, **kwargs):
            return view(*args, **kwargs)

        marked.open_to = frozenset(roles)
        marked.to_do = frozenset(to_do or roles)
        return marked

    return mark


class RoleMiddleware:
    """Turns away whoever a view is not open to, before the view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        roles = getattr(view, "open_to", frozenset())
        if roles == EVERYONE or not request.user.is_authenticated:
            return
        if request.user.role not in roles:
            raise Http404
        if request.user.role not in view.to_do:
            raise PermissionDenied
