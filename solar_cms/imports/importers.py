"""Village lists: the one kind of file whose records live below this floor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import CheckedRow, Column, Importer, SheetRow, Twin, importers
from solar_cms.base.problems import Problem
from solar_cms.base.reading import plain_digits
from solar_cms.imports.models import StagedRow
from solar_cms.imports.writing import in_pieces, insert, ready
from solar_cms.places.models import District, Village
from solar_cms.places.rules import problems_with_rows

COLUMNS = (
    "code text, district_id text, name_local text, name_latin text, aliases jsonb, before jsonb"
)
ALIASES = "ARRAY(SELECT jsonb_array_elements_text(c.aliases))"
KEEP = (
    "UPDATE imports_stagedrow s SET cleaned = s.cleaned || jsonb_build_object('version', t.version + 1,"
    " 'before', jsonb_build_object('district_id', t.district_id, 'name_local', t.name_local,"
    " 'name_latin', t.name_latin, 'aliases', to_jsonb(t.aliases))) FROM places_village t"
    " WHERE t.code = s.cleaned->>'code' AND s.batch_id = %(batch)s AND s.outcome = 'ready'"
    " AND s.effect = 'update' AND s.number > %(low)s AND s.number <= %(high)s"
)
CHANGE = (
    "UPDATE places_village t SET district_id = c.district_id, name_local = c.name_local,"
    f" name_latin = c.name_latin, aliases = {ALIASES} {ready(COLUMNS, 'update')} AND t.code = c.code"
)
RESTORE = (
    "UPDATE places_village t SET district_id = c.district_id, name_local = c.name_local,"
    f" name_latin = c.name_latin, aliases = {ALIASES} FROM imports_stagedrow s,"
    f" jsonb_to_record(s.cleaned->'before') AS c({COLUMNS}) WHERE s.batch_id = %s"
    " AND s.outcome = 'updated' AND t.code = s.cleaned->>'code'"
)


def prepare(raw: Mapping[str, str], by: Any) -> dict[str, Any]:
    """A village list belongs to the whole country."""
    return {"district": "", "title": "", "key": {}}


def check_villages(
    rows: list[SheetRow], context: dict[str, Any], by: Any, seen: dict[str, Any]
) -> list[CheckedRow]:
    """New, changed, already here as it is, or to mend."""
    if "districts" not in seen:
        seen["districts"] = {d.code: d for d in District.objects.all()}
    districts: dict[str, District] = seen["districts"]
    wanted = [_values(row, districts) for row in rows]
    problems: dict[int, list[Problem]] = {}
    for found in problems_with_rows(Village, wanted):
        if found.code == "place.code_twice":
            continue  # the desk says it of the second row alone
        number, _dot, column = found.field.partition(".")
        problems.setdefault(int(number) - 1, []).append(
            Problem(found.code, found.message, column.removesuffix("_id"), found.severity)
        )
    known = Village.objects.in_bulk([values["code"] for values in wanted])
    results = []
    for at, (row, values) in enumerate(zip(rows, wanted, strict=True)):
        result = CheckedRow(row.number, cleaned=values, problems=problems.get(at, []))
        _suggest(result, row, districts)
        if not result.problems:
            result.keys = [f"code:{values['code']}"]
        there = known.get(values["code"])
        if there is not None:
            same = all(getattr(there, name) == value for name, value in values.items())
            result.effect, result.outcome = "update", "here" if same else "ready"
        results.append(result)
    return results


def _suggest(result: CheckedRow, row: SheetRow, districts: Mapping[str, District]) -> None:
    """A code that lost its leading zero in a spreadsheet: 101012 for 0101012."""
    code = result.cleaned["code"]
    if code.isdecimal() and not _within(code, districts) and _within(f"0{code}", districts):
        message = _(
            "The code has lost its leading zero. Set the column to Text in the spreadsheet."
        )
        result.problems = [Problem("village.zero_lost", message, "code")]
        result.suggestions["code"] = [(f"0{code}", f"0{code}")]
    given = plain_digits(row.cells.get("district", ""))
    if any(p.field == "district" for p in result.problems) and f"0{given}" in districts:
        place = districts[f"0{given}"]
        result.suggestions["district"] = [
            (place.code, f"{place.name_local} · {place.name_latin} {place.code}")
        ]


def _values(row: SheetRow, districts: Mapping[str, District]) -> dict[str, Any]:
    cells = row.cells
    code = plain_digits(cells.get("code", "")).removesuffix(".0").upper()
    local, latin = cells.get("name_local", "").strip(), cells.get("name_latin", "").strip()
    aliases = [a.strip() for a in cells.get("aliases", "").replace(";", "|").split("|")]
    return {
        "code": code,
        "district_id": plain_digits(cells.get("district", "")) or _within(code, districts),
        "name_local": (local or latin)[:120],
        "name_latin": (latin or local)[:120],
        "aliases": [alias[:120] for alias in aliases if alias],
    }


def _within(code: str, districts: Mapping[str, District]) -> str:
    """The district whose code the village's begins with."""
    starts = (code[:n] for n in range(len(code) - 1, 2, -1))
    return next((start for start in starts if start in districts), "")


def apply_villages(batch_id: Any, context: dict[str, Any], by: Any) -> None:
    """See base.hooks.Importer.apply."""
    values = {
        "code": "c.code", "district_id": "c.district_id", "name_local": "c.name_local",
        "name_latin": "c.name_latin", "aliases": ALIASES,
    }  # fmt: skip
    in_pieces(batch_id, (insert(Village, values, ready(COLUMNS, "create")), KEEP, CHANGE), {})


def undo_villages(batch_id: Any, by: Any) -> list[Problem]:
    """See base.hooks.Importer.undo."""
    rows = StagedRow.objects.filter(batch=batch_id)
    made = list(rows.filter(outcome="created").values_list("cleaned__code", flat=True))
    mine = Village.objects.filter(code__in=made)
    versions = dict(rows.filter(outcome="updated").values_list("cleaned__code", "cleaned__version"))
    touched = [
        v for v in Village.objects.filter(code__in=versions) if v.version != versions[v.code]
    ]
    touched += list(mine.filter(version__gt=1)[:6])
    problems = _said("undo.changed", _("Changed since: {names}."), touched)
    for relation in Village._meta.related_objects:
        model: Any = relation.related_model
        used = model._base_manager.filter(**{f"{relation.field.name}__in": mine})
        keys = list(used.values_list(relation.field.attname, flat=True)[:50])
        words = format_lazy(
            _("{what} made since for: {names}."),
            what=model._meta.verbose_name_plural, names="{names}",
        )  # fmt: skip
        problems += _said("undo.used", words, list(mine.filter(pk__in=keys)[:6]))
    if problems:
        return problems
    with connection.cursor() as cursor:
        cursor.execute(RESTORE, [batch_id])
    mine._raw_delete(mine.db)
    return []


def _said(code: str, words: Any, villages: list[Village]) -> list[Problem]:
    names = ", ".join(str(village) for village in villages[:5])
    return [Problem(code, format_lazy(words, names=names))] if villages else []


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
        undo=undo_villages,
        needs=[("code",), ("name_local", "name_latin")],
        twins={"code": Twin(("code",), certain=True)},
    ),
)  # fmt: skip
