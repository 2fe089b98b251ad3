"""`manage.py find_duplicates [--everyone]`: look for records that may be one person."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from solar_cms.registry.duplicates.finding import find_duplicates


class Command(BaseCommand):
    help = "Look for records that may be one person, among those whose facts changed since last."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--everyone", action="store_true", help="compare all people again")

    def handle(self, *args: Any, **options: Any) -> None:
        found = find_duplicates(everyone=options["everyone"])
        self.stdout.write(
            f"{found.people} people compared: {found.new} new pairs, {found.changed} changed, "
            f"{found.gone} no pairs any more, {found.back} asked again."
        )
