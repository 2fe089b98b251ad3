"""The section of a pack that brings its provinces and districts: places/*.csv, before the offices.

Columns: code (text), province (of districts), name_local, name_latin, aliases ("a|b"); optional are
valid_from, valid_to, successor (a code), source, status and, for the ministry, asks_<language>.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.problems import Problem, Refused
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import read_file
from solar_cms.places.models import District, Place, Province
from solar_cms.places.operations import load_districts, load_provinces
from solar_cms.places.rules import problems_with_rows

FOLDER = "places"
FILES: dict[str, type[Place]] = {"provinces.csv": Province, "districts.csv": District}


def check_places(data: Any, path: Path) -> Iterable[Problem]:
    """Codes are well formed and there once; districts lie in provinces of the same pack."""
    if not isinstance(data, Mapping):
        return [Problem("places.folder", _("A folder is needed here."), f"{FOLDER}:1")]
    problems = [
        Problem(
            "pack.unread",
            _("No part of the system reads this file; read are: %(known)s")
            % {"known": ", ".join(FILES)},
            f"{FOLDER}/{name}:1",
        )
        for name in data
        if name not in FILES
    ]
    provinces = {str(row.get("code") or "") for row in data.get("provinces.csv", [])}
    for name, model in FILES.items():
        problems += _in_file(name, model, data.get(name, []), provinces)
    return problems


def _in_file(
    name: str, model: type[Place], rows: list[dict[str, str]], provinces: set[str]
) -> Iterator[Problem]:
    cleaned = [{**row, "province_id": row.get("province")} for row in rows]
    for problem in problems_with_rows(model, cleaned, parents=provinces):
        number, _dot, column = problem.field.partition(".")
        where = f"{FOLDER}/{name}:{int(number) + 1}"
        yield Problem(problem.code, f"{column}: {problem.message}", where)


def load_places(data: Any, version: PackVersion) -> None:
    """Places that are already so are not touched; places not named stay."""
    load_provinces(data.get("provinces.csv", []), by=SYSTEM)
    load_districts(data.get("districts.csv", []), by=SYSTEM)


def codes_beside(path: Path, name: str) -> set[str]:
    """The codes in places/<name> of the pack that the file at `path` belongs to."""
    file = path.parent / FOLDER / name
    try:
        return {str(row.get("code")) for row in read_file(file)} if file.is_file() else set()
    except Refused:
        return set()  # its own check says why


pack_sections.add("places", PackSection("places", FOLDER, check_places, load_places, order=5))
