from django.contrib.admin import AdminSite
from django.urls import reverse_lazy

from stj_toezicht.access import open_to
from stj_toezicht.accounts.models import Role


class AdministrationSite(AdminSite):
    """Where administrators keep accounts, the register of municipalities and the framework."""

    site_title = "STJ Toezicht"
    site_header = "STJ Toezicht: beheer"
    index_title = "Beheer"
    site_url = reverse_lazy("start")

    def __init__(self, name="admin"):
        super().__init__(name)
        self.disable_action("delete_selected")

    def has_permission(self, request):
        return request.user.is_active and getattr(request.user, "role", None) == Role.ADMINISTRATOR

    def get_urls(self):
        """Every address of the admin, open to administrators alone; a log-in page of its own it has not."""
        patterns = [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "login"]
        for pattern in _views(patterns):
            pattern.callback = open_to(Role.ADMINISTRATOR)(pattern.callback)
            pattern.callback.login_url = None
        return patterns


def _views(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern
