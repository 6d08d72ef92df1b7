from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from assessments import guards


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Toezicht"

    def ready(self):
        import_module("assessments.checks")
        import_module("assessments.actions.deliveries")
        import_module("assessments.actions.lapsing")
        import_module("assessments.factsheet.provenance").note_what_runs()
        pre_migrate.connect(guards.lift, sender=self)
        post_migrate.connect(guards.place, sender=self)
