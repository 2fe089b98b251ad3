"""What the calendar does for clocks: reminders before the end, escalation after it, its effects.

Everything happens once, however often the calendar comes round: a reminder or escalation is a row
for the run and the end it has (`ClockRing`), an effect is the run's own `expired_on`, both written
in the act that carries it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.clocks.definition import Clock
from cases.clocks.effects import run_out
from cases.inbox import in_languages
from cases.models import Assignment, ClockRing, ClockRun
from cases.procedure import procedure_of
from cases.states import ClockUnit, Ring, TeamRole
from solar_cms.accounts.models import User
from solar_cms.audit.acts import CALENDAR, act
from solar_cms.base.models import today
from solar_cms.base.policy import RoleKind
from solar_cms.base.said import say_day
from solar_cms.work import inbox
from solar_cms.work.calendar import Calendars

REMINDER, LATE = "cases.clock_ends", "cases.clock_late"
CHUNK = 500
# Reminders are looked for among clocks that end so soon: 40 working days and a long holiday.
HORIZON = timedelta(days=70)


def ring_daily(due: datetime | None = None) -> None:
    """Effects of clocks that are over, then reminders and escalations."""
    let_run_out()
    remind()
    escalate()


def ring_hourly(due: datetime | None = None) -> None:
    """Effects of clocks in hours."""
    let_run_out(in_hours=True)


# --- effects ------------------------------------------------------------------------------------


def over(*, in_hours: bool = False) -> QuerySet[ClockRun]:
    """Clocks that ran out and whose effect was not carried out, the oldest first."""
    past = Q(unit=ClockUnit.HOURS, due_at__lte=timezone.now())
    if not in_hours:
        past |= ~Q(unit=ClockUnit.HOURS) & Q(due_on__lt=today())
    found = ClockRun.objects.running().filter(past, expired_on__isnull=True)
    return found.filter(case__is_back_entered=False).order_by("due_on", "id")


def let_run_out(*, in_hours: bool = False) -> int:
    """Carry out the effect of each; one that fails leaves the others alone."""
    done = 0
    failed: list[Exception] = []
    for run in over(in_hours=in_hours).select_related("case").iterator(CHUNK):
        try:
            done += run_out(run)
        except Exception as error:
            failed.append(error)
    if failed:
        raise failed[0]  # the calendar notes it, and comes again
    return done


# --- reminders and escalations ------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A ring that is due, and whom it is for (None: who supervises the district)."""

    run: ClockRun
    clock: Clock
    kind: str
    days: int
    due_on: date
    to: User | None = None


def remind() -> int:
    """Tell the one who leads the case, so many working days before the end as the pack says."""
    day = today()
    runs = _with_all(ClockRun.objects.running().filter(due_on__range=(day, day + HORIZON)))
    return sum(_give(_reminders(chunk, day)) for chunk in _chunks(runs))


def escalate() -> int:
    """Tell who supervises, so many working days after the end as the pack says."""
    given = ClockRing.objects.filter(
        run=OuterRef("pk"), due_on=OuterRef("due_on"), kind=Ring.ESCALATE
    )
    late = ClockRun.objects.running().filter(~Exists(given), due_on__lt=today())
    return sum(_give(_escalations(chunk, today())) for chunk in _chunks(_with_all(late)))


def _with_all(runs: QuerySet[ClockRun]) -> QuerySet[ClockRun]:
    return runs.filter(case__is_back_entered=False).select_related("case__district")


def _chunks(runs: QuerySet[ClockRun]) -> Iterator[list[ClockRun]]:
    """By the end they have: a chunk's rings do not change what is read after it."""
    chunk: list[ClockRun] = []
    for run in runs.order_by("due_on", "id").iterator(CHUNK):
        chunk.append(run)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _reminders(runs: list[ClockRun], day: date) -> list[Call]:
    calendars = Calendars.now()
    calls = []
    leads = _leads(runs)
    for run in runs:
        clock = procedure_of(run.case).clocks.get(run.kind)
        calendar = calendars.of(run.case.district.province_id)
        for days in clock.remind if clock else ():
            if clock is None or run.due_on is None:
                continue
            if calendar.add_working_days(run.due_on, -days) <= day:
                lead = leads.get(run.case_id)
                calls.append(Call(run, clock, Ring.REMIND, days, run.due_on, lead))
    return calls


def _escalations(runs: list[ClockRun], day: date) -> list[Call]:
    calendars = Calendars.now()
    calls = []
    for run in runs:
        clock = procedure_of(run.case).clocks.get(run.kind)
        if clock is None or clock.escalate is None or run.due_on is None:
            continue
        calendar = calendars.of(run.case.district.province_id)
        if calendar.add_working_days(run.due_on, clock.escalate) <= day:
            calls.append(Call(run, clock, Ring.ESCALATE, clock.escalate, run.due_on))
    return calls


def _leads(runs: Iterable[ClockRun]) -> dict[object, User]:
    leading = Assignment.objects.filter(
        case__in={run.case_id for run in runs}, role=TeamRole.LEAD, ended_on__isnull=True
    )
    return {one.case_id: one.user for one in leading.select_related("user")}


def _give(calls: list[Call]) -> int:
    """Put the calls into the inboxes, those that were not given: one act, a few statements."""
    known = set(
        ClockRing.objects.filter(run__in={call.run.pk for call in calls}).values_list(
            "run", "kind", "days", "due_on"
        )
    )
    calls = [c for c in calls if (c.run.pk, c.kind, c.days, c.due_on) not in known]
    if not calls:
        return 0
    with act("clocks.rung", by=CALENDAR, count=len(calls)):
        rings = [ClockRing(run=c.run, kind=c.kind, days=c.days, due_on=c.due_on) for c in calls]
        ClockRing.objects.bulk_create(rings)  # a second calendar is refused here, with its tasks
        latest = {call.run.pk: call for call in calls}
        inbox.ask_many([_asked(call) for call in latest.values()])
    return len(calls)


def _asked(call: Call) -> inbox.Asked:
    run = call.run
    message: str | Promise = _("“%(clock)s” ends on %(day)s: %(case)s")
    if call.kind == Ring.ESCALATE:
        message = _("“%(clock)s” was due on %(day)s and is late: %(case)s")
    return inbox.Asked(
        kind=LATE if call.kind == Ring.ESCALATE else REMINDER,
        url=reverse("case", args=[run.case_id]),
        title=in_languages(
            message,
            {
                "clock": lambda: call.clock.name,
                "day": lambda: say_day(call.due_on),
                "case": run.case.number,
            },
        ),
        user=call.to,
        role_kind="" if call.to else RoleKind.SUPERVISOR,
        district="" if call.to else run.district_id,
        due_on=call.due_on,
        subject=run,
    )
