"""Reading what people write: dates, months and amounts as clerks type them, in Lao or English.

Pure functions, used by form fields and by imports alike. Each raises Unreadable with a message
that says how to write it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# A Buddhist-era year is 543 ahead. No record of ours is of a CE year from 2400 on.
BUDDHIST_OFFSET = 543
BUDDHIST_FROM, BUDDHIST_TO = 2400, 2799

_DIGITS = str.maketrans("໐໑໒໓໔໕໖໗໘໙", "0123456789")
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d+)")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d+)")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[./-]\s*(\d{1,2})")
_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*|\d+")


class Unreadable(ValueError):
    """A text that is no date or amount; `message` says how to write one, `code` is stable."""

    def __init__(self, code: str, message: str | Promise):
        self.code, self.message = code, str(message)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date with what was done to the text to get it ("2566 read as 2023"), if anything."""

    date: dt.date
    note: str = ""


def plain_digits(text: str) -> str:
    """Lao digits as 0-9, zero-width characters and outer spaces gone."""
    return text.translate(_UNSEEN).translate(_DIGITS).replace("\N{NO-BREAK SPACE}", " ").strip()


def read_date(text: str) -> DateRead:
    """12.6.2026, 12/6/2026, 12-6-2026 or 2026-06-12; Lao digits; Buddhist-era years (2566 = 2023)."""
    clean = plain_digits(text)
    if found := _YEAR_FIRST.fullmatch(clean):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(clean):
        day, month, year = found.groups()
    else:
        raise Unreadable("date.form", _("Write the date as day, month and year: 25.11.2026."))
    return _date(year, int(month), int(day))


def read_month(text: str) -> DateRead:
    """11/2026, 11.2026 or 2026-11, as the first day of that month."""
    clean = plain_digits(text)
    if found := _YEAR_MONTH.fullmatch(clean):
        year, month = found.groups()
    elif found := _MONTH_YEAR.fullmatch(clean):
        month, year = found.groups()
    else:
        raise Unreadable("month.form", _("Write the month as month and year: 11/2026."))
    return _date(year, int(month), 1)


def read_year(text: str) -> tuple[int, str]:
    """A year of four digits, CE or Buddhist era, with the note about what was read."""
    clean = plain_digits(text)
    if not re.fullmatch(r"\d{4}", clean):
        raise Unreadable("year.digits", _("Write the year with four digits, for example 2026."))
    year = int(clean)
    if BUDDHIST_FROM <= year <= BUDDHIST_TO:
        said = {"written": clean, "read": year - BUDDHIST_OFFSET}
        return year - BUDDHIST_OFFSET, gettext("%(written)s read as %(read)s") % said
    if not 1800 <= year <= 2200:
        raise Unreadable("year.range", _("The year must lie between 1800 and 2200."))
    return year, ""


def _date(year_text: str, month: int, day: int) -> DateRead:
    year, note = read_year(year_text)
    try:
        return DateRead(dt.date(year, month, day), note)
    except ValueError:
        raise Unreadable("date.none", _("There is no such day; check day and month.")) from None


def read_money(text: str, digits: int, words: tuple[str, ...] = ()) -> int:
    """An amount as integer minor units, with `digits` after the decimal sign.

    Grouping by point, comma or space in threes; `words` (LAK, ກີບ, ₭) may stand around it.
    1.200.000 -> 1200000 with digits=0; 1.234,56 -> 123456 with digits=2.
    """
    clean = plain_digits(text)
    for word in words:
        clean = re.sub(re.escape(word), "", clean, flags=re.IGNORECASE).strip()
    if clean.startswith("-"):
        raise Unreadable("money.negative", _("The amount must not be negative."))
    whole, fraction = clean, ""
    if digits and (found := re.fullmatch(rf"(.*\d)([.,])(\d{{1,{min(digits, 2)}}})", clean)):
        whole, sign, fraction = found.groups()
        if sign in whole:
            raise Unreadable("money.form", _wrong_amount())
    elif not digits and re.fullmatch(r"[\d., ]*\d[.,]0{1,2}", clean):
        # 108000.00 from a spreadsheet: the fraction says nothing.
        whole = re.sub(r"[.,]0{1,2}$", "", clean)
    if not _GROUPED.fullmatch(whole):
        raise Unreadable("money.form", _wrong_amount())
    number = re.sub(r"[., ]", "", whole)
    if len(number) > 15:
        raise Unreadable("money.large", _("The amount is too large."))
    return int(number) * 10**digits + int(fraction.ljust(digits, "0") or 0)


def _wrong_amount() -> Promise | str:
    return _("Write the amount in digits, for example 108000 or 108.000.")
