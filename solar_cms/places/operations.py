"""Verbs on places: reference data and village lists. Rows that are already so are not touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Model

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import refuse_if
from solar_cms.places import rules
from solar_cms.places.models import District, Province, Village

BATCH = 2000


def load_provinces(rows: Iterable[Mapping[str, Any]], *, by: HasActor) -> dict[str, int]:
    """Bring provinces to the state of `rows` (see `load_villages`), without touching others."""
    return _upsert(Province, "places.provinces_loaded", rows, by)


def load_districts(rows: Iterable[Mapping[str, Any]], *, by: HasActor) -> dict[str, int]:
    """Bring districts to the state of `rows`; each names its `province`."""
    return _upsert(District, "places.districts_loaded", rows, by)


def load_villages(rows: Iterable[Mapping[str, Any]], *, by: HasActor) -> dict[str, int]:
    """Bring villages to the state of `rows`, in one act; villages not named stay as they are.

    rows: {code, district, name_local, name_latin, aliases?, valid_from?, valid_to?, successor?,
    is_demo?}; aliases a list or text with "|". Returns {"created": n, "updated": n}.
    Refuses with problems whose field is "<row number>.<column>".
    """
    return _upsert(Village, "places.villages_loaded", rows, by)


def add_village(
    *,
    code: str,
    district: District,
    name_local: str,
    name_latin: str = "",
    aliases: Sequence[str] = (),
    valid_from: date | None = None,
    by: HasActor,
) -> Village:
    """A village that no list has brought yet. Its code is the official one and never changes."""
    row: dict[str, Any] = {
        "code": code.strip().upper(),
        "district_id": district.pk,
        "name_local": name_local.strip(),
        "name_latin": name_latin.strip() or name_local.strip(),
        "aliases": list(aliases),
        "valid_from": valid_from,
    }
    refuse_if(rules.problems_with_new_village(row))
    with act("village.added", by=by) as a:
        village = Village(**row)
        village.save(force_insert=True)
        a.on(village)
    return village


def correct_village(
    village: Village,
    *,
    name_local: str,
    name_latin: str,
    aliases: Sequence[str],
    valid_from: date | None,
    by: HasActor,
) -> Village:
    """Other names, spellings or first day of a village."""
    with act("village.corrected", by=by, on=village):
        village = Village.objects.select_for_update().get(pk=village.pk)
        village.name_local = name_local.strip()
        village.name_latin = name_latin.strip() or village.name_local
        village.aliases, village.valid_from = list(aliases), valid_from
        refuse_if(rules.problems_with_dates(village))
        village.save()
    return village


def end_place(
    place: Province | District | Village,
    *,
    on: date,
    successor: Province | District | Village | None,
    by: HasActor,
) -> None:
    """A place ceases to be: it keeps its code and rows, and names the one that took its place."""
    refuse_if(rules.problems_with_ending(place, on, successor))
    with act("place.ended", by=by, on=place):
        place.valid_to = on
        place.successor = successor  # type: ignore[assignment]
        place.save(update_fields=["valid_to", "successor"])


def _upsert(
    model: type[Model], name: str, rows: Iterable[Mapping[str, Any]], by: HasActor
) -> dict[str, int]:
    wanted = [_cleaned(model, row) for row in rows]
    refuse_if(rules.problems_with_rows(model, wanted))
    known = model._default_manager.in_bulk([row["code"] for row in wanted])
    fresh, changed, columns = [], [], set()
    for row in wanted:
        there = known.get(row["code"])
        if there is None:
            fresh.append(model(**row))
            continue
        differing = [column for column in row if getattr(there, column) != row[column]]
        for column in differing:
            setattr(there, column, row[column])
        if differing:
            changed.append(there)
            columns.update(differing)
    if fresh or changed:
        with act(name, by=by, created=len(fresh), updated=len(changed)):
            model._default_manager.bulk_create(fresh, batch_size=BATCH)
            if changed:
                model._default_manager.bulk_update(changed, sorted(columns), batch_size=BATCH)
    return {"created": len(fresh), "updated": len(changed)}


def _cleaned(model: type[Model], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row by column name: foreign keys as codes, aliases as a list."""
    known = {field.name: field for field in model._meta.concrete_fields}
    found: dict[str, Any] = {}
    for name, value in row.items():
        field = known.get(name)
        if field is None:
            continue
        if name == "aliases" and isinstance(value, str):
            value = [alias.strip() for alias in value.split("|") if alias.strip()]
        elif isinstance(value, str):
            value = value.strip()
            if field.null:  # days and successors in a file
                value = field.to_python(value) if value else None
        found[field.attname] = value
    return found
