"""What the calendar does for reporting: opens the new quarter, notices restatements."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from reporting import quarters
from reporting.models import Period
from reporting.operations import note_restatements, open_quarters
from solar_cms.audit.acts import CALENDAR
from solar_cms.base.hooks import Scheduled, scheduled


def open_current(due: datetime) -> None:
    """A quarter exists from its first day."""
    last = Period.objects.order_by("-code").values_list("code", flat=True).first()
    if last is not None:
        open_quarters(last, quarters.code_of(timezone.localdate(due)), by=CALENDAR)


def restatements(due: datetime) -> None:
    note_restatements(by=CALENDAR)


scheduled.add(
    "reporting.open_quarter", Scheduled("reporting.open_quarter", open_current, at_hour=0)
)
scheduled.add(
    "reporting.restatements", Scheduled("reporting.restatements", restatements, at_hour=2)
)
