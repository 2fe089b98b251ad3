"""Figures: what an indicator says for a period and place, frozen, live or reported.

`figures_for` is the one way to them: pages, reports, API and command ask here. Frozen figures
come from the table, open quarters are counted (one statement per indicator), reported ones come
with their document and are marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Func, Prefetch, QuerySet, UUIDField
from django.urls import reverse

from reporting import counting
from reporting.counting import FigureError
from reporting.models import (
    Figure,
    FrozenRecords,
    Indicator,
    IndicatorVersion,
    Period,
    ReportedFigure,
)
from reporting.states import Unit
from reporting.tallies import COUNTRY, SEX, Value
from solar_cms.base.hooks import Dataset

WHOLE = "all"  # the country in addresses

__all__ = ["FigureError", "Shown", "figures_for", "records_of"]


@dataclass
class Shown:
    """A figure as it is shown: the number and everything a reader needs to judge it.

    error: why it could not be computed (then number is None). reported: the ReportedFigure's facts
    {"id", "source", "source_date", "verified_on", "by"}. frozen: the Figure row, if locked.
    """

    definition: IndicatorVersion
    period: Period
    place: str
    number: Decimal | None = None
    records: int = 0
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    breakdown: dict[str, dict[str, Any]] = field(default_factory=dict)
    frozen: Figure | None = None
    reported: dict[str, Any] | None = None
    error: str = ""

    @property
    def indicator(self) -> Indicator:
        return self.definition.indicator

    @property
    def is_reported(self) -> bool:
        return self.definition.is_reported

    @property
    def url(self) -> str:
        return figure_url(self.indicator.key, self.period.code, self.place)

    @property
    def women(self) -> Any:
        return self.breakdown.get(SEX, {}).get("F", 0) if SEX in self.breakdown else None

    @property
    def men(self) -> Any:
        return self.breakdown.get(SEX, {}).get("M", 0) if SEX in self.breakdown else None

    @property
    def by_sex(self) -> bool:
        return SEX in self.definition.disaggregations

    @property
    def is_share(self) -> bool:
        return self.definition.unit == Unit.PERCENT

    @property
    def nothing(self) -> int | None:
        """What a place without rows has: a true zero, or for a share or median nothing."""
        return None if self.error or not counting.starts_at_zero(self.definition) else 0


Key = tuple[str, str, str]  # indicator key, period code, place


def figure_url(indicator: str, period: str, place: str) -> str:
    return reverse("figure", args=[indicator, period, place or WHOLE])


def definitions_on(
    periods: Sequence[Period], keys: Iterable[str] = (), *, in_reports: bool | None = None
) -> dict[str, dict[str, IndicatorVersion]]:
    """Indicator key → period code → the definition valid on the period's last day. Two queries."""
    versions = IndicatorVersion.objects.order_by("-valid_from")
    indicators = Indicator.objects.select_related("objective").order_by(
        "objective__order", "order", "key"
    )
    if keys:
        indicators = indicators.filter(key__in=list(keys))
    if in_reports is not None:
        indicators = indicators.filter(objective__in_reports=in_reports)
    found: dict[str, dict[str, IndicatorVersion]] = {}
    for indicator in indicators.prefetch_related(Prefetch("versions", versions, "dated")):
        for version in indicator.dated:
            version.indicator = indicator
        found[indicator.key] = {
            period.code: version
            for period in periods
            if (
                version := next((v for v in indicator.dated if v.is_valid_on(period.ends_on)), None)
            )
        }
    return found


def figures_for(
    periods: Sequence[Period],
    *,
    province: str = "",
    keys: Iterable[str] = (),
    definitions: dict[str, dict[str, IndicatorVersion]] | None = None,
    live: bool = False,
    only_home: bool = False,
) -> dict[Key, Shown]:
    """All indicators (or `keys`) for the periods, for the province or for the country and all
    provinces. live: count locked quarters again instead of reading their frozen figures. only_home:
    leave the provinces of the country out (its breakdown names them anyway).

    Queries: a handful and one per computed indicator with an open quarter, whatever the number of
    periods, places or rows. An indicator that fails has `error`, never a number.
    """
    chosen = definitions if definitions is not None else definitions_on(periods, keys)
    home = province or COUNTRY
    found: dict[Key, Shown] = {}
    frozen = [] if live else [p for p in periods if p.is_locked]
    open_ones = [p for p in periods if p not in frozen]
    for key, by_period in chosen.items():
        for period in periods:
            if definition := by_period.get(period.code):
                found[key, period.code, home] = Shown(definition, period, home)
    if frozen:
        _take_frozen(found, frozen, province, only_home)
    _count_open(found, chosen, open_ones, province)
    _take_reported(found, chosen, periods, province)
    return found


def _take_frozen(
    found: dict[Key, Shown], periods: list[Period], province: str, only_home: bool
) -> None:
    by_id = {p.pk: p for p in periods}
    rows = Figure.objects.filter(period__in=periods).select_related("definition__indicator")
    if province or only_home:
        rows = rows.filter(province=province or None)
    frozen: set[tuple[str, str]] = set()
    for row in rows:
        period, place = by_id[row.period_id], row.province_id or COUNTRY
        row.period = period
        key = row.definition.indicator.key
        known = found.get((key, period.code, province or COUNTRY))
        if known is None:
            continue
        definition = (
            known.definition if known.definition.pk == row.definition_id else row.definition
        )
        frozen.add((key, period.code))
        found[key, period.code, place] = Shown(
            definition,
            period,
            place,
            row.value,
            row.records,
            row.numerator,
            row.denominator,
            row.breakdown,
            frozen=row,
            reported=row.reported,
        )
    # An indicator that came after the lock has no figure there: not zero.
    for (key, code, _place), shown in list(found.items()):
        missing = code in {p.code for p in periods} and (key, code) not in frozen
        if missing and not shown.is_reported:
            del found[key, code, _place]


