"""What a new version of a pack changes, in words: row by row, value by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.problems import Refused
from solar_cms.base.texts import text_in
from solar_cms.law.archive import unpacked_version
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import pack_files, read_file

# What tells a row from its siblings, the first that it has; dated rows also by their first day.
NAMED_BY = ("key", "act", "code", "day", "unit", "number", "name")
DATED_BY = ("valid_from", "province", "language")
LABELS = ("names", "titles", "labels", "texts")


@dataclass(frozen=True)
class Change:
    """One difference. kind: added, removed or changed; before and after say the value."""

    file: str
    table: str
    row: str
    name: str
    kind: str
    field: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        where = f"{self.file} [{self.table}] {self.name}" if self.table else self.file
        if self.kind == "added":
            return _("%(where)s: new") % {"where": where}
        if self.kind == "removed":
            return _("%(where)s: gone") % {"where": where}
        return _("%(where)s: %(field)s was “%(before)s”, becomes “%(after)s”") % {
            "where": where,
            "field": self.field,
            "before": self.before or _("nothing"),
            "after": self.after or _("nothing"),
        }


def read_folder(folder: Path) -> dict[str, Any]:
    """The parsed TOML and CSV files of a pack by their path; other files by their text."""
    found: dict[str, Any] = {}
    for path in pack_files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            parsed = path.suffix in {".toml", ".csv"}
            found[name] = read_file(path, name) if parsed else path.read_text(encoding="utf-8")
        except (Refused, UnicodeDecodeError):
            found[name] = ""
    return found


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Everything that differs between two packs as read by read_folder, in the order of files."""
    found: list[Change] = []
    for name in sorted(set(old) | set(new)):
        if name not in old:
            found.append(Change(name, "", "", name, "added"))
        elif name not in new:
            found.append(Change(name, "", "", name, "removed"))
        elif old[name] != new[name]:
            found += _in_file(name, old[name], new[name])
    return found


def _in_file(name: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, str) or isinstance(new, str):
        yield Change(name, "", "", name, "changed", _("text"), _("the old text"), _("a new text"))
        return
    before, after = _rows(old), _rows(new)
    for key in [*before, *(k for k in after if k not in before)]:
        table, row = key
        said = _name(after.get(key) or before[key]) or row
        if key not in before:
            yield Change(name, table, row, said, "added")
        elif key not in after:
            yield Change(name, table, row, said, "removed")
        else:
            yield from _in_row(name, table, row, said, before[key], after[key])


def _in_row(name: str, table: str, row: str, said: str, old: Any, new: Any) -> Iterator[Change]:
    for field in [*old, *(f for f in new if f not in old)]:
        if old.get(field) != new.get(field):
            before, after = _value(old.get(field)), _value(new.get(field))
            yield Change(name, table, row, said, "changed", field, before, after)


def _rows(data: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """(table, what tells the row) -> row. Values at the top of a file are a row of their own."""
    tables = {"": data} if isinstance(data, list) else dict(data)
    top = {k: v for k, v in tables.items() if not _is_table(v)}
    found: dict[tuple[str, str], dict[str, Any]] = {("", ""): top} if top else {}
    for table, rows in tables.items():
        if not _is_table(rows):
            continue
        seen: Counter[str] = Counter()
        for row in rows:
            mark = _mark(row)
            seen[mark] += 1
            found[table, mark if seen[mark] == 1 else f"{mark} ({seen[mark]})"] = row
    return found


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _mark(row: Mapping[str, Any]) -> str:
    first = next((str(row[name]) for name in NAMED_BY if row.get(name)), "")
    return " ".join([first, *(str(row[name]) for name in DATED_BY if row.get(name))])


def _name(row: Mapping[str, Any]) -> str:
    texts = next((row[name] for name in LABELS if isinstance(row.get(name), dict)), None)
    return text_in(texts) if texts else ""


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return text_in(value) if all(isinstance(v, str) for v in value.values()) else str(value)
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    return "" if value is None else str(value)


def changes_since(version: PackVersion | None, folder: Path) -> list[Change]:
    """What a folder changes against a loaded version; nothing to compare with: no change."""
    if version is None or version.archive_id is None:
        return []
    with unpacked_version(version) as old:
        return changes(read_folder(old), read_folder(folder))
