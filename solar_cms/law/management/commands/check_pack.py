"""manage.py check_pack DIR: say what is wrong with a country pack, file and line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from solar_cms.law import packs
from solar_cms.law.comparing import changes_since
from solar_cms.law.operations import check_pack
from solar_cms.law.packs import code_of


class Command(BaseCommand):
    help = (
        "Check a country pack without loading it, and say what it changes against the one in use."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="the pack's folder, for example packs/laos")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = check_pack(options["folder"])
        for problem in problems:
            self.stderr.write(f"{problem.field}: {problem.message} [{problem.code}]")
        if any(problem.severity == "error" for problem in problems):
            raise SystemExit(1)
        folder = Path(options["folder"])
        for change in changes_since(packs.current_or_none(code_of(folder)), folder):
            self.stdout.write(f"  {change}")
        self.stdout.write("The pack is sound.")
