"""The calendar's calls: each thing to do at a time is a row, so beat may run twice or late."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from solar_cms.base.hooks import Scheduled, scheduled
from solar_cms.work.models import ScheduledRun

log = logging.getLogger(__name__)

RUN_LEASE = timedelta(minutes=15)  # as long as a task may take
MAX_ATTEMPTS = 5
KEEP = timedelta(days=60)


def last_due(item: Scheduled, now: datetime) -> datetime:
    """The latest time at or before `now` at which this was to be done.

    at_hour is an hour of the office's day; every_minutes counts from midnight UTC.
    """
    if item.at_hour is not None:
        here = timezone.localtime(now)
        due = timezone.make_aware(datetime.combine(here.date(), time(item.at_hour)))
        if due > now:
            yesterday = here.date() - timedelta(days=1)
            due = timezone.make_aware(datetime.combine(yesterday, time(item.at_hour)))
        return due
    step = (item.every_minutes or 1) * 60
    return datetime.fromtimestamp(now.timestamp() // step * step, tz=now.tzinfo)


def call_due(now: datetime | None = None) -> list[uuid.UUID]:
    """Put down what is due and return the runs to start: new ones, and those that got lost."""
    now = now or timezone.now()
    ScheduledRun.objects.bulk_create(
        [ScheduledRun(name=name, due=last_due(item, now)) for name, item in scheduled.items()],
        ignore_conflicts=True,
    )
    return list(
        _free(now)
        .filter(name__in=[name for name, _ in scheduled.items()])
        .order_by("due")
        .values_list("pk", flat=True)
    )


def _free(now: datetime) -> models.QuerySet[ScheduledRun]:
    return ScheduledRun.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lt=now),
        done_at__isnull=True,
        attempts__lt=MAX_ATTEMPTS,
    )


def run_scheduled(run_id: uuid.UUID | str) -> bool:
    """Do one thing of the calendar, unless another worker has it or it is done."""
    now = timezone.now()
    taken = (
        _free(now).filter(pk=run_id).update(lease_until=now + RUN_LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return False
    run = ScheduledRun.objects.get(pk=run_id)
    try:
        scheduled[run.name].run(run.due)
    except Exception as error:
        log.exception("scheduled %s failed", run.name)
        ScheduledRun.objects.filter(pk=run_id).update(
            error=f"{type(error).__name__}: {error}"[:2000],
            lease_until=timezone.now() + timedelta(minutes=2**run.attempts),
        )
        return False
    ScheduledRun.objects.filter(pk=run_id).update(done_at=timezone.now(), error="")
    return True


def forget_old(now: datetime | None = None) -> int:
    """Drop runs of two months ago."""
    return ScheduledRun.objects.filter(due__lt=(now or timezone.now()) - KEEP).delete()[0]
