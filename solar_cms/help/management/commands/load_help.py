"""Load the help texts that the product ships; safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand

from solar_cms.audit.acts import SYSTEM
from solar_cms.help.operations import load_help
from solar_cms.help.texts import shipped_pages


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        changed = load_help(shipped_pages(), by=SYSTEM)
        if changed and options["verbosity"]:
            self.stdout.write(f"{changed} help texts renewed")
