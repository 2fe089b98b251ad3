"""Numbers, money and dates as people of the active language write them.

Pages use these as filters (`{{ amount|money }}`); letters and reports call them directly.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision, get_decimal_symbol, get_group_symbol
from django.conf import settings
from django.utils import formats, numberformat, timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy

OUR_FORMATS = frozenset({"en", "lo"})  # in base/formats
NBSP = "\N{NO-BREAK SPACE}"

CURRENCY_WORDS: dict[str, str | Promise] = {
    "LAK": pgettext_lazy("currency", "LAK"),
    "EUR": pgettext_lazy("currency", "EUR"),
    "USD": pgettext_lazy("currency", "USD"),
    "THB": pgettext_lazy("currency", "THB"),
}


def home_currency() -> str:
    """The installation's currency code (the pack's), e.g. LAK."""
    return str(settings.CURRENCY)


@cache
def minor_digits(currency: str) -> int:
    """How many digits the minor unit takes: of the home currency as the pack says, else by CLDR."""
    if currency == home_currency():
        return int(settings.CURRENCY_EXPONENT)
    return get_currency_precision(currency)


@cache
def _separators(language: str, country: str) -> tuple[str, str]:
    own = (
        formats.get_format("DECIMAL_SEPARATOR", language),
        formats.get_format("THOUSAND_SEPARATOR", language),
    )
    if language in OUR_FORMATS:
        return own
    try:
        locale = Locale(language.split("-")[0], territory=country)
    except UnknownLocaleError:
        return own
    return get_decimal_symbol(locale), get_group_symbol(locale)


def separators(language: str) -> tuple[str, str]:
    """The decimal sign and the sign between thousands, for pages, letters and sums alike.

    English and Lao write as the offices do (base/formats). Another language writes as in the country
    of the pack, by CLDR: Spanish is 5,500.00 in Peru and 5.500,00 in Paraguay, and Django knows
    Spain's way alone.
    """
    return _separators(language, settings.PACK["country"])


def say_number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """1,248 in English, 1.248 in Lao; `decimals` fixes the digits after the sign."""
    if value is None:
        return ""
    decimal_sign, thousands = separators(get_language() or "en")
    return numberformat.format(
        value, decimal_sign, decimals, 3, thousands, force_grouping=True, use_l10n=True
    )


def say_money(minor: int | None, currency: str | None = None, with_code: bool = True) -> str:
    """Integer minor units as an amount: 108000 -> "108,000 LAK", in Lao "108.000 ກີບ"."""
    if minor is None:
        return ""
    code = currency or home_currency()
    digits = minor_digits(code)
    amount = say_number(Decimal(minor).scaleb(-digits), digits)
    return f"{amount}{NBSP}{CURRENCY_WORDS.get(code, code)}" if with_code else amount


def say_day(value: dt.date | dt.datetime | None) -> str:
    """12.6.2026 in English, 12/6/2026 in Lao; a datetime is taken in the site's zone."""
    day = as_day(value)
    if day is None:
        return ""
    mark = "/" if (get_language() or "").startswith("lo") else "."
    return f"{day.day}{mark}{day.month}{mark}{day.year}"


def say_long_day(value: dt.date | dt.datetime | None) -> str:
    """Wednesday 18 November 2026; in Lao ວັນພຸດ ທີ 18 ພະຈິກ 2026."""
    day = as_day(value)
    if day is None:
        return ""
    return gettext("%(weekday)s %(day)d %(month)s %(year)d") % {
        "weekday": WEEKDAYS[day.weekday()],
        "day": day.day,
        "month": MONTHS[day.month],
        "year": day.year,
    }


def say_month(value: dt.date | None) -> str:
    """11/2026, as a month of contributions is written."""
    return "" if value is None else f"{value.month}/{value.year}"


def say_near_day(value: dt.date | dt.datetime | None) -> str:
    """today, tomorrow or yesterday, else the date."""
    day = as_day(value)
    if day is None:
        return ""
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    return near.get((day - timezone.localdate()).days) or say_day(day)


def say_when(value: dt.datetime | None) -> str:
    """16.11.2026, 17:40 in the site's zone; of today and yesterday the word."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    word = say_near_day(local)
    return f"{word[:1].upper()}{word[1:]}, {local:%H:%M}"


def say_size(size: int | None) -> str:
    """A file's size in kB or MB."""
    if size is None:
        return ""
    if size < 1_000_000:
        return f"{say_number(max(1, round(size / 1000)))}{NBSP}kB"
    return f"{say_number(round(size / 1_000_000, 1), 1)}{NBSP}MB"


def say_zone() -> str:
    """The zone all times are given in: Vientiane (UTC+7)."""
    now = timezone.localtime()
    offset = now.utcoffset() or dt.timedelta()
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    city = timezone.get_current_timezone_name().rsplit("/", 1)[-1].replace("_", " ")
    return f"{gettext(city)} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"


def as_day(value: dt.date | dt.datetime | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
