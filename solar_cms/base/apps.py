from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "solar_cms.base"
    label = "base"
