"""The roof: wiring. Imports everything, is imported by nothing."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

# Modules of fixed names in which the apps hand the lower floors their parts (see base/hooks/).
HOOK_MODULES = [
    "access",  # rights and row policies
    "hooks",  # inbox, handover, merge, record panels, home cards, search sources
    "datasets",
    "importers",
    "pack_sections",
    "jobs",
    "schedule",
    "demo",
]


class RoofConfig(AppConfig):
    name = "solar_cms"
    label = "solar_cms"
    verbose_name = "solar_cms"

    def ready(self) -> None:
        from . import celery  # noqa: F401

        autodiscover_modules(*HOOK_MODULES)
