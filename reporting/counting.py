"""Counting: one grouped statement gives an indicator for all asked periods and all places.

The rows come from the dataset's own queryset, narrowed by the definition's filter; tallies.py
groups them, so that a person counted in two districts counts once in the province, and the cost
does not depend on how many places are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError
from django.db import DatabaseError, connection
from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from reporting import tallies
from reporting.models import IndicatorVersion, Period, ReportedFigure
from reporting.states import Accumulation
from reporting.tallies import COUNTRY, MEDIAN, SEX, Value
from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.places.models import District


class FigureError(Exception):
    """A figure cannot be computed; the message says why and what to mend. Never shown as zero."""


@dataclass(frozen=True)
class Part:
    """What is counted, and the dates it is counted by: the numerator or denominator of a definition."""

    dataset: Dataset
    measure: Measure
    filter: dict[str, Any]
    date: str
    until: str
    accumulation: str
    since: Any
    by: tuple[str, ...]


def numerator_of(definition: IndicatorVersion) -> Part:
    return _part(
        definition,
        (definition.dataset, definition.measure, definition.filter),
        (definition.date_name, definition.until_name, definition.accumulation),
    )


def denominator_of(definition: IndicatorVersion) -> Part | None:
    """By the dates of the numerator, unless the definition gives it its own."""
    if not definition.denominator_dataset:
        return None
    dates = (definition.date_name, definition.until_name, definition.accumulation)
    if definition.denominator_date:
        how = definition.denominator_accumulation or definition.accumulation
        dates = (definition.denominator_date, definition.denominator_until, how)
    wanted = (
        definition.denominator_dataset,
        definition.denominator_measure,
        definition.denominator_filter,
    )
    return _part(definition, wanted, dates)


def starts_at_zero(definition: IndicatorVersion) -> bool:
    """Whether no rows is a true zero: not for shares and medians, which then are not known."""
    if definition.is_share:
        return False
    return definition.is_reported or numerator_of(definition).measure.kind != MEDIAN


def _part(
    definition: IndicatorVersion,
    wanted: tuple[str, str, dict[str, Any]],
    dates: tuple[str, str, str],
) -> Part:
    (name, measure, chosen), (date, until, accumulation) = wanted, dates
    dataset = datasets.get(name)
    if dataset is None:
        raise FigureError(
            _("“%(indicator)s”: there is no dataset “%(name)s”; known are: %(known)s")
            % {
                "indicator": definition.indicator,
                "name": name,
                "known": ", ".join(sorted(n for n, _d in datasets.items())) or "–",
            }
        )
    by = dimensions_of(definition)
    for kind, known, names in (
        (_("measure"), dataset.measures, [measure]),
        (_("dimension"), dataset.dimensions, [*chosen, *by]),
        (_("date"), dataset.dates, [n for n in (date, until) if n]),
    ):
        for wrong in names:
            if wrong not in known:
                raise FigureError(
                    _(
                        "“%(indicator)s”: the dataset “%(dataset)s” has no %(kind)s “%(name)s”; known are: %(known)s"
                    )
                    % {
                        "indicator": definition.indicator,
                        "dataset": name,
                        "kind": kind,
                        "name": wrong,
                        "known": ", ".join(sorted(known)),
                    }
                )
    return Part(
        dataset,
        dataset.measures[measure],
        chosen,
        date,
        until,
        accumulation,
        definition.since,
        tuple(by),
    )


def dimensions_of(definition: IndicatorVersion) -> list[str]:
    """The disaggregations besides the place, which is always there."""
    return [name for name in definition.disaggregations if name != "district"]


def select(
    rows: QuerySet,
    part: Part,
    *,
    also: dict[str, Any] | None = None,
    province: str = "",
    district: str = "",
) -> QuerySet:
    """The rows of a dataset that a definition takes in, before any date.

    The one place where filters are applied: numbers, lists, exports and frozen ids all come here.
    """
    for number, (name, wanted) in enumerate([*part.filter.items(), *(also or {}).items()]):
        alias = f"figure_filter_{number}"
        rows = rows.alias(**{alias: expression_of(part.dataset.dimensions[name])})
        if isinstance(wanted, list):
            rows = rows.filter(**{f"{alias}__in": wanted})
        elif wanted is None:
            rows = rows.filter(**{f"{alias}__isnull": True})
        else:
            rows = rows.filter(**{alias: wanted})
    place = part.dataset.district
    if district:
        rows = rows.filter(**{place: district})
    elif province:
        codes = District.objects.filter(province_id=province).values("code")
        rows = rows.filter(**{f"{place}__in": codes})
    return rows


def expression_of(dimension: Dimension) -> Any:
    found = dimension.path()
    return F(found) if isinstance(found, str) else found


def day_of(rows: QuerySet, path: str) -> Any:
    """A date path as a day of the office's calendar."""
    model, found = rows.model, None
    for name in path.split("__"):
        if model is None or name in rows.query.annotations:
            return F(path)
        found = model._meta.get_field(name)
        model = found.related_model
    return TruncDate(path) if isinstance(found, DateTimeField) else F(path)


def window(part: Part, period: Period) -> tuple[Any, Any]:
    """First and last day (both included) of the rows that a period takes in; first may be None."""
    first = {
        Accumulation.PERIOD: period.starts_on,
        Accumulation.CUMULATIVE: part.since,
        Accumulation.STANDING: None,
    }[Accumulation(part.accumulation)]
    return first, period.ends_on


def stands_until(part: Part) -> bool:
    return part.accumulation == Accumulation.STANDING and bool(part.until)


