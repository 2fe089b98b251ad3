"""Working days: the week of the country, its holidays, and days worked instead.

The weekend stands in the pack (`weekend`, ISO weekdays), holidays in `work.Holiday`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q

from solar_cms.work.models import Holiday

DAY = timedelta(days=1)


def weekend() -> frozenset[int]:
    """ISO weekdays (1 Monday … 7 Sunday) that are free."""
    return frozenset(settings.PACK.get("weekend", (6, 7)))


@dataclass(frozen=True)
class Calendar:
    """The working days of a place. exceptions: day → is it worked."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    free: frozenset[int] = field(default_factory=weekend)

    def is_working_day(self, day: date) -> bool:
        worked = self.exceptions.get(day)
        return day.isoweekday() not in self.free if worked is None else worked

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start` (before it when n is negative); n = 0 is `start`.

        The start day itself is not counted, as legal periods are.
        """
        step = DAY if n > 0 else -DAY
        day, left = start, abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative when b is before a.

        So that add_working_days(a, n) == b gives n.
        """
        if b < a:
            return -sum(self._working(b, a - DAY))
        return sum(self._working(a + DAY, b))

    def _working(self, first: date, last: date) -> list[bool]:
        days = (last - first).days + 1
        return [self.is_working_day(first + timedelta(days=n)) for n in range(max(days, 0))]


def calendar_of(province: str = "") -> Calendar:
    """The calendar of the country, or of a province (its own day wins). One query: keep it when
    many dates are asked for."""
    condition = Q(province__isnull=True)
    if province:
        condition |= Q(province=province)
    rows = (
        Holiday.objects.filter(condition)
        .order_by("province_id")  # NULLs last in Postgres: read backwards, the province wins
        .reverse()
        .values_list("day", "is_worked")
    )
    return Calendar(dict(rows))


@dataclass(frozen=True)
class Calendars:
    """The calendars of all provinces at once, read in one query. days: (day, province code or "" of
    the country) -> is it worked."""

    days: Mapping[tuple[date, str], bool]
    _made: dict[str, Calendar] = field(default_factory=dict, repr=False)

    @classmethod
    def now(cls) -> Calendars:
        rows = Holiday.objects.values_list("day", "province_id", "is_worked")
        return cls({(day, province or ""): worked for day, province, worked in rows})

    def of(self, province: str) -> Calendar:
        """As calendar_of: the province's own day wins."""
        if province not in self._made:
            days = {day: worked for (day, where), worked in self.days.items() if not where}
            days |= {day: worked for (day, where), worked in self.days.items() if where == province}
            self._made[province] = Calendar(days)
        return self._made[province]

    def with_days(self, changes: Mapping[tuple[date, str], bool | None]) -> Calendars:
        """As they would be: days set to worked or free, or (None) taken out."""
        days = {**self.days, **changes}
        return Calendars({key: worked for key, worked in days.items() if worked is not None})


def is_working_day(day: date, *, province: str = "") -> bool:
    return calendar_of(province).is_working_day(day)


def add_working_days(start: date, n: int, *, province: str = "") -> date:
    return calendar_of(province).add_working_days(start, n)


def working_days_between(a: date, b: date, *, province: str = "") -> int:
    return calendar_of(province).working_days_between(a, b)
