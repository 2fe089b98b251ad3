"""Running clocks computed anew when a day of the calendar is added, changed or taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.clocks.running import set_due
from cases.models import Case, ClockChange, ClockRun, Notice
from cases.procedure import procedure_of
from cases.states import ClockBasis, ClockEvent, ClockUnit, OnExpiry
from solar_cms.accounts.models import User
from solar_cms.base.hooks import CalendarDays, CalendarUse, calendar_uses
from solar_cms.base.models import today
from solar_cms.work import inbox
from solar_cms.work.calendar import Calendars

CHUNK = 500


@dataclass(frozen=True)
class Moved:
    """A run with the end it gets."""

    run: ClockRun
    was: date


def touched(days: CalendarDays) -> QuerySet[ClockRun]:
    """Running clocks in working days, or that end on one, between whose start and end one of the days
    lies."""
    spans = Q(pk__in=[])
    for day, province in days:
        span = Q(started_on__lt=day, due_on__gte=day)
        spans |= span & Q(district__province_id=province) if province else span
    in_working_days = (
        Q(unit=ClockUnit.WORKING)
        | Q(to_working_day=True)
        | Q(pk__in=ClockChange.objects.filter(unit=ClockUnit.WORKING).values("run"))
    )
    return (
        ClockRun.objects.running()
        .filter(spans, in_working_days)
        .select_related("district", "case", "notice")
        .prefetch_related("changes")
        .order_by("id")
    )


def _recomputed(days: CalendarDays, calendars: Calendars, *, lock: bool = False) -> Iterator[Moved]:
    """The runs that get another end under these calendars. Each run is read once."""
    runs = touched(days)
    if lock:
        runs = runs.select_for_update(of=("self",))
    for run in runs.iterator(CHUNK):
        was = run.due_on
        if was is None or _was_carried_out(run):
            continue
        changes = sorted(run.changes.all(), key=lambda one: one.pk)
        set_due(run, changes, calendars.of(run.district.province_id))
        if run.due_on != was:
            yield Moved(run, was)


def _was_carried_out(run: ClockRun) -> bool:
    """It ran out and something followed: that stands."""
    if run.expired_on is None:
        return False
    clock = procedure_of(run.case).clocks.get(run.kind)
    return clock is None or clock.on_expiry != OnExpiry.OVERDUE or bool(clock.then)


def moving(days: CalendarDays) -> int:
    """How many running clocks would get another end."""
    return sum(1 for _one in _recomputed(days, Calendars.now().with_days(days)))


def moved(days: CalendarDays, why: str, by: Any) -> int:
    """Give them their other end, each with its change and the reason. Set-based, inside an act."""
    found = list(_recomputed(days, Calendars.now(), lock=True))
    if not found:
        return 0
    day, person = today(), by if isinstance(by, User) else None
    for one in found:
        if one.run.expired_on is not None and one.run.due_on and one.run.due_on >= day:
            one.run.expired_on = None  # late by the old calendar, in time by this one
        elif one.run.expired_on is not None and one.run.due_on:
            one.run.expired_on = max(one.run.expired_on, one.run.due_on)
    ClockRun.objects.bulk_update(
        [one.run for one in found], ["due_on", "expired_on"], batch_size=CHUNK
    )
    ClockChange.objects.bulk_create(
        (
            ClockChange(
                run=one.run, event=ClockEvent.RECOMPUTED, on=day, from_on=one.was,
                to_on=one.run.due_on, reason=why[:500], by=person,
            )
            for one in found
        ),
        batch_size=CHUNK,
    )  # fmt: skip
    _tell_notices(one.run for one in found)
    _tell_inboxes({one.run.case_id for one in found})
    inbox.redate(ClockRun._meta.db_table, {str(one.run.pk): one.run.due_on for one in found})
    return len(found)


def _tell_notices(runs: Iterable[ClockRun]) -> None:
    notices = []
    for run in runs:
        notice = run.notice
        if notice is not None and run.basis == ClockBasis.OFFICER and notice.served_on:
            notice.due_on = run.due_on
            notices.append(notice)
    Notice.objects.bulk_update(notices, ["due_on"], batch_size=CHUNK)


def _tell_inboxes(cases: set[Any]) -> None:
    """The tasks of the cases have the day of the next clock."""
    runs = ClockRun.objects.running().filter(case__in=cases).order_by()
    due = dict(runs.values_list("case").annotate(first=Min("due_on")))
    inbox.redate(Case._meta.db_table, {str(pk): day for pk, day in due.items()})


calendar_uses.add("cases.clocks", CalendarUse(_("deadlines of cases"), moving, moved))
