from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "stj_toezicht.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        import_module("stj_toezicht.accounts.checks")
