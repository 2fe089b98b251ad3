"""What importers write besides new rows: fields taken over from the file; and taking it all back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem
from solar_cms.imports.models import StagedRow

MOST_NAMES = 5


def parts_of(decision: str) -> tuple[str, str, list[str]]:
    """("update", id, ["phone", "village"]) of a row's decision."""
    verb, _colon, rest = decision.partition(":")
    key, _colon, fields = rest.partition(":")
    return verb, key, [field for field in fields.split(",") if field]


def update(
    model: type[models.Model], key: str, takes: Mapping[str, Mapping[str, str]], columns: str
) -> tuple[str, str]:
    """Two statements: the first keeps in each row what stood there before, the second takes the fields
    that were chosen. takes: field of the file → {column of the table: SQL of its new value}; key: the
    place of the record's id in `cleaned`."""
    table = model._meta.db_table
    all_columns = [column for pairs in takes.values() for column in pairs]
    before = ", ".join(f"'{column}', t.{column}" for column in all_columns)
    rows = (
        "s.batch_id = %(batch)s AND s.outcome = 'ready' AND s.effect = 'update' "
        "AND s.number > %(low)s AND s.number <= %(high)s"
    )
    keep = (
        f"UPDATE imports_stagedrow s SET cleaned = s.cleaned || jsonb_build_object('before', "
        f"jsonb_build_object({before}), 'version', t.version + 1) "
        f"FROM {table} t WHERE t.id = (s.cleaned->>'{key}')::uuid AND {rows}"
    )
    sets = ", ".join(
        f"{column} = CASE WHEN s.cleaned->'take' ? '{field}' THEN {value} ELSE t.{column} END"
        for field, pairs in takes.items()
        for column, value in pairs.items()
    )
    take = (
        f"UPDATE {table} t SET {sets} FROM imports_stagedrow s, "
        f"jsonb_to_record(s.cleaned) AS c({columns}) WHERE t.id = (s.cleaned->>'{key}')::uuid AND {rows}"
    )
    return keep, take


def give_back(
    model: type[models.Model], key: str, takes: Mapping[str, Mapping[str, str]], batch_id: Any
) -> None:
    """Put back what the fields held before the import."""
    columns = [column for pairs in takes.values() for column in pairs]
    types = {f.column: f.db_type(connection) for f in model._meta.concrete_fields}
    sets = ", ".join(f"{column} = b.{column}" for column in columns)
    typed = ", ".join(f"{column} {types[column]}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} t SET {sets} FROM imports_stagedrow s, "
            f"jsonb_to_record(s.cleaned->'before') AS b({typed}) WHERE s.batch_id = %s "
            f"AND s.outcome = 'updated' AND t.id = (s.cleaned->>'{key}')::uuid",
            [batch_id],
        )


def _rows(batch_id: Any, outcome: str, key: str) -> models.QuerySet[Any]:
    """The rows of the batch with this outcome; `record`: the id their `cleaned` holds at `key`."""
    rows = StagedRow.objects.filter(batch=batch_id, outcome=outcome)
    return rows.annotate(record=Cast(KeyTextTransform(key, "cleaned"), models.UUIDField()))


def changed_since(model: type[models.Model], key: str, batch_id: Any) -> list[Problem]:
    """Records that were changed after the import had changed them."""
    rows = _rows(batch_id, "updated", key)
    kept = Cast(KeyTextTransform("version", "cleaned"), models.IntegerField())
    mine = rows.annotate(kept=kept).filter(record=models.OuterRef("pk"))
    found = model._base_manager.filter(pk__in=rows.values("record"))
    return changed(found.filter(models.Exists(mine.exclude(kept=models.OuterRef("version")))))


def changed(found: models.QuerySet[Any]) -> list[Problem]:
    names = some(found)
    if not names:
        return []
    return [Problem("undo.changed", format_lazy(_("Changed since: {names}."), names=names))]


def made(model: type[models.Model], key: str, batch_id: Any) -> models.QuerySet[Any]:
    """The records that rows of the batch made (outcome created)."""
    return model._base_manager.filter(pk__in=_rows(batch_id, "created", key).values("record"))


def built_upon(
    found: models.QuerySet[Any], but: Mapping[type[models.Model], Any] | None = None
) -> list[Problem]:
    """Rows of other tables that point at these records; `but`: model → rows that do not count."""
    problems = []
    for relation in found.model._meta.related_objects:
        model: Any = relation.related_model
        if relation.field is None or not relation.field.concrete or relation.many_to_many:
            continue
        if not getattr(relation.field, "db_constraint", True):
            continue  # derived from the records: goes with them, by triggers
        column = relation.field.attname
        rows = model._base_manager.filter(**{f"{relation.field.name}__in": found})
        if but and model in but:
            rows = rows.exclude(**but[model])
        keys = list(rows.values_list(column, flat=True)[:50])
        if names := some(found.model._base_manager.filter(pk__in=keys)):
            message = format_lazy(
                _("{what} made since for: {names}."),
                what=model._meta.verbose_name_plural, names=names,
            )  # fmt: skip
            problems.append(Problem("undo.used", message))
    return problems


def some(found: Iterable[Any]) -> str:
    """A few names, and how many more."""
    rows: Any = found
    names = [record.name for record in rows.order_by("id")[: MOST_NAMES + 1]]
    said = ", ".join(names[:MOST_NAMES])
    return f"{said}, …" if len(names) > MOST_NAMES else said
