"""Read a backup into an empty database and an empty folder, and check what arrived."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from solar_cms.embedded.backups import restore
from solar_cms.embedded.checkout import Checkout, Halt


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database and files folder; counts and hashes are checked."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        checkout = Checkout(Path(settings.BASE_DIR))
        try:
            manifest = restore(
                options["folder"].absolute(),
                default_storage,
                checkout,
                self.stdout.write,
            )
        except Halt as problem:
            raise CommandError(str(problem))
        self.stdout.write(
            f"Restored and checked: {sum(manifest['tables'].values())} rows in "
            f"{len(manifest['tables'])} tables, {manifest['files']} files, as of "
            f"{manifest['made_at']}."
        )
