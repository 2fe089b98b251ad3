"""Small words of the figure pages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reporting import sex_bars
from solar_cms.base.said import say_day, say_number
from solar_cms.base.texts import text_in

register = template.Library()


@register.simple_tag
def hatch() -> SafeString:
    """The hatch for men's parts of bars; once a page."""
    return mark_safe(sex_bars.hatch_defs())  # our own SVG


@register.filter
def said(value: Any) -> str:
    """A column's value as people say it: days, numbers, yes and no, texts by language."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date | datetime):
        return say_day(value)
    if isinstance(value, int | float | Decimal):
        return say_number(value)
    return text_in(value) if isinstance(value, dict) else str(value)


@register.filter
def in_words(texts: Any) -> str:
    """A text kept by language, in the reader's."""
    return text_in(texts)


@register.filter
def iso_day(text: str) -> str:
    """A day kept as 2026-10-06 in frozen data, as people say it."""
    return say_day(date.fromisoformat(text)) if text else ""


@register.filter
def percent(share: Any) -> str:
    """0.75 as 75%."""
    return f"{say_number(round(100 * float(share)))}%"
