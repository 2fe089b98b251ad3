"""Files in an S3-compatible store in the place of a folder (SOLAR_S3_BUCKET).

What goes wrong between here and the store is an OSError, as with a disk, so that whoever keeps or
opens files has one kind of fault to answer.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


@contextmanager
def _as_of_a_disk() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(errno.EIO, str(error), "object store") from error


class ObjectStore(S3Storage):
    """Each call either did its work or raises OSError; an object is there whole or not at all."""

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "file_overwrite": True,  # the name is the hash of the bytes
            "max_memory_size": 5 * 1024 * 1024,  # larger files are read by way of a temporary one
            "default_acl": None,
            "client_config": Config(
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 3, "mode": "standard"},
                s3={"addressing_style": "path"},  # stores of one's own have no names per bucket
                # Newer checksums are unknown to many S3-compatible stores; ours is the SHA-256.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_of_a_disk():
            opened = super()._open(name, mode)
            if "r" in mode:
                _fetched = opened.file  # now, not when an answer is already under way
            return opened

    def _save(self, name: str, content: Any) -> str:
        with _as_of_a_disk():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _as_of_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_of_a_disk():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_of_a_disk():
            return super().listdir(path)  # type: ignore[no-any-return]

    def size(self, name: str) -> int:
        with _as_of_a_disk():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _as_of_a_disk():
            return super().get_modified_time(name)  # type: ignore[no-any-return]
