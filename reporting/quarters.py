"""Quarters and years as codes ("2023Q2", "2023"): bounds, order, words. No tables."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

CODE = re.compile(r"^(\d{4})Q([1-4])$")
YEAR = re.compile(r"^[12]\d{3}$")


def code_of(day: date) -> str:
    """The quarter a day lies in."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def is_year(code: str) -> bool:
    return bool(YEAR.match(code))


def is_code(code: str) -> bool:
    return bool(CODE.match(code))


def bounds(code: str) -> tuple[date, date]:
    """First and last day. ValueError for anything that is neither a quarter nor a year."""
    if is_year(code):
        return date(int(code), 1, 1), date(int(code), 12, 31)
    found = CODE.match(code)
    if not found:
        raise ValueError(f"not a quarter: {code}")
    year, quarter = int(found[1]), int(found[2])
    first = date(year, quarter * 3 - 2, 1)
    return first, bounds_end(first)


def bounds_end(first: date) -> date:
    """The last day of the quarter that begins on this day."""
    return (first.replace(day=28) + timedelta(days=66)).replace(day=1) - timedelta(days=1)


def shift(code: str, steps: int) -> str:
    """The quarter (or year) so many steps later (earlier when negative)."""
    if is_year(code):
        return str(int(code) + steps)
    first, _last = bounds(code)
    months = first.year * 12 + first.month - 1 + 3 * steps
    return code_of(date(months // 12, months % 12 + 1, 1))


def last_quarters(code: str, count: int) -> list[str]:
    """`count` quarters ending with this one, oldest first."""
    return [shift(code, step) for step in range(1 - count, 1)]


def from_to(first: str, last: str) -> list[str]:
    """All quarters from one to another, both included."""
    codes = []
    while first <= last:
        codes.append(first)
        first = shift(first, 1)
    return codes


def say_quarter(code: str) -> str:
    """ "Q2 2023" in the reader's language; a year as it is."""
    if is_year(code):
        return code
    return _("Q%(quarter)s %(year)s") % {"quarter": code[5], "year": code[:4]}


def brief_quarter(code: str) -> str:
    """ "Q2 2023", shorter still where the language says quarter at length: for axes."""
    if is_year(code):
        return code
    return pgettext("on an axis", "Q%(quarter)s %(year)s") % {"quarter": code[5], "year": code[:4]}


def say_months(code: str) -> str:
    """ "April to June 2023" in the reader's language; a year as it is."""
    if is_year(code):
        return code
    year = {"year": code[:4]}
    return {
        "1": _("January to March %(year)s"),
        "2": _("April to June %(year)s"),
        "3": _("July to September %(year)s"),
        "4": _("October to December %(year)s"),
    }[code[5]] % year
