from django.apps import AppConfig


class PanelConfig(AppConfig):
    name = "solar_cms.panel"
    label = "panel"
