"""A country pack that comes as a ZIP file: unpacked with care, checked and loaded as from a folder."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from solar_cms.base.hooks import pack_sections
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.law.packs import code_of

MOST_BYTES, MOST_FILES = 20 * 1024 * 1024, 400


@contextmanager
def unpacked(upload: IO[bytes] | Any) -> Iterator[Path]:
    """The folder of a zipped pack, for as long as it is read. Refused when it is no pack, another
    country's, or lacks a part that is in use."""
    with TemporaryDirectory(prefix="pack-") as place:
        folder = _unpacked(upload, Path(place))
        refuse_if(_problems_with_parts(folder))
        yield folder


def _unpacked(upload: Any, place: Path) -> Path:
    """The pack's folder inside `place`: where its pack.toml is."""
    try:
        archive = zipfile.ZipFile(upload)
        members = [one for one in archive.infolist() if not one.is_dir()]
        refuse_if(_problems_with_members(members))
        for one in members:
            target = place / PurePosixPath(one.filename)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(one))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        refuse_if([Problem("pack.no_zip", _("This is not a readable ZIP file."), "file")])
    heads = sorted(place.rglob("pack.toml"), key=lambda path: len(path.parts))
    if not heads:
        message = _("There is no pack.toml in the file: zip the whole folder of the pack.")
        refuse_if([Problem("pack.missing", message, "file")])
    return heads[0].parent


def _problems_with_members(members: list[zipfile.ZipInfo]) -> list[Problem]:
    size = sum(one.file_size for one in members)
    if len(members) > MOST_FILES or size > MOST_BYTES:
        message = _("The file is too large for a pack: at most 400 files and 20 MB.")
        return [Problem("pack.too_large", message, "file")]
    for one in members:
        path = PurePosixPath(one.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in one.filename:
            message = _("The file names a place outside of its folder.")
            return [Problem("pack.outside", message, "file")]
    return []


def _problems_with_parts(folder: Path) -> list[Problem]:
    """Is it this country's pack, with every part that the installation's own pack has?"""
    code = code_of(folder)
    if code and code != settings.SOLAR_PACK:
        message = _("This is the pack of “%(code)s”; this installation serves “%(ours)s”.")
        facts = {"code": code, "ours": settings.SOLAR_PACK}
        return [Problem("pack.other", message % facts, "pack.toml:1")]
    return [
        Problem(
            "pack.part_missing", _("The pack in use has this part; it must not be left out."), name
        )
        for name in _missing(folder)
    ]


def _missing(folder: Path) -> Iterator[str]:
    ours = Path(settings.PACKS_DIR) / settings.SOLAR_PACK
    for section in pack_sections:
        if (ours / section.file).exists() and not (folder / section.file).exists():
            yield section.file
