"""Load the provinces and districts of the installation's country; safe to run at every start."""

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from solar_cms.audit.acts import SYSTEM
from solar_cms.places.operations import load_districts, load_provinces


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file in the folder places/ of the pack; none where the pack has no such file."""
    path = Path(settings.PACKS_DIR) / settings.SOLAR_PACK / "places" / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


class Command(BaseCommand):
    help = "Load or update the provinces and districts of the country."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, load in (("provinces", load_provinces), ("districts", load_districts)):
            done = load(rows_of(f"{name}.csv"), by=SYSTEM)
            if any(done.values()) and options["verbosity"]:
                self.stdout.write(f"{name}: {done['created']} new, {done['updated']} changed")
