from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "solar_cms.accounts"
    label = "accounts"
