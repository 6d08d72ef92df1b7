from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "stj_toezicht.accounts"
    label = "accounts"
    verbose_name = "Accounts"
