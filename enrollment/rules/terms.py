"""The dated values of a scheme as they count on a day, and what is computed from them."""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from enrollment.models import Scheme, SchemeParameter
from enrollment.states import Key, Rounding
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day, say_money, say_number
from solar_cms.base.texts import text_in

MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.UP: ROUND_CEILING,
    Rounding.DOWN: ROUND_FLOOR,
}


@dataclass(frozen=True)
class Term:
    """One value as it counts on the day: status is the one of that day."""

    parameter: SchemeParameter
    status: str

    @property
    def value(self) -> Decimal | None:
        """The number; None for what is unknown or no number."""
        return None if self.status == SourceStatus.UNKNOWN else self.parameter.value

    @property
    def is_confirmed(self) -> bool:
        return self.status == SourceStatus.CONFIRMED

    @property
    def says(self) -> str:
        """How sure, and from where: "inferred; source: …"."""
        return _("%(status)s; source: %(source)s") % {
            "status": SourceStatus(self.status).label,
            "source": self.parameter.source or "–",
        }


class Terms:
    """A scheme's values on one day."""

    def __init__(self, scheme: Scheme, day: date, rows: Iterable[SchemeParameter]) -> None:
        self.scheme = scheme
        self.day = day
        self.by_key = {row.key: Term(row, row.status_on(day)) for row in rows}

    def term(self, key: str) -> Term | None:
        return self.by_key.get(key)

    def number(self, key: str) -> Decimal | None:
        """The value in force, or None when there is none or it is unknown."""
        term = self.by_key.get(key)
        return term.value if term else None

    def amount(self, earnings: int) -> int | None:
        """rate × earnings, rounded as the data says; None where the data does not say."""
        rate = self.number(Key.RATE)
        if rate is None:
            return None
        exact = rate * earnings / 100
        if exact == exact.to_integral_value() and not self.number(Key.ROUNDING_STEP):
            return int(exact)
        step = self.number(Key.ROUNDING_STEP)
        if not step:
            return None
        mode = MODES[Rounding(self.scheme.rounding)]
        return int((exact / step).to_integral_value(rounding=mode) * step)

    def used(self) -> list[dict[str, Any]]:
        """What a contribution is computed with and judged by, as it is frozen in its Basis."""
        return [
            {
                "key": key,
                "value": str(term.parameter.value) if term.value is not None else None,
                "unit": text_in(term.parameter.units, "en"),
                "status": term.status,
                "source": term.parameter.source,
                "valid_from": str(term.parameter.valid_from or ""),
            }
            for key, term in sorted(self.by_key.items())
            if key in Key.values
        ]


class TermBook:
    """All dated values of a scheme, read once; tells the terms of any day."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.rows = list(SchemeParameter.objects.filter(scheme=scheme))

    def on(self, day: date) -> Terms:
        rows = [
            row
            for row in self.rows
            if (row.valid_from is None or row.valid_from <= day)
            and (row.valid_to is None or day <= row.valid_to)
        ]
        return Terms(self.scheme, day, rows)


def terms_on(scheme: Scheme, day: date) -> Terms:
    return Terms(scheme, day, SchemeParameter.objects.on(day).filter(scheme=scheme))


def digest_of(values: list[dict[str, Any]], scheme: Scheme) -> str:
    text = json.dumps([scheme.key, values], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The first day of the month so many months later (or earlier)."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def months_between(start: date, end: date) -> int:
    """Months from one to the other, both included; 0 when the end is before the start."""
    return max(0, (end.year - start.year) * 12 + end.month - start.month + 1)


def term_day(month: date, paid_on: date) -> date:
    """The day whose values hold for a month: the month decides, and within it the day of payment.

    Paid within the month: that day; paid afterwards: its last day; in advance: its first.
    """
    return min(max(paid_on, first_of_month(month)), last_of_month(month))


@dataclass(frozen=True)
class Limit:
    """A bound on a number: lower or upper, and how a breach is said."""

    key: str
    is_lower: bool
    field: str
    code: str


EARNINGS_LIMITS = (
    Limit(Key.FLOOR, True, "insured_earnings", "earnings.below_floor"),
    Limit(Key.CEILING, False, "insured_earnings", "earnings.above_ceiling"),
)
AMOUNT_LIMITS = (
    Limit(Key.LEAST, True, "amount", "contribution.below_least"),
    Limit(Key.MOST, False, "amount", "contribution.above_most"),
)


def beyond_limits(
    number: int, terms: Terms, limits: Iterable[Limit], words: Mapping[bool, str]
) -> list[Problem]:
    """Breaches of floor and ceiling: an error where the value is confirmed for the day, else a
    warning with its source and status. What is unknown bounds nothing.

    words: the sentence for a lower (True) and an upper (False) bound.
    """
    found = []
    for limit in limits:
        term = terms.term(limit.key)
        if term is None or term.value is None:
            continue
        bound = int(term.value)
        if number >= bound if limit.is_lower else number <= bound:
            continue
        text = words[limit.is_lower] % {
            "given": say_money(number),
            "bound": say_money(bound),
            "day": say_day(terms.day),
            "says": term.says,
        }
        severity = "error" if term.is_confirmed else "warning"
        found.append(Problem(limit.code, text, limit.field, severity))  # type: ignore[arg-type]
    return found


def problems_with_earnings(earnings: int, terms: Terms) -> list[Problem]:
    """May somebody insure this much a month on the terms' day?"""
    if earnings <= 0:
        message = _("Insured earnings must be more than nothing.")
        return [Problem("earnings.not_positive", message, "insured_earnings")]
    words = {
        True: _("%(given)s is below the lowest insured earnings on %(day)s, %(bound)s (%(says)s)."),
        False: _(
            "%(given)s is above the highest insured earnings on %(day)s, %(bound)s (%(says)s)."
        ),
    }
    return beyond_limits(earnings, terms, EARNINGS_LIMITS, words)


def problems_with_amount(amount: int, earnings: int, terms: Terms) -> list[Problem]:
    """Is this the amount for these earnings, and within the bounds?"""
    if amount <= 0:
        return [
            Problem("contribution.amount", _("The amount must be more than nothing."), "amount")
        ]
    words = {
        True: _("%(given)s is below the lowest contribution on %(day)s, %(bound)s (%(says)s)."),
        False: _("%(given)s is above the highest contribution on %(day)s, %(bound)s (%(says)s)."),
    }
    found = beyond_limits(amount, terms, AMOUNT_LIMITS, words)
    computed, rate = terms.amount(earnings), terms.term(Key.RATE)
    if computed is not None and computed != amount and rate is not None:
        message = _("%(rate)s%% of %(earnings)s are %(computed)s, not %(given)s (%(says)s).") % {
            "rate": say_rate(rate.value),
            "earnings": say_money(earnings),
            "computed": say_money(computed),
            "given": say_money(amount),
            "says": rate.says,
        }
        severity = "error" if rate.is_confirmed else "warning"
        found.append(Problem("contribution.amount_differs", message, "amount", severity))  # type: ignore[arg-type]
    return found


def say_rate(rate: Decimal | None) -> str:
    """9.0000 as 9, 5.50 as 5.5 (5,5 in Lao)."""
    if rate is None:
        return ""
    plain = rate.normalize()
    exponent: Any = plain.as_tuple().exponent
    return say_number(plain, max(0, -exponent))
