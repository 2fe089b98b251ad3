"""Tasks in people's inboxes, asked for and settled inside the caller's act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import models
from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.work.models import NO_DATE, Task


def ask(
    *,
    kind: str,
    url: str,
    title: Mapping[str, str],
    user: User | None = None,
    role_kind: str = "",
    district: str = "",
    due_on: date | None = None,
    subject: models.Model | None = None,
) -> Task:
    """Ask a person, or whoever holds a role in a district, to do something. Inside an act.

    title: {"lo": …, "en": …}. The same kind of task about the same record for the same people is
    asked once: asking again moves its date.
    """
    values = {
        "url": url,
        "title": dict(title),
        "due_on": due_on,
        "rank_on": due_on or NO_DATE,
    }
    if subject is not None:
        same = _about(subject, kind).filter(
            user=user, role_kind=role_kind, district_id=district or None
        )
        known = same.select_for_update().first()
        if known is not None:
            for name, value in values.items():
                setattr(known, name, value)
            known.save(update_fields=list(values))
            return known
    return Task(
        kind=kind,
        user=user,
        role_kind=role_kind,
        district_id=district or None,
        subject_table=subject._meta.db_table if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        **values,
    ).save_new()


def settle(subject: models.Model, kind: str | None = None) -> int:
    """Take the open tasks about a record (of one kind, or all) off the inboxes. Inside an act."""
    return _about(subject, kind).update(settled_at=timezone.now())


def _about(subject: models.Model, kind: str | None) -> models.QuerySet[Task]:
    found = Task.objects.open().filter(
        subject_table=subject._meta.db_table, subject_id=str(subject.pk)
    )
    return found.filter(kind=kind) if kind else found
