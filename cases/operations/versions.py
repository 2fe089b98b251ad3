"""Open cases that follow an older version of the procedure, moved to the newest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from cases.clocks.running import remeasure
from cases.comparing import hindrances, moved_clocks
from cases.facts import Facts
from cases.inbox import refresh_inbox
from cases.models import Case
from cases.operations.moving import locked
from cases.procedure import rules_of_version
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.law.models import PackVersion
from solar_cms.work import inbox


def move_to_version(
    cases: Sequence[Case],
    version: PackVersion,
    *,
    reason: str,
    by: HasActor,
    on: date | None = None,
) -> int:
    """Let open cases follow another version of the procedure, all or none: their clocks of the law
    are measured anew from when they started, clocks that are gone end. Refused with every case that
    stands at a stage which the version does not have."""
    day = on or today()
    new = rules_of_version(version.pk)
    problems: list[Problem] = []
    if not reason.strip():
        problems.append(Problem("version.no_reason", _("Say why."), "reason"))
    with act("cases.moved", by=by, version=str(version), count=len(cases), reason=reason.strip()):
        for case in cases:
            facts = locked(case)
            problems += [
                Problem("version.hindered", f"{case.number}: {words}")
                for words in hindrances(facts, new)
            ]
            if not problems:
                _move(facts, version, day, by)
        refuse_if(problems)
    return len(cases)


def _move(facts: Facts, version: PackVersion, day: date, by: HasActor) -> None:
    case = facts.case
    new = rules_of_version(version.pk)
    with act("case.moved", by=by, on=case, version=str(version)):
        for moved in moved_clocks(facts, new):
            remeasure(moved.run, moved.period, on=day, why=str(version), by=by)
        for run in facts.clocks:
            if run.ended_on is None and run.kind not in new.clocks:
                run.ended_on = max(day, run.started_on)
                run.save(update_fields=["ended_on"])
                inbox.settle(run)
        case.pack_version = version
        case.save(update_fields=["pack_version"])
        refresh_inbox(Facts(case))
