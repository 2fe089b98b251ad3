"""Clocks as pages show them: how much is used, what moved their end, what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import said
from cases.clocks.counting import days_between
from cases.clocks.definition import Clock as Definition
from cases.facts import Facts
from cases.models import ClockChange, ClockRun
from cases.rules.clocks import problems_with_extending
from cases.states import About, ClockBasis, ClockEvent, ClockUnit, OnExpiry
from solar_cms.accounts.models import User
from solar_cms.base.face import Act, Clock
from solar_cms.base.models import SourceStatus, today
from solar_cms.base.said import say_day, say_when
from solar_cms.work.calendar import Calendar


def clocks_of(
    facts: Facts, calendar: Calendar, user: User | None = None, day: date | None = None
) -> list[Clock]:
    """The clocks of a case that have not ended, each with what changed it; two queries."""
    day = day or today()
    runs = [run for run in facts.clocks if run.ended_on is None]
    changes = changes_of(runs)
    return [_shown(facts, run, changes[run.pk], calendar, day, user) for run in runs]


def changes_of(runs: Sequence[ClockRun]) -> dict[object, list[ClockChange]]:
    found: dict[object, list[ClockChange]] = defaultdict(list)
    if runs:
        rows = ClockChange.objects.filter(run__in=runs).select_related("step", "by")
        for one in rows.order_by("id"):
            found[one.run_id].append(one)
    return found


def _shown(
    facts: Facts,
    run: ClockRun,
    changes: list[ClockChange],
    calendar: Calendar,
    day: date,
    user: User | None,
) -> Clock:
    definition = facts.rules.clocks.get(run.kind)
    label = definition.name if definition else run.kind
    if about := about_words(facts, run):
        label = f"{label} · {about}"
    told = tuple(change_words(one, facts) for one in changes)
    act = _extend_act(facts, run, definition, changes, user)
    if run.due_on is None:
        note = _("since %(day)s; no source gives its length") % {"day": say_day(run.started_on)}
        return Clock(label, 0, 1, "assumed", _("length unknown"), note, changes=told)
    clock = running_clock(run, label, calendar, day)
    kind, word = clock.kind, clock.word
    if run.paused_on is not None:
        kind, word = "closed", _("stands still since %(day)s") % {"day": say_day(run.paused_on)}
    note = clock.note
    if follows := follow_words(facts, run, definition):
        note += f" · {follows}"
    return Clock(label, clock.used, clock.total, kind, word, note, changes=told, act=act)


def about_words(facts: Facts, run: ClockRun) -> str:
    """The finding or notice that a run is about."""
    if run.subject_kind == About.FINDING:
        return next((f.mark for f in facts.findings if f.pk == run.finding_id), "")
    if run.subject_kind == About.NOTICE:
        return next((n.number for n in facts.notices if n.pk == run.notice_id), "")
    return ""


def follow_words(facts: Facts, run: ClockRun, clock: Definition | None) -> str:
    """What its running out leads to, or led to."""
    if clock is None or (clock.on_expiry == OnExpiry.OVERDUE and not clock.then):
        return ""
    words = str(OnExpiry(clock.on_expiry).label)
    step = next((t for t in facts.rules.transitions if t.key == clock.then), None)
    if step is not None:
        words = step.name if clock.on_expiry == OnExpiry.STEP else f"{words}, {step.name}"
    if run.expired_on is not None:
        return _("ran out: %(what)s") % {"what": words}
    return _("when it runs out: %(what)s") % {"what": words}


def change_words(one: ClockChange, facts: Facts) -> str:
    """One change of a clock: "Extended by 5 working days on 3.6.2026: 12.6. → 19.6.2026, why"."""
    words = str(ClockEvent(one.event).label)
    if one.event == ClockEvent.EXTENDED and one.length:
        words = _("Extended by %(length)s") % {"length": said.period_words(one.length, one.unit)}
    parts = [f"{words}, {say_when(one.at) if one.at else say_day(one.on)}"]
    was = say_when(one.from_at) if one.from_at else say_day(one.from_on)
    now = say_when(one.to_at) if one.to_at else say_day(one.to_on)
    if now and was != now:
        parts.append(f"{was} → {now}")
    step = facts.rules.step(one.step.key) if one.step is not None else None
    parts += [part for part in (step.name if step else "", one.reason) if part]
    if one.by is not None:
        parts.append(one.by.name)
    return " · ".join(parts)


def running_clock(run: ClockRun, label: str, calendar: Calendar, day: date, url: str = "") -> Clock:
    """A clock with an end: how much of it is used."""
    tag = said.due_tag(run.due_on, calendar, day)
    used, total = _used(run, calendar, day)
    if run.unit == ClockUnit.HOURS and run.due_at is not None and run.started_at is not None:
        tag = said.hours_tag(run.due_at, calendar)
        start, end = say_when(run.started_at), say_when(run.due_at)
    else:
        start, end = say_day(run.started_on), say_day(run.due_on)
    note = _("%(length)s from %(start)s, ends %(end)s") % {
        "length": said.clock_length(run),
        "start": start,
        "end": end,
    }
    if run.basis == ClockBasis.OFFICER:
        note += " · " + _("set by the officer")
    elif run.status != SourceStatus.CONFIRMED:
        note += " · ≈ " + str(SourceStatus(run.status).label)
    return Clock(
        label,
        max(0, min(used, total)),
        total,
        tag.kind if tag else "waiting",
        tag.word if tag else "",
        note,
        url,
    )


def _used(run: ClockRun, calendar: Calendar, day: date) -> tuple[int, int]:
    """How much of the whole way to its end is gone, in the same unit; a pause is part of the way."""
    day = run.paused_on or day
    if run.unit == ClockUnit.HOURS and run.started_at is not None and run.due_at is not None:
        total = int((run.due_at - run.started_at).total_seconds())
        return int((timezone.now() - run.started_at).total_seconds()), max(total, 1)
    if run.due_on is None:
        return 0, 1
    total = days_between(run.started_on, run.due_on, run.unit, calendar)
    return days_between(run.started_on, day, run.unit, calendar), max(total, 1)


def _extend_act(
    facts: Facts,
    run: ClockRun,
    clock: Definition | None,
    changes: list[ClockChange],
    user: User | None,
) -> Act | None:
    """The link to extend it, for those who may and while it can be."""
    if user is None or clock is None or clock.extension is None:
        return None
    given = sum(one.event == ClockEvent.EXTENDED for one in changes)
    if problems_with_extending(run, facts, user, today(), given=given):
        return None
    return Act(_("Extend"), reverse("clock_extend", args=[run.pk]))
