"""Village lists: the one kind of file whose records live below this floor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import CheckedRow, Column, Importer, SheetRow, importers
from solar_cms.base.problems import Problem
from solar_cms.imports.models import StagedRow
from solar_cms.places.models import District, Village
from solar_cms.places.operations import load_villages
from solar_cms.places.rules import problems_with_rows


def prepare(raw: Mapping[str, str], by: Any) -> dict[str, Any]:
    """A village list belongs to the whole country."""
    return {"district": "", "title": "", "key": {}}


def check_villages(
    rows: list[SheetRow], context: dict[str, Any], by: Any, seen: dict[str, Any]
) -> list[CheckedRow]:
    """New, changed, already here as it is, or to mend."""
    wanted = [_values(row) for row in rows]
    problems: dict[int, list[Problem]] = {}
    for found in problems_with_rows(Village, wanted):
        number, _dot, column = found.field.partition(".")
        problems.setdefault(int(number) - 1, []).append(
            Problem(found.code, found.message, column, found.severity)
        )
    known = Village.objects.in_bulk([values["code"] for values in wanted])
    results = []
    for at, (row, values) in enumerate(zip(rows, wanted, strict=True)):
        result = CheckedRow(row.number, cleaned=values, problems=problems.get(at, []))
        twin = seen.setdefault(f"code:{values['code']}", row.number)
        result.keys = [f"code:{values['code']}"]
        if twin != row.number and not result.problems:
            message = format_lazy(_("This code stands in row {row} already."), row=twin)
            result.problems.append(Problem("row.twice", message, "code"))
        there = known.get(values["code"])
        if there is not None:
            same = all(getattr(there, name) == value for name, value in values.items())
            result.effect, result.outcome = "update", "here" if same else "ready"
        results.append(result)
    return results


def _values(row: SheetRow) -> dict[str, Any]:
    cells = row.cells
    code = cells.get("code", "").strip().upper()
    local, latin = cells.get("name_local", "").strip(), cells.get("name_latin", "").strip()
    aliases = [a.strip() for a in cells.get("aliases", "").replace(";", "|").split("|")]
    return {
        "code": code,
        "district_id": cells.get("district", "").strip() or _district_of(code),
        "name_local": (local or latin)[:120],
        "name_latin": (latin or local)[:120],
        "aliases": [alias[:120] for alias in aliases if alias],
    }


def _district_of(code: str) -> str:
    """The district whose code the village's begins with."""
    return (
        District.objects.filter(code__in=[code[:n] for n in range(3, len(code))])
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
        or ""
    )


def apply_villages(batch_id: Any, context: dict[str, Any], by: Any) -> None:
    ready = StagedRow.objects.filter(batch=batch_id, outcome="ready").order_by("number")
    rows = []
    for cleaned in ready.values_list("cleaned", flat=True):
        rows.append({**cleaned, "district": cleaned["district_id"]})
    load_villages(rows, by=by)


importers.add(
    "villages",
    Importer(
        kind="villages",
        label=_("List of villages"),
        right="villages.import",
        columns=[
            Column("code", _("Village code"), ["ລະຫັດບ້ານ", "ລະຫັດ", "Code", "Village code"], "1604012"),
            Column("name_local", _("Name"),
                   ["ຊື່ບ້ານ", "ບ້ານ", "ຊື່", "Name", "Village", "Village name", "Name (Lao)"], "ບ້ານ ໜອງຫຼວງ"),
            Column("name_latin", _("Latin name"),
                   ["ຊື່ (ອັງກິດ)", "ຊື່ບ້ານ (ອັງກິດ)", "Latin name", "Name (Latin)", "Name (English)", "English name"],
                   "Nong Luang"),
            Column("district", _("District code"), ["ລະຫັດເມືອງ", "ເມືອງ", "District", "District code"], "1604"),
            Column("aliases", _("Other spellings"), ["ຊື່ອື່ນ", "Other spellings", "Aliases", "Other names"]),
        ],
        prepare=prepare,
        check=check_villages,
        apply=apply_villages,
        needs=[("code",), ("name_local", "name_latin")],
    ),
)  # fmt: skip
