"""The verbs of sanctions and money, for scripted cases: (walk, step, day, by, values)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from cases import operations as do
from cases.facts import Facts
from cases.models import Appeal, Finding, Sanction
from cases.operations.money import WageRow
from cases.procedure import Transition
from cases.sanctioning import Answer, Answers
from cases.states import Act, FindingState

Values = dict[str, Any]
Verb = Callable[[Any, Transition, date, Any, Values], None]


def _sanction(walk: Any) -> Sanction:
    return Sanction.objects.filter(case=walk.case).latest("proposed_on", "id")


def answers_of(values: Values, findings: list[Finding]) -> Answers:
    """size, staff, income, is_organisation as they are; `answers` by violation."""
    given = {name: values.pop(name) for name in ("size", "staff", "income") if name in values}
    given["is_organisation"] = values.pop("is_organisation", None)
    rows = values.pop("answers", {})
    found = {}
    for finding in findings:
        row = dict(rows.get(finding.violation, {}))
        if "chosen" in row:
            row["chosen"] = Decimal(str(row["chosen"]))
        if "asked" in row:
            row["asked"] = frozenset(row["asked"])
        found[finding.mark] = replace(Answer(), **row)
    return Answers(findings=found, **given)


def _propose(walk: Any, way: Transition, day: date, by: Any, values: Values) -> None:
    confirmed = Finding.objects.filter(case=walk.case, state=FindingState.CONFIRMED)
    about = values.pop("violations", None)
    findings = [f for f in confirmed.order_by("number") if about is None or f.violation in about]
    answers = answers_of(values, findings)
    do.propose_sanction(
        walk.case, findings=findings, answers=answers, by=by, on=day, key=way.key, **values
    )


def _decide(walk: Any, way: Transition, day: date, by: Any, values: Values) -> None:
    do.decide_sanction(_sanction(walk), by=by, on=day, key=way.key, **values)


def _finalise(walk: Any, way: Transition, day: date, by: Any, values: Values) -> None:
    do.finalise_sanction(_sanction(walk), by=by, on=day, key=way.key, **values)


def _appeal(walk: Any, way: Transition, day: date, by: Any, values: Values) -> None:
    given = {"filed_by": walk.script["employer"]["name"]}
    do.file_appeal(_sanction(walk), by=by, on=day, key=way.key, **{**given, **values})


def _decide_appeal(walk: Any, way: Transition, day: date, by: Any, values: Values) -> None:
    appeal = Appeal.objects.filter(case=walk.case).latest("filed_on", "id")
    do.decide_appeal(appeal, by=by, on=day, key=way.key, **values)


def _pay(walk: Any, way: Transition, day: date, by: Any, values: Values) -> None:
    do.record_payment(_sanction(walk), by=by, on=day, key=way.key, **values)


def _order_wages(walk: Any, way: Transition, day: date, by: Any, values: Values) -> None:
    rows = [WageRow(**row) for row in values.pop("rows")]
    do.order_wages(walk.case, rows=rows, by=by, on=day, key=way.key, **values)


def _wages(walk: Any, way: Transition, day: date, by: Any, values: Values) -> None:
    do.record_wages(walk.case, by=by, on=day, key=way.key, **values)


MONEY_VERBS: dict[str, Verb] = {
    Act.PROPOSE: _propose,
    Act.DECIDE: _decide,
    Act.FINALISE: _finalise,
    Act.APPEAL: _appeal,
    Act.DECIDE_APPEAL: _decide_appeal,
    Act.PAYMENT: _pay,
    Act.ORDER_WAGES: _order_wages,
    Act.WAGES: _wages,
}


def owed(facts: Facts) -> dict[str, int]:
    """What is proposed, and what is still owed to each, in minor units."""
    found: dict[str, int] = {}
    for one in Sanction.objects.filter(case=facts.case).order_by("proposed_on", "id"):
        if one.proposed_amount is not None and one.decided_on is None:
            found[str(one.get_state_display())] = one.proposed_amount
    for entry in facts.entries:
        name = str(entry.get_beneficiary_display())
        found[name] = found.get(name, 0) + entry.amount
    return found
