"""Reading the audit: the timeline of a record and what changed, field by field."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from solar_cms.audit.models import Act, Change
from solar_cms.base.face import Entry
from solar_cms.base.hooks import RecordKind, act_words

# Columns whose values are never shown, of whatever table.
NEVER_SHOWN = frozenset({"password", "session_epoch"})


def acts_on(record: models.Model, *others: models.Model) -> QuerySet[Act]:
    """The acts about a record (and others that belong to it), newest first."""
    about = Q()
    for one in (record, *others):
        about |= Q(subject_table=one._meta.db_table, subject_id=str(one.pk))
    return Act.objects.filter(about).order_by("-at", "-id")


def words_for(name: str) -> str:
    """An act's name in the reader's language; the bare name where nobody has said it in words."""
    return str(act_words.get(name) or name)


def timeline(record: models.Model, *others: models.Model, limit: int = 20) -> list[Entry]:
    """The newest acts about a record as entries of the timeline component. One query."""
    return [
        Entry(
            when=one.at,
            text=words_for(one.name),
            by=" · ".join(part for part in (one.actor_name, one.office_name) if part),
        )
        for one in acts_on(record, *others)[:limit]
    ]


def changes_of(record: models.Model, kind: RecordKind | None = None) -> QuerySet[Change]:
    """Every change of the record's own row, and of its parts by acts on it, newest first."""
    found = Q(table=record._meta.db_table, row=str(record.pk))
    if kind and kind.tables:
        tables = [apps.get_model(label)._meta.db_table for label in kind.tables]
        about = {"act__subject_table": record._meta.db_table, "act__subject_id": str(record.pk)}
        found |= Q(table__in=tables, **about)
    return Change.objects.filter(found).select_related("act").order_by("-id")
