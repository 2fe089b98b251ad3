"""What follows when a clock runs out: each effect once, as an act of the calendar on the case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.clocks.running import Hearing
from cases.facts import Facts
from cases.inbox import in_languages, refresh_inbox
from cases.models import Case, ClockRun, Step
from cases.operations.moving import locked, move
from cases.operations.steps import record_step
from cases.procedure import Transition
from cases.rules.acts import kind_of_role
from cases.rules.days import due_date
from cases.states import DEEMED, Act, ClockUnit, OnExpiry
from solar_cms.audit.acts import CALENDAR, act
from solar_cms.base.models import today
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Refused
from solar_cms.work import inbox

PROPOSED = "cases.proposed_step"


def run_out(run: ClockRun) -> bool:
    """Carry out what the procedure says of a clock that ran out; False when that was done, or the
    clock was ended, moved or paused meanwhile."""
    try:
        with act("case.clock_ran_out", by=CALENDAR, on=run.case, clock=run.kind) as recording:
            facts = locked(run.case)
            found = ClockRun.objects.select_related("case", "notice", "finding")
            run = found.select_for_update(of=("self",)).get(pk=run.pk)
            if not is_over(run):
                raise NothingToDo
            recording.note(due=run.due_on, **_carry_out(facts, run))
    except NothingToDo:
        return False
    return True


class NothingToDo(Exception):
    """Somebody was quicker: the act is not kept."""


def _carry_out(facts: Facts, run: ClockRun) -> dict[str, Any]:
    """The effect, once; what is kept of it with the act."""
    clock = facts.rules.clocks.get(run.kind)
    kept: dict[str, Any] = {"effect": clock.on_expiry if clock else OnExpiry.OVERDUE}
    run.expired_on = max(today(), run.due_on or today())
    run.save(update_fields=["expired_on"])
    if kept["effect"] == OnExpiry.DEEMED_SERVED:
        _deem_served(facts, run)
    if clock is not None:
        kept["name"] = dict(clock.names)
    if clock is not None and clock.then:
        kept["then"], kept["done"] = clock.then, _step(Facts(facts.case), run, clock.then)
    _follow(Facts(facts.case), run)
    refresh_inbox(Facts(facts.case))
    return kept


def is_over(run: ClockRun) -> bool:
    """Ran out and not dealt with: the day after its last, or past its last moment."""
    if run.ended_on or run.paused_on or run.expired_on or run.due_on is None:
        return False
    if run.unit == ClockUnit.HOURS:
        return run.due_at is not None and run.due_at <= timezone.now()
    return run.due_on < today()


def day_after(run: ClockRun) -> date:
    """The first day on which the clock is over, whenever the calendar came round to it."""
    last = run.due_on or today()
    return last if run.unit == ClockUnit.HOURS else last + timedelta(days=1)


def _deem_served(facts: Facts, run: ClockRun) -> None:
    """The notice counts as served on the last day: by the law, not by hand."""
    notice = run.notice
    if notice is None or notice.served_on is not None or run.due_on is None:
        return
    with act("case.notice_deemed_served", by=CALENDAR, on=facts.case, number=notice.number):
        notice.served_on, notice.method = max(run.due_on, notice.issued_on), DEEMED[0]
        notice.received_by = "—"
        if notice.length:
            district = facts.case.district
            notice.due_on = due_date(notice.served_on, notice.length, notice.unit, district)
        notice.save(update_fields=["served_on", "method", "received_by", "due_on"])
        move(facts, Act.SERVE, on=notice.served_on, by=CALENDAR, notice=notice)


def _step(facts: Facts, run: ClockRun, key: str) -> bool:
    """Do the step that follows when the calendar may, else propose it to who may. True: done."""
    way = facts.way("", key)
    if way is not None and way.automatic and way.act == Act.RECORD:
        try:
            record_step(facts.case, key=key, on=day_after(run), by=CALENDAR)
            return True
        except Refused:  # something is missing that a person has to give
            facts = Facts(Case.objects.select_related("district").get(pk=facts.case.pk))
    _propose(facts, run, way or facts.rules.step(key))
    return False


def _propose(facts: Facts, run: ClockRun, way: Transition | None) -> None:
    """Ask whoever may take the step; the lead when it is for inspectors."""
    if way is None:
        return
    case, lead = facts.case, facts.lead
    kinds = [kind_of_role(role) for role in way.roles]
    for_lead = lead is not None and RoleKind.INSPECTOR in kinds
    clock = facts.rules.clocks[run.kind]
    inbox.ask(
        kind=PROPOSED,
        url=reverse("case", args=[case.pk]),
        title=in_languages(
            _("“%(clock)s” ran out. Next: %(step)s. %(case)s"),
            {"clock": lambda: clock.name, "step": lambda: way.name, "case": case.number},
        ),
        user=lead.user if for_lead and lead else None,
        role_kind="" if for_lead else (way.roles[0] if way.roles else RoleKind.SUPERVISOR),
        district="" if for_lead else case.district_id,
        due_on=day_after(run),
        subject=run,
    )


def _follow(facts: Facts, run: ClockRun) -> None:
    """Start the clocks that come after this one; its last day is their start."""
    if run.due_on is not None and not facts.case.closed_on:
        step = Step(case=facts.case, key="", act="", reached_on=run.due_on)
        Hearing(facts, step).follow(run, run.due_on)


__all__: list[Any] = ["is_over", "run_out"]
