"""Freezing a quarter's figures with the ids behind them, and noticing later changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from reporting import counting, figures
from reporting.figures import Shown
from reporting.models import Figure, FrozenRecords, IndicatorVersion, Period, Restatement
from reporting.rules import problems_with_figures
from reporting.tallies import COUNTRY, Value
from solar_cms.base.ids import new_id
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import Province

Statement = tuple[str, list[Any]]


def freeze(period: Period) -> int:
    """Write the figures of all indicators for the country and every province; returns how many.

    To be called inside the act that locks the period. Refused when any of them fails.
    """
    found = figures.figures_for([period])
    refuse_if(problems_with_figures(found.values()))
    provinces = list(Province.objects.order_by("code").values_list("code", flat=True))
    rows: list[Figure] = []
    definitions: dict[str, IndicatorVersion] = {}
    for (key, _code, place), shown in found.items():
        if place == COUNTRY:
            definitions[key] = shown.definition
    behind = {
        definition: sql
        for definition in definitions.values()
        if not definition.is_reported and (sql := _rows_sql(definition, period))
    }
    for key, definition in definitions.items():
        prints = _ids_prints(behind[definition]) if definition in behind else {}
        for place in [COUNTRY, *provinces]:
            shown = found.get((key, period.code, place)) or _zero(definition, period, place)
            if definition.is_reported and shown.reported is None:
                continue
            rows.append(_figure(shown, prints))
    Figure.objects.bulk_create(rows)
    for definition, sql in behind.items():
        _keep_ids(definition, period, sql)
    return len(rows)


def _zero(definition: IndicatorVersion, period: Period, place: str) -> Shown:
    """A province without a single row: a true zero, or nothing to divide by."""
    number = Decimal(0) if counting.starts_at_zero(definition) else None
    return Shown(definition, period, place, number)


def _figure(shown: Shown, prints: dict[str, str]) -> Figure:
    ids = (
        prints.get(shown.place, "")
        if shown.place
        else "".join(v for _k, v in sorted(prints.items()))
    )
    return Figure(
        id=new_id(),
        definition=shown.definition,
        period=shown.period,
        province_id=shown.place or None,
        value=shown.number,
        numerator=shown.numerator,
        denominator=shown.denominator,
        records=shown.records,
        breakdown=shown.breakdown,
        reported=shown.reported,
        hash=print_of(shown, ids),
    )


def print_of(shown: Shown, ids: str) -> str:
    """sha256 over what was counted, for when and where, the result and the ids behind it."""
    facts: dict[str, Any] = {
        "indicator": shown.definition.indicator.key,
        "definition": shown.definition.number,
        "period": shown.period.code,
        "place": shown.place,
        "value": None if shown.number is None else format(shown.number.normalize(), "f"),
        "records": shown.records,
        "breakdown": shown.breakdown,
        "reported": shown.reported,
        "ids": ids,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _rows_sql(definition: IndicatorVersion, period: Period) -> Statement | None:
    """What selects the rows behind a figure with their districts; None where there can be none."""
    part = counting.numerator_of(definition)
    rows = figures.records_of(definition, period).order_by()
    rows = rows.annotate(figure_id=F("pk"), figure_district=F(part.dataset.district))
    rows = rows.values("figure_id", "figure_district")
    try:
        sql, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    return sql, list(params)


def _ids_prints(rows: Statement) -> dict[str, str]:
    """Province → sha256 over the ids of its rows, in order. One statement."""
    sql, params = rows
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.province_id, "
            "encode(sha256(string_agg(r.figure_id::text, ',' ORDER BY r.figure_id)::bytea), 'hex') "
            f"FROM ({sql}) r JOIN places_district d ON d.code = r.figure_district GROUP BY 1",
            params,
        )
        return dict(cursor.fetchall())


def _keep_ids(definition: IndicatorVersion, period: Period, rows: Statement) -> None:
    """Keep the ids of the rows behind each province's figure. One statement, ids never travel."""
    sql, params = rows
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FrozenRecords._meta.db_table} (figure_id, ids) "
            "SELECT f.id, array_agg(r.figure_id ORDER BY r.figure_id) "
            f"FROM ({sql}) r JOIN places_district d ON d.code = r.figure_district "
            f"JOIN {Figure._meta.db_table} f ON f.province_id = d.province_id "
            "AND f.definition_id = %s AND f.period_id = %s GROUP BY f.id",
            [*params, definition.pk, period.pk],
        )


def restated(periods: Iterable[Period]) -> list[Restatement]:
    """Restatements not yet noted: frozen figures whose live value or number of records differs
    from what was last known. One count per indicator, whatever the number of quarters."""
    periods = list(periods)
    by_id = {p.pk: p for p in periods}
    frozen = (
        Figure.objects.filter(period__in=periods, reported__isnull=True)
        .select_related("definition__indicator")
        .order_by("definition", "period", "province")
    )
    known = {
        row.figure_id: row
        for row in Restatement.objects.filter(figure__period__in=periods).order_by(
            "noticed_on", "id"
        )
    }
    groups: dict[IndicatorVersion, list[Figure]] = {}
    for figure in frozen:
        groups.setdefault(figure.definition, []).append(figure)
    notes = []
    for definition, rows in groups.items():
        used = [by_id[pk] for pk in {row.period_id for row in rows}]
        live = counting.count(definition, used)
        for figure in rows:
            period = by_id[figure.period_id]
            nothing = Decimal(0) if counting.starts_at_zero(definition) else None
            value = live.get((period.code, figure.province_id or COUNTRY), Value(nothing))
            if note := _note(figure, period, value, known.get(figure.pk)):
                notes.append(note)
    return notes


def _note(
    figure: Figure, period: Period, live: Value, known: Restatement | None
) -> Restatement | None:
    was_value = known.value if known else figure.value
    was_records = figure.records + (known.added - known.gone if known else 0)
    if live.number == was_value and live.records == was_records:
        return None
    change = figures.difference(figure, period)
    return Restatement(
        figure=figure,
        noticed_on=today(),
        value=live.number,
        added=change.added_count,
        gone=change.gone_count,
    )
