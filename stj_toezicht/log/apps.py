from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "stj_toezicht.log"
    verbose_name = "Logboek"
