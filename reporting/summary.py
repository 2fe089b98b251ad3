"""The figures of one quarter and place as plain data, kept for some minutes: for home pages.

Counting an open quarter takes a statement per indicator. A home page is opened many times a day by
everybody, so it reads what was counted last for its place; any act of reporting (a target set, a
quarter locked, a figure reported) makes it count anew, and it says when it was counted. Sums are
open to all readers of figures, so one entry serves everybody who looks at the same place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from reporting import overview as tables
from reporting.models import Period
from reporting.overview import Row
from reporting.states import IndicatorKind, Unit
from solar_cms.audit.models import Act

KEPT_SECONDS = 5 * 60
# Acts after which the same records give other figures.
ACTS = (
    "targets.set",
    "baseline.set",
    "period.locked",
    "period.opened",
    "figure.reported",
    "figure.report_corrected",
    "figure.report_verified",
    "pack.loaded",
)


def summary(
    period: Period, province: str, count: Callable[..., Any] = tables.overview
) -> dict[str, Any]:
    """{"rows": [row], "counted_at": datetime}, from the cache where it is fresh. Two queries then.

    row: key, number, names, value, unit, target, state, trend, quarters [(code, value, F, M)],
    by_sex, url, districts {code: number}, records a reader may ask for by `url`.
    """
    last = Act.objects.filter(name__in=ACTS).order_by("-at").values_list("id", flat=True).first()
    key = f"figures:{period.code}:{province or 'all'}:{last}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        view = count(period, province=province, in_reports=True)
        found = {"rows": [_row(row) for row in view.rows], "counted_at": timezone.now()}
        cache.set(key, found, KEPT_SECONDS)
    return found


def _row(row: Row) -> dict[str, Any]:
    shown = row.shown
    return {
        "key": row.indicator.key,
        "number": row.indicator.number,
        "names": row.indicator.names,
        "value": _number(shown.number),
        "unit": "%" if shown.definition.unit == Unit.PERCENT else "",
        "target": _number(row.target),
        "state": row.state,
        "reported": shown.definition.kind == IndicatorKind.REPORTED,
        "by_sex": shown.by_sex,
        "trend": row.trend,
        "quarters": [
            (s.period.code, _number(s.number), _number(s.women), _number(s.men))
            for s in row.series
            if s is not None
        ],
        "url": shown.url,
        "districts": {} if shown.error else shown.breakdown.get("district", {}),
    }


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
