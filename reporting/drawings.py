"""The drawings of a report, from its frozen data: a chart per indicator, a map of the districts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reporting.blocks import Chart
from reporting.quarters import brief_quarter
from reporting.states import IndicatorKind, Unit
from solar_cms.base import charts
from solar_cms.base.texts import text_in
from solar_cms.places.maps import DistrictMap


def computed(data: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [row for objective in data["objectives"] for row in objective["rows"]]
    return [row for row in rows if row["definition"]["kind"] == IndicatorKind.COMPUTED]


def map_of(data: dict[str, Any]) -> Chart | None:
    """The districts of a province by the first indicator that has anything there."""
    for row in computed(data):
        values = {cells["code"]: cells["value"] for cells in row["places"]}
        if any(values.values()):
            title = f"{row['number']} {text_in(row['names'])}"
            names = {cells["code"]: text_in(cells["names"]) for cells in row["places"]}
            urls = {cells["code"]: cells["url"] for cells in row["places"]}
            unit = "%" if row["definition"]["unit"] == Unit.PERCENT else ""
            drawing = DistrictMap(title, values, data["place"]["code"], urls, names, unit)
            return Chart("districts", title, drawing)
    return None


def chart_of(row: dict[str, Any]) -> Chart:
    """Bars per quarter, women and men where the indicator is broken down by sex, with the target
    of the quarter as a tick; of a standing or cumulative share a line."""
    series, unit = row["series"], row["definition"]["unit"]
    percent = unit == Unit.PERCENT
    values = [None if q["value"] is None else float(q["value"]) for q in series]
    parts: tuple[charts.Series, ...] = (charts.Series(_("Value"), values),)
    if row["by_sex"] and not percent:
        parts = tuple(
            charts.Series(word, [None if q[sex] is None else float(q[sex]) for q in series])
            for sex, word in (("F", _("Women")), ("M", _("Men")))
        )
    title = f"{row['number']} {text_in(row['names'])}"
    target = row.get("target")
    drawing = charts.Chart(
        title=title,
        labels=[brief_quarter(q["code"]) for q in series],
        series=parts,
        kind=charts.LINES if percent else charts.BARS,
        totals=values,
        targets=[*[None] * (len(series) - 1), float(target)] if target is not None else (),
        unit="%" if percent else "",
        target_word=_("Target"),
        heading=_("Quarter"),
    )
    return Chart(f"c{row['key'].replace('_', '-')}", title, drawing)
