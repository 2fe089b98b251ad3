"""Deadlines, stages and outcomes as people say them, in shape and word."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, ClockRun, Finding
from cases.procedure import Rules
from cases.states import ClockUnit, FindingState, Remediation, StageKind
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.base.said import say_day
from solar_cms.work.calendar import Calendar

HOURS = 72  # from here on hours are said in days
SOON = 2  # working days left from which a deadline is boxed


def due_tag(due_on: date | None, calendar: Calendar, day: date | None = None) -> Tag | None:
    """How far off a deadline is: late (filled), soon (boxed) or the working days left."""
    if due_on is None:
        return None
    day = day or today()
    if due_on < day:
        late = max(calendar.working_days_between(due_on, day), 1)
        return Tag(
            "late",
            ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late},
        )
    if due_on == day:
        return Tag("soon", _("today"))
    left = calendar.working_days_between(day, due_on)
    word = ngettext("%(n)s working day left", "%(n)s working days left", left) % {"n": left}
    return Tag("soon" if left <= SOON else "waiting", word)


def hours_tag(due_at: datetime, calendar: Calendar) -> Tag:
    """As due_tag, of a clock in hours; past three days in days."""
    left = (due_at - timezone.now()).total_seconds() / 3600
    if abs(left) > HOURS:
        return due_tag(timezone.localdate(due_at), calendar) or Tag("waiting")
    n = max(1, round(abs(left)))
    if left < 0:
        return Tag("late", ngettext("%(n)s hour late", "%(n)s hours late", n) % {"n": n})
    return Tag("soon", ngettext("%(n)s hour left", "%(n)s hours left", n) % {"n": n})


def state_tag(case: Case, rules: Rules) -> Tag:
    """The stage; of a closed case the reason it was closed for."""
    if case.closed_on:
        closure = rules.closures.get(case.closure_code)
        name = closure.name if closure else case.closure_code
        return Tag(closure.tone if closure else "closed", name)
    stage = rules.stages[case.stage]
    return Tag("waiting" if stage.kind == StageKind.FIRST else "under_way", stage.name)


def finding_tag(finding: Finding, due_on: date | None, day: date | None = None) -> Tag:
    if finding.state == FindingState.DRAFT:
        return Tag("waiting", _("Draft, to confirm"))
    if finding.remediation == Remediation.REMEDIED:
        return Tag("done", _("Remedied"))
    if finding.remediation == Remediation.EVIDENCE:
        return Tag("under_way", _("Evidence sent"))
    if due_on is None:
        return Tag("waiting", _("Open"))
    return Tag("refused" if due_on < (day or today()) else "waiting", _("Not remedied"))


def finding_note(finding: Finding, due_on: date | None) -> str:
    if finding.remedied_on:
        return _("verified %(day)s") % {"day": say_day(finding.remedied_on)}
    if due_on and finding.state == FindingState.CONFIRMED:
        return _("by %(day)s") % {"day": say_day(due_on)}
    return ""


def period_words(length: int, unit: str) -> str:
    """A length with its unit: "10 working days"."""
    n = {"n": length}
    if length == 0:
        return _("the same day")
    if unit == ClockUnit.WORKING:
        return ngettext("%(n)s working day", "%(n)s working days", length) % n
    if unit == ClockUnit.HOURS:
        return ngettext("%(n)s hour", "%(n)s hours", length) % n
    if unit == ClockUnit.MONTHS:
        return ngettext("%(n)s month", "%(n)s months", length) % n
    if unit == ClockUnit.YEARS:
        return ngettext("%(n)s year", "%(n)s years", length) % n
    return ngettext("%(n)s calendar day", "%(n)s calendar days", length) % n


def clock_length(run: ClockRun) -> str:
    return period_words(run.length, run.unit) if run.length is not None else ""
