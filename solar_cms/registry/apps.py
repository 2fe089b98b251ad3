from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "solar_cms.registry"
    label = "registry"
