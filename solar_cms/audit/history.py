"""Reading the audit: the timeline of a record and what changed, field by field."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet

from solar_cms.audit.models import Act, Change
from solar_cms.base.face import Entry
from solar_cms.base.hooks import act_words


def acts_on(record: models.Model) -> QuerySet[Act]:
    """The acts about a record, newest first."""
    return Act.objects.filter(
        subject_table=record._meta.db_table, subject_id=str(record.pk)
    ).order_by("-at", "-id")


def changes_of(record: models.Model) -> QuerySet[Change]:
    """Every change of the record's own row, newest first, with its act."""
    return (
        Change.objects.filter(table=record._meta.db_table, row=str(record.pk))
        .select_related("act")
        .order_by("-id")
    )


def field_changes(change: Change, model: type[models.Model]) -> list[dict[str, Any]]:
    """[{label, before, after}] in the model's field order, with the fields' own labels."""
    before, after = change.before or {}, change.after or {}
    found = []
    for field in model._meta.local_fields:
        column = field.column
        if column in before or column in after:
            choices = dict(field.flatchoices)
            found.append(
                {
                    "label": field.verbose_name,
                    "before": choices.get(before.get(column), before.get(column)),
                    "after": choices.get(after.get(column), after.get(column)),
                }
            )
    return found


def timeline(record: models.Model, limit: int = 20) -> list[Entry]:
    """The acts on a record in words, newest first, for the timeline component. One query."""
    return [
        Entry(act.at, str(act_words.get(act.name) or act.name), by=_by(act))
        for act in acts_on(record)[:limit]
    ]


def _by(act: Act) -> str:
    return ", ".join(part for part in (act.actor_name, act.office_name) if part)
