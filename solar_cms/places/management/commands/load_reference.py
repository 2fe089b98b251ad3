"""Load the provinces and districts that the product ships; safe to run at every start."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from solar_cms.audit.acts import SYSTEM
from solar_cms.places.operations import load_districts, load_provinces

DATA = Path(__file__).resolve().parents[2] / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


class Command(BaseCommand):
    help = "Load or update the provinces and districts of Lao PDR."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, load in (("provinces", load_provinces), ("districts", load_districts)):
            done = load(rows_of(f"{name}.csv"), by=SYSTEM)
            if any(done.values()) and options["verbosity"]:
                self.stdout.write(f"{name}: {done['created']} new, {done['updated']} changed")
