"""Figures by district, as maps."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from reporting.figures import Shown, figure_url
from reporting.overview import Overview, Row
from reporting.states import Unit
from solar_cms.base.said import say_day
from solar_cms.places.maps import DistrictMap


def map_of_figure(shown: Shown, province: str) -> DistrictMap | None:
    """One indicator in the districts of a province, or of the country; None where there is nothing
    to show by district."""
    found = shown.breakdown.get("district", {})
    if shown.error or shown.is_reported or not any(found.values()):
        return None
    key, period = shown.indicator.key, shown.period
    locked = period.locked_at
    state = (
        _("Locked on %(day)s.") % {"day": say_day(locked)}
        if locked
        else _("The quarter is open: numbers may still change.")
    )
    return DistrictMap(
        title=f"{shown.indicator.number} {shown.indicator}",
        values=found,
        province=province,
        urls={code: figure_url(key, period.code, code) for code in found},
        unit="%" if shown.definition.unit == Unit.PERCENT else "",
        note=state,
    )


def map_of_overview(
    view: Overview, province: str, wanted: str, query: dict[str, str]
) -> dict[str, Any] | None:
    """The map of one indicator of the table, and links to the maps of the others."""
    drawable: list[tuple[Row, DistrictMap]] = []
    for row in view.rows:
        drawing = map_of_figure(row.shown, province)
        if drawing is not None:
            drawable.append((row, drawing))
    if not drawable:
        return None
    keys = [row.indicator.key for row, _drawing in drawable]
    chosen = keys.index(wanted) if wanted in keys else 0
    return {
        "drawing": drawable[chosen][1],
        "url": drawable[chosen][0].shown.url,
        "others": [
            (
                row.indicator.number,
                str(row.indicator),
                f"?{urlencode({**query, 'map': row.indicator.key})}#map-part",
                n == chosen,
            )
            for n, (row, _drawing) in enumerate(drawable)
        ],
    }
