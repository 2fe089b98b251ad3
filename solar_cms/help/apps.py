from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "solar_cms.help"
    label = "help"
