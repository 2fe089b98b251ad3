from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "solar_cms.exchange"
    label = "exchange"
