"""Words for acts, the task in the sender's inbox, and when what was settled goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import RetentionStep, TaskKind, act_words, retention_steps, task_kinds
from solar_cms.exchange.models import Conflict
from solar_cms.exchange.sync.operations import TASK

for _name, _words in {
    "sync.applied": _("Sent later from a device"),
    "conflict.kept": _("Kept beside what stands"),
    "conflict.sent_again": _("Sent again on top of what stands"),
    "conflict.set_aside": _("Set aside"),
}.items():
    act_words.add(_name, _words)

task_kinds.add(TASK, TaskKind(_("What could not be applied"), 5))


def over(day: date) -> Any:
    """Settled before the day; what is open stays until somebody chooses."""
    moment = timezone.make_aware(datetime.combine(day, time.min))
    return Conflict.objects.filter(closed_at__lt=moment)


def drop(rows: Sequence[Any], by: Any) -> None:
    Conflict.objects.filter(pk__in=rows).delete()


retention_steps.add(
    "exchange.conflicts",
    RetentionStep("work", _("What could not be applied"), over, drop, own=True),
)
