from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "solar_cms.places"
    label = "places"
