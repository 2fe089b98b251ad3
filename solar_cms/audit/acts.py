"""act(): the one way to write. Opens the transaction, names the act, ties the triggers to it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction

from solar_cms.audit import context
from solar_cms.audit.models import Act, IdempotencyKey, OutboxMessage
from solar_cms.base.problems import Refused, problem_from


@dataclass(frozen=True)
class Actor:
    """Who acts, as the audit keeps it."""

    id: uuid.UUID | None
    name: str
    office_id: uuid.UUID | None = None
    office_name: str = ""

    def actor(self) -> Actor:
        return self


class HasActor(Protocol):
    def actor(self) -> Actor: ...


SYSTEM = Actor(None, "solar_cms")
CALENDAR = Actor(None, "calendar")

# Called once after a commit that left messages in the outbox; the relay puts itself in here.
after_commit: list[Callable[[], None]] = []


def _announce() -> None:
    for callback in after_commit:
        callback()


class WriteOnRead(RuntimeError):
    """A page asked for by GET tried to write."""


class AlreadyDone(Exception):
    """The idempotency key was used before; `result` is what came of it then."""

    def __init__(self, result: Any) -> None:
        super().__init__("already done")
        self.result = result


class KeyReused(Exception):
    """The idempotency key was used before for something else (HTTP 422)."""


class InFlight(Exception):
    """The same key is being worked on right now (HTTP 409)."""


@dataclass
class Recording:
    """The open act, handed to the verb."""

    id: uuid.UUID
    row: Act
    subject: models.Model | None = None
    result: Any = field(default_factory=dict)
    reading: bool = False

    def on(self, record: models.Model) -> None:
        """Name the record the act is about (when it is made inside the act)."""
        self.subject = record

    def note(self, **data: Any) -> None:
        """Keep a fact with the act: reasons, warnings, counts. No personal data."""
        self.row.data.update(json.loads(json.dumps(data, cls=DjangoJSONEncoder)))

    def later(self, task: str, *, not_before: datetime | None = None, **payload: Any) -> None:
        """Start a Celery task by name once this act is committed."""
        OutboxMessage.objects.create(
            act_id=self.id,
            task=task,
            payload=json.loads(json.dumps(payload, cls=DjangoJSONEncoder)),
            not_before=not_before,
        )
        if not any(waiting[1] is _announce for waiting in connection.run_on_commit):
            transaction.on_commit(_announce, robust=True)


_open: ContextVar[Recording | None] = ContextVar("solar_open_act", default=None)


def _tell_database(act_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('solar.act', %s, true)", [act_id])


@contextmanager
def act(
    name: str,
    *,
    by: HasActor,
    on: models.Model | None = None,
    key: str | None = None,
    reading: bool = False,
    **data: Any,
) -> Iterator[Recording]:
    """Carry out one verb in one transaction.

    name: "noun.verbed" ("case.closed"). by: a user or SYSTEM. on: the record it is about, whose
    version is raised (children included). key: idempotency key; raises AlreadyDone when used
    before. reading: an act of reading (sealed data), allowed on GET; raises no version. data: facts kept with it.
    Inner acts join the outer transaction. A hurt constraint comes out as Refused.
    """
    now = context.current()
    if now.method in context.SAFE_METHODS and not reading:
        raise WriteOnRead(name)
    actor = by.actor()
    outer = _open.get()
    if outer is not None and not connection.in_atomic_block:
        outer = None
    try:
        with transaction.atomic():
            row = Act(
                name=name,
                actor_id=actor.id,
                actor_name=actor.name,
                office_id=actor.office_id,
                office_name=actor.office_name,
                channel=now.channel,
                request_id=now.request_id,
                parent_id=outer.id if outer else None,
            )
            recording = Recording(row.id, row, on, reading=reading)
            recording.note(**data)
            row.save(force_insert=True)
            if key is not None:
                with once(key, by=by, fingerprint=name) as kept:
                    yield from _inside(recording, outer)
                    kept.result = recording.result
            else:
                yield from _inside(recording, outer)
    except IntegrityError as error:
        raise Refused([problem_from(error)]) from error


def _inside(recording: Recording, outer: Recording | None) -> Iterator[Recording]:
    token = _open.set(recording)
    _tell_database(str(recording.id))
    try:
        yield recording
        _finish(recording)
    finally:
        _open.reset(token)
    # Not in `finally`: after an error the savepoint's rollback takes the setting back itself.
    _tell_database(str(outer.id) if outer else "")


def _finish(recording: Recording) -> None:
    row, subject = recording.row, recording.subject
    if subject is not None:
        row.subject_table = subject._meta.db_table
        row.subject_id = str(subject.pk)
        if not recording.reading and any(f.name == "version" for f in subject._meta.fields):
            row.subject_version = _raised_version(subject)
    row.save(update_fields=["subject_table", "subject_id", "subject_version", "data"])


def _raised_version(subject: models.Model) -> int | None:
    """The trigger raises it; touching the row is enough, so children count too. None: deleted."""
    version = subject._meta.get_field("version")
    meta = version.model._meta
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} SET version = version "
            f"WHERE {quote(meta.pk.column)} = %s RETURNING version",
            [meta.pk.get_db_prep_value(subject.pk, connection)],
        )
        found = cursor.fetchone()
    return found[0] if found else None


@dataclass
class Kept:
    result: Any = field(default_factory=dict)


@contextmanager
def once(key: str, *, by: HasActor, fingerprint: str) -> Iterator[Kept]:
    """Do what is inside once per actor and key, keeping its result in the same transaction.

    A result set to None keeps nothing: what is inside was no end, the key may come again. Raises AlreadyDone (with the result), KeyReused (other fingerprint) or InFlight.
    """
    actor_id = by.actor().id or uuid.UUID(int=0)
    print_ = hashlib.sha256(fingerprint.encode()).hexdigest()
    lock = hashlib.sha256(f"{actor_id}:{key}".encode()).digest()[:8]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(lock, "big", signed=True)]
            )
            if not cursor.fetchone()[0]:
                raise InFlight(key)
        known = IdempotencyKey.objects.filter(actor_id=actor_id, key=key).first()
        if known is not None:
            if known.fingerprint != print_:
                raise KeyReused(key)
            raise AlreadyDone(known.result)
        kept = Kept()
        yield kept
        if kept.result is None:
            return
        IdempotencyKey.objects.create(
            actor_id=actor_id,
            key=key,
            fingerprint=print_,
            result=json.loads(json.dumps(kept.result, cls=DjangoJSONEncoder)),
        )
