"""Tasks in people's inboxes, asked for and settled inside the caller's act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

    role_kind: a kind of role, or the key of a role that the pack names itself.
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


@dataclass(frozen=True)
class Asked:
    """What ask() takes, to ask for many things at once."""

    kind: str
    url: str
    title: Mapping[str, str]
    subject: models.Model
    user: User | None = None
    role_kind: str = ""
    district: str = ""
    due_on: date | None = None


def ask_many(asked: Sequence[Asked]) -> None:
    """Ask for many things in a few statements; each takes the place of an open task of its kind
    about its record. Inside an act."""
    about: dict[tuple[str, str], list[str]] = {}
    for one in asked:
        about.setdefault((one.kind, one.subject._meta.db_table), []).append(str(one.subject.pk))
    for (kind, table), ids in about.items():
        same = Task.objects.open().filter(kind=kind, subject_table=table, subject_id__in=ids)
        same.update(settled_at=timezone.now())
    Task.objects.bulk_create(
        Task(
            kind=one.kind,
            url=one.url,
            title=dict(one.title),
            user=one.user,
            role_kind=one.role_kind,
            district_id=one.district or None,
            due_on=one.due_on,
            rank_on=one.due_on or NO_DATE,
            subject_table=one.subject._meta.db_table,
            subject_id=str(one.subject.pk),
        )
        for one in asked
    )


def redate(table: str, due: Mapping[str, date | None]) -> None:
    """Give the open tasks about records of a table (by id) another date. Inside an act."""
    tasks = list(Task.objects.open().filter(subject_table=table, subject_id__in=list(due)))
    for task in tasks:
        task.due_on = due[task.subject_id]
        task.rank_on = task.due_on or NO_DATE
    Task.objects.bulk_update(tasks, ["due_on", "rank_on"], batch_size=500)


def pass_on(table: str, ids: Sequence[str], *, from_user: User, to_user: User) -> int:
    """Give another person the open tasks that somebody has about records of a table. Inside an act."""
    mine = Task.objects.open().filter(subject_table=table, subject_id__in=ids, user=from_user)
    return mine.update(user=to_user)


def settle(subject: models.Model, kind: str | None = None) -> int:
    """Take the open tasks about a record (of one kind, or all) off the inboxes. Inside an act."""
    return _about(subject, kind).update(settled_at=timezone.now())


def _about(subject: models.Model, kind: str | None) -> models.QuerySet[Task]:
    found = Task.objects.open().filter(
        subject_table=subject._meta.db_table, subject_id=str(subject.pk)
    )
    return found.filter(kind=kind) if kind else found
