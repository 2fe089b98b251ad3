"""The outbox: what acts left to be done after their commit, sent to Celery and done once.

A Celery message carries only the id of its row in `audit_outboxmessage`. The relay sends rows that
are due; the sweeper does so again for rows that were sent and not done. The consumer locks the
row, does the work and marks it done in one transaction, so a message that comes twice is done once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery import Task, current_app, shared_task
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from solar_cms.audit.context import channel
from solar_cms.audit.models import OutboxMessage
from solar_cms.base.problems import Refused

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
RESEND_AFTER = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=10)
KEEP_DONE = timedelta(days=30)
BATCH = 500

Handler = Callable[..., Any]
HANDLERS: dict[str, Callable[[str], bool]] = {}


def outbox_task(name: str, *, own_books: bool = False) -> Callable[[Handler], Handler]:
    """Make a function the task that `act().later(name, **payload)` starts; called as f(**payload).

    What it writes is committed together with the mark that the message is done; when it raises,
    nothing is written and the message is tried again later. own_books: no transaction around it;
    for work that keeps its own record of being done and may be called twice.
    """

    def wrap(function: Handler) -> Handler:
        def handle(message_id: str) -> bool:
            with channel("task", request_id=str(message_id)):
                return consume(message_id, function, own_books=own_books)

        HANDLERS[name] = handle
        shared_task(name=name)(handle)
        return function

    return wrap


def _undone() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(done_at__isnull=True, attempts__lt=MAX_ATTEMPTS)


def due(now: datetime | None = None) -> QuerySet[OutboxMessage]:
    """Messages to send now: never sent, or sent long ago and still not done; oldest first."""
    now = now or timezone.now()
    never_sent = Q(sent_at__isnull=True) & (Q(not_before__isnull=True) | Q(not_before__lte=now))
    return _undone().filter(never_sent | Q(sent_at__lt=now - RESEND_AFTER)).order_by("created_at")


def relay(now: datetime | None = None) -> int:
    """Send what is due; returns how many. Several relays may run: each takes other rows."""
    now = now or timezone.now()
    with transaction.atomic():
        taken = list(due(now).select_for_update(skip_locked=True).values_list("id", "task")[:BATCH])
        OutboxMessage.objects.filter(id__in=[id_ for id_, _ in taken]).update(sent_at=now)
    # Sent after the commit, so that a quick worker does not find the row locked by us.
    for place, (message_id, task) in enumerate(taken):
        try:
            current_app.send_task(task, args=[str(message_id)], retry=False)
        except Exception:
            unsent = [id_ for id_, _ in taken[place:]]
            OutboxMessage.objects.filter(id__in=unsent, sent_at=now).update(sent_at=None)
            log.exception("the broker does not take messages; %d wait in the outbox", len(unsent))
            return place
    return len(taken)


def consume(message_id: str, function: Handler, *, own_books: bool = False) -> bool:
    """Do what a message asks for; False when it is done already or being done elsewhere."""
    if own_books:
        message = _undone().filter(pk=message_id).first()
        if message is None:
            return False
        try:
            function(**message.payload)
        except Exception as error:
            _failed(message, error)
        else:
            OutboxMessage.objects.filter(pk=message.pk).update(done_at=timezone.now(), error="")
        return True
    with transaction.atomic():
        message = _undone().select_for_update(skip_locked=True).filter(pk=message_id).first()
        if message is None:
            return False
        try:
            with transaction.atomic():
                function(**message.payload)
        except Exception as error:
            _failed(message, error)
        else:
            OutboxMessage.objects.filter(pk=message.pk).update(done_at=timezone.now(), error="")
    return True


def _failed(message: OutboxMessage, error: Exception) -> None:
    """Try again later, each time after twice as long."""
    if isinstance(error, OperationalError | InterfaceError):
        raise error  # the database went away: the sweeper sends the message again
    if not isinstance(error, Refused):
        log.exception("task %s failed (message %s)", message.task, message.pk)
    wait = FIRST_WAIT * 2**message.attempts
    OutboxMessage.objects.filter(pk=message.pk).update(
        attempts=F("attempts") + 1,
        error=f"{type(error).__name__}: {error}"[:2000],
        sent_at=None,
        not_before=timezone.now() + wait,
    )


def stuck() -> QuerySet[OutboxMessage]:
    """Messages given up after the last attempt, newest first."""
    return OutboxMessage.objects.filter(done_at__isnull=True, attempts__gte=MAX_ATTEMPTS).order_by(
        "-created_at", "-id"
    )


def forget_done(now: datetime | None = None) -> int:
    """Drop messages that were done a month ago."""
    before = (now or timezone.now()) - KEEP_DONE
    return OutboxMessage.objects.filter(done_at__lt=before).delete()[0]


def run_now(task: str = "") -> int:
    """Do waiting messages (of one task, or all) in this process: for commands and tests."""
    count = 0
    seen: set[Any] = set()
    while True:
        waiting = due().exclude(pk__in=seen)
        if task:
            waiting = waiting.filter(task=task)
        message = waiting.values_list("id", "task").first()
        if message is None:
            return count
        seen.add(message[0])
        handler = HANDLERS.get(message[1]) or _by_name(message[1])
        count += handler(str(message[0]))


def _by_name(name: str) -> Callable[[str], bool]:
    current_app.loader.import_default_modules()  # upper apps' tasks.py, when nobody asked yet
    task: Task = current_app.tasks[name]
    return task.run
