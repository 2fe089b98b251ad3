"""`manage.py verify`: every file that is missing from the store, was altered, or is there unknown."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from solar_cms.documents.checking import faults
from solar_cms.documents.models import StoredFile

WORDS = {
    "missing": "is missing: put it back from a backup",
    "altered": "was altered: its bytes are not those that were kept",
    "extra": "is in the store, and no record speaks of it",
}


class Command(BaseCommand):
    help = "Compare the store of files with the database: missing, altered, extra."

    def handle(self, *args: Any, **options: Any) -> None:
        found: Counter[str] = Counter()
        for fault in faults():
            found[fault.kind] += 1
            names = f" ({', '.join(fault.names)})" if fault.names else ""
            self.stdout.write(f"{fault.path}{names} {WORDS[fault.kind]}")
        total = StoredFile.objects.count()
        if found:
            counts = ", ".join(f"{count} {kind}" for kind, count in sorted(found.items()))
            raise CommandError(f"Of {total} files: {counts}.")
        self.stdout.write(f"All {total} files are there as they were kept.")
