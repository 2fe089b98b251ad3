"""What the store holds against what the database says: every file missing, extra or altered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage
from django.utils import timezone

from solar_cms.documents import store
from solar_cms.documents.models import Attachment, StoredFile

CHUNK = 1 << 20


@dataclass(frozen=True)
class Fault:
    """kind: "missing", "altered" or "extra"; path: in the store; names: of the files it is."""

    kind: str
    path: str
    names: tuple[str, ...] = ()


def faults(now: datetime | None = None) -> Iterator[Fault]:
    """Every fault, one by one; reads each file once. Files younger than a day that no row speaks of
    may belong to an act under way and are no fault."""
    for row in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        if kind := _fault_of(row):
            names = Attachment.objects.filter(file=row).values_list("name", flat=True)
            yield Fault(kind, row.path, tuple(names.order_by("id")[:5]))
    for path in store.orphans((now or timezone.now()) - store.GRACE):
        yield Fault("extra", path)


def _fault_of(row: StoredFile) -> str:
    if not default_storage.exists(row.path):
        return "missing"
    found = hashlib.sha256()
    with store.open_file(row) as content:
        while part := content.read(CHUNK):
            found.update(part)
    return "" if found.hexdigest() == row.sha256 else "altered"
