from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    name = "solar_cms.embedded"
    label = "embedded"
