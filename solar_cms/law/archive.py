"""Each loaded version of a pack is kept whole, as a ZIP file: to compare with, to copy, to change."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from solar_cms.documents import store
from solar_cms.documents.models import StoredFile
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import pack_files

ZIP = "application/zip"
STAMP = (2000, 1, 1, 0, 0, 0)  # the same content gives the same file


def zipped(folder: Path) -> bytes:
    """The pack's files in one order, under the folder's own name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in pack_files(folder):
            name = path.relative_to(folder).as_posix()
            info = zipfile.ZipInfo(f"pack/{name}", STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return buffer.getvalue()


def keep(content: bytes, sha256: str) -> StoredFile:
    """The row of bytes that are stored already. Inside an act."""
    row, _made = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "media_type": ZIP}
    )
    return row


@contextmanager
def unpacked_version(version: PackVersion) -> Iterator[Path]:
    """The folder of a loaded version, for as long as it is read."""
    if version.archive is None:
        raise FileNotFoundError(f"{version} was loaded before versions were kept whole")
    with TemporaryDirectory(prefix="pack-") as place:
        with zipfile.ZipFile(io.BytesIO(store.read(version.archive))) as archive:
            archive.extractall(place)
        yield Path(place) / "pack"
