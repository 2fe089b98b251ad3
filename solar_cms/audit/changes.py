"""A record's changes in words: names in the place of ids, days as people write them.

What a change points at is named only to those who may see it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from solar_cms.audit.history import NEVER_SHOWN, changes_of, said_by, words_for
from solar_cms.audit.models import Act, Change
from solar_cms.audit.scrubbing import TAKEN_OUT
from solar_cms.base.hooks import RecordKind
from solar_cms.base.paging import keyset_page
from solar_cms.base.said import say_day, say_when

HIDDEN = "•••"
Names = dict[tuple[type[models.Model], str], str]


@dataclass(frozen=True)
class Known:
    """What the values of a page are said with: rows pointed at, a pack's keys, what is sealed."""

    names: Names
    words: Mapping[str, Mapping[Any, Any]]
    sealed: frozenset[str]


def page_of_changes(
    request: HttpRequest, record: models.Model, kind: RecordKind | None
) -> dict[str, Any]:
    """{"acts": [(act, changes)], "page"} of one screen of a record's history. Constant queries."""
    page = keyset_page(
        changes_of(record, kind),
        ["-id"],
        cursor=request.GET.get("cursor", ""),
        size=100,
        path=request.path,
        query=request.GET.dict(),
    )
    sealed = NEVER_SHOWN | set(kind.sealed if kind else ())
    tables = _models()
    names = _names(page.rows, tables, sealed, request.user)
    words = kind.words(record) if kind and kind.words else {}
    known = Known(names, words, sealed)
    by = said_by({change.act_id: change.act for change in page.rows}.values())
    acts = [
        (
            _act(act, by[act.pk]),
            [_change(change, tables.get(change.table), known) for change in group],
        )
        for act, group in groupby(page.rows, key=lambda change: change.act)
    ]
    return {"acts": acts, "page": page}


def changed_fields(
    record: models.Model, changes: list[Change], kind: RecordKind | None, reader: Any
) -> dict[Any, list[str]]:
    """Act → "Stage: to order → to assign" of each field of the record that its changes name."""
    model = type(record)
    sealed = NEVER_SHOWN | set(kind.sealed if kind else ())
    names = _names(changes, {model._meta.db_table: model}, sealed, reader)
    known = Known(names, kind.words(record) if kind and kind.words else {}, sealed)
    found: dict[Any, list[str]] = {}
    for change in changes:
        found.setdefault(change.act_id, []).extend(
            f"{row['label']}: {_or_dash(row['before'])} → {_or_dash(row['after'])}"
            for row in field_changes(change, model, known)
        )
    return found


def _or_dash(value: Any) -> Any:
    return "–" if value is None else value


def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _act(act: Act, by: str) -> dict[str, Any]:
    channels = {
        "page": _("on a page"), "api": _("through the API"), "import": _("by import"),
        "task": _("by the system"), "admin": _("in the administration"), "command": _("by a command"), "sync": _("sent later from a device"),
    }  # fmt: skip
    channel = channels.get(act.channel, act.channel)
    return {"words": words_for(act.name), "when": say_day(act.at), "by": by, "channel": channel}


def _change(change: Change, model: type[models.Model] | None, known: Known) -> dict[str, Any]:
    operations = {"i": _("entered"), "u": _("changed"), "d": _("deleted")}
    return {
        "title": model._meta.verbose_name if model else "",
        "operation": operations.get(change.operation, change.operation),
        "fields": field_changes(change, model, known) if model else [],
    }


def field_changes(change: Change, model: type[models.Model], known: Known) -> list[dict[str, Any]]:
    """[{label, before, after}] in the model's field order, with the fields' own labels; what the
    system keeps for itself (ids, marks) is left out."""
    before, after = change.before or {}, change.after or {}
    found = []
    for field in shown_fields(model):
        column = field.column
        if column not in before and column not in after:
            continue
        hidden = column in known.sealed
        old, new = (
            HIDDEN if hidden and column in side else _said(field, side.get(column), known)
            for side in (before, after)
        )
        found.append({"label": label_of(field), "before": old, "after": new})
    return found


def shown_fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.local_fields if field.editable and not field.primary_key]


def label_of(field: Any) -> Any:
    """The heading of a field: its words, or those of what it points at where it has none."""
    related = getattr(field, "related_model", None)
    if related is not None and field.verbose_name == field.name.replace("_", " "):
        return related._meta.verbose_name
    return field.verbose_name


def _names(
    changes: Iterable[Change], tables: dict[str, Any], sealed: frozenset[str], reader: Any
) -> Names:
    """What the foreign keys of these changes point at, in words: one query per kind of record."""
    wanted: dict[type[models.Model], set[str]] = {}
    for change in changes:
        model = tables.get(change.table)
        for field in shown_fields(model) if model else ():
            if not field.is_relation or field.column in sealed:
                continue
            for side in (change.before or {}, change.after or {}):
                if (value := side.get(field.column)) and value != TAKEN_OUT:
                    wanted.setdefault(field.related_model, set()).add(str(value))
    found: Names = {}
    for related, keys in wanted.items():
        rows: Any = getattr(related, "everyone", related._default_manager).all()
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(reader)
        for row in rows.filter(pk__in=keys):
            found[related, str(row.pk)] = str(getattr(row, "name", None) or row)
    return found


def _said(field: Any, value: Any, known: Known) -> Any:
    if value is None or value == "":
        return None
    if value == TAKEN_OUT:
        return _("taken out")
    if field.is_relation:
        return known.names.get((field.related_model, str(value)), _("outside your reach"))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return _texts(value)
    choices = {**dict(field.flatchoices), **known.words.get(field.column, {})}
    if isinstance(value, list):
        inner = dict(getattr(getattr(field, "base_field", None), "flatchoices", ()))
        return ", ".join(_one_of(one, inner) for one in value)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return say_when(moment)
    if isinstance(field, models.DateField):
        return say_day(dt.date.fromisoformat(str(value)))
    return choices.get(value, value)


def _one_of(value: Any, words: Mapping[Any, Any]) -> str:
    """One part of a list; of a list in it its own parts."""
    if isinstance(value, list):
        return "(" + ", ".join(_one_of(one, words) for one in value) + ")"
    return _texts(value) if isinstance(value, dict) else str(words.get(value, value))


def _texts(value: dict[str, Any]) -> str:
    """Texts by language one after the other; other stored structures are not for people."""
    if not set(value) <= set(dict(settings.LANGUAGES)):
        return _("data of the system")
    lines = [" / ".join(one) if isinstance(one, list) else str(one) for one in value.values()]
    return " · ".join(line for line in lines if line)
