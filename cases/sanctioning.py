"""From a case to the calculator: which rules hold, and what is known of its findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases.facts import Facts
from cases.fines import Breach, Calculation, FineFacts, FineRules, calculate
from cases.fines.rules import Fine, Instance, SanctionKind
from cases.models import Finding, Sanction
from cases.money_states import SanctionState
from cases.procedure import current_or_empty
from cases.states import Act


@dataclass(frozen=True)
class Answer:
    """What the officer says about one finding for the sum: see Breach."""

    chosen: Decimal | None = None
    days: int | None = None
    debt: int | None = None
    same_act: str = ""
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answers:
    """… and about the respondent. findings: mark ("F1") -> Answer."""

    findings: Mapping[str, Answer] = field(default_factory=dict)
    size: str = ""
    is_organisation: bool | None = None
    staff: int | None = None
    income: int | None = None


def rules_of(facts: Facts) -> FineRules:
    """The rules of the version the case follows; or, where its pack says law = "act", those of the
    version in force now (each rule has its own dates). What a unit is worth is read from both."""
    own, newest = facts.rules.fines, current_or_empty().fines
    if own.ways.law == "act" and newest.fines:
        return newest
    known = {key: unit for key, unit in newest.units.items() if key in own.units}
    return replace(own, units={**own.units, **known})


def levels_of(facts: Facts, key: str = "") -> dict[str, Instance]:
    """The instances that may decide on an appeal filed by this step: those of the roles that decide
    at the stage it leads to. Where the procedure tells none apart, all of the pack."""
    known = rules_of(facts).instances
    way = facts.way(Act.APPEAL, key)
    if way is None:
        return known
    stages = {way.to} if way.to else set(way.sources)
    judges = {
        role
        for step in facts.rules.transitions_for(facts.case.kind)
        if step.act == Act.DECIDE_APPEAL and stages & set(step.sources)
        for role in step.roles
    }
    fitting = {k: i for k, i in known.items() if not i.roles or judges & set(i.roles)}
    return fitting or known


def kinds_of(rules: FineRules) -> dict[str, SanctionKind]:
    """The kinds of sanction of the pack; where it names none, a fine and a warning."""
    if rules.sanctions:
        return rules.sanctions
    return {
        "fine": SanctionKind("fine", _in_all(_("Fine")), is_money=True),
        "warning": SanctionKind("warning", _in_all(_("Warning")), is_money=False),
    }


def _in_all(words: str | Promise) -> dict[str, str]:
    """Words of the interface as a text by language, like those of a pack."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = str(words)
    return said


def rule_for(rules: FineRules, finding: Finding, size: str) -> Fine | None:
    """The rule by which a finding is fined, when exactly one holds on the day it was confirmed."""
    day = finding.confirmed_on
    found = rules.fines_for(finding.violation, finding.severity, size, day) if day else []
    return found[0] if len(found) == 1 else None


def calculation(
    facts: Facts, findings: Iterable[Finding], answers: Answers, on: date
) -> Calculation:
    """The sum for these findings, with the rules of the case."""
    findings = list(findings)
    rules = rules_of(facts)
    staff = answers.staff if answers.staff is not None else facts.case.workplace.workers
    earlier = earlier_sanctions(facts)
    about = FineFacts(
        breaches=tuple(
            _breach(facts, f, answers.findings.get(f.mark, Answer()), earlier) for f in findings
        ),
        size=answers.size or rules.size_of(staff),
        is_organisation=answers.is_organisation,
        staff=staff,
        income=answers.income,
    )
    return calculate(rules, about, on)


def _breach(
    facts: Facts, finding: Finding, answer: Answer, earlier: Mapping[str, list[date]]
) -> Breach:
    violation = facts.rules.violations.get(finding.violation)
    # The lines are read by all who may see the case: of a restricted finding they tell its mark only.
    names = dict(violation.names) if violation and not finding.is_restricted else {}
    return Breach(
        key=finding.mark,
        violation=finding.violation,
        severity=finding.severity,
        on=finding.confirmed_on or finding.visit.visited_on,
        names=names,
        workers=finding.workers_affected,
        chosen=answer.chosen,
        days=answer.days,
        debt=answer.debt,
        same_act=answer.same_act,
        asked=answer.asked,
        earlier=tuple(earlier.get(finding.violation, ())),
    )


def earlier_sanctions(facts: Facts) -> dict[str, list[date]]:
    """Violation -> the days on which sanctions for it against this employer became final."""
    case = facts.case
    if case.employer_id is None:
        return {}
    found: dict[str, list[date]] = {}
    rows = (
        Sanction.objects.filter(state=SanctionState.FINAL, respondent__employer=case.employer_id)
        .exclude(case=case)
        .values_list("findings__violation", "final_on")
        .distinct()
        .order_by("final_on", "findings__violation")
    )
    for violation, day in rows:
        if violation and day:
            found.setdefault(violation, []).append(day)
    return found
