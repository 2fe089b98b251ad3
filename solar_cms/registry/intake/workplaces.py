"""Lists of workplaces with the employers they belong to."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from solar_cms.base.folding import Folder
from solar_cms.base.hooks import CheckedRow, SheetRow
from solar_cms.base.problems import Problem
from solar_cms.base.reading import plain_digits
from solar_cms.imports.models import StagedRow
from solar_cms.imports.writing import in_pieces, insert, ready
from solar_cms.registry.intake.named import (
    Wanted,
    find,
    offers_of,
    read_choice,
    read_count,
    settle,
)
from solar_cms.registry.intake.places import Places
from solar_cms.registry.intake.taking import (
    built_upon,
    changed,
    changed_since,
    give_back,
    made,
    update,
)
from solar_cms.registry.intake.workforce import (
    counts_of,
    newest_counts,
    offered_workforce,
    read_workforce,
    write_counts,
)
from solar_cms.registry.models import Employer, WorkforceCount, Workplace
from solar_cms.registry.roster.reading import Read, read_phone_cell
from solar_cms.registry.states import WorkplaceKind as K

SPACE = uuid.UUID("a0f2b1de-3f53-5b9e-8d3c-52c1b4f0c7aa")  # one id for one employer of a file
KINDS = {
    str(K.FACTORY): {"factory", "mill", "ໂຮງງານ", "ໂຮງສີ"},
    str(K.FARM): {"farm", "plantation", "ຟາມ", "ສວນ"},
    str(K.CONSTRUCTION): {"construction", "construction site", "ກໍ່ສ້າງ", "ບ່ອນກໍ່ສ້າງ"},
    str(K.SHOP): {"shop", "hotel", "restaurant", "ຮ້ານ", "ໂຮງແຮມ", "ຮ້ານອາຫານ"},
    str(K.GROUP): {"group", "group site", "ກຸ່ມ"},
    str(K.HOUSEHOLD): {"household", "household plot", "ຄົວເຮືອນ"},
    str(K.OTHER): {"other", "ອື່ນໆ", "ອື່ນ"},
}
COLUMNS = """record uuid, name_local text, name_latin text, kind text, district text, village text,
  workers_women int, workers_men int, isic text, employer uuid, employer_is_new bool, employer_local text,
  employer_latin text, registration text, phone text, representative text, workforce jsonb,
  counted_on date, take jsonb"""
TAKES = {
    "name_latin": {"name_latin": "c.name_latin"},
    "kind": {"kind": "c.kind"},
    "village": {"village_id": "nullif(c.village, '')"},
    "workers_women": {"workers_women": "c.workers_women"},
    "workers_men": {"workers_men": "c.workers_men"},
    "isic": {"isic": "c.isic"},
    "employer": {"employer_id": "c.employer"},
}
TEXTS = {
    "name_local": 200, "name_latin": 200, "employer_local": 200, "employer_latin": 200,
    "registration": 60, "representative": 160,
}  # fmt: skip


def read_workplace(row: SheetRow) -> Read:
    """The cells of one row but its places."""
    cells, read = row.cells, Read()
    for name, most in TEXTS.items():
        text = " ".join(cells.get(name, "").split())
        if len(text) > most:
            read.problem("text.long", _("This is too long."), name)
        read.values[name] = text[:most]
    values = read.values
    values["employer_local"] = values["employer_local"] or values["employer_latin"]
    values["name_local"] = values["name_local"] or values["name_latin"] or values["employer_local"]
    if not values["name_local"]:
        read.problem(
            "workplace.name_missing", _("Name the workplace, or its employer."), "name_local"
        )
    values["kind"] = read_choice(
        cells.get("kind", ""), KINDS, "kind",
        _("This kind is not known. Write factory, farm, construction, shop, household or other."), read,
    )  # fmt: skip
    message = _("Write a whole number, or leave the cell empty.")
    for name in ("workers_women", "workers_men"):
        values[name] = read_count(cells.get(name, ""), name, message, read)
    read_workforce(dict(cells), read)
    values["isic"] = _isic(cells.get("isic", ""), read)
    read_phone_cell(cells.get("phone", ""), read)
    return read


def _isic(text: str, read: Read) -> str:
    """A section letter and up to four digits of ISIC rev. 4, or the digits alone."""
    clean = plain_digits(text).upper().replace(" ", "").removesuffix(".0")
    digits = clean[1:] if clean[:1].isalpha() else clean
    good = not clean or (
        len(digits) <= 4 and (digits.isdecimal() or not digits) and "A" <= (clean + "A")[0] <= "U"
    )
    if good or (clean.isdecimal() and len(clean) <= 4):
        return clean
    read.problem(
        "isic.form",
        _("Write the sector as a code of ISIC rev. 4, for example C1079 or 1079."),
        "isic",
    )
    return ""


def check_workplaces(
    rows: list[SheetRow], context: dict[str, Any], by: Any, seen: dict[str, Any]
) -> list[CheckedRow]:
    """See base.hooks.Importer.check. context: district, right."""
    folder: Folder = seen.setdefault("folder", Folder())
    places: Places = (
        seen["places"] if "places" in seen else seen.setdefault("places", Places(folder))
    )
    reads = []
    for row in rows:
        read = read_workplace(row)
        code = places.districts.read(
            row.cells.get("district", ""), context["district"], read, by=by, right=context["right"]
        )
        read.values |= {"district": code, "village": ""}
        if code:
            places.villages(code).read(row.cells.get("village", ""), read, code)
        reads.append(read)
    folder.learn([str(read.values[name]) for read in reads for name in list(TEXTS)[:4]])
    numbered = list(zip(rows, reads, strict=True))
    _find_employers(numbered, folder)
    wanted = [
        Wanted(row.number, _keys(read, folder, "name_local", "name_latin"), read.values["district"])
        for row, read in numbered
    ]
    found = find(Workplace, wanted, folder)
    counted = newest_counts({one.pk for some in found.values() for one in some})
    results = []
    for (row, read), want in zip(numbered, wanted, strict=True):
        result = CheckedRow(
            row.number, cleaned=read.values, problems=read.problems, suggestions=read.suggestions
        )
        results.append(result)
        if any(p.severity == "error" for p in read.problems):
            result.outcome = "mend"
            continue
        values = read.values
        result.keys = [f"name:{want.district}|{values['village']}|{key}" for key in want.keys]
        here = [w for w in found.get(row.number, []) if _same_village(w, values)]
        place = places.districts.rows[want.district]
        settle(
            result, row.decision, here, {one.pk: _offers(one, values, counted.get(one.pk)) for one in here},
            place={"lo": place.name_local, "en": place.name_latin}, only_link=False,
        )  # fmt: skip
        if "workforce" in values.get("take", ()):
            values["take"] += ["workers_women", "workers_men"]  # the newest count gives the totals
        if result.effect == "create":
            values["kind"] = values["kind"] or str(K.OTHER)
    return results


def _keys(read: Read, folder: Folder, *names: str) -> tuple[str, ...]:
    return tuple(sorted({folder.fold(read.values[name]) for name in names} - {""}))


def _same_village(one: Workplace, values: dict[str, Any]) -> bool:
    return not one.village_id or not values["village"] or one.village_id == values["village"]


def _find_employers(numbered: list[tuple[SheetRow, Read]], folder: Folder) -> None:
    """The employer of each row: by registration number, else by name alone where only one has it."""
    registered = {
        e.registration_number: e
        for e in Employer.objects.filter(
            registration_number__in={r.values["registration"] for _row, r in numbered} - {""}
        )
    }
    wanted = [
        Wanted(row.number, _keys(read, folder, "employer_local", "employer_latin"))
        for row, read in numbered
    ]
    named = find(Employer, wanted, folder)
    for (row, read), want in zip(numbered, wanted, strict=True):
        number = read.values["registration"]
        known = registered.get(number) if number else None
        alike = [e for e in named.get(row.number, []) if not number or not e.registration_number]
        if known is None and len(alike) == 1:
            known = alike[0]
        own = number or "|".join(want.keys)
        key = str(known.pk) if known else str(uuid.uuid5(SPACE, own)) if own else None
        read.values |= {"employer": key, "employer_is_new": known is None and key is not None}
        if number and not read.values["employer_local"] and known is None:
            read.problem(
                "employer.name_missing", _("The name of the employer is missing."), "employer_local"
            )


def _offers(one: Workplace, values: dict[str, Any], counted: Any) -> dict[str, list[str]]:
    """Field → [kept, file]. counted: the day of the newest count of the workforce."""
    found = offers_of(
        {
            "name_latin": (one.name_latin, values["name_latin"]),
            "kind": (one.kind, values["kind"]),
            "village": (one.village_id, values["village"]),
            "workers_women": (one.workers_women, values["workers_women"]),
            "workers_men": (one.workers_men, values["workers_men"]),
            "isic": (one.isic, values["isic"]),
        }
    )
    if values["employer"] and values["employer"] != str(one.employer_id):
        kept = one.employer.name if one.employer else ""
        found["employer"] = [kept, values["employer_local"]]
    if "workforce" in values:
        found = {field: pair for field, pair in found.items() if not field.startswith("workers_")}
        if pair := offered_workforce(values, counted):
            found["workforce"] = pair
    return found


def apply_workplaces(batch_id: Any, context: dict[str, Any], by: Any) -> None:
    """See base.hooks.Importer.apply: employers not known yet, workplaces, fields taken over."""
    statements = (
        insert(
            Employer,
            {
                "id": "c.employer", "name_local": "min(c.employer_local)",
                "name_latin": "max(c.employer_latin)", "registration_number": "max(c.registration)",
                "phone": "max(c.phone)", "representative": "max(c.representative)",
            },
            ready(COLUMNS) + " AND c.employer_is_new AND (s.effect = 'create' OR c.take ? 'employer')"
            " GROUP BY c.employer",
            "ON CONFLICT (id) DO NOTHING",
        ),
        insert(
            Workplace,
            {
                "id": "c.record", "name_local": "c.name_local", "name_latin": "c.name_latin",
                "kind": "c.kind", "district_id": "c.district", "village_id": "nullif(c.village, '')",
                "workers_women": "c.workers_women", "workers_men": "c.workers_men", "isic": "c.isic",
                "employer_id": "c.employer",
            },
            ready(COLUMNS, "create"),
        ),
        *update(Workplace, "record", TAKES, COLUMNS),
        write_counts(COLUMNS),
    )  # fmt: skip
    in_pieces(batch_id, statements, {})


def undo_workplaces(batch_id: Any, by: Any) -> list[Problem]:
    """See base.hooks.Importer.undo; employers that the batch brought go when nothing else is theirs."""
    mine = made(Workplace, "record", batch_id)
    counts = WorkforceCount.objects.filter(pk__in=counts_of(batch_id))
    problems = [
        *changed(mine.filter(version__gt=1)),
        *changed_since(Workplace, "record", batch_id),
        *built_upon(mine, {WorkforceCount: {"pk__in": counts.values("pk")}}),
    ]
    if problems:
        return problems
    give_back(Workplace, "record", TAKES, batch_id)
    counts.delete()
    mine._raw_delete(mine.db)
    rows = StagedRow.objects.filter(batch=batch_id, outcome__in=["created", "updated"])
    brought = Employer.objects.filter(
        pk__in=list(
            rows.filter(cleaned__employer_is_new=True).values_list("cleaned__employer", flat=True)
        ),
        version=1, workplaces=None,
    )  # fmt: skip
    if built_upon(brought):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM registry_employer WHERE id = ANY(%s::uuid[])",
            [[str(pk) for pk in brought.values_list("pk", flat=True)]],
        )
    return []
