"""Notices: written (how they are served: service.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.letters import notice_letter
from cases.models import Case, Finding, Notice, Step
from cases.operations.moving import locked, move
from cases.procedure import Transition
from cases.rules import problems_with_act, problems_with_day
from cases.states import Act, DayUnit
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.work.numbers import next_number

LONGEST = 730  # days; a slip of the pen, not a rule of law


def issue_improvement_notice(
    case: Case,
    *,
    length: int | None,
    unit: str,
    by: User,
    issued_on: date | None = None,
    key: str = "",
) -> Notice:
    """Write the notice about all confirmed findings not yet remedied, as a letter in the pack's
    languages, made after the commit.

    length, unit: the period the officer sets, because no source gives one; it runs from service.
    """
    day = issued_on or today()
    with act("case.notice_issued", by=by, on=case) as recording:
        facts = locked(case)
        case = facts.case
        values = {"length": length, "unit": unit}
        problems = problems_with_act(Act.NOTICE, facts, by, values, key=key)
        latest = max((f.confirmed_on for f in facts.confirmed if f.confirmed_on), default=None)
        problems += problems_with_day(
            "issued_on", day, after=latest, what=_("the confirmation of the findings")
        )
        problems += problems_with_period(length, unit)
        refuse_if(problems)
        transition = facts.way(Act.NOTICE, key)
        kind = (transition.notice if transition else "") or "improvement_notice"
        notice = write_notice(
            facts, kind, on=day, by=by, length=length, unit=unit, findings=facts.unremedied
        )
        move(facts, Act.NOTICE, on=day, by=by, key=key, subject=notice)
        recording.note(number=notice.number)
    return notice


def problems_with_period(length: int | None, unit: str) -> list[Problem]:
    """A period that an officer sets is sane."""
    problems = []
    if length is not None and not 1 <= length <= LONGEST:
        message = _("The period is 1 to 730 days, working or calendar days.")
        problems.append(Problem("notice.length", message, "length"))
    if unit and unit not in DayUnit.values:
        problems.append(Problem("notice.unit", _("Choose working or calendar days."), "unit"))
    return problems


def write_notice(
    facts: Facts,
    kind_key: str,
    *,
    on: date,
    by: HasActor,
    length: int | None = None,
    unit: str = "",
    step: Step | None = None,
    transition: Transition | None = None,
    findings: Sequence[Finding] | None = None,
    replaces: Notice | None = None,
) -> Notice:
    """A numbered notice of a kind, its letter made after the commit. Inside an act.

    replaces: the void notice in whose place it stands."""
    case, kind = facts.case, facts.rules.notices[kind_key]
    if findings is None:
        findings = facts.unremedied if kind.about == "findings" else []
    stated = facts.stated(kind.sanctions)
    notice = Notice(
        case=case,
        kind=kind.key,
        issued_on=on,
        issued_by=by if isinstance(by, User) else None,
        length=length,
        unit=unit if length else "",
        step=step,
        replaces=replaces,
        number=next_number(kind.prefix, office_code=case.office.code, year=on.year),
    )
    notice.letter = notice_letter(
        facts, notice, kind, findings, transition, sanctions=stated, by=by
    )
    notice.save_new()
    notice.findings.set(findings)
    notice.sanctions.set(stated)
    return notice
