"""Filters that say values in the reader's language; part of `{% load components %}`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from solar_cms.base import said

register = template.Library()


@register.filter
def day(value: dt.date | None, style: str = "") -> SafeString:
    """A date with the long form in reach; `day:"near"` says today, `day:"long"` the weekday."""
    say = {"near": said.say_near_day, "long": said.say_long_day}.get(style, said.say_day)
    return _time(value, say(value))


@register.filter
def when(value: dt.datetime | None) -> SafeString:
    """A moment in the site's zone: Today, 08:12 or 16.11.2026, 17:40."""
    return _time(value, said.say_when(value))


def _time(value: dt.date | dt.datetime | None, words: str) -> SafeString:
    if value is None:
        return mark_safe("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        said.say_long_day(value),
        words,
    )


register.filter("month", said.say_month)
register.filter("money", said.say_money)
register.filter("size", said.say_size)
register.simple_tag(said.say_zone, name="zone_note")


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """1,248 or 1.248, by language."""
    return said.say_number(value, decimals)


@register.filter
def amount(value: int | None) -> str:
    """Money without the currency's word, for columns that name it in their heading."""
    return said.say_money(value, with_code=False)


@register.simple_tag
def today() -> dt.date:
    """Today in the site's zone: `{% today as day %}`."""
    return timezone.localdate()
