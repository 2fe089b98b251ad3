"""One run over all rules: what is over its time is counted, let go where that is allowed, and proved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from solar_cms.audit.acts import CALENDAR, HasActor, act
from solar_cms.base.hooks import RetentionStep, retention_steps
from solar_cms.base.models import SourceStatus, today
from solar_cms.base.problems import Refused
from solar_cms.law.models import Parameter
from solar_cms.law.parameters import parameter
from solar_cms.registry.models import RetentionRun

MOST = 5000  # rows of a step in one run; the next night goes on
AT_ONCE = 500


def run_retention(
    *, dry: bool, by: HasActor = CALENDAR, day: date | None = None, only: Sequence[str] = ()
) -> list[RetentionRun]:
    """Look at every step (or those named) on a day; without `dry` let go what may go. One row each."""
    day = day or today()
    return [
        _step(name, step, dry=dry, by=by, day=day)
        for name, step in sorted(retention_steps.items())
        if not only or name in only
    ]


def _step(name: str, step: RetentionStep, *, dry: bool, by: HasActor, day: date) -> RetentionRun:
    known = parameter(f"retention.{step.rule}", day)
    before = over_before(known, day)
    rows: list[Any] = []
    if before is not None:
        rows = list(step.due(before).order_by("pk").values_list("pk", flat=True)[:MOST])
    may = known is not None and before is not None and allowed(step, known) and not dry
    done = sum(_let_go(step, some, by=by) for some in _parts(step, rows)) if may else 0
    with act("retention.run", by=by, step=name) as a:
        run = RetentionRun(
            step=name, rule=step.rule, period=known.value if known else {},
            status=known.status if known else SourceStatus.UNKNOWN, before=before, dry=dry,
            carried_out=may, counted=len(rows), done=done, rows=[str(pk) for pk in rows],
            digest=digest_of(rows),
        )  # fmt: skip
        run.save_new()
        a.on(run)
    return run


def allowed(step: RetentionStep, known: Parameter) -> bool:
    """Working data of the system go on an assumed period too; records only on a confirmed one."""
    return step.own or known.status == SourceStatus.CONFIRMED


def over_before(known: Parameter | None, day: date) -> date | None:
    """The day before which a thing's time is over; None while no period is known."""
    value = known.value if known and known.status != SourceStatus.UNKNOWN else None
    if not isinstance(value, dict):
        return None
    if years := value.get("years"):
        # 29 February falls back to the 28th.
        last = 28 if (day.month, day.day) == (2, 29) else day.day
        return day.replace(year=day.year - int(years), day=last)
    return day - timedelta(days=int(value["days"])) if value.get("days") else None


def digest_of(rows: Sequence[Any]) -> str:
    return hashlib.sha256("\n".join(str(pk) for pk in rows).encode()).hexdigest()


def _parts(step: RetentionStep, rows: list[Any]) -> Iterator[list[Any]]:
    size = AT_ONCE if step.own else 1
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _let_go(step: RetentionStep, rows: list[Any], *, by: HasActor) -> int:
    """One act for some rows; what something stands in the way of is left for the next run."""
    try:
        with act("retention.carried_out", by=by, rule=step.rule, rows=len(rows)):
            step.carry_out(rows, by)
    except Refused:
        return 0
    return len(rows)
