"""The packs: which version is current, what is wrong with a folder, what is still unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem, Refused
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import PackText, pack_files, read_file, read_part


class NoPack(LookupError):
    """No pack is loaded yet: run manage.py load_pack."""


def current_or_none(code: str = "") -> PackVersion | None:
    """The latest version of the installation's pack, if one is loaded."""
    code = code or settings.SOLAR_PACK
    return PackVersion.objects.filter(code=code).order_by("-number").first()


def current(code: str = "") -> PackVersion:
    """The latest version of the installation's pack; raises NoPack when none is loaded."""
    version = current_or_none(code)
    if version is None:
        raise NoPack(f"no version of the pack {code or settings.SOLAR_PACK} is loaded")
    return version


@dataclass
class PackRead:
    """A pack folder as read: its code, the data of each section, and what is wrong."""

    folder: Path
    code: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def code_of(folder: Path) -> str:
    """The code of a pack's folder; "" when its head cannot be read."""
    try:
        return str(read_file(folder / "pack.toml").get("code", ""))
    except (Refused, OSError):
        return ""


def sections_in_order() -> list[PackSection]:
    return sorted(pack_sections, key=lambda section: (section.order, section.name))


def read_pack(folder: Path) -> PackRead:
    """Read and check a whole folder. All faults of all files are told at once."""
    pack = PackRead(folder)
    if not (folder / "pack.toml").is_file():
        message = _("There is no pack.toml in %(folder)s.") % {"folder": folder}
        pack.problems.append(Problem("pack.missing", message, "pack.toml:1"))
        return pack
    for section in sections_in_order():
        path = folder / section.file
        if not path.exists():
            continue
        try:
            pack.parts[section.name] = read_part(path)
        except Refused as refused:
            pack.problems += refused.problems
            continue
        pack.problems += section.check(pack.parts[section.name], path)
    pack.problems += _unread(folder)
    head = pack.parts.get("pack")
    pack.code = str(head.get("code", "")) if isinstance(head, dict) else ""
    return pack


def _unread(folder: Path) -> Iterator[Problem]:
    """TOML and CSV files that no part of the system reads: a name misspelt is not passed over."""
    known = {section.file for section in pack_sections}
    for path in pack_files(folder):
        top = path.relative_to(folder).parts[0]
        if path.suffix in {".toml", ".csv"} and top not in known:
            message = _("No part of the system reads this file; read are: %(known)s") % {
                "known": ", ".join(sorted(known))
            }
            yield Problem("pack.unread", message, f"{path.relative_to(folder).as_posix()}:1")


@dataclass(frozen=True)
class Question:
    """A value of a pack that no source confirms."""

    at: str  # file:line
    what: dict[str, str]  # name by language
    value: str
    source: str
    status: str
    asks: dict[str, str]  # the question in the pack's own words, by language


def questions(folder: Path) -> list[Question]:
    """Every value whose status is not confirmed, and every value asked for, in file order."""
    found: list[Question] = []
    languages = languages_of(folder)
    for path in pack_files(folder):
        if path.suffix not in {".toml", ".csv"}:
            continue
        name = path.relative_to(folder).as_posix()
        text, data = PackText(path, name), read_file(path, name)
        if isinstance(data, list):
            rows: Any = (("", n, row) for n, row in enumerate(_asked(data, languages)))
        else:
            rows = _tables(data)
        for table, index, row in rows:
            status = str(row.get("status") or "")
            if status and not status.startswith(SourceStatus.CONFIRMED):
                found.append(_question(text, table, index, row, status))
    return found


def languages_of(folder: Path) -> list[str]:
    """The languages a pack is written in, by its own head."""
    head = read_file(folder / "pack.toml")
    return list(head.get("languages", {}).get("content", []))


def _asked(rows: list[dict[str, Any]], languages: list[str]) -> Iterator[dict[str, Any]]:
    """Rows of a CSV file as those of TOML: texts from the columns of each language. Rows that ask
    the same (columns asks_en, asks_es …) are asked about once, in the first of them."""
    seen: set[str] = set()
    for row in rows:
        asks = {code: row[f"asks_{code}"] for code in languages if row.get(f"asks_{code}")}
        again = bool(asks) and str(asks) in seen
        seen.add(str(asks))
        names = {code: row[code] for code in languages if row.get(code)}
        names = names or {"en": row.get("name_latin") or row.get("code") or ""}
        yield {**row, "names": names, "asks": asks, "status": "" if again else row.get("status")}


def _tables(data: Any, table: str = "", index: int | None = None) -> Iterator[tuple[str, Any, Any]]:
    """Every table of a TOML file with its dotted name and its place among its siblings."""
    if not isinstance(data, dict):
        return
    yield table, index, data
    for name, value in data.items():
        inner = f"{table}.{name}" if table else name
        if isinstance(value, list):
            for n, row in enumerate(value):
                yield from _tables(row, inner, n)
        elif name not in {"names", "titles", "texts", "labels", "asks", "hints"}:
            yield from _tables(value, inner)


def _question(text: PackText, table: str, index: int | None, row: Any, status: str) -> Question:
    what: Any = next(
        (row[n] for n in ("names", "titles", "labels", "texts") if isinstance(row.get(n), dict)),
        None,
    )
    key = str(row.get("key") or row.get("kind") or row.get("number") or table)
    shown = ("value", "number", "length", "unit", "amount", "rate", "day", "article")
    value = ", ".join(f"{n} = {row[n]}" for n in shown if row.get(n) not in (None, ""))
    # A table among siblings of several parents is found by its own key.
    line = text.line(table, index, "key")
    if row.get("key") and str(row["key"]) not in "".join(text.lines[line - 1 : line]):
        line = text.line_with(f'"{row["key"]}"')
    return Question(
        at=f"{text.name}:{line}",
        what=what or {"en": key},
        value=value,
        source=str(row.get("source") or ""),
        status=status,
        asks=row.get("asks") or {},
    )
