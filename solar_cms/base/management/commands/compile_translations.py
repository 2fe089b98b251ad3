"""Compile every catalogue of ours (.po to .mo) with Babel."""

from typing import Any

from django.core.management.base import BaseCommand

from solar_cms.base.catalogues import compile_catalogues


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{compile_catalogues()} catalogues compiled")
