"""Dated values of the pack that belong to no law and that several apps compute with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from solar_cms.base.models import today
from solar_cms.law.models import Parameter


def parameter(key: str, day: date | None = None) -> Parameter | None:
    """The value in force on a day (default today), None where the pack gives none. One query."""
    return Parameter.objects.on(day or today()).filter(key=key).first()


def load_parameters(rows: Iterable[dict[str, Any]]) -> None:
    """By key and first day, the oldest first; a value ends on the day before the next begins."""
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["key"], row["valid_from"])):
        by_key.setdefault(row["key"], []).append(row)
    for key, values in by_key.items():
        known = Parameter.objects.filter(key=key)
        known.exclude(valid_from__in=[row["valid_from"] for row in values]).delete()
        for row, following in zip_longest(values, values[1:]):
            end = row.get("valid_to")
            if following and (end is None or end >= following["valid_from"]):
                end = following["valid_from"] - timedelta(days=1)
            Parameter.objects.update_or_create(
                key=key,
                valid_from=row["valid_from"],
                defaults={
                    "names": row["names"],
                    "value": row["value"],
                    "valid_to": end,
                    "source": row.get("source", ""),
                    "status": row["status"],
                },
            )
