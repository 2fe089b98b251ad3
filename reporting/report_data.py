"""What a report prints, as plain frozen data: numbers, texts by language, addresses.

The documents (PDF, DOCX, XLSX) are made of this alone, so that they can be made again.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from reporting import overview as tables
from reporting.figures import Shown, figure_url
from reporting.models import Objective, Report
from reporting.overview import Overview, Row
from reporting.rules import problems_with_figures
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import District, Province

Names = dict[str, str]


def hash_of(data: dict[str, Any]) -> str:
    """sha256 of the frozen data, printed in the foot of every document."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def collect(report: Report) -> dict[str, Any]:
    """The frozen data of a report. Refused when any figure cannot be computed."""
    view = tables.overview(report.period, province=report.province_id or "", in_reports=True)
    refuse_if(problems_with_figures(view.found.values()))
    data = {
        **table_of(view),
        "kind": report.kind,
        "edition": report.edition,
        "built_on": today(),
        "url": f"{settings.SOLAR_SITE_URL}{reverse('report', args=[report.pk])}",
    }
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def table_of(view: Overview) -> dict[str, Any]:
    """An overview as plain data; places: the districts of a province, or all provinces."""
    home = _home(view.place)
    places = {} if isinstance(home, District) else _places(view.place)
    level = "district" if view.place else "province"
    return {
        "period": {
            "code": view.period.code,
            "starts_on": view.period.starts_on,
            "ends_on": view.period.ends_on,
        },
        "locked": view.period.locked_at,
        "place": {"code": view.place, "names": _names(home) if home else {}},
        "level": level,
        "quarters": view.codes,
        "objectives": [
            {**_objective(objective), "rows": [_row(row, view, level, places) for row in rows]}
            for objective, rows in view.objectives
        ],
        "activities": [_row(row, view, level, places) for row in view.activities],
    }


def _home(place: str) -> Any:
    """The province or district a table is about, None for the country."""
    if not place:
        return None
    return Province.objects.filter(code=place).first() or District.objects.get(code=place)


def _objective(objective: Objective) -> dict[str, Any]:
    return {"key": objective.key, "names": objective.names}


def _names(place: Any) -> Names:
    return {"lo": place.name_local, "en": place.name_latin}


def _places(province: str) -> dict[str, Names]:
    """Code → names: the districts of a province, or all provinces."""
    rows = (
        District.objects.filter(province=province) if province else Province.objects.all()
    ).filter(valid_to__isnull=True)
    return {row.code: _names(row) for row in rows.order_by("code")}


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def absolute(shown: Shown) -> str:
    return f"{settings.SOLAR_SITE_URL}{shown.url}"


def _row(row: Row, view: Overview, level: str, places: dict[str, Names]) -> dict[str, Any]:
    shown, definition = row.shown, row.shown.definition
    base = {
        "key": row.indicator.key,
        "number": row.indicator.number,
        "names": row.indicator.names,
        "value": _number(shown.number),
        "numerator": _number(shown.numerator),
        "denominator": _number(shown.denominator),
        "target": _number(row.target),
        "state": row.state,
        "by_sex": shown.by_sex,
        "women": _number(shown.women),
        "men": _number(shown.men),
        "records": shown.records,
        "reported": shown.reported,
        "error": shown.error,
        "hash": shown.frozen.hash if shown.frozen else "",
        "url": absolute(shown),
        "series": [_quarter(code, s) for code, s in zip(view.codes, row.series, strict=True)],
        "places": [] if shown.is_reported else _place_rows(row, view, level, places),
    }
    return {**base, "definition": definition_of(definition)}


def definition_of(definition: Any) -> dict[str, Any]:
    return {
        "number": definition.number,
        "valid_from": definition.valid_from,
        "texts": definition.definitions,
        "unit": definition.unit,
        "kind": definition.kind,
        "accumulation": definition.accumulation,
        "since": definition.since,
        "baseline": _number(definition.baseline),
        "verification": definition.verification,
        "source": definition.source,
        "status": definition.status,
    }


def series_of(row: Row) -> dict[str, Any]:
    """What a chart of one indicator needs."""
    return {
        "key": row.indicator.key,
        "number": row.indicator.number,
        "names": row.indicator.names,
        "by_sex": row.shown.by_sex,
        "target": _number(row.target),
        "series": [_quarter(s.period.code, s) for s in row.series if s is not None],
        "definition": definition_of(row.shown.definition),
    }


def _quarter(code: str, shown: Shown | None) -> dict[str, Any]:
    known = shown is not None and not shown.error and shown.number is not None
    return {
        "code": code,
        "value": _number(shown.number) if shown is not None and known else None,
        "F": _number(shown.women) if shown is not None and known else None,
        "M": _number(shown.men) if shown is not None and known else None,
        "frozen": shown is not None and shown.frozen is not None,
    }


def _place_rows(
    row: Row, view: Overview, level: str, places: dict[str, Names]
) -> list[dict[str, Any]]:
    """Districts of the province, or the provinces, each with the address of its own figure."""
    key, code = row.indicator.key, view.period.code
    return [
        {
            **cells,
            "names": places[cells["code"]],
            "url": f"{settings.SOLAR_SITE_URL}{figure_url(key, code, cells['code'])}",
        }
        for cells in tables.place_rows(row.shown, level, list(places))
    ]
