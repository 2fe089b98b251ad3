"""Days in order."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from cases.states import DayUnit
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day
from solar_cms.places.models import District
from solar_cms.work.calendar import add_working_days


def due_date(start: date, length: int, unit: str, district: District) -> date:
    """The last day of a period; the start day is not counted."""
    if unit == DayUnit.WORKING:
        return add_working_days(start, length, province=district.province_id)
    return start + timedelta(days=length)


def problems_with_day(
    field: str, day: date, *, after: date | None = None, what: str = ""
) -> list[Problem]:
    """A day is not in the future and not before the day of what it follows (`what`, in words)."""
    if day > today():
        return [Problem("day.future", _("The date must not be in the future."), field)]
    if after is not None and day < after:
        message = _("This date is before %(what)s on %(day)s.") % {
            "what": what,
            "day": say_day(after),
        }
        return [Problem("day.before", message, field)]
    return []