def _count_open(
    found: dict[Key, Shown],
    chosen: dict[str, dict[str, IndicatorVersion]],
    periods: list[Period],
    province: str,
) -> None:
    homes = counting.homes_of_districts() if periods else {}
    for key, by_period in chosen.items():
        groups: dict[Any, list[Period]] = {}
        for period in periods:
            definition = by_period.get(period.code)
            if definition is not None and not definition.is_reported:
                groups.setdefault(definition.pk, []).append(period)
        for group in groups.values():
            definition = by_period[group[0].code]
            try:
                values = counting.count(definition, group, province=province, homes=homes)
            except FigureError as error:
                for period in group:
                    found[key, period.code, province or COUNTRY].error = str(error)
                continue
            _take_counted(found, definition, group, values, homes)


def _take_counted(
    found: dict[Key, Shown],
    definition: IndicatorVersion,
    periods: list[Period],
    values: dict[tuple[str, str], Value],
    homes: dict[str, str],
) -> None:
    by_code = {p.code: p for p in periods}
    for (code, place), value in values.items():
        if place in homes:  # districts stand in their province's breakdown
            continue
        found[definition.indicator.key, code, place] = Shown(
            definition,
            by_code[code],
            place,
            value.number,
            value.records,
            value.numerator,
            value.denominator,
            value.breakdown,
        )


def _take_reported(
    found: dict[Key, Shown],
    chosen: dict[str, dict[str, IndicatorVersion]],
    periods: Sequence[Period],
    province: str,
) -> None:
    """Reported figures, as frozen where they were frozen. A country's is never summed from
    provinces: it is the one reported for the country."""
    keys = [k for k, by_period in chosen.items() if any(v.is_reported for v in by_period.values())]
    if not keys:
        return
    rows = ReportedFigure.objects.filter(
        indicator__key__in=keys, period__in=periods
    ).select_related("indicator", "period", "reported_by", "verified_by")
    if province:
        rows = rows.filter(province=province)
    for row in rows:
        definition = chosen[row.indicator.key].get(row.period.code)
        place = row.province_id or COUNTRY
        known = found.get((row.indicator.key, row.period.code, place))
        if definition is None or (known is not None and known.frozen is not None):
            continue
        found[row.indicator.key, row.period.code, place] = Shown(
            definition, row.period, place, row.value, reported=reported_facts(row)
        )


def reported_facts(row: ReportedFigure) -> dict[str, Any]:
    """What is said beside a reported figure, wherever it is shown (JSON)."""
    return {
        "id": str(row.pk),
        "source": row.source,
        "source_date": row.source_date.isoformat(),
        "by": row.reported_by.name_latin or row.reported_by.name_local,
        "verified_on": row.verified_on.isoformat() if row.verified_on else None,
        "verified_by": (row.verified_by.name_latin or row.verified_by.name_local)
        if row.verified_by
        else "",
    }


def narrowed(shown: Shown, district: str) -> Shown:
    """A province's figure for one of its districts, from its breakdown."""
    number = shown.breakdown.get("district", {}).get(district, shown.nothing)
    sexes = shown.breakdown.get(f"district|{SEX}", {}).get(district)
    return Shown(
        shown.definition,
        shown.period,
        district,
        None if shown.error or shown.is_reported or number is None else Decimal(str(number)),
        breakdown={SEX: sexes} if sexes is not None else {},
        frozen=shown.frozen,
        error=shown.error,
    )


# --- the records behind a figure ----------------------------------------------------------------


def records_of(
    definition: IndicatorVersion,
    period: Period,
    *,
    province: str = "",
    district: str = "",
    also: dict[str, Any] | None = None,
    user: Any = None,
) -> QuerySet:
    """The rows behind a figure, with `figure_day`; with `user`, those this user may open.

    also: further values of dimensions ({"sex": "F"}), as a cell of the breakdown asks.
    """
    part = counting.numerator_of(definition)
    rows = part.dataset.visible(user) if user is not None else part.dataset.queryset()
    rows = counting.select(rows, part, also=also, province=province, district=district)
    return counting.in_window(rows, part, period)


def dataset_of(definition: IndicatorVersion) -> Dataset:
    return counting.numerator_of(definition).dataset


class Unnest(Func):
    function = "unnest"
    set_returning = True
    output_field = UUIDField()


@dataclass
class Difference:
    """What changed behind a frozen figure since its lock."""

    added: QuerySet
    gone: QuerySet
    added_count: int
    gone_count: int


def frozen_ids(figure: Figure) -> QuerySet:
    """The ids frozen behind a figure (a country's: those of all its provinces), as a subquery."""
    figures = FrozenRecords.objects.filter(
        figure__definition=figure.definition_id, figure__period=figure.period_id
    )
    if figure.province_id:
        figures = figures.filter(figure=figure)
    return figures.annotate(one=Unnest(F("ids"))).values("one")


def difference(figure: Figure, period: Period) -> Difference:
    """Records that count now and did not at the lock, and the other way round. Constant queries.

    A record deleted since is counted as gone though there is no row of it to show.
    """
    live = records_of(figure.definition, period, province=figure.province_id or "")
    ids = frozen_ids(figure)
    added = live.exclude(pk__in=ids)
    still = live.filter(pk__in=ids).count()
    rows = dataset_of(figure.definition).queryset()
    gone = rows.filter(pk__in=ids).exclude(pk__in=live.order_by().values("pk"))
    return Difference(added, gone, added.count(), ids.count() - still)
