"""Reading a pack's files, and finding the line that a fault stands in.

The standard TOML reader tells lines of broken syntax only; for a wrong value the line is found by
looking for the table and the key in the text.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem, Refused


class PackText:
    """The text of one file, to say where in it something stands."""

    def __init__(self, path: Path, name: str = "") -> None:
        self.path = path
        self.name = name or path.name
        self.lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []

    def line(self, table: str = "", index: int | None = None, key: str = "") -> int:
        """The line (from 1) of a key in the index-th `[[table]]`, of `[table]`, or of the file;
        of a CSV file, of its index-th row. Falls back to the nearest thing found."""
        if self.path.suffix == ".csv":
            return (index or 0) + 2
        start, end = 0, len(self.lines)
        if table:
            heads = [
                n
                for n, text in enumerate(self.lines)
                if re.match(rf"\s*\[{{1,2}}\s*{re.escape(table)}\s*\]", text)
            ]
            if heads:
                start = heads[min(index or 0, len(heads) - 1)]
                end = next(
                    (n for n in range(start + 1, end) if self.lines[n].lstrip().startswith("[")),
                    end,
                )
        if key:
            wanted = re.compile(rf"\s*(\"?){re.escape(key)}\1\s*[=.]")
            for n in range(start, end):
                if wanted.match(self.lines[n]):
                    return n + 1
        return start + 1

    def line_with(self, words: str) -> int:
        """The first line that contains the words (1 when there is none)."""
        return next((n + 1 for n, text in enumerate(self.lines) if words in text), 1)

    def at(self, table: str = "", index: int | None = None, key: str = "") -> str:
        return f"{self.name}:{self.line(table, index, key)}"

    def fault(
        self,
        code: str,
        message: str | Promise,
        *,
        table: str = "",
        index: int | None = None,
        key: str = "",
    ) -> Problem:
        """A Problem whose field is "file:line"."""
        return Problem(code=code, message=message, field=self.at(table, index, key))


def read_file(path: Path, name: str = "") -> Any:
    """Parsed TOML (dict) or CSV (list of dicts); Refused with file and line when it cannot be read."""
    name = name or path.name
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = _("This is not UTF-8 text. Save the file as UTF-8.")
        raise Refused([Problem("pack.not_utf8", message, f"{name}:{line}")]) from error
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(text, newline="")))
    try:
        return copy.deepcopy(_parsed(text))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        message = _("This cannot be read: %(detail)s") % {"detail": str(error)}
        raise Refused([Problem("pack.syntax", message, f"{name}:{line}")]) from error


@lru_cache(maxsize=32)
def _parsed(text: str) -> dict[str, Any]:
    """The checks of several sections read the same files; each is handed a copy of its own."""
    return tomllib.loads(text)


def read_part(path: Path) -> Any:
    """A section's data: one file, or of a folder {file name: data}, sorted."""
    if not path.is_dir():
        return read_file(path)
    return {
        file.name: read_file(file, f"{path.name}/{file.name}")
        for file in sorted(path.iterdir())
        if file.suffix in {".toml", ".csv"}
    }


def pack_files(folder: Path) -> Iterator[Path]:
    """Every file of a pack in one order, hidden ones left out."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(p.startswith((".", "__")) or p.endswith("~") for p in parts):
            yield path


def checksum_of(folder: Path) -> str:
    """SHA-256 over names and contents of all files."""
    digest = hashlib.sha256()
    for path in pack_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def keys_in(path: Path, table: str) -> set[str]:
    """The keys of `[[table]]` in a file beside the one being checked; empty when it cannot be read
    (that file's own check says why)."""
    if not path.is_file():
        return set()
    try:
        rows = read_file(path).get(table, [])
    except Refused:
        return set()
    return {str(row.get("key")) for row in rows if isinstance(row, dict)}
