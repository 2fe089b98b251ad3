"""Taking values out of the audit when the record they explain is emptied: the act and its date stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from solar_cms.audit.models import Change

TAKEN_OUT = "⌫"


def take_out(table: str, rows: Iterable[Any], columns: Sequence[str]) -> int:
    """Replace what the audit kept of these columns of these rows by a mark. How many changes had some.

    Empty values stay empty: that nothing was known is no secret.
    """
    changed = []
    for change in Change.objects.filter(table=table, row__in=[str(row) for row in rows]):
        sides = [_without(side, columns) for side in (change.before, change.after)]
        if sides != [change.before, change.after]:
            change.before, change.after = sides
            changed.append(change)
    Change.objects.bulk_update(changed, ["before", "after"], batch_size=500)
    return len(changed)


def _without(side: dict[str, Any] | None, columns: Sequence[str]) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        name: TAKEN_OUT if name in columns and value not in (None, "", [], {}) else value
        for name, value in side.items()
    }
