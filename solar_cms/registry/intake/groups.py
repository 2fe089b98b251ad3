"""Lists of producer groups, associations and cooperatives."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base import reading
from solar_cms.base.folding import Folder
from solar_cms.base.hooks import CheckedRow, SheetRow
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.imports.writing import in_pieces, insert, ready
from solar_cms.registry.intake.named import Wanted, find, offers_of, read_choice, settle
from solar_cms.registry.intake.places import Places
from solar_cms.registry.intake.taking import (
    built_upon,
    changed,
    changed_since,
    give_back,
    made,
    update,
)
from solar_cms.registry.models import ProducerGroup
from solar_cms.registry.roster.reading import Read
from solar_cms.registry.states import Crop, GroupKind

KINDS = {
    str(GroupKind.PRODUCER_GROUP): {"producer group", "group", "ກຸ່ມ", "ກຸ່ມຜະລິດ", "ກຸ່ມຜູ້ຜະລິດ"},
    str(GroupKind.ASSOCIATION): {"association", "ສະມາຄົມ"},
    str(GroupKind.COOPERATIVE): {"cooperative", "coop", "co-op", "ສະຫະກອນ"},
}
CROPS = {
    str(Crop.COFFEE): {"coffee", "ກາເຟ"},
    str(Crop.TEA): {"tea", "ຊາ"},
    str(Crop.OTHER): {"other", "other crop", "ອື່ນໆ", "ອື່ນ", "ພືດອື່ນ"},
}
COLUMNS = """record uuid, name_local text, name_latin text, kind text, district text, village text,
  crops jsonb, founded_on date, take jsonb"""
CROP_ARRAY = "ARRAY(SELECT jsonb_array_elements_text(c.crops))"
TAKES = {
    "name_latin": {"name_latin": "c.name_latin"},
    "kind": {"kind": "c.kind"},
    "village": {"village_id": "nullif(c.village, '')"},
    "crops": {"crops": CROP_ARRAY},
    "founded_on": {"founded_on": "c.founded_on"},
}


def read_group(row: SheetRow) -> Read:
    """Name, kind, crops and founding of one row; places are read apart."""
    cells, read = row.cells, Read()
    local, latin = (" ".join(cells.get(name, "").split()) for name in ("name_local", "name_latin"))
    read.values |= {"name_local": local or latin, "name_latin": latin, "founded_on": None}
    if not local and not latin:
        read.problem("group.name_missing", _("The name of the group is missing."), "name_local")
    elif max(len(local), len(latin)) > 160:
        read.problem("group.name_long", _("The name is longer than 160 letters."), "name_local")
    read.values["kind"] = read_choice(
        cells.get("kind", ""), KINDS, "kind",
        _("This kind is not known. Write group, association or cooperative."), read,
    )  # fmt: skip
    message = _("This crop is not known. Write coffee, tea or other.")
    parts = re.split(r"[,;/|]| and | ແລະ ", cells.get("crops", ""))
    crops = [read_choice(part, CROPS, "crops", message, read) for part in parts]
    read.values["crops"] = sorted({crop for crop in crops if crop})
    if text := cells.get("founded_on", "").strip():
        _read_founding(text, read)
    return read


def _read_founding(text: str, read: Read) -> None:
    try:
        clean = reading.plain_digits(text)
        found = (
            reading.read_date(f"1.1.{clean}")
            if re.fullmatch(r"\d{4}", clean)
            else reading.read_date(clean.partition("T")[0])
        )
    except reading.Unreadable as error:
        read.problem(f"founded.{error.code}", error.message, "founded_on")
        return
    if found.date > today():
        read.problem("founded.later", _("The date must not be in the future."), "founded_on")
    read.values["founded_on"] = found.date.isoformat()


def check_groups(
    rows: list[SheetRow], context: dict[str, Any], by: Any, seen: dict[str, Any]
) -> list[CheckedRow]:
    """See base.hooks.Importer.check. context: district, right. A name stands once in a district."""
    folder: Folder = seen.setdefault("folder", Folder())
    places: Places = (
        seen["places"] if "places" in seen else seen.setdefault("places", Places(folder))
    )
    folder.learn([row.cells.get(name, "") for row in rows for name in ("name_local", "name_latin")])
    reads, wanted = [], []
    for row in rows:
        read = read_group(row)
        code = places.districts.read(
            row.cells.get("district", ""), context["district"], read, by=by, right=context["right"]
        )
        read.values |= {"district": code, "village": ""}
        if code:
            places.villages(code).read(row.cells.get("village", ""), read, code)
        reads.append(read)
        keys = {folder.fold(read.values["name_local"]), folder.fold(read.values["name_latin"])}
        wanted.append(Wanted(row.number, tuple(sorted(keys - {""})), code))
    found = find(ProducerGroup, wanted, folder)
    results = []
    for row, read, want in zip(rows, reads, wanted, strict=True):
        result = CheckedRow(
            row.number, cleaned=read.values, problems=read.problems, suggestions=read.suggestions
        )
        results.append(result)
        if read.problems:
            result.outcome = "mend"
            continue
        result.keys = [f"name:{want.district}|{key}" for key in want.keys]
        here = found.get(row.number, [])
        offers = {one.pk: _offers(one, read.values) for one in here}
        place = places.districts.rows[want.district]
        settle(
            result, row.decision, here, offers,
            place={"lo": place.name_local, "en": place.name_latin}, only_link=True,
        )  # fmt: skip
        if result.effect == "create":
            read.values["kind"] = read.values["kind"] or str(GroupKind.PRODUCER_GROUP)
    return results


def _offers(one: ProducerGroup, values: dict[str, Any]) -> dict[str, list[str]]:
    founded = one.founded_on.isoformat() if one.founded_on else None
    found = offers_of(
        {
            "name_latin": (one.name_latin, values["name_latin"]),
            "kind": (one.kind, values["kind"]),
            "village": (one.village_id, values["village"]),
            "founded_on": (founded, values["founded_on"]),
        }
    )
    if values["crops"] and values["crops"] != sorted(one.crops):
        found["crops"] = [", ".join(one.crops), ", ".join(values["crops"])]
    return found


def apply_groups(batch_id: Any, context: dict[str, Any], by: Any) -> None:
    """See base.hooks.Importer.apply."""
    statements = (
        insert(
            ProducerGroup,
            {
                "id": "c.record", "name_local": "c.name_local", "name_latin": "c.name_latin",
                "kind": "c.kind", "district_id": "c.district", "village_id": "nullif(c.village, '')",
                "crops": CROP_ARRAY, "founded_on": "c.founded_on",
            },
            ready(COLUMNS, "create"),
        ),
        *update(ProducerGroup, "record", TAKES, COLUMNS),
    )  # fmt: skip
    in_pieces(batch_id, statements, {})


def undo_groups(batch_id: Any, by: Any) -> list[Problem]:
    """See base.hooks.Importer.undo."""
    mine = made(ProducerGroup, "record", batch_id)
    problems = [
        *changed(mine.filter(version__gt=1)),
        *changed_since(ProducerGroup, "record", batch_id),
        *built_upon(mine),
    ]
    if problems:
        return problems
    give_back(ProducerGroup, "record", TAKES, batch_id)
    mine._raw_delete(mine.db)
    return []
