from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "stj_toezicht.notices"
    verbose_name = "Berichten"

    def ready(self):
        import_module("stj_toezicht.notices.checks")
