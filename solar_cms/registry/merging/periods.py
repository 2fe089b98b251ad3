"""Rows with dates that say the same of one person: the one that stays covers both periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from solar_cms.base.hooks import Joined

FOR_EVER = date.max


def end_of(row: Any) -> date:
    return row.valid_to or FOR_EVER


def overlap(one: Any, other: Any) -> bool:
    return one.valid_from <= end_of(other) and other.valid_from <= end_of(one)


def overlapping(gone: Iterable[Any], stay: Iterable[Any], *same: str) -> list[Any]:
    """Rows of the first that overlap a row of the second with the same `same` columns."""
    others = list(stay)
    return [
        row
        for row in gone
        if any(
            overlap(row, other) and all(getattr(row, name) == getattr(other, name) for name in same)
            for other in others
        )
    ]


def joined_period(gone: Any, rows: Sequence[Any]) -> Joined:
    """`rows`: the rows that stay, of the same kind, one after the other in time; some overlap `gone`.

    The first of those begins no later, the last ends no earlier than `gone`; gaps between them close.
    """
    hit = sorted((row for row in rows if overlap(row, gone)), key=lambda row: row.valid_from)
    changes = []
    for at, row in enumerate(hit):
        last = at == len(hit) - 1
        start = min(row.valid_from, gone.valid_from) if at == 0 else row.valid_from
        end = max(end_of(row), end_of(gone)) if last else hit[at + 1].valid_from - timedelta(days=1)
        new: dict[str, Any] = {}
        if start != row.valid_from:
            new["valid_from"] = start
        if end != end_of(row):
            new["valid_to"] = None if end == FOR_EVER else end
        if new:
            changes.append((row, new))
    return Joined(hit[0], changes)
