"""The bytes of files, under their SHA-256, in the default storage (a folder, or S3 by setting)."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem, Refused
from solar_cms.documents.models import StoredFile

log = logging.getLogger(__name__)
GRACE = timedelta(days=1)  # a file younger than this may belong to an act still under way


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def put(content: bytes) -> str:
    """Keep the bytes; returns their SHA-256. Safe to repeat, and to be killed in.

    Refused, with nothing kept, where the disk is full or the object store does not answer.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        _put(path_of(sha256), content)
    except OSError as error:
        log.exception("a file could not be kept")
        words = _("The place where files are kept does not answer. Nothing was saved: try again.")
        raise Refused([Problem("file.store_away", words, "file")]) from error
    return sha256


def _put(path: str, content: bytes) -> None:
    there = default_storage.exists(path) and default_storage.size(path) == len(content)
    if _is_folder():
        if there:
            os.utime(default_storage.path(path))  # young again, for the sweep of orphans
        else:
            _write_whole(Path(default_storage.path(path)), content)
    # In an object store only writing makes young; what is young enough need not be sent again.
    elif not there or default_storage.get_modified_time(path) < timezone.now() - GRACE / 2:
        default_storage.save(path, ContentFile(content))


def _is_folder() -> bool:
    try:
        default_storage.path("x")
    except NotImplementedError:
        return False
    return True


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside, flush to the disk, then rename: a file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o640)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def open_file(file: StoredFile) -> BinaryIO:
    """The bytes of a stored file, to read from the start."""
    return default_storage.open(path_of(file.sha256))  # type: ignore[return-value]


def read(file: StoredFile) -> bytes:
    with open_file(file) as content:
        return content.read()


def sweep_orphans(now: datetime | None = None) -> int:
    """Delete files that no row speaks of (their act was rolled back); returns how many."""
    gone = 0
    for path in orphans((now or timezone.now()) - GRACE):
        default_storage.delete(path)
        gone += 1
    return gone


def orphans(before: datetime) -> Iterator[str]:
    """Paths of files older than this that no row speaks of."""
    for path in _old_files(before):
        sha256 = path.rsplit("/", 1)[-1]
        if not StoredFile.objects.filter(sha256=sha256).exists():
            yield path


def _old_files(before: datetime) -> Iterator[str]:
    for first in _folders(""):
        for second in _folders(first):
            for name in default_storage.listdir(f"{first}/{second}")[1]:
                path = f"{first}/{second}/{name}"
                if default_storage.get_modified_time(path) < before:
                    yield path


def _folders(path: str) -> list[str]:
    try:
        return [name for name in default_storage.listdir(path)[0] if len(name) == 2]
    except FileNotFoundError:
        return []
