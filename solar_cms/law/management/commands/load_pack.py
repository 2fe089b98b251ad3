"""manage.py load_pack DIR: load a country pack as the next version."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.law import packs
from solar_cms.law.comparing import changes_since
from solar_cms.law.operations import load_pack
from solar_cms.law.packs import code_of


class Command(BaseCommand):
    help = "Load a country pack. The same content as before changes nothing; a bad pack is refused whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="the pack's folder, for example packs/laos")

    def handle(self, *args: Any, **options: Any) -> None:
        before = packs.current_or_none(code_of(Path(options["folder"])))
        changes = changes_since(before, Path(options["folder"])) if before else []
        try:
            version = load_pack(options["folder"], by=SYSTEM)
        except Refused as refused:
            for problem in refused.problems:
                where = f"{problem.field}: " if problem.field else ""
                self.stderr.write(f"{where}{problem.message} [{problem.code}]")
            self.stderr.write("Nothing was loaded.")
            raise SystemExit(1) from refused
        for change in changes:
            self.stdout.write(f"  {change}")
        self.stdout.write(f"{version.code} version {version.number}")
