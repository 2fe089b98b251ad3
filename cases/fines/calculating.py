"""The calculator: from breaches and rules to the lines of a sum, or to what is missing.

In this order: what each breach gives; factors (percent of that); the most of an item; factors that
come after it; breaches that are one act; the most of a day; of a case; of the income. Amounts are
integers in minor units; each line is rounded as [fines] says, a cap always down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from cases.fines.facts import Breach, FineFacts
from cases.fines.finding import Missing, base_of, money_of, worst
from cases.fines.lines import Calculation, Line, Offer
from cases.fines.rules import Cap, Factor, FineRules, Ways
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.base.texts import text_in


@dataclass
class Item:
    """One breach on its way through the sum."""

    breach: Breach
    fine: Any
    base: int
    lines: list[Line] = field(default_factory=list)

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def mark(self) -> str:
        return self.breach.key


def rounded(amount: Decimal | Fraction, ways: Ways) -> int:
    """To a whole number of minor units, or of `round_to` of them."""
    exact = (
        Decimal(amount.numerator) / amount.denominator if isinstance(amount, Fraction) else amount
    )
    way = ROUND_DOWN if ways.rounding == "down" else ROUND_HALF_UP
    return int((exact / ways.round_to).quantize(Decimal(1), way)) * ways.round_to


def calculate(rules: FineRules, facts: FineFacts, on: date) -> Calculation:
    """The sum for these breaches as of a day (the decision's), or what is missing for it.

    on: the day whose unit values count when the pack says unit_day = "decided".
    """
    items: list[Item] = []
    cannot: list[Problem] = []
    for breach in sorted(facts.breaches, key=lambda b: (len(b.key), b.key)):
        try:
            items.append(_item(rules, facts, breach, on))
        except Missing as missing:
            cannot.append(missing.problem)
    shared: list[Line] = []
    try:
        shared += _same_act(rules, items)
        gone = {line.facts["mark"] for line in shared}
        shared += _day_caps(rules, facts, [i for i in items if i.mark not in gone], on)
        shared += _whole_caps(rules, facts, sum(i.amount for i in items), shared, on)
    except Missing as missing:
        cannot.append(missing.problem)
    lines = tuple([line for item in items for line in item.lines] + shared)
    return Calculation(
        lines=lines,
        cannot=tuple(cannot),
        offers=() if cannot else _offers(rules, sum(line.amount for line in lines)),
        largest=max((item.amount for item in items), default=0),
        items={item.mark: item.amount for item in items},
    )


def _item(rules: FineRules, facts: FineFacts, breach: Breach, on: date) -> Item:
    day = on if rules.ways.unit_day == "decided" else breach.on
    fine = _rule_for(rules, facts, breach)
    found = base_of(rules, fine, facts, breach, day)
    amount = rounded(found.amount, rules.ways)
    status = worst(fine.status, found.status)
    item = Item(breach, fine, amount)
    item.lines.append(Line("base", found.facts, found.source, status, amount))
    before = [f for f in rules.factors if not f.after_caps]
    after = [f for f in rules.factors if f.after_caps]
    _add_factors(rules, facts, item, before)
    _cap_item(rules, facts, item, day)
    item.base = item.amount
    _add_factors(rules, facts, item, after)
    return item


def _rule_for(rules: FineRules, facts: FineFacts, breach: Breach) -> Any:
    found = rules.fines_for(breach.violation, breach.severity, facts.size, breach.on)
    name = text_in(breach.names) or _("this finding")
    if len(found) == 1:
        if found[0].status == SourceStatus.UNKNOWN:
            message = _("%(mark)s: the rule “%(rule)s” has no sure source.")
            raise Missing(
                "fines.unsure", message % {"mark": breach.key, "rule": found[0].name}, breach.key
            )
        return found[0]
    if found:
        message = _("%(mark)s: several rules give an amount for: %(violation)s.")
        code = "fines.two_rules"
    elif not facts.size and any(f.sizes for f in rules.fines):
        message = _("%(mark)s: say the size of the employer, by which the fine goes.")
        code = "fines.no_size"
    else:
        message = _("%(mark)s: no amount is known for: %(violation)s.")
        code = "fines.no_rule"
    raise Missing(code, message % {"mark": breach.key, "violation": name}, breach.key)


def _fits(rule: Cap | Factor, item: Item, facts: FineFacts) -> bool:
    breach = item.breach
    return (
        (not rule.fines or item.fine.key in rule.fines)
        and (not rule.severities or breach.severity in rule.severities)
        and (not rule.sizes or facts.size in rule.sizes)
        and (
            not isinstance(rule, Factor)
            or not rule.violations
            or breach.violation in rule.violations
        )
    )


# --- factors ------------------------------------------------------------------------------------


def _add_factors(rules: FineRules, facts: FineFacts, item: Item, factors: Iterable[Factor]) -> None:
    """Each is a percentage of the base, so their order does not matter; never below nothing."""
    for factor in factors:
        if not _fits(factor, item, facts):
            continue
        times = _times(factor, item.breach, facts)
        if not times:
            continue
        if factor.status == SourceStatus.UNKNOWN:
            message = _("%(mark)s: what “%(rule)s” changes has no sure source.")
            raise Missing(
                "fines.unsure", message % {"mark": item.mark, "rule": factor.name}, item.mark
            )
        percent = factor.percent * (times if factor.each else 1)
        amount = max(rounded(item.base * percent / 100, rules.ways), -item.amount)
        said: dict[str, Any] = {
            "mark": item.mark,
            "percent": str(percent),
            "rule": dict(factor.names),
        }
        if factor.when == "repeat":
            said["times"] = times
        item.lines.append(Line("factor", said, factor.source, factor.status, amount))


def _times(factor: Factor, breach: Breach, facts: FineFacts) -> int:
    if factor.when == "always":
        return 1
    if factor.when == "organisation":
        if facts.is_organisation is None:
            message = _("Say whether the respondent is an organisation or a person.")
            raise Missing("fines.no_organisation", message, "is_organisation")
        return int(facts.is_organisation)
    if factor.when == "repeat":
        return sum(_within(day, breach.on, factor.years) for day in breach.earlier)
    return int(factor.key in breach.asked)


def _within(earlier: date, day: date, years: int | None) -> bool:
    """Was the earlier sanction before the day, by no more than so many years?"""
    if earlier >= day:
        return False
    if years is None:
        return True
    try:
        return earlier >= day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return earlier >= day.replace(year=day.year - years, day=28)


# --- the most -----------------------------------------------------------------------------------


def _most(rules: FineRules, cap: Cap, day: date, mark: str) -> tuple[int, str, str]:
    """A cap in minor units, rounded down, with its source and status."""
    if cap.status == SourceStatus.UNKNOWN or cap.amount is None:
        message = _("“%(cap)s” has no sure source.") % {"cap": cap.name}
        raise Missing("fines.unsure", message, mark)
    worth = money_of(rules, cap.unit, cap.amount, day, mark)
    return int(worth.amount), worth.source or cap.source, worst(cap.status, worth.status)


def _cap_item(rules: FineRules, facts: FineFacts, item: Item, day: date) -> None:
    for cap in rules.caps:
        if cap.of != "item" or not _fits(cap, item, facts):
            continue
        most, source, status = _most(rules, cap, day, item.mark)
        if item.amount > most:
            said = {"mark": item.mark, "most": most, "rule": dict(cap.names)}
            item.lines.append(Line("cap", said, source, status, most - item.amount))


def _same_act(rules: FineRules, items: list[Item]) -> list[Line]:
    """Where the law counts only the gravest breach of one act, the others are taken away."""
    if rules.ways.same_act != "gravest":
        return []
    acts: dict[str, list[Item]] = {}
    for item in items:
        if item.breach.same_act:
            acts.setdefault(item.breach.same_act, []).append(item)
    lines = []
    for group in acts.values():
        gravest = max(group, key=lambda i: i.amount)
        lines += [
            Line(
                "same_act",
                {"mark": item.mark, "other": gravest.mark},
                item.lines[0].source,
                item.lines[0].status,
                -item.amount,
            )
            for item in group
            if item is not gravest and item.amount
        ]
    return lines


def _day_caps(rules: FineRules, facts: FineFacts, items: list[Item], on: date) -> list[Line]:
    """What all daily fines together exceed the most of a day by, day for day."""
    lines = []
    for cap in rules.caps:
        running = [i for i in items if i.fine.per_day and i.breach.days and _fits(cap, i, facts)]
        if cap.of != "day" or not running:
            continue
        most, source, status = _most(rules, cap, on, "")
        over, past = Fraction(0), 0
        for last in sorted({i.breach.days or 0 for i in running}):
            rate = sum(
                (
                    Fraction(i.amount, i.breach.days or 1)
                    for i in running
                    if (i.breach.days or 0) >= last
                ),
                Fraction(0),
            )
            over += max(rate - most, Fraction(0)) * (last - past)
            past = last
        if over:
            said = {"most": most, "rule": dict(cap.names), "mark": ""}
            lines.append(Line("day_cap", said, source, status, -ceil(over)))
    return lines


def _whole_caps(
    rules: FineRules, facts: FineFacts, before: int, shared: list[Line], on: date
) -> list[Line]:
    """The most of a case, and the share of the income that a fine may take."""
    total = before + sum(line.amount for line in shared)
    lines: list[Line] = []
    for cap in rules.caps:
        if cap.of not in {"case", "income"} or (cap.sizes and facts.size not in cap.sizes):
            continue
        said: dict[str, Any] = {"mark": "", "rule": dict(cap.names)}
        if cap.of == "case":
            most, source, status = _most(rules, cap, on, "")
        else:
            most, source, status = _share(cap, facts), cap.source, cap.status
            said["percent"] = str(cap.percent)
        if total > most:
            lines.append(
                Line(f"{cap.of}_cap", {**said, "most": most}, source, status, most - total)
            )
            total = most
    return lines


def _share(cap: Cap, facts: FineFacts) -> int:
    if cap.status == SourceStatus.UNKNOWN or cap.percent is None:
        raise Missing("fines.unsure", _("“%(cap)s” has no sure source.") % {"cap": cap.name}, "")
    if facts.income is None:
        message = _("Give the yearly income: “%(cap)s” limits the fine by it.") % {"cap": cap.name}
        raise Missing("fines.no_income", message, "income")
    return int(facts.income * cap.percent / 100)


def _offers(rules: FineRules, total: int) -> tuple[Offer, ...]:
    return tuple(
        Offer(r.names, rounded(total * r.to_percent / 100, rules.ways), r.source, r.status)
        for r in rules.reductions
        if r.status != SourceStatus.UNKNOWN
    )
