"""Records found by their name within a district: groups, workplaces, employers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from solar_cms.base.folding import Folder
from solar_cms.base.hooks import CheckedRow
from solar_cms.base.ids import new_id
from solar_cms.base.reading import plain_digits
from solar_cms.registry.intake.taking import parts_of
from solar_cms.registry.roster.reading import Read


@dataclass(frozen=True)
class Wanted:
    """A row looking for its record: folded names, and the district it must be in ("" for any)."""

    number: int
    keys: tuple[str, ...]
    district: str = ""


def find(
    model: type[models.Model], wanted: Iterable[Wanted], folder: Folder
) -> dict[int, list[Any]]:
    """Row number → records with the same name; one statement, by the trigram index."""
    rows = [(w.number, key, w.district) for w in wanted for key in w.keys if key]
    if not rows:
        return {}
    in_district = (
        "AND t.district_id = r.district"
        if any(f.column == "district_id" for f in model._meta.concrete_fields)
        else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT r.number, t.id FROM unnest(%s::int[], %s::text[], %s::text[]) "
            f"AS r(number, key, district) JOIN {model._meta.db_table} t "
            "ON t.search_key LIKE '%%' || replace(replace(r.key, '\\', '\\\\'), '%%', '\\%%') || '%%' "
            f"{in_district}",
            [list(column) for column in zip(*rows, strict=True)],
        )
        pairs = cursor.fetchall()
    records: dict[Any, Any] = {
        r.pk: r for r in model._base_manager.filter(pk__in={pk for _n, pk in pairs})
    }
    folder.learn([t for r in records.values() for t in (r.name_local, r.name_latin)])
    keys = {w.number: set(w.keys) for w in wanted}
    found: dict[int, list[Any]] = {}
    for number, pk in pairs:
        record = records[pk]
        names = {folder.fold(record.name_local), folder.fold(record.name_latin)} - {""}
        if names & keys[number]:
            found.setdefault(number, []).append(record)
    return found


def settle(
    result: CheckedRow,
    decision: str,
    found: list[Any],
    offers: dict[Any, dict[str, list[str]]],
    *,
    place: dict[str, str],
    only_link: bool,
) -> None:
    """Create, change, already here, or ask. offers: record → field → [kept, file]."""
    verb, key, fields = parts_of(decision)
    chosen = next((one for one in found if str(one.pk) == key), None)
    if chosen is not None:
        takes = [field for field in fields if field in offers[chosen.pk]]
        result.effect = "update" if takes else "link"
        result.cleaned |= {"record": str(chosen.pk), "take": takes}
        result.keys.append(f"who:{chosen.pk}")
        return
    if not found or (verb == "new" and not only_link):
        result.effect = "create"
        result.cleaned["record"] = str(new_id())
        return
    if len(found) == 1 and not offers[found[0].pk]:
        result.effect, result.outcome = "link", "here"
        result.cleaned["record"] = str(found[0].pk)
        return
    result.outcome = "same"
    result.candidates = [
        {
            "id": str(one.pk),
            "names": {"lo": one.name_local, "en": one.name_latin or one.name_local},
            "birth_year": None,
            "place": place,
            "alike": ["name"],
            "differs": [],
            "only_link": only_link,
            "offers": offers[one.pk],
        }
        for one in found[:5]
    ]


def offers_of(pairs: dict[str, tuple[Any, Any]]) -> dict[str, list[str]]:
    """Fields that the file knows and the record does not, or not so."""
    return {
        field: [str(kept if kept is not None else ""), str(ours)]
        for field, (kept, ours) in pairs.items()
        if ours not in ("", None, []) and ours != kept
    }


def read_count(text: str, column: str, message: Any, read: Read) -> int | None:
    """How many; empty is unknown."""
    clean = plain_digits(text).removesuffix(".0")
    if not clean or clean == "-":
        return None
    if clean.isdecimal() and len(clean) < 7:
        return int(clean)
    read.problem("count.form", message, column)
    return None


def read_choice(
    text: str, words: dict[str, set[str]], column: str, message: Any, read: Read
) -> str:
    """The choice that a word means, "" for an empty or unknown one."""
    plain = " ".join(text.lower().split())
    for choice, known in words.items():
        if plain and plain in known:
            return choice
    if plain:
        read.problem("choice.unknown", message, column)
    return ""
