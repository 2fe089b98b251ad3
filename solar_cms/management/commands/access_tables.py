"""manage.py access_tables [--write]: the tables of docs/access.md as the code has them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from solar_cms.access_tables import filled_in

FILE = settings.BASE_DIR / "docs" / "access.md"


class Command(BaseCommand):
    help = "Print docs/access.md with its tables as the code has them, or write it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write the file")

    def handle(self, *args: Any, **options: Any) -> None:
        text = filled_in(FILE.read_text(encoding="utf-8"))
        if options["write"]:
            FILE.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)
