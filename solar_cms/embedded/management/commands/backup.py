"""Write database and files into one folder that `restore` can check and read."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from solar_cms.embedded.backups import back_up
from solar_cms.embedded.checkout import Checkout, Halt


class Command(BaseCommand):
    help = "Back up the database and the files into a new folder, with counts and hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, help="a new folder; by default var/backups/<time>"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = datetime.datetime.now(datetime.UTC)
        default = Path(settings.BASE_DIR) / "var" / "backups" / f"{now:%Y%m%dT%H%M%SZ}"
        target = (options["folder"] or default).absolute()
        checkout = Checkout(Path(settings.BASE_DIR))
        try:
            manifest = back_up(target, default_storage, checkout, self.stdout.write)
        except Halt as problem:
            raise CommandError(str(problem))
        self.stdout.write(
            f"{sum(manifest['tables'].values())} rows in {len(manifest['tables'])} tables and "
            f"{manifest['files']} files are in {target}. Keep a copy on another machine, and "
            "SOLAR_SECRET_KEY (embedded: var/secret_key) apart from it."
        )
