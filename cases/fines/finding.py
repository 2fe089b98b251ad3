"""What one breach gives by its rule, before factors and caps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cases.fines.facts import Breach, FineFacts
from cases.fines.rules import Band, Fine, FineRules, Value
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day, say_money, say_number
from solar_cms.base.texts import text_in


class Missing(Exception):
    """Something without which there is no sum."""

    def __init__(self, code: str, message: str, field: str) -> None:
        self.problem = Problem(code, message, field)
        super().__init__(message)


ORDER = [str(status) for status in SourceStatus]  # from confirmed to unknown


def worst(*statuses: str) -> str:
    """The least sure of several statuses."""
    return max((s for s in statuses if s), key=ORDER.index, default="")


@dataclass(frozen=True)
class Worth:
    """An exact amount with where it comes from, and the facts its line is made of."""

    amount: Decimal
    facts: dict[str, Any]
    source: str = ""
    status: str = ""


def money_of(rules: FineRules, unit: str, count: Decimal, day: date, mark: str) -> Worth:
    """So many of a unit (or minor units when there is none) as money of that day."""
    if not unit:
        return Worth(count, {})
    known = rules.units[unit]
    value = known.on(day)
    if value is None or value.amount is None or value.status == SourceStatus.UNKNOWN:
        message = _("What “%(unit)s” was worth on %(day)s is not known.") % {
            "unit": known.name,
            "day": say_day(day),
        }
        raise Missing("fines.no_unit_value", f"{mark}: {message}" if mark else message, mark)
    facts = {"unit": dict(known.names), "unit_amount": value.amount}
    return Worth(count * value.amount, facts, value.source, value.status)


def base_of(rules: FineRules, fine: Fine, facts: FineFacts, breach: Breach, day: date) -> Worth:
    """The amount of a breach: value × workers × days, each where the rule says so."""
    band = _band(fine, facts, breach) if fine.method in {"matrix", "bands"} else None
    value = band.value if band else fine.value
    if value is None or (band and band.status == SourceStatus.UNKNOWN):
        message = _("%(mark)s: the rule “%(rule)s” gives no amount.")
        raise Missing("fines.unsure", message % {"mark": breach.key, "rule": fine.name}, breach.key)
    count = _chosen(fine, value, breach)
    said: dict[str, Any] = {
        "mark": breach.key,
        "names": dict(breach.names),
        "rule": dict(fine.names),
        "count": str(count),
    }
    if value.is_percent:
        debt = _needed(
            breach.debt, "fines.no_debt", _("%(mark)s: give the sum that is owed."), breach
        )
        said |= {"percent": str(count), "debt": debt}
        worth = Worth(debt * count / 100, {})
    else:
        worth = money_of(rules, fine.unit, count, day, breach.key)
    amount = worth.amount
    if fine.per_worker:
        said["workers"] = _workers(breach)
        amount *= said["workers"]
    if fine.per_day:
        said["days"] = _days(breach)
        amount *= said["days"]
    source = "; ".join(
        dict.fromkeys(s for s in (band.source if band else "", fine.source, worth.source) if s)
    )
    status = worst(band.status if band else "", worth.status)
    return Worth(amount, {**said, **worth.facts}, source, status)


def _chosen(fine: Fine, value: Value, breach: Breach) -> Decimal:
    """The value itself, or what the officer chose between its ends."""
    if not value.is_range:
        return value.low
    ends = {
        "mark": breach.key,
        "low": say_value(fine, value, value.low),
        "high": say_value(fine, value, value.high),
    }
    if breach.chosen is None:
        message = _("%(mark)s: choose between %(low)s and %(high)s.") % ends
        raise Missing("fines.choose", message, breach.key)
    if not value.low <= breach.chosen <= value.high:
        message = _("%(mark)s: what was chosen is not between %(low)s and %(high)s.") % ends
        raise Missing("fines.outside", message, breach.key)
    return breach.chosen


def say_value(fine: Fine, value: Value, count: Decimal) -> str:
    """A number in the measure of its rule."""
    if value.is_percent:
        return f"{say_number(count)}%"
    return say_number(count) if fine.unit else say_money(int(count))


def _band(fine: Fine, facts: FineFacts, breach: Breach) -> Band:
    measure = _measure(fine, facts, breach)
    sized = [band for band in fine.bands if band.size]
    if sized and not facts.size:
        message = _("%(mark)s: say the size of the employer.") % {"mark": breach.key}
        raise Missing("fines.no_size", message, breach.key)
    for band in fine.bands:
        fits = band.holds(facts.size, breach.severity)
        if fits and band.first <= measure and (band.last is None or measure <= band.last):
            return band
    message = _("%(mark)s: the table of “%(rule)s” has no amount for %(n)s.") % {
        "mark": breach.key,
        "rule": fine.name,
        "n": say_number(measure),
    }
    raise Missing("fines.no_band", message, breach.key)


def _measure(fine: Fine, facts: FineFacts, breach: Breach) -> int:
    """The number by which the band is found."""
    if fine.by == "days":
        return _days(breach)
    if fine.by == "debt":
        words = _("%(mark)s: give the sum that is owed.")
        return _needed(breach.debt, "fines.no_debt", words, breach)
    if fine.by == "staff":
        words = _("%(mark)s: say how many people work for the employer.")
        return _needed(facts.staff, "fines.no_staff", words, breach)
    return _workers(breach)


def _workers(breach: Breach) -> int:
    words = _("%(mark)s: say how many workers are affected.")
    return _needed(breach.workers, "fines.no_workers", words, breach)


def _days(breach: Breach) -> int:
    return _needed(breach.days, "fines.no_days", _("%(mark)s: give the number of days."), breach)


def _needed(value: int | None, code: str, words: str, breach: Breach) -> int:
    if value is None:
        message = words % {"mark": breach.key}
        if names := text_in(breach.names):
            message = message.replace(breach.key, f"{breach.key} {names}", 1)
        raise Missing(code, message, breach.key)
    return value
