"""A large file between its upload and the job that reads it: kept in the files' storage under the
import's id, gone when its rows are on the desk. Not among the stored files: nobody opens it again."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from solar_cms.base.models import uuid_or_none
from solar_cms.imports.models import Batch
from solar_cms.imports.reading import refusal
from solar_cms.imports.states import BatchState

FOLDER = "incoming"
PIECE = 1024 * 1024
GRACE = timedelta(days=1)  # a file younger than this may belong to an act still under way


def _name(batch_id: uuid.UUID | str) -> str:
    return f"{FOLDER}/{batch_id}"


def keep(batch_id: uuid.UUID, path: Path) -> None:
    with path.open("rb") as file:
        default_storage.save(_name(batch_id), File(file))


def forget(batch_id: uuid.UUID) -> None:
    default_storage.delete(_name(batch_id))


@contextmanager
def kept(batch_id: uuid.UUID) -> Iterator[Path]:
    """The file, in a folder of this machine. Raises Refused("file.gone")."""
    name = _name(batch_id)
    if not default_storage.exists(name):
        raise refusal("gone")
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:  # no folder: fetched from where it is
        with tempfile.NamedTemporaryFile() as copy:
            with default_storage.open(name) as file:
                for piece in iter(lambda: file.read(PIECE), b""):
                    copy.write(piece)
            copy.flush()
            yield Path(copy.name)
    else:
        yield path


def sweep(now: datetime | None = None) -> int:
    """Delete kept files whose import is no longer being read; returns how many."""
    before = (now or timezone.now()) - GRACE
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    reading = Batch.objects.filter(state=BatchState.READING)
    gone = 0
    for name in names:
        key = uuid_or_none(name)
        if default_storage.get_modified_time(_name(name)) >= before:
            continue
        if key is None or not reading.filter(pk=key).exists():
            default_storage.delete(_name(name))
            gone += 1
    return gone
