"""When a period ends. Pure: days, moments and a calendar in, a day or a moment out.

The start day is not counted. A pause stands still after its first day up to and with its last: the
first is still counted, counting goes on the day after the last. Months and years end on the day of
the same number, or on the month's last. Days are those of the office; hours are counted in moments.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from cases.states import ClockUnit
from solar_cms.work.calendar import Calendar

M = TypeVar("M", date, datetime)


@dataclass(frozen=True)
class Period:
    """A length with its unit (ClockUnit)."""

    length: int
    unit: str

    @property
    def months(self) -> int:
        return self.length * 12 if self.unit == ClockUnit.YEARS else self.length


@dataclass(frozen=True)
class Pause:
    """Days (of a clock in hours: moments) between which nothing is counted; open without an end."""

    start: date
    end: date | None = None


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def due_of(
    start: M,
    period: Period,
    calendar: Calendar,
    *,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Period] = (),
    to_working_day: bool = False,
) -> M | None:
    """The last day of a period begun on `start` (in hours: its last moment); None while a pause that
    is still open holds it up.

    An extension in the period's own unit makes it longer, one in another follows at its end.
    to_working_day: a last day that is free gives way to the next working day (not of hours).
    """
    breaks = _in_order(pauses)
    end: M | None = start
    for part in _joined(period, extensions):
        if end is not None:
            end = _one(end, part, calendar, breaks)
    if to_working_day and end is not None and period.unit != ClockUnit.HOURS:
        while not calendar.is_working_day(end):
            end += timedelta(days=1)
    return end


def _joined(period: Period, extensions: Iterable[Period]) -> list[Period]:
    """The period with what makes it longer, then what follows it."""
    in_months = {ClockUnit.MONTHS, ClockUnit.YEARS}
    after: list[Period] = []
    for one in extensions:
        if one.unit == period.unit:
            period = Period(period.length + one.length, period.unit)
        elif {one.unit, period.unit} <= in_months:
            period = Period(period.months + one.months, ClockUnit.MONTHS)
        else:
            after.append(one)
    return [period, *after]


def _in_order(pauses: Iterable[Pause]) -> list[Pause]:
    """Sorted, those that touch or overlap made one."""
    found: list[Pause] = []
    for one in sorted(pauses, key=lambda pause: pause.start):
        last = found[-1] if found else None
        if last is not None and (last.end is None or one.start <= last.end):
            ends = (last.end, one.end)
            end = None if None in ends else max(e for e in ends if e is not None)
            found[-1] = Pause(last.start, end)
        else:
            found.append(one)
    return found


def _one(start: M, period: Period, calendar: Calendar, pauses: Sequence[Pause]) -> M | None:
    if period.unit == ClockUnit.HOURS:
        end: date = start + timedelta(hours=period.length)
        return _shifted(start, end, pauses)  # type: ignore[return-value]
    if period.unit in {ClockUnit.MONTHS, ClockUnit.YEARS}:
        return _shifted(start, add_months(start, period.months), pauses)  # type: ignore[return-value]
    return _counted(start, period, calendar, pauses)  # type: ignore[return-value]


def _shifted(start: date, end: date, pauses: Sequence[Pause]) -> date | None:
    """The end, later by as long as each pause before it lasted."""
    for one in pauses:
        if one.start >= end:
            break
        if one.end is None:
            return None
        if one.end > start:
            end += one.end - max(one.start, start)
    return end


def _counted(
    start: date, period: Period, calendar: Calendar, pauses: Sequence[Pause]
) -> date | None:
    """The n-th counted day after the start."""
    left, day = period.length, start
    for one in pauses:
        if one.end is not None and one.end <= day:
            continue
        if one.start > day:
            run = days_between(day, one.start, period.unit, calendar)
            if run >= left:
                break
            left -= run
        if one.end is None:
            return None
        day = one.end
    return days_after(day, left, period.unit, calendar)


def days_between(a: date, b: date, unit: str, calendar: Calendar) -> int:
    """Days after `a` up to and with `b`: working days, or all."""
    if unit == ClockUnit.WORKING:
        return calendar.working_days_between(a, b)
    return (b - a).days


def days_after(day: date, n: int, unit: str, calendar: Calendar) -> date:
    if unit == ClockUnit.WORKING:
        return calendar.add_working_days(day, n)
    return day + timedelta(days=n)
