"""How the administration says a value: in words, never as an id, a code or JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from solar_cms.base.face import Tag
from solar_cms.base.said import say_day, say_when
from solar_cms.base.texts import text_in

NOTHING = "–"


def said(value: Any) -> Any:
    """A value as text; a Tag stays one, to be drawn."""
    if isinstance(value, Tag):
        return value
    if value is None or value == "" or value == [] or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return say_when(value)
    if isinstance(value, dt.date):
        return say_day(value)
    if isinstance(value, dict):
        return text_in(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(said(one)) for one in value)
    if isinstance(value, models.Model):
        return getattr(value, "name", None) or str(value)
    return str(value)


def plain(value: Any) -> Any:
    """The same for a file: numbers and days stay what they are, a Tag is its word."""
    if isinstance(value, Tag):
        return str(value.word)
    if isinstance(value, int | float | dt.date) and not isinstance(value, bool):
        return value
    told = said(value)
    return "" if told == NOTHING else str(told)


def label_of(model: type[models.Model], name: str) -> Any:
    """The heading of a field: its words, or those of what it points at where it has none."""
    field = model._meta.get_field(name)
    words = getattr(field, "verbose_name", name)
    related = getattr(field, "related_model", None)
    if related is not None and words == name.replace("_", " "):
        return related._meta.verbose_name
    return words


@dataclass(frozen=True)
class Column:
    """One column of a list or fact of a record."""

    name: str
    label: Any
    value: Callable[[Any], Any]
    cls: str = ""
    sort: str = ""


def getter(admin: Any, name: str) -> Callable[[Any], Any]:
    """How to get a column of that name from a record: a method of the admin, a field, a property."""
    method = getattr(admin, name, None)
    if callable(method):
        return method  # type: ignore[no-any-return]
    display = f"get_{name}_display"
    if hasattr(admin.model, display):
        return lambda record: getattr(record, display)()
    return lambda record: getattr(record, name)


def column(admin: Any, name: str, *, cls: str = "", sort: str = "") -> Column:
    method = getattr(admin, name, None)
    label = admin.labels.get(name) or (
        getattr(method, "short_description", name)
        if callable(method)
        else label_of(admin.model, name)
    )
    return Column(name, label, getter(admin, name), cls, sort)
