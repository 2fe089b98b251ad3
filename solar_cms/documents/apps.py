from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "solar_cms.documents"
    label = "documents"
