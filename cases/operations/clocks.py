"""A clock is extended by a person."""

from __future__ import annotations

from datetime import date

from cases.clocks.running import change
from cases.facts import Facts
from cases.inbox import refresh_inbox
from cases.models import ClockRun
from cases.operations.moving import locked
from cases.rules.clocks import extension_of, problems_with_extension
from cases.states import ClockEvent
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.work.calendar import calendar_of


def extend_clock(
    run: ClockRun,
    *,
    reason: str,
    by: HasActor,
    length: int | None = None,
    unit: str = "",
    on: date | None = None,
) -> ClockRun:
    """Move the end of a running clock, as far and as often as its procedure lets this person.

    length, unit: by how much; left out, as much as the procedure says. on: the day of the decision.
    """
    day, reason = on or today(), reason.strip()
    with act("case.clock_extended", by=by, on=run.case, clock=run.kind, reason=reason) as recording:
        facts = locked(run.case)
        run = (
            ClockRun.objects.select_for_update(of=("self",)).select_related("notice").get(pk=run.pk)
        )
        asked = {"length": length, "unit": unit, "reason": reason, "on": day}
        refuse_if(problems_with_extension(run, facts, by, **asked))  # type: ignore[arg-type]
        row = change(
            run,
            ClockEvent.EXTENDED,
            on=day,
            calendar=calendar_of(facts.case.district.province_id),
            reason=reason,
            by=by if isinstance(by, User) else None,
            period=extension_of(run, facts, length, unit),
        )
        names = dict(facts.rules.clocks[run.kind].names)
        recording.note(was=row.from_on, now=row.to_on, name=names)
        refresh_inbox(Facts(facts.case))
    return run
