"""Find strings of ours that are untranslated, fuzzy or miswritten in Lao."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from solar_cms.base.translations import faults, untranslated


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", default="lo")
        parser.add_argument("--under", default="", help="only sources under this folder")
        parser.add_argument("--missing", action="store_true", help="print the missing as .po lines")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["missing"]:
            self.stdout.write(untranslated(language=options["language"], under=options["under"]))
            return
        found = [
            f for f in faults(language=options["language"]) if f.where.startswith(options["under"])
        ]
        for fault in found:
            self.stdout.write(str(fault))
        if found:
            raise CommandError(f"{len(found)} strings to put right (--missing prints .po lines)")
        self.stdout.write("Every string is translated")
