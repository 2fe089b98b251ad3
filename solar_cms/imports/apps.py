from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "solar_cms.imports"
    label = "imports"
