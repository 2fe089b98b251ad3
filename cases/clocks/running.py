"""Clocks started, ended, paused, resumed and begun anew by the steps of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from cases.clocks.counting import Pause, Period, due_of
from cases.clocks.definition import Clock
from cases.clocks.lengths import length_of
from cases.facts import Facts
from cases.models import ClockChange, ClockRun, Finding, Notice, Step
from cases.states import About, Act, ClockBasis, ClockEvent, ClockUnit
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.models import today
from solar_cms.work import inbox
from solar_cms.work.calendar import Calendar, calendar_of

SUSPEND, RESUME = Act.SUSPEND, Act.RESUME
OPENING = "open_case"  # the key of every case's first step


def on_step(facts: Facts, transition: Any, step: Step, *subjects: Any) -> None:
    """Let the clocks of a case hear of a step. Inside its act, after the case was moved.

    transition: the way the step went (None: a step the procedure does not know); subjects: the
    notice, finding, sanction or appeal it is about. In a back-entered case no clock runs.
    """
    if facts.case.is_back_entered:
        return
    act = transition.act if transition else step.act
    Hearing(facts, step, act, things_of(subjects)).hear()
    facts.__dict__.pop("clocks", None)  # read anew when asked for


def on_sending(facts: Facts, notice: Notice, method: str, on: date) -> None:
    """Start the clocks of a notice that was sent in this way. Inside the act of sending."""
    if facts.case.is_back_entered:
        return
    hearing = Hearing(facts, Step(case=facts.case, key="", act="", reached_on=on))
    for clock in facts.rules.clocks.values():
        ours = not clock.notice or clock.notice == notice.kind
        if method in clock.sent_by and ours and clock.is_for(facts.case.kind):
            hearing.start(clock, Subject.of(notice), on)
    facts.__dict__.pop("clocks", None)


def things_of(subjects: Iterable[Any]) -> dict[str, Any]:
    """What a step is about, by its kind (About); of an appeal also what it is against."""
    found: dict[str, Any] = {}
    for one in subjects:
        kind = one._meta.model_name if one is not None else ""
        if kind in About.values and kind != About.CASE:
            found[kind] = one
        if kind == About.APPEAL:
            against = {About.SANCTION: one.sanction, About.NOTICE: one.notice}
            found |= {k: record for k, record in against.items() if record is not None}
    return found


@dataclass(frozen=True)
class Subject:
    """What a run is about, as it is kept."""

    kind: str = About.CASE
    id: Any = None
    record: Any = None

    @classmethod
    def of(cls, record: Any) -> Subject:
        return cls(record._meta.model_name, record.pk, record)

    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {"subject_kind": self.kind, "subject_id": self.id}
        if isinstance(self.record, Notice | Finding):
            found[self.kind] = self.record
        return found


@dataclass
class Hearing:
    """One step and the clocks of its case."""

    facts: Facts
    step: Step
    act: str = ""
    things: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_of(self.facts.case.district.province_id)

    @cached_property
    def open(self) -> list[ClockRun]:
        runs = self.facts.case.clocks.filter(ended_on__isnull=True)
        return list(runs.select_related("notice", "finding").order_by("started_on", "id"))

    def hear(self) -> None:
        case, rules, key = self.facts.case, self.facts.rules, self.step.key
        for run in list(self.open):
            clock = rules.clocks.get(run.kind)
            if case.closed_on:
                self.end(run, None)
            elif clock is not None and self._concerns(clock, run):
                self._event(clock, run)
        if case.closed_on:
            return
        for clock in rules.clocks.values():
            if key in clock.starts and clock.is_for(case.kind):
                for subject in self._subjects(clock):
                    self.start(clock, subject, self.step.reached_on, self.step.happened_at)

    def _event(self, clock: Clock, run: ClockRun) -> None:
        key, on, at = self.step.key, self.step.reached_on, self.step.happened_at
        suspends = not clock.runs_on
        if key in clock.ends:
            self.end(run, clock)
        elif key in clock.restarts:
            change(run, ClockEvent.RESTARTED, on=on, at=at, calendar=self.calendar, step=self.step)
        elif key in clock.pauses or (self.act == SUSPEND and suspends):
            if run.paused_on is None:
                change(run, ClockEvent.PAUSED, on=on, at=at, calendar=self.calendar, step=self.step)
        elif (
            key in clock.resumes or (self.act == RESUME and suspends)
        ) and run.paused_on is not None:
            change(run, ClockEvent.RESUMED, on=on, at=at, calendar=self.calendar, step=self.step)

    def _wrote(self, record: Any) -> bool:
        return isinstance(record, Notice) and record.step_id == self.step.pk

    def _concerns(self, clock: Clock, run: ClockRun) -> bool:
        """Is the step about what the run is about? A step about the whole case is about all of it,
        and so is one that is about nothing but the paper that it wrote itself."""
        things = {k: one for k, one in self.things.items() if not self._wrote(one)}
        notice = things.get(About.NOTICE)
        if notice is not None and clock.notice and notice.kind != clock.notice:
            return False
        if run.subject_kind in things:
            return bool(run.subject_id == things[run.subject_kind].pk)
        if run.subject_kind == About.FINDING and notice is not None:
            return bool(notice.findings.filter(pk=run.finding_id).exists())
        if run.subject_kind == About.SANCTION and notice is not None:
            stated = set(notice.sanctions.values_list("pk", flat=True))
            return not stated or run.subject_id in stated
        return True

    def _subjects(self, clock: Clock) -> list[Subject]:
        """What the runs that the step starts are about: one run for each."""
        about, notice = clock.subject_kind, self.things.get(About.NOTICE)
        if notice is not None and clock.notice and notice.kind != clock.notice:
            return []
        if about in self.things:
            return [Subject.of(self.things[about])]
        if about == About.FINDING:
            findings: Iterable[Finding] = self.facts.unremedied
            if notice is not None:
                findings = notice.findings.order_by("number")
            return [Subject.of(finding) for finding in findings]
        if about == About.SANCTION:
            stated = notice.sanctions.all() if notice is not None else self.facts.stated("decided")
            return [Subject.of(sanction) for sanction in stated]
        return [Subject()]

    def start(self, clock: Clock, subject: Subject, on: date, at: datetime | None = None) -> None:
        """Start a run, unless one about the same is under way."""
        if any(r.kind == clock.key and r.subject_id == subject.id for r in self.open):
            return
        found = length_of(clock, self.facts, self.step, subject.record)
        run = ClockRun(
            case=self.facts.case,
            district_id=self.facts.case.district_id,
            kind=clock.key,
            basis=found.basis,
            status=found.status,
            source=found.source[:300],
            to_working_day=clock.to_working_day,
            started_on=on,
            **subject.fields(),
        )
        if found.period is not None:
            run.length, run.unit = found.period.length, found.period.unit
            if run.unit == ClockUnit.HOURS:
                run.started_at = at or moment_of(on)
            set_due(run, [], self.calendar)
        run.save_new()
        tell_notice(run)
        self.open.append(run)

    def end(self, run: ClockRun, clock: Clock | None) -> None:
        """End a run; the clocks that follow it start the day after, in a case that goes on."""
        run.ended_on = max(self.step.reached_on, run.started_on)
        run.save(update_fields=["ended_on"])
        self.open.remove(run)
        inbox.settle(run)
        if clock is not None and run.expired_on is None:
            last = min(run.ended_on, run.due_on) if run.due_on else run.ended_on
            self.follow(run, last)

    def follow(self, run: ClockRun, on: date) -> None:
        """Start what comes after a clock that ended, or ran out, on this day."""
        for clock in self.facts.rules.clocks.values():
            if clock.after == run.kind and clock.is_for(self.facts.case.kind):
                same = clock.subject_kind == run.subject_kind
                record = run.notice or run.finding
                subject = Subject(run.subject_kind, run.subject_id, record) if same else Subject()
                self.start(clock, subject, on)


def moment_of(day: date) -> datetime:
    """The moment from which hours are counted where nobody noted it: now, of an earlier day its
    end."""
    if day >= today():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


# --- the end of a run ---------------------------------------------------------------------------


def set_due(run: ClockRun, changes: Iterable[ClockChange], calendar: Calendar) -> None:
    """Compute the end from the start and all that changed it since. A paused run keeps its day."""
    if run.length is None:
        return
    in_hours = run.unit == ClockUnit.HOURS
    pauses: list[Pause] = []
    extensions: list[Period] = []
    for one in changes:
        when = one.at if in_hours and one.at else one.on
        if in_hours and not isinstance(when, datetime):
            when = moment_of(when)
        if one.event == ClockEvent.RESTARTED:
            pauses, extensions = [], []
        elif one.event == ClockEvent.PAUSED:
            pauses.append(Pause(when))
        elif one.event == ClockEvent.RESUMED and pauses:
            pauses[-1] = Pause(pauses[-1].start, when)
        elif one.event == ClockEvent.EXTENDED:
            extensions.append(Period(one.length or 0, one.unit))
    period = Period(run.length, run.unit)
    if in_hours and run.started_at is not None:
        end = due_of(run.started_at, period, calendar, pauses=pauses, extensions=extensions)
        if end is not None:
            run.due_at, run.due_on = end, timezone.localdate(end)
        return
    due = due_of(
        run.started_on, period, calendar, pauses=pauses, extensions=extensions,
        to_working_day=run.to_working_day,
    )  # fmt: skip
    run.due_on = due or run.due_on


def change(
    run: ClockRun,
    event: str,
    *,
    on: date,
    calendar: Calendar,
    at: datetime | None = None,
    step: Step | None = None,
    reason: str = "",
    by: User | None = None,
    period: Period | None = None,
) -> ClockChange:
    """Write a change of a run down and give the run the end it has from then on. Inside an act."""
    if at is None and run.unit == ClockUnit.HOURS:
        at = moment_of(on)
    row = ClockChange(
        run=run,
        event=event,
        on=on,
        at=at,
        length=period.length if period else None,
        unit=period.unit if period else "",
        from_on=run.due_on,
        from_at=run.due_at,
        reason=reason.strip()[:500],
        step=step,
        by=by or (step.recorded_by if step is not None else None),
    )
    if event == ClockEvent.PAUSED:
        run.paused_on = max(on, run.started_on)
    elif event in {ClockEvent.RESUMED, ClockEvent.RESTARTED}:
        run.paused_on = None
    if event == ClockEvent.RESTARTED:
        run.started_on, run.started_at = on, at
    if event in {ClockEvent.RESTARTED, ClockEvent.EXTENDED}:
        run.expired_on = None
    if event != ClockEvent.PAUSED:
        set_due(run, [*run.changes.order_by("id"), row], calendar)
        row.to_on, row.to_at = run.due_on, run.due_at
    run.save(update_fields=[
        "paused_on", "started_on", "started_at", "expired_on", "due_on", "due_at",
    ])  # fmt: skip
    row.save_new()
    tell_notice(run)
    inbox.settle(run)
    return row


def measured(run: ClockRun, period: Period, calendar: Calendar) -> ClockRun:
    """The run as it would be with another length; not saved."""
    other = copy(run)
    other.length, other.unit = period.length, period.unit
    if period.unit == ClockUnit.HOURS:
        other.started_at = run.started_at or moment_of(run.started_on)
    else:
        other.started_at = other.due_at = None
    set_due(other, run.changes.order_by("id"), calendar)
    return other


def remeasure(run: ClockRun, period: Period, *, on: date, why: str, by: HasActor) -> None:
    """Give a running clock another length, by another version of the law. Inside an act."""
    other = measured(run, period, calendar_of(run.district.province_id))
    if other.expired_on is not None and other.due_on is not None:
        late = other.due_on < today()
        other.expired_on = max(other.expired_on, other.due_on) if late else None
    other.save(update_fields=["length", "unit", "started_at", "due_on", "due_at", "expired_on"])
    ClockChange(
        run=run,
        event=ClockEvent.RECOMPUTED,
        on=on,
        from_on=run.due_on,
        to_on=other.due_on,
        from_at=run.due_at,
        to_at=other.due_at,
        reason=why,
        by=by if isinstance(by, User) else None,
    ).save_new()
    inbox.settle(run)


def tell_notice(run: ClockRun) -> None:
    """The day by which a notice is answered is shown with it, where the officer set the period."""
    notice = run.notice
    if notice is None or run.basis != ClockBasis.OFFICER or notice.served_on is None:
        return
    if run.due_on is not None and notice.due_on != run.due_on:
        notice.due_on = run.due_on
        notice.save(update_fields=["due_on"])


__all__ = ["change", "on_step", "set_due"]
