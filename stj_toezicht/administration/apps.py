from importlib import import_module

from django.contrib.admin.apps import SimpleAdminConfig

REGISTERED_BY = ("stj_toezicht.accounts.admin", "municipalities.admin", "assessments.admin")


class AdministrationConfig(SimpleAdminConfig):
    """Django's admin with our own site, and on it only what we register: no groups, which mean nothing here."""

    default_site = "stj_toezicht.administration.site.AdministrationSite"

    def ready(self):
        super().ready()
        for module in REGISTERED_BY:
            import_module(module)