def in_window(rows: QuerySet, part: Part, period: Period) -> QuerySet:
    """Rows of one period, with `figure_day`, the date they count by."""
    first, last = window(part, period)
    dates = part.dataset.dates
    rows = rows.annotate(figure_day=day_of(rows, dates[part.date]))
    rows = rows.filter(figure_day__lte=last)
    if first:
        rows = rows.filter(figure_day__gte=first)
    if stands_until(part):
        rows = rows.alias(figure_until=day_of(rows, dates[part.until]))
        rows = rows.filter(Q(figure_until__isnull=True) | Q(figure_until__gte=last))
    return rows


def count(
    definition: IndicatorVersion,
    periods: Sequence[Period],
    *,
    province: str = "",
    homes: dict[str, str] | None = None,
) -> dict[tuple[str, str], Value]:
    """The indicator for each period and place: (period code, "" | province | district) → Value.

    With `province` only its rows are read and "" is left out. Every asked period has its country
    (or province) in the answer; other places only where there are rows: absent is a true zero.
    Breakdowns name the places within. homes: district → province, read when it is not given.
    One statement, two for a share.
    """
    if not periods:
        return {}
    top = numerator_of(definition)
    below = denominator_of(definition)
    if homes is None:
        homes = homes_of_districts()
    found = _count_part(definition, top, periods, province, homes)
    if below is not None:
        found = _shares(
            found, _count_part(definition, below, periods, province, homes), definition.per
        )
    elif definition.denominator_reported:
        found = _shares(found, _reported(definition, periods, province), definition.per)
    nothing = Decimal(0) if starts_at_zero(definition) else None
    for period in periods:
        found.setdefault((period.code, province or COUNTRY), Value(nothing))
    return tallies.with_places(found, homes, by_sex=SEX in definition.disaggregations)


def homes_of_districts() -> dict[str, str]:
    """District → province, of all there are."""
    return dict(District.objects.values_list("code", "province_id"))


def _reported(
    definition: IndicatorVersion, periods: Sequence[Period], province: str
) -> dict[tuple[str, str], Value]:
    """The reported denominator of each period and place: the newest figure up to the period's end.
    A country's is the one reported for the country, never a sum. Without one there is no share."""
    rows = ReportedFigure.objects.filter(
        indicator__key=definition.denominator_reported,
        period__ends_on__lte=max(p.ends_on for p in periods),
    ).order_by("period__ends_on")
    if province:
        rows = rows.filter(province=province)
    newest: dict[tuple[str, str], Value] = {}
    for row in rows.select_related("period"):
        for period in periods:
            if row.period.ends_on <= period.ends_on:
                newest[period.code, row.province_id or COUNTRY] = Value(row.value)
    return newest


def _inner(part: Part, periods: Sequence[Period], province: str) -> tuple[str, Sequence[Any]]:
    """The statement that reads the rows: id, district, day, until, subject, weight, d0, d1…"""
    rows = select(part.dataset.queryset().order_by(), part, province=province)
    dates = part.dataset.dates
    firsts = [window(part, p)[0] for p in periods]
    columns: dict[str, Any] = {
        "figure_id": F("pk"),
        "figure_district": F(part.dataset.district),
        "figure_day": day_of(rows, dates[part.date]),
    }
    if stands_until(part):
        columns["figure_until"] = day_of(rows, dates[part.until])
    if part.measure.expression:
        columns["figure_subject"] = F(part.measure.expression)
    if part.measure.weight:
        columns["figure_weight"] = F(part.measure.weight)
    for number, name in enumerate(part.by):
        columns[f"figure_d{number}"] = expression_of(part.dataset.dimensions[name])
    rows = rows.annotate(**columns).filter(figure_day__lte=max(p.ends_on for p in periods))
    if all(firsts):
        rows = rows.filter(figure_day__gte=min(firsts))
    return rows.values(*columns).query.get_compiler(connection=connection).as_sql()


def _count_part(
    definition: IndicatorVersion,
    part: Part,
    periods: Sequence[Period],
    province: str,
    homes: dict[str, str],
) -> dict[tuple[str, str], Value]:
    names, kind = part.by, part.measure.kind
    spans = [(p.code, *window(part, p)) for p in periods]
    try:
        rows, params = _inner(part, periods, province)
        sql = tallies.statement(
            rows, kind, len(names), len(periods), stands_until(part), bool(part.measure.weight)
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*(value for span in spans for value in span), *params])
            gather = tallies.gather_medians if kind == MEDIAN else tallies.gather
            return gather(cursor.fetchall(), names, homes, province)
    except EmptyResultSet:  # a filter that nothing can pass
        return {}
    except (DatabaseError, FieldError) as error:
        raise FigureError(
            _("“%(indicator)s” cannot be counted: %(why)s")
            % {"indicator": definition.indicator, "why": str(error).splitlines()[0]}
        ) from error


def _share(top: Any, below: Any, per: int) -> Decimal | None:
    if not below:
        return None
    share = Decimal(per) * Decimal(str(top or 0)) / Decimal(str(below))
    return round(share, 1 if per == 100 else 2)


def _shares(
    tops: dict[tuple[str, str], Value], belows: dict[tuple[str, str], Value], per: int
) -> dict[tuple[str, str], Value]:
    """Numerator over denominator (times `per`), whole and in every cell that has a denominator."""
    found = {}
    for place, below in belows.items():
        top = tops.get(place, Value())
        breakdown: dict[str, dict[str, Any]] = {}
        for name, cells in below.breakdown.items():
            if "|" not in name:
                ours = top.breakdown.get(name, {})
                breakdown[name] = {
                    key: float(share)
                    for key, cell in cells.items()
                    if (share := _share(ours.get(key), cell, per)) is not None
                }
        found[place] = Value(
            number=_share(top.number, below.number, per),
            records=top.records,
            numerator=top.number,
            denominator=below.number,
            breakdown=breakdown,
        )
    return found
