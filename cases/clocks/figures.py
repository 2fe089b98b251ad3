"""Clocks as figures: met, late or running, and how many days were taken."""

from __future__ import annotations

from typing import Any

from django.db.models import Case as Choose
from django.db.models import (
    CharField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractDay, Greatest
from django.utils.translation import gettext_lazy as _

from cases.models import ClockRun
from solar_cms.base.models import today

CLOCK_STATES = {
    "met": _("Met in time"),
    "late": _("Late"),
    "running": _("Running"),
    "paused": _("Standing still"),
    "unknown": _("Length unknown"),
}


def days_from(first: Any, last: Any) -> Any:
    """Calendar days between two dates, an integer."""
    return ExtractDay(ExpressionWrapper(last - first, output_field=DurationField()))


def clocks() -> Any:
    """With `state` (CLOCK_STATES), `days` from the start to the end (or today), and `days_late`."""
    end = Coalesce(F("ended_on"), Value(today()))
    late = days_from(F("due_on"), end)
    return ClockRun.objects.annotate(
        state=Choose(
            When(due_on__isnull=True, then=Value("unknown")),
            When(Q(ended_on__isnull=False, ended_on__lte=F("due_on")), then=Value("met")),
            When(Q(ended_on__isnull=True, paused_on__isnull=False), then=Value("paused")),
            When(Q(ended_on__isnull=True, due_on__gte=today()), then=Value("running")),
            default=Value("late"),
            output_field=CharField(),
        ),
        days=days_from(F("started_on"), end),
        days_late=Coalesce(Greatest(late, Value(0)), Value(0), output_field=IntegerField()),
    )
