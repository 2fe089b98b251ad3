from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "solar_cms.law"
    label = "law"
