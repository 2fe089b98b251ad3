"""Reading the audit: the timeline of a record and what changed, field by field."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from solar_cms.audit.acts import CALENDAR
from solar_cms.audit.models import Act, Change
from solar_cms.base.face import Entry
from solar_cms.base.hooks import RecordKind, act_words, known_names

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


def said_by(acts: Iterable[Act]) -> dict[uuid.UUID, str]:
    """Act → who did it and for which office, in the reader's script.

    The audit keeps the names of the day in Latin letters. Where the person or office still goes by
    that name, a reader of another script sees its own spelling; else the name of the day stays. What
    the calendar did is said in words. Two queries, none in English.
    """
    acts = list(acts)
    here: dict[tuple[str, Any], tuple[str, str]] = {}
    if get_language() != "en":
        for kind, ids in (
            ("actor", {a.actor_id for a in acts}),
            ("office", {a.office_id for a in acts}),
        ):
            known = known_names.get(kind)
            if known is not None and ids - {None}:
                here |= {(kind, pk): names for pk, names in known.names(ids - {None}).items()}

    def name(kind: str, pk: Any, recorded: str) -> str:
        if kind == "actor" and pk is None and recorded == CALENDAR.name:
            return _("by the calendar")
        then, now = here.get((kind, pk), ("", ""))
        return now if now and then == recorded else recorded

    return {
        a.pk: " · ".join(
            part
            for part in (
                name("actor", a.actor_id, a.actor_name),
                name("office", a.office_id, a.office_name),
            )
            if part
        )
        for a in acts
    }


def timeline(record: models.Model, *others: models.Model, limit: int = 20) -> list[Entry]:
    """The newest acts about a record as entries of the timeline component. At most three queries."""
    acts = list(acts_on(record, *others)[:limit])
    by = said_by(acts)
    return [Entry(when=one.at, text=words_for(one.name), by=by[one.pk]) for one in acts]


def changes_of(record: models.Model, kind: RecordKind | None = None) -> QuerySet[Change]:
    """Every change of the record's own row, and of its parts by acts on it, newest first."""
    found = Q(table=record._meta.db_table, row=str(record.pk))
    if kind and kind.tables:
        tables = [apps.get_model(label)._meta.db_table for label in kind.tables]
        about = {"act__subject_table": record._meta.db_table, "act__subject_id": str(record.pk)}
        found |= Q(table__in=tables, **about)
    return Change.objects.filter(found).select_related("act").order_by("-id")
