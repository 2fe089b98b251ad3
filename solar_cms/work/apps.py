from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "solar_cms.work"
    label = "work"
