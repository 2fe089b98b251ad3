"""`manage.py recount_cases [--mend]`: open cases whose kept row is not what their records say."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.models import OpenCase
from cases.recounting import recount


class Command(BaseCommand):
    help = "Count every open case again and compare with the rows that lists read."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--mend", action="store_true", help="put the counted rows in their place"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = recount(mend=options["mend"])
        for number in wrong:
            self.stdout.write(number)
        if wrong and not options["mend"]:
            raise CommandError(f"{len(wrong)} cases differ: run it with --mend, and report it.")
        done = f"{len(wrong)} were mended" if wrong else "none differs"
        self.stdout.write(f"{OpenCase.objects.count()} open cases counted again; {done}.")
