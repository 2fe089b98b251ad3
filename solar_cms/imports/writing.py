"""INSERT … SELECT from the desk's rows into a table of ours, and the rows it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.db.models import Max

from solar_cms.imports.models import StagedRow
from solar_cms.imports.progress import step

PIECE = 20_000


def ready(columns: str, effect: str = "", beside: str = "") -> str:
    """FROM and WHERE over a piece of the ready rows; `columns` types what is read of `cleaned` as c.
    beside: a further join."""
    only = f" AND s.effect = '{effect}'" if effect else ""
    return (
        f"FROM imports_stagedrow s, jsonb_to_record(s.cleaned) AS c({columns}) {beside} "
        "WHERE s.batch_id = %(batch)s AND s.outcome = 'ready' "
        f"AND s.number > %(low)s AND s.number <= %(high)s{only}"
    )


def insert(model: type[models.Model], values: Mapping[str, str], source: str, end: str = "") -> str:
    """The statement that inserts `values` (column → SQL) of `source`; fields that are not named get
    their default, as a form that does not know them would leave them."""
    named = {"version": "1", **values}
    for field in model._meta.concrete_fields:
        if field.column not in named and not field.generated and not field.null:
            named[field.column] = _default(field)
    columns, words = ", ".join(named), ", ".join(named.values())
    return f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {words} {source} {end}"


def _default(field: models.Field) -> str:
    value: Any = field.get_default()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | dict):
        return "'{}'" if not isinstance(field, models.JSONField) or value == {} else "'[]'"
    if value == "":
        return "''"
    if field.primary_key:
        return "solar_uuid7()"
    return "'" + str(value).replace("'", "''").replace("%", "%%") + "'"


def in_pieces(batch_id: Any, statements: tuple[str, ...], values: Mapping[str, Any]) -> None:
    """Carry the statements out over the batch, piece by piece."""
    last = StagedRow.objects.filter(batch=batch_id).aggregate(last=Max("number"))["last"] or 0
    with connection.cursor() as cursor:
        for low in range(0, last, PIECE):
            for statement in statements:
                cursor.execute(
                    statement, {**values, "batch": batch_id, "low": low, "high": low + PIECE}
                )
            step()
